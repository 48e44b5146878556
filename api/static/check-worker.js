// Keeps the checking page, its scripts and the list of keys on the phone. KEPT and VERSION stand above this line.
const NAME = `periksa-${VERSION}`;
const PAGE = "/periksa";
const KEYS = "/periksa/keys.json";
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  const kept = caches.open(NAME).then((cache) => cache.addAll([...KEPT, PAGE, KEYS, "/periksa/app.webmanifest"]));
  event.waitUntil(kept.then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => names.filter((name) => name.startsWith("periksa-") && name !== NAME));
  event.waitUntil(others.then((old) => Promise.all(old.map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const address = new URL(event.request.url);
  if (event.request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === PAGE || address.pathname === KEYS) event.respondWith(fresh(event.request, address.pathname));
  else if (KEPT.includes(address.pathname)) event.respondWith(kept(event.request));
});

async function kept(request) {
  return (await caches.match(request, { ignoreVary: true })) || fetch(request);
}

// The newest if the net answers in time, otherwise what is kept.
async function fresh(request, name) {
  const cache = await caches.open(NAME);
  const old = await cache.match(name, { ignoreVary: true });
  try {
    const answer = await (old ? Promise.race([fetch(request), late()]) : fetch(request));
    if (answer.ok && (await fits(answer, name))) await cache.put(name, answer.clone());
    return answer.ok || !old ? answer : old;
  } catch (error) {
    if (old) return old;
    throw error;
  }
}

const late = () => new Promise((_, refuse) => { setTimeout(() => refuse(new Error("late")), PATIENCE_MS); });

// A page of a newer version names scripts that are not kept yet; its own worker will keep both.
async function fits(answer, name) {
  return name !== PAGE || (await answer.clone().text()).includes(VERSION);
}
