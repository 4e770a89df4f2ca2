// Ctrl-K: one list of what can be done here and where one can go. Acts of the page are known at once and need no request; tickets, people,
// companies and articles come from the server as options (HTML) while one types. Neither waits for htmx. See acts.js, matching.js, recent.js.
import htmx from "./net.js";
import { acts, press } from "./acts.js";
import { $, $$, on } from "./dom.js";
import { markCurrent } from "./list.js";
import { score } from "./matching.js";
import { recent } from "./recent.js";

const PAUSE_MS = 120; // between two letters of a fast hand
const MOST_ACTS = 8; // while typing
const AT_FIRST = { ticket: 6, go: 5, general: 2 }; // before anything is typed
const MOST_RECENT = 5;
const NUMBER = /^#?(?:[a-z][\w./#:-]{0,9})?\d{1,9}$/i;
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

let known = []; // acts of the page, as it was when the palette opened
let timer = 0;
let flight = null; // the request under way
let isAwaited = false; // the answer to what stands in the field is not there yet
let isWanted = false; // Enter came before the answer
let isMoved = false; // the hand has chosen by itself

const box = () => $("#palette");
const field = () => $("#palette-q");
const typed = () => field().value.trim();
const options = () => $$("[role=option]", box());
const chosen = () => $("[aria-selected=true]", box());

function open() {
  if (!box() || box().open || $("dialog[open]")) return;
  known = acts();
  field().value = "";
  $("[data-pal-found]", box()).replaceChildren();
  box().showModal();
  field().focus();
  changed();
}

function close() {
  forget();
  if (box().open) box().close(); // the browser gives the focus back to what had it
}

function forget() {
  clearTimeout(timer);
  flight?.abort();
  flight = null;
  isAwaited = isWanted = false;
}

/** After every letter: what the page knows at once, the rest after a pause. */
function changed() {
  forget();
  isMoved = false;
  show();
  say("");
  if (!typed()) { $("[data-pal-found]", box()).replaceChildren(); settle(); return; }
  isAwaited = true;
  timer = setTimeout(look, PAUSE_MS);
  settle();
}

async function look() {
  const mine = (flight = new AbortController());
  isAwaited = true;
  try {
    const answer = await fetch(`${box().dataset.url}?q=${encodeURIComponent(typed())}`, { headers: { "HX-Request": "true" }, signal: mine.signal });
    if (!answer.ok || answer.redirected) throw new Error(answer.statusText);
    const html = await answer.text();
    if (mine !== flight) return;
    $("[data-pal-found]", box()).innerHTML = html;
    isAwaited = false;
    settle();
    if (isWanted) use(chosen());
  } catch {
    if (mine !== flight) return;
    isAwaited = isWanted = false;
    $("[data-pal-found]", box()).replaceChildren();
    settle("failed");
  }
}

/** Mark an option, say how many there are or why there is none. */
function settle(trouble = "") {
  const all = options();
  if (!isMoved || !chosen()) mark(all[0], !isMoved);
  const none = $("[data-pal-none]", box());
  none.hidden = !trouble && (all.length > 0 || isAwaited);
  none.textContent = none.hidden ? "" : none.dataset[trouble || "none"];
  if (!isAwaited) say(all.length ? $("[data-pal-said]", box()).dataset.some.replace("{}", all.length) : none.textContent);
}

const say = (words) => { $("[data-pal-said]", box()).textContent = words; };

function mark(option, isFirst = false) {
  options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
  if (option) field().setAttribute("aria-activedescendant", option.id);
  else field().removeAttribute("aria-activedescendant");
  if (isFirst) $("#palette-list").scrollTop = 0;
  else option?.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  if (!all.length) return;
  isMoved = true;
  mark(all[(all.indexOf(chosen()) + by + all.length) % all.length]);
}

/** A number is a ticket first, words may be an act first. */
function show() {
  const [own, found] = [$("[data-pal-acts]", box()), $("[data-pal-found]", box())];
  own.replaceChildren(...(typed() ? matching() : atFirst()));
  $("#palette-list").append(...(NUMBER.test(typed()) ? [found, own] : [own, found]));
}

function atFirst() {
  const here = $(".ticket")?.dataset.number;
  const tickets = recent().filter((one) => one.number !== here).slice(0, MOST_RECENT).map(ticketOption);
  const some = Object.entries(AT_FIRST).map(([name, most]) => group(name, known.filter((act) => act.group === name).slice(0, most)));
  return [sheet(box().dataset.recent, tickets), ...some].filter(Boolean);
}

function matching() {
  const rated = known.map((act) => ({ act, rate: score(typed(), act.words, act.also) })).filter((one) => one.rate);
  const best = rated.sort((one, other) => other.rate - one.rate).slice(0, MOST_ACTS).map((one) => one.act);
  return [...new Set(best.map((act) => act.group))].map((name) => group(name, best.filter((act) => act.group === name)));
}

const group = (name, some) => sheet(box().dataset[name], some.map(actOption));

function sheet(name, items) {
  if (!items.length) return null;
  const title = Object.assign(document.createElement("p"), { className: "pal-title", textContent: name, ariaHidden: "true" });
  const all = document.createElement("div");
  all.setAttribute("role", "group");
  all.setAttribute("aria-label", name);
  all.append(title, ...items);
  return all;
}

function option(id, href, ...inside) {
  const element = document.createElement(href ? "a" : "div");
  Object.assign(element, { className: "pal-item", id: `pal-${id}`, tabIndex: -1 });
  element.setAttribute("role", "option");
  if (href) element.href = href;
  element.append(...inside.filter(Boolean));
  return element;
}

function actOption(act) {
  const keys = act.keys && span("pal-keys", "");
  if (keys) keys.append(...act.keys.split(" ").map((key) => Object.assign(document.createElement("kbd"), { className: "key", textContent: /^[A-Z]$/.test(key) ? `⇧${key}` : key, ariaHidden: "true" })));
  return option(`act-${known.indexOf(act)}`, act.href, icon(act.mark || "arrow-right"), span("pal-words one-line", act.words), keys);
}

function ticketOption({ number, url, label, subject }) {
  const made = option(`recent-${number}`, url, icon("history"), span("num quiet", label), span("pal-words one-line", subject));
  made.dataset.ticket = number;
  return made;
}

function span(name, words) {
  const element = Object.assign(document.createElement("span"), { className: name, textContent: words });
  element.dir = "auto";
  return element;
}

function icon(name) {
  const mine = $(".pal-head svg", box()).cloneNode(true);
  const use = $("use", mine);
  use.setAttribute("href", `${use.getAttribute("href").split("#")[0]}#${name}`);
  return mine;
}

function use(element, isApart = false) {
  if (!element) return;
  const act = element.id.startsWith("pal-act-") ? known[Number(element.id.slice(8))] : null;
  const { href } = element;
  close();
  if (isApart && href) window.open(href, "_blank", "noopener");
  else if (act) press(act);
  else goTo(href, element.dataset.ticket);
}

/** A ticket opens beside its list where there is one. */
function goTo(href, ticket) {
  if (!ticket || !$("#pane")) { location.assign(href); return; }
  const row = $(`[data-row="${CSS.escape(ticket)}"]`);
  if (row) { row.click(); return; }
  htmx.ajax("GET", href, { target: "#pane", swap: "innerHTML", push: "true" }).then(() => markCurrent(ticket));
}

function enter(isApart) {
  if (chosen() && !(isAwaited && NUMBER.test(typed()))) { use(chosen(), isApart); return; }
  if (isAwaited) isWanted = true;
  else if (typed()) changed();
}

document.addEventListener("keydown", (event) => {
  const mod = event.ctrlKey || event.metaKey;
  if (mod && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k" && box()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (box().open) close(); else open();
    return;
  }
  if (!box()?.open || event.isComposing) return;
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by) step(by);
  else if (event.key === "Escape") close();
  else if (event.key === "Enter" && event.target === field()) enter(mod);
  else return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

on("input", "#palette-q", changed);
on("click", "[data-palette]", open);
document.addEventListener("close", (event) => { if (event.target === box()) forget(); }, true); // by its button or the ground behind it
on("click", "#palette [role=option]", (event, element) => {
  event.preventDefault();
  use(element, event.ctrlKey || event.metaKey);
});
on("mousedown", "#palette-list", (event) => event.preventDefault()); // the field keeps the focus
if (MAC) document.addEventListener("DOMContentLoaded", () => $$(".top-jump .key").forEach((key) => { key.textContent = "⌘K"; }));
