// Finds the text of a QR code in front of the camera or in a picture: the browser's own reader, or a library beside.
const LOOK_EVERY_MS = 180;
const SIDES_PX = [1000, 1600, 700, 2400];

let chosen = null;

async function reader() {
  if ("BarcodeDetector" in window) {
    const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (canvas) => (await detector.detect(canvas).catch(() => []))[0]?.rawValue || null;
    }
  }
  const { decodeQR } = await import("./qr-decode.js");
  return async (canvas) => {
    const { width, height } = canvas;
    const pixels = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, width, height);
    try {
      return decodeQR(pixels);
    } catch {
      return null; // no code in this picture
    }
  };
}

const read = async (canvas) => (await (chosen ||= reader()))(canvas);

function drawn(source, width, height, side) {
  const scale = Math.min(1, side / Math.max(width, height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d", { willReadFrequently: true }).drawImage(source, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// Returns the text of the code in a picture, null if none is found at any of several sizes.
export async function ofPicture(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return null;
  for (const side of SIDES_PX) {
    const text = await read(drawn(picture, picture.width, picture.height, side));
    if (text) return text;
  }
  return null;
}

// Shows the camera in the video and calls found(text) once; returns how to stop.
export async function watch(video, found) {
  const wish = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wish });
  let on = true;
  const stop = () => {
    on = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  video.srcObject = stream;
  await video.play();
  const look = async () => {
    if (!on) return;
    const text = video.videoWidth ? await read(drawn(video, video.videoWidth, video.videoHeight, SIDES_PX[0])) : null;
    if (on && text) {
      stop();
      found(text);
    } else if (on) setTimeout(look, LOOK_EVERY_MS);
  };
  look();
  return stop;
}
