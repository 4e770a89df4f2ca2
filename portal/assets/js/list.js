// [data-list] of [data-row]: j/k or arrows move, Enter opens, the open ticket's row is marked. "New on top" line: [data-list-note].
import { $, $$, on, typing } from "./dom.js";

const list = () => $("[data-list]");
const rows = () => $$("[data-row]", list() ?? document.createElement("div"));
const current = () => rows().find((row) => row === document.activeElement) ?? rows().find((row) => row.getAttribute("aria-current") === "true");

function step(by) {
  const all = rows();
  const at = all.indexOf(current());
  const next = all[Math.max(0, Math.min(all.length - 1, at + by))];
  if (!next) return;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
  if (next === all.at(-1)) $("[data-more]")?.click();
  if ($(".ticket-pane .ticket") && matchMedia("(min-width: 1100px)").matches) open(next);
}

/** The arrows in a ticket's head: there while its row is in the list it came from, and as far as that goes. */
function steps() {
  const all = rows();
  const at = all.findIndex((row) => row.dataset.row === $(".ticket")?.dataset.number);
  $$("[data-steps]").forEach((pair) => {
    pair.hidden = at < 0 || all.length < 2;
    $$("[data-step]", pair).forEach((arrow) => { arrow.disabled = !all[at + Number(arrow.dataset.step)]; });
  });
}
on("click", "[data-step]", (_, arrow) => {
  const all = rows();
  const next = all[all.findIndex((row) => row.dataset.row === $(".ticket")?.dataset.number) + Number(arrow.dataset.step)];
  if (!next) return;
  next.scrollIntoView({ block: "nearest" });
  if (next === all.at(-1)) $("[data-more]")?.click();
  open(next, 0);
});
document.addEventListener("htmx:afterSettle", steps);
document.addEventListener("htmx:historyRestore", steps);
steps();

let opening = 0;
/** Holding j must not load every ticket. The row may be replaced meanwhile, and a link that is off the page would load a whole one. */
function open({ dataset: { row: number } }, delay = 160) {
  clearTimeout(opening);
  opening = setTimeout(() => rows().find((row) => row.dataset.row === number)?.click(), delay);
}

export function markCurrent(number) {
  rows().forEach((row) => {
    const here = row.dataset.row === String(number);
    row.setAttribute("aria-current", String(here));
    if (here) row.classList.remove("unread");
  });
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || typing(event.target) || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]") || !list()) return;
  const inList = list().contains(event.target);
  if (event.key === "j" || (inList && event.key === "ArrowDown")) step(1);
  else if (event.key === "k" || (inList && event.key === "ArrowUp")) step(-1);
  else return;
  event.preventDefault();
});
// a refreshed list keeps as many rows as were loaded, and the mark on the open one
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches("[data-list]")) return;
  event.detail.parameters.rows = rows().length;
  const open = $(".ticket-pane .ticket");
  if (open) event.detail.parameters.open = open.dataset.number;
});
on("click", "[data-row]", (_, row) => { clearTimeout(opening); markCurrent(row.dataset.row); });
document.addEventListener("htmx:historyRestore", () => markCurrent($(".ticket")?.dataset.number));
