// A board: cards [data-card] in cells [data-cell]. Dragged to another cell, moved by Shift and an arrow, or by m and a choice among the
// columns. A card moves at once and goes back when the desk says no; what still has to be said, a dialog of the desk asks.
import htmx from "htmx.org";
import { $, $$, each, on, typing } from "./dom.js";
import { refresh } from "./live.js";
import { say } from "./saying.js";

const UNDO = '[data-key="z"]'; // in the newest toast
let held = null; // the card under the mouse
let moving = null; // {card, box, from, next}: on its way, until the desk has answered
let older = null; // z was pressed meanwhile: the undo that was offered then, for it is not the one that is meant

const board = () => $("[data-board]");
const cards = (cell) => $$("[data-card]", cell);
const cellOf = (card) => card.closest("[data-cell]");
const words = (name, card, cell) => board().dataset[name].replace("{ticket}", card.dataset.label).replace("{column}", nameOf(cell));
const nameOf = (cell) => [cell.dataset.name, cell.dataset.laneName].filter(Boolean).join(", ");
const inLine = (cell) => (board().dataset.week ? $$("[data-cell]", board()) : $$("[data-cell]", cell.parentElement));
const takes = (cell) => !board().dataset.week || cell.hasAttribute("data-takes"); // of a calendar only days to come
const isFixed = (card) => card.getAttribute("draggable") !== "true";
const shown = (card) => { card.focus({ preventScroll: true }); card.scrollIntoView({ block: "nearest", inline: "nearest" }); };

function change(cell, from) {
  const { group, lanes } = board().dataset;
  const values = {};
  if (cell.dataset.col !== from.dataset.col) [values[group], values[`was_${group}`]] = [cell.dataset.col, from.dataset.col];
  if (lanes && cell.dataset.lane !== from.dataset.lane) [values[lanes], values[`was_${lanes}`]] = [cell.dataset.lane, from.dataset.lane];
  return values;
}

function move(card, cell) {
  const from = cellOf(card);
  if (!from || !cell) return;
  const values = change(cell, from);
  if (isFixed(card) || !takes(cell) || !Object.keys(values).length) return;
  if (moving) { say(board().dataset.saidBusy); return; }
  const box = card.closest("[data-card-box]");
  moving = { card, box, from, next: box.nextElementSibling };
  box.dataset.held = "sent";
  cell.prepend(box);
  shown(card);
  say(words("saidMoving", card, cell));
  htmx.ajax("POST", board().dataset.move, { source: box, target: "#dialogs", swap: "innerHTML", values: { number: card.dataset.row, version: card.dataset.version, ...values } }).catch(goBack);
}

function goBack() {
  if (!moving) return;
  const { card, box, from, next } = moving;
  settle();
  older = null;
  if (!box.isConnected || !from.isConnected) return;
  from.insertBefore(box, next?.isConnected ? next : null);
  if (!$("dialog[open]")) shown(card);
  say(words("saidBack", card, from));
}

function settle() {
  if (moving) delete moving.box.dataset.held;
  moving = null;
}

const undo = () => $(UNDO);

/** z while a card is on its way takes this very move back, as soon as there is an undo for it. */
document.addEventListener("keydown", (event) => {
  if (!moving || event.key !== "z" || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  event.preventDefault();
  older = { undo: undo() };
}, true);

function takeBack() {
  const now = undo();
  if (older && now && now !== older.undo) now.click();
  older = null;
}

const isMove = (detail) => board() && detail.requestConfig?.path === board().dataset.move;
document.addEventListener("htmx:beforeSwap", ({ detail }) => { if (isMove(detail) && detail.xhr.status >= 400) goBack(); });
document.addEventListener("htmx:sendError", ({ detail }) => { if (isMove(detail)) goBack(); });
document.addEventListener("card-moved", ({ detail }) => {
  const card = $(`[data-card][data-row="${CSS.escape(String(detail.number))}"]`);
  if (card) card.dataset.version = detail.version;
  $("#dialogs dialog[open]")?.close();
  if (moving && card) say(words("saidMoved", card, cellOf(card)));
  settle();
  takeBack();
  refresh("list");
});
document.addEventListener("board-stale", () => refresh("list"));
document.addEventListener("ticket-changed", () => { if (board() && !moving) refresh("list"); });

on("dragstart", "[data-card]", (event, card) => {
  held = card;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", card.dataset.label);
  card.closest("[data-card-box]").dataset.held = "dragged";
});
on("dragover", "[data-cell]", (event, cell) => {
  if (!held || !takes(cell)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  if (!cell.hasAttribute("data-over")) { clear(); cell.dataset.over = ""; }
});
on("drop", "[data-cell]", (event, cell) => {
  if (!held) return;
  event.preventDefault();
  const card = held;
  release();
  move(card, cell);
});
document.addEventListener("dragend", () => { if (held) release(); });
const clear = () => $$("[data-cell][data-over]").forEach((cell) => delete cell.dataset.over);
function release() {
  clear();
  delete held.closest("[data-card-box]").dataset.held;
  held = null;
}

function step(card, event) {
  const cell = cellOf(card);
  const rtl = document.documentElement.dir === "rtl" ? -1 : 1;
  const across = { ArrowLeft: -rtl, ArrowRight: rtl }[event.key];
  if (across) return along(inLine(cell), cell, across);
  const by = event.key === "ArrowUp" ? -1 : 1;
  if (board().dataset.week) return along(inLine(cell), cell, by * Number(board().dataset.week));
  return along($$("[data-cell]", board()).filter((one) => one.dataset.col === cell.dataset.col), cell, by);
}

const along = (cells, cell, by) => cells[cells.indexOf(cell) + by];

function walk(card, event) {
  const own = cards(cellOf(card));
  const at = own.indexOf(card);
  if (event.key === "ArrowUp" || event.key === "ArrowDown") {
    const next = own[at + (event.key === "ArrowUp" ? -1 : 1)];
    return next ?? nearest(card, event, 0);
  }
  return nearest(card, event, at);
}

/** The card at about the same place of the next cell that has any. */
function nearest(card, event, at) {
  let cell = cellOf(card);
  for (;;) {
    cell = step({ closest: () => cell }, event);
    if (!cell) return null;
    const found = cards(cell);
    if (found.length) return event.key === "ArrowUp" ? found.at(-1) : found[Math.min(at, found.length - 1)];
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !board() || $("dialog[open]")) return;
  const card = event.target.closest?.("[data-card]");
  if (!card) {
    if ((event.key === "j" || event.key === "k") && !$(".ticket-pane .ticket")) { event.preventDefault(); const first = cards(board())[0]; if (first) shown(first); }
    return;
  }
  if (event.key === "m" && !isFixed(card)) { event.preventDefault(); choose(card); return; }
  const key = { j: "ArrowDown", k: "ArrowUp" }[event.key] ?? event.key;
  if (!key.startsWith("Arrow")) return;
  event.preventDefault();
  if (!event.shiftKey) { const next = walk(card, { key }); if (next) shown(next); return; }
  if (isFixed(card)) return;
  const cell = step(card, { key });
  if (cell && takes(cell)) move(card, cell);
  else say(words("saidEnd", card, cellOf(card)));
});

// Live news may have replaced the board while one chose.
const cardNow = (card) => $(`[data-card][data-row="${CSS.escape(card.dataset.row)}"]`) ?? card;
const cellNow = ({ dataset: { col, lane } }) => $(`[data-cell][data-col="${CSS.escape(col)}"][data-lane="${CSS.escape(lane)}"]`);

/** Among all columns of its lane, and all lanes where there are any. */
function choose(card) {
  const dialog = document.createElement("dialog");
  const here = cellOf(card);
  dialog.className = "dialog";
  dialog.setAttribute("aria-label", card.dataset.label);
  dialog.innerHTML = '<div class="dialog-head"><h2></h2></div><div class="dialog-body"><div class="move-list"></div></div>';
  $("h2", dialog).textContent = card.dataset.label;
  const list = $(".move-list", dialog);
  const cells = (board().dataset.lanes ? $$("[data-cell]", board()) : inLine(here)).filter((cell) => cell === here || takes(cell));
  cells.forEach((cell) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = nameOf(cell);
    if (cell === here) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => { dialog.close(); if (cell !== here) move(cardNow(card), cellNow(cell)); });
    list.append(button);
  });
  list.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const all = $$("button", list);
    all[(all.indexOf(document.activeElement) + by + all.length) % all.length].focus();
  });
  dialog.addEventListener("close", () => { dialog.remove(); if (!moving) cardNow(card).focus(); });
  document.body.append(dialog);
  dialog.showModal();
  ($("[aria-current]", list) ?? $("button", list)).focus();
}
on("click", "[data-card-move]", (_, button) => choose($("[data-card]", button.closest("[data-card-box]"))));

// a refreshed board keeps as many cards as were loaded
document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.elt.matches("[data-board-in]")) event.detail.parameters.rows = board().dataset.week ? "" : Math.max(0, ...$$("[data-cell]", board()).map((cell) => cards(cell).length));
});

// one column at a time on a phone
on("change", "[data-board-jump]", (_, select) => $(`[data-col-head="${CSS.escape(select.value)}"]`)?.scrollIntoView({ inline: "start", block: "nearest" }));
document.addEventListener("scroll", (event) => {
  const jump = event.target instanceof Element && event.target.matches("[data-board-scroll]") ? $("[data-board-jump]") : null;
  if (!jump?.offsetParent) return;
  const heads = $$("[data-col-head]");
  const near = heads.reduce((best, head) => (Math.abs(head.getBoundingClientRect().left - 12) < Math.abs(best.getBoundingClientRect().left - 12) ? head : best), heads[0]);
  if (near) jump.value = near.dataset.colHead;
}, true);

// the last week of a month may lie below the fold; a refreshed calendar stays where its reader was
const days = (root) => $(".cal-scroll", root);
let scrolled = 0;
each(".calendar", (calendar) => $(".cal-now", calendar)?.scrollIntoView({ block: "nearest" }));
document.addEventListener("htmx:beforeSwap", ({ detail: { target } }) => { scrolled = target.matches("[data-board-in]") ? days(target)?.scrollTop ?? 0 : 0; });
document.addEventListener("htmx:afterSwap", () => { if (scrolled && days(document)) days(document).scrollTop = scrolled; scrolled = 0; });
