// Follows the bell of a plenary: calls back whenever something has changed since this page was made.
export function follow(address, changed) {
  let seen = "";
  const bell = new EventSource(address);
  bell.addEventListener("changed", (event) => {
    if (seen && event.data !== seen) changed();
    seen = event.data;
  });
  return bell;
}

// Puts the same page, as it is now, in place of what is shown; returns whether it could be had.
export async function refresh() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } });
  if (!answer.ok || answer.redirected) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
  if (fresh) document.getElementById("live").replaceChildren(...fresh.childNodes);
  return Boolean(fresh);
}
