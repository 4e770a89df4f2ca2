// The keyboard's place outlives a swap: what is replaced under the hand gives its focus to the same control, else to the one marked
// [data-focus-next] (an undo, or where work goes on), else to the one in its place, else to what follows on the page.
import { $, $$, ready } from "./dom.js";

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([type="hidden"], [disabled]), select:not([disabled]), textarea:not([disabled]), summary, [tabindex]:not([tabindex="-1"])';
const HEADING = "h1[tabindex]";
const SETTLED_MS = 60; // an answer without any element settles nothing and tells nobody
const shown = (element) => element.isConnected && element.getClientRects().length > 0;
const within = (root) => $$(FOCUSABLE, root).filter(shown);
const free = () => !document.activeElement || document.activeElement === document.body;
let place = null;

const name = (element) => (element.getAttribute("aria-label") ?? element.textContent).trim();
const mark = (element) => [element.id, element.dataset.row, element.getAttribute("href"), `${element.tagName} ${element.name ?? ""} ${element.value ?? ""} ${name(element)}`];
const alike = (one, marks) => mark(one).some((value, at) => value && value === marks[at]);

function remember(target) {
  const held = document.activeElement;
  if (!(target instanceof Element) || free() || !target.contains(held)) return;
  const inside = within(target);
  const all = within(document);
  const last = all.lastIndexOf(inside.at(-1));
  const mine = { marks: mark(held), heading: held.matches(HEADING), at: inside.indexOf(held), region: target.id, beyond: [...all.slice(last + 1), ...all.slice(0, last + 1).reverse()].filter((one) => !target.contains(one)) };
  place = mine;
  setTimeout(() => { if (place === mine) restore(target); }, SETTLED_MS);
}

function restore(target) {
  if (!place || !free()) return;
  const { marks, heading, at, region, beyond } = place;
  place = null;
  const root = (region && document.getElementById(region)) || (target?.isConnected ? target : null);
  const inside = root ? within(root) : [];
  const next = (heading && root && $(HEADING, root)) || (inside.find((one) => alike(one, marks)) ?? inside.find((one) => one.matches("[data-focus-next]")) ?? inside[Math.min(Math.max(at, 0), inside.length - 1)] ?? beyond.find(shown) ?? $("#main"));
  next?.focus({ preventScroll: true });
}

/** Take an element off the page; a hand that was in it goes on at what follows. */
export function leave(element) {
  remember(element);
  element.remove();
  restore(null);
}

for (const type of ["htmx:beforeSwap", "htmx:oobBeforeSwap"]) document.addEventListener(type, (event) => remember(event.detail.target));
for (const type of ["htmx:afterSettle", "htmx:oobAfterSwap"]) document.addEventListener(type, (event) => restore(event.detail.elt));
// a ticket that came as a whole page (after a merge, by its address) is where the keyboard stands, not the page's body
ready(() => { if (free() && !$("[autofocus]")) $(".ticket-pane .ticket h1")?.focus({ preventScroll: true }); });
