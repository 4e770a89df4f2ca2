// Live fragments: [data-live="ticket:42 list"] with hx-get refreshes itself when one of its topics changes.
// A fragment in which somebody is typing or has a menu open waits until the hand is off.
import htmx from "htmx.org";
import { $$, typing } from "./dom.js";

const late = new Set();
const busy = (element) => typing(document.activeElement) && element.contains(document.activeElement) || element.querySelector("details.menu[open]");

export function refresh(topic) {
  $$(`[data-live~="${CSS.escape(topic)}"]`).forEach((element) => (busy(element) ? late.add(element) : load(element)));
}

export const refreshAll = () => $$("[data-live]").forEach((element) => (busy(element) ? late.add(element) : load(element)));

function load(element) {
  late.delete(element);
  if (element.isConnected) htmx.trigger(element, "refresh");
}

document.addEventListener("focusout", () => setTimeout(() => late.forEach((element) => { if (!busy(element)) load(element); }), 300));
