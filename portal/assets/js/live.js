// Live fragments: [data-live="ticket:42 list"] with hx-get refreshes itself when one of its topics changes.
// A fragment in which somebody is typing, has a menu open or has just selected words waits until the hand is off.
import htmx from "htmx.org";
import { $$, typing } from "./dom.js";

const SELECTING_MS = 15_000; // a selection that is older holds no news back
const HAND_OFF_MS = 300;
const late = new Set();
const unseen = new Set(); // brought up to date in a tab that nobody looks at
let selectedAt = 0;

const writing = (element) => typing(document.activeElement) && element.contains(document.activeElement);
const busy = (element) => writing(element) || element.querySelector("details.menu[open], [data-held]") || selecting(element);

function selecting(element) {
  const selection = document.getSelection();
  const holds = selection?.rangeCount && !selection.isCollapsed && selection.getRangeAt(0).intersectsNode(element);
  return Boolean(holds) && Date.now() - selectedAt < SELECTING_MS;
}

export function refresh(topic) {
  $$(`[data-live~="${CSS.escape(topic)}"]`).forEach((element) => (busy(element) ? late.add(element) : load(element)));
}

export const refreshAll = () => $$("[data-live]").forEach((element) => (busy(element) ? late.add(element) : load(element)));

function load(element) {
  late.delete(element);
  if (element.isConnected) htmx.trigger(element, "refresh");
}

// News in a tab nobody looks at are shown there, but not read: the header says so, and a look at the tab asks once more.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (!document.hidden || !detail.elt.matches("[data-live]")) return;
  detail.headers["X-Unseen"] = "1";
  unseen.add(detail.elt.id);
});
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  unseen.forEach((id) => { const element = document.getElementById(id); if (element) { if (busy(element)) late.add(element); else load(element); } });
  unseen.clear();
});

const catchUp = () => late.forEach((element) => { if (!busy(element)) load(element); });

document.addEventListener("focusout", () => setTimeout(catchUp, HAND_OFF_MS));
document.addEventListener("selectionchange", () => {
  selectedAt = Date.now();
  if (late.size) setTimeout(catchUp, HAND_OFF_MS);
});
setInterval(catchUp, SELECTING_MS);

// what an element asked for by itself, before a menu was opened in it or words were selected, comes back after that;
// what a hand asked for (its form, its cancel button) comes at once
document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  if (requestConfig?.elt !== target || !target.matches("[data-live]") || !busy(target)) return;
  event.detail.shouldSwap = false;
  late.add(target);
});
