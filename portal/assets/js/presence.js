// Who is where. Says which ticket is open here, whether somebody types or has gone away, and which rows are in sight; shows who else
// is there: at the composer by the part "present:N", in lists, tables and boards [data-there…] by
// a dot [.row-there] with their words, in the [data-face] of a row.
import { $, $$, on } from "./dom.js";
import { say } from "./line.js";
import { refresh } from "./live.js";

const TYPE_EACH_MS = 4_000; // the server forgets who writes after 12 s
const REST_MS = 8_000;
const AWAY_MS = 5 * 60_000;
const SETTLE_MS = 150;
const WRITING = ["reply", "note", "forward"];

let me = "";
let joined = 0;
let page = null; // the ticket on the screen, whose part of who is there comes empty
let rows = "";
let typedAt = 0;
let rest = 0;
let away = false;
let awayTimer = 0;
const there = new Map(); // ticket id -> people

const ticketHere = () => Number($(".ticket[data-id]")?.dataset.id ?? 0);
const others = (people) => people.filter((one) => one.who !== me);

function look() {
  const now = ticketHere();
  if (now !== joined) {
    if (joined) say("leave:ticket", { ticket: joined });
    joined = now;
    typedAt = 0;
    if (now) say("join:ticket", { ticket: now, idle: away });
  }
  const shown = $(".ticket[data-id]");
  if (shown !== page) {
    page = shown;
    if (page && others(there.get(now) ?? []).length) refresh(`present:${page.dataset.number}`); // known from the list
  }
  const ids = $$("[data-there] [data-row][data-id]").map((row) => Number(row.dataset.id)).slice(0, 100);
  if (ids.join() !== rows) {
    rows = ids.join();
    say("list:watch", { tickets: ids });
  }
  paint();
}

let looking = 0;
const soon = () => { clearTimeout(looking); looking = setTimeout(look, SETTLE_MS); };
document.addEventListener("htmx:afterSettle", soon);
document.addEventListener("htmx:historyRestore", soon);

document.addEventListener("deskhand:live", ({ detail }) => {
  if (detail.event === "hello") { // a new line knows nothing of us
    me = detail.me;
    joined = 0;
    rows = "";
    there.clear();
    if ($("#present .there")) refresh(`present:${$(".ticket")?.dataset.number}`); // they may have gone meanwhile
    look();
  }
  if (detail.event !== "presence:changed" || !detail.ticket) return; // tasks have a page of their own (task_here.js)
  const was = JSON.stringify(others(there.get(detail.ticket) ?? []));
  there.set(detail.ticket, detail.people);
  if (JSON.stringify(others(detail.people)) === was) return;
  const number = $(`.ticket[data-id="${CSS.escape(String(detail.ticket))}"]`)?.dataset.number;
  if (number) refresh(`present:${number}`);
  paint();
});

/** The dots of the list: what its rows show now, whoever brought them. */
function paint() {
  const list = $("[data-there]");
  if (!list) return;
  $$("[data-row][data-id]", list).forEach((link) => {
    const row = link.closest("tr") ?? link;
    const people = others(there.get(Number(link.dataset.id)) ?? []);
    const dot = $(".row-there", row);
    if (!people.length) { dot?.remove(); return; }
    const state = people.some((one) => WRITING.includes(one.state)) ? "writing" : people.some((one) => one.who === "ai") ? "ai" : "there";
    const words = people.map((one) => one.who === "ai" ? list.dataset.thereAi : `${one.name} ${WRITING.includes(one.state) ? list.dataset.thereWriting : list.dataset.there}`).join(", ");
    if (dot?.title === words && dot.dataset.state === state) return;
    const shown = dot ?? $("[data-face]", row)?.appendChild(Object.assign(document.createElement("span"), { className: "row-there" }));
    if (!shown) return;
    shown.dataset.state = state;
    shown.title = words;
    shown.setAttribute("role", "img");
    shown.setAttribute("aria-label", words);
  });
}

function stop() {
  clearTimeout(rest);
  if (typedAt && joined) say("typing:stop", { ticket: joined });
  typedAt = 0;
}

on("input", "form[data-composer] [data-draft-field]", (_, field) => {
  if (!joined) return;
  clearTimeout(rest);
  if (!field.value.trim()) { stop(); return; }
  rest = setTimeout(stop, REST_MS);
  if (Date.now() - typedAt < TYPE_EACH_MS) return;
  typedAt = Date.now();
  say("typing:start", { ticket: joined, kind: field.closest("form").dataset.mode });
});
on("click", "[data-mode-tab]", () => { typedAt &&= 1; }); // the next key says what it is now
document.addEventListener("htmx:afterRequest", ({ detail }) => { if (detail.elt.matches?.("form[data-composer]") && detail.xhr.status < 300) stop(); });

function be(gone) {
  if (gone === away) return;
  away = gone;
  if (gone) stop();
  if (joined || $("[data-task]")) say(gone ? "presence:idle" : "presence:back");
}

function touched() {
  clearTimeout(awayTimer);
  awayTimer = setTimeout(() => be(true), AWAY_MS);
  if (document.visibilityState === "visible") be(false);
}

["pointerdown", "keydown", "wheel"].forEach((type) => addEventListener(type, touched, { passive: true, capture: true }));
document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? touched() : be(true)));
addEventListener("pagehide", () => { if (joined) say("leave:ticket", { ticket: joined }); });
touched();
