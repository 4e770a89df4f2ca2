// Several rows of the list at once: [data-pick="42"] boxes, x selects the row in hand, Shift-x or a Shift-click all up to it, Escape
// none, [data-pick-whole] all that match beyond the page. [data-pick-bar] says how many and what one can do with them.
// The selection outlives a refreshed list and ends with another view; [data-pick-send] carries it along.
import { $, $$, each, on, typing } from "./dom.js";

const picked = new Set();
const COUNTED = 1000; // a longer list does not count on
let whole = false; // all that match, seen or not
let last = ""; // the row a range begins at
let view = null; // the list it belongs to
let key = ""; // one selection is sent once, however often it is pressed

const bar = () => $("[data-pick-bar]");
const boxes = () => $$("[data-pick]");
const numbers = () => boxes().map((box) => box.dataset.pick);
const isOn = (number) => whole || picked.has(number);

function show() {
  boxes().forEach((box) => { box.checked = isOn(box.dataset.pick); });
  const here = bar();
  if (!here) return;
  const total = Number(here.dataset.total);
  const count = whole ? total : picked.size;
  const told = $("[data-pick-text]", here);
  here.hidden = count === 0;
  told.textContent = (whole ? told.dataset.pickAll : told.dataset.pickText).replace("{count}", whole && total >= COUNTED ? `${COUNTED.toLocaleString()}+` : count);
  $("[data-pick-whole]", here).hidden = whole || picked.size >= total;
  $$("[data-most]", here).forEach((send) => { send.disabled = whole || picked.size > Number(send.dataset.most); });
  const said = $("[data-pick-said]");
  if (said && said.textContent !== told.textContent) said.textContent = count ? told.textContent : "";
}

/** The bar goes away; a hand that was in it goes back to the row it took last. */
function none() {
  const held = bar()?.contains(document.activeElement);
  const row = $(`[data-row="${CSS.escape(last)}"]`) ?? $("[data-row]");
  picked.clear();
  whole = false;
  last = key = "";
  show();
  if (held) row?.focus({ preventScroll: true });
}

/** Out of all that match, those on the page can be taken one by one. */
function settle() {
  if (whole) numbers().forEach((number) => picked.add(number));
  whole = false;
  key = "";
}

function toggle(number) {
  settle();
  if (!picked.delete(number)) picked.add(number);
  last = number;
  show();
}

function range(number) {
  const all = numbers();
  const from = all.indexOf(last);
  const to = all.indexOf(number);
  if (from < 0 || to < 0) { toggle(number); return; }
  settle();
  all.slice(Math.min(from, to), Math.max(from, to) + 1).forEach((one) => picked.add(one));
  last = number;
  show();
}

const inHand = () => document.activeElement?.closest?.("[data-row]") ?? $("[data-row][aria-current=true]");

on("click", "[data-pick]", (event, box) => (event.shiftKey ? range(box.dataset.pick) : toggle(box.dataset.pick)));
on("click", "[data-row]", (event, row) => { // before htmx opens the ticket
  if (!event.shiftKey || !$(`[data-pick="${CSS.escape(row.dataset.row)}"]`)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  document.getSelection()?.removeAllRanges();
  range(row.dataset.row);
}, true);
on("click", "[data-pick-clear]", none);
on("click", "[data-pick-whole]", () => { whole = true; key = ""; show(); });
each("[data-pick-bar]", (here) => {
  if (view !== null && view !== here.dataset.query) none();
  view = here.dataset.query;
  show();
});
each("[data-pick]", (box) => { box.checked = isOn(box.dataset.pick); });

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || $("dialog[open]")) return;
  if (event.key === "Escape" && !bar()?.hidden && bar()) {
    event.preventDefault();
    none();
    return;
  }
  const row = inHand();
  if (!row || !$(`[data-pick="${CSS.escape(row.dataset.row)}"]`)) return;
  if (event.key === "x" || event.key === "X") {
    event.preventDefault();
    (event.key === "X" ? range : toggle)(row.dataset.row);
  } else if (bar()?.hidden && !$(".ticket-pane .ticket")) { // s, p and i work on the row in hand, too
    const menu = $(`[data-pick-bar] summary[data-key="${CSS.escape(event.key)}"]`);
    if (!menu) return;
    event.preventDefault();
    toggle(row.dataset.row);
    menu.click();
  }
});
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches("[data-pick-send]")) return;
  key ||= crypto.randomUUID?.() ?? String(Math.random());
  const chosen = whole ? { all: "1", query: bar()?.dataset.query ?? "" } : { tickets: [...picked].join(",") };
  Object.entries({ key, ...chosen }).forEach(([name, value]) => { event.detail.parameters[name] = value; });
});
document.addEventListener("bulk-begun", () => { none(); $("#dialogs dialog[open]")?.close(); });
