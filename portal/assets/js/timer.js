// Time that runs: [data-since] shows how long since then, to the second, while anybody looks.
import { $$ } from "./dom.js";

const TICK_MS = 1_000;
const two = (number) => String(number).padStart(2, "0");

function show(element) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(element.dataset.since)) / 1000));
  element.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

setInterval(() => { if (document.visibilityState === "visible") $$("[data-since]").forEach(show); }, TICK_MS);
