// A recipient who came before the copy was made need not reload: the page looks again by itself.
const LOOK_EVERY_MS = 5000;
const mine = document.querySelector(".mine");

async function look() {
  try {
    const answer = await fetch(location.pathname);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (page.querySelector(".mine").dataset.made !== mine.dataset.made) location.reload();
  } catch {
    // No connection: the next look will tell.
  }
}

if (mine.dataset.made === "0") setInterval(look, LOOK_EVERY_MS);
