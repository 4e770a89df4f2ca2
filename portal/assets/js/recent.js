// The tickets this person opened last in this browser: shown by the palette before anything is typed. Forgotten with the sign-out.
import { $, each, on, store } from "./dom.js";

const MOST = 8;
const name = () => `deskhand.recent.${$("#palette")?.dataset.reader}`;

export function recent() {
  try { return JSON.parse(store.get(name())) ?? []; } catch { return []; }
}

each(".ticket[data-number]", (ticket) => {
  const { number } = ticket.dataset;
  const subject = $(".t-title h1", ticket)?.textContent.trim();
  const url = $("[data-copy-link]", ticket)?.dataset.copyLink;
  if (!subject || !url || !$("#palette")) return;
  const one = { number, url, label: ticket.getAttribute("aria-label"), subject };
  store.set(name(), JSON.stringify([one, ...recent().filter((other) => other.number !== number)].slice(0, MOST)));
});
on("submit", "form[data-leaves]", () => store.set(name(), null));
