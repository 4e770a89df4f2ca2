// Several rows of the list at once: [data-pick="42"] boxes, x selects the row in hand, [data-pick-bar] says how many and what one can do.
// The selection outlives a refreshed list; [data-pick-send] carries it along as ?tickets=1,2.
import { $, $$, each, on, typing } from "./dom.js";

const picked = new Set();
const boxes = () => $$("[data-pick]");

function show() {
  boxes().forEach((box) => { box.checked = picked.has(box.dataset.pick); });
  const bar = $("[data-pick-bar]");
  if (!bar) return;
  bar.hidden = picked.size === 0;
  const text = $("[data-pick-text]", bar);
  text.textContent = text.dataset.pickText.replace("{count}", picked.size);
  $$("[data-pick-send]", bar).forEach((send) => { send.disabled = picked.size < 1 || picked.size > Number(send.dataset.most); });
}

function toggle(number) {
  if (!picked.delete(number)) picked.add(number);
  show();
}

on("change", "[data-pick]", (_, box) => toggle(box.dataset.pick));
on("click", "[data-pick-clear]", () => { picked.clear(); show(); });
each("[data-pick-bar]", show);
each("[data-pick]", (box) => { box.checked = picked.has(box.dataset.pick); });

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
  const row = document.activeElement?.closest?.("[data-row]") ?? $("[data-row][aria-current=true]");
  if (!row || !$(`[data-pick="${CSS.escape(row.dataset.row)}"]`)) return;
  event.preventDefault();
  toggle(row.dataset.row);
});
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.matches("[data-pick-send]")) event.detail.parameters.tickets = [...picked].join(",");
});
