// Keeps the list fresh: asks for the same page every three seconds and puts the new rows in place.
// A page in the background rests.
const rows = document.querySelector("[data-rows]");
const PAUSE = 3000; // ms

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector("[data-rows]");
  if (fresh && fresh.innerHTML !== rows.innerHTML) rows.replaceChildren(...fresh.childNodes);
}

if (rows) setInterval(() => refresh().catch(() => {}), PAUSE);
