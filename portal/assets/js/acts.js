// What can be done on the page at hand: whatever bears data-act="its words" (data-act-also: more words it is found by;
// data-act-first: among the first before anything is typed), the links of the
// views, and the palette's own links. An act is not a copy of a button: doing it presses the button, with whatever that asks first.
import { $, $$ } from "./dom.js";

const SOURCES = "[data-act]:not(:disabled), #nav-views a.nav-link";
const WAIT_MS = 4000; // for what a menu loads

const words = (source) => source.dataset.act ?? source.title;

function groupOf(source) {
  if (source.dataset.group) return source.dataset.group;
  if (source.closest(".ticket")) return "ticket";
  return source.matches(".nav-link") ? "go" : "general";
}

export function acts() {
  const own = $$("[data-act]", $("#palette template").content);
  const page = $$(SOURCES).filter((source) => !source.closest("[hidden]"));
  const usual = (source) => Number(!source.matches("[data-act-first]"));
  return [...page, ...own].sort((one, other) => usual(one) - usual(other)).map((source) => ({
    source, isOwn: own.includes(source), words: words(source), also: source.dataset.actAlso ?? "", group: groupOf(source),
    href: source.matches("a") ? source.getAttribute("href") : "", keys: (source.dataset.key ?? "").split("|")[0],
    mark: source.dataset.actIcon ?? ($("svg use", source)?.getAttribute("href") ?? "").split("#")[1] ?? "",
  }));
}

/** Press it. What the page has replaced since is found again by its words. */
export function press(act) {
  if (act.isOwn) { location.assign(act.href); return; }
  const source = act.source.isConnected ? act.source : acts().find((one) => one.words === act.words && one.group === act.group)?.source;
  if (!source) return;
  if (source.matches("summary")) goInto(source);
  source.click();
}

/** A menu that is opened from afar takes the hand along as soon as it has something to choose. */
function goInto(summary) {
  const menu = summary.parentElement;
  summary.focus();
  const enter = () => {
    const goal = $("input[autofocus]", menu) ?? $(".menu-item[aria-checked=true]", menu) ?? $(".menu-item", menu);
    if (!menu.open || !goal) return;
    document.removeEventListener("htmx:afterSettle", enter);
    goal.focus();
  };
  document.addEventListener("htmx:afterSettle", enter);
  setTimeout(() => document.removeEventListener("htmx:afterSettle", enter), WAIT_MS);
}
