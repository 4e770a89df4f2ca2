// The live line. Connects to <body data-realtime-url>; an event {event, ticket?: id, version?, by?, seq?} refreshes the fragments it touches.
// While the line is down, everything live is asked again each 30 s and a line says so. See core/realtime/README.md for the events.
import { $ } from "./dom.js";
import { open } from "./line.js";
import { refresh, refreshAll } from "./live.js";

const POLL_MS = 30_000;
const SAY_AFTER_MS = 4_000; // a short hiccup is nobody's business
const GATHER_MS = 700; // one mail is several facts; a list asks once for all of them
const SPREAD_MS = 3_000; // a thousand screens that are told "ask again" do not all ask at once

let poll = 0;
let hint = 0;
let seq = "";
const gathered = new Map();

const line = (down) => { const element = $("#offline"); if (element) element.hidden = !down; };

function up() {
  clearInterval(poll);
  clearTimeout(hint);
  poll = hint = 0;
  line(false);
}

function down() {
  if (!poll) poll = setInterval(refreshAll, POLL_MS);
  if (!hint) hint = setTimeout(() => line(true), SAY_AFTER_MS);
}

function hear(text) {
  let said;
  try { said = JSON.parse(text); } catch { return; }
  (Array.isArray(said) ? said : [said]).forEach(take);
}

function take(message) {
  if (message.seq) seq = message.seq;
  if (message.event === "reload" || message.event === "resync") everything();
  else if (message.event.startsWith("presence:") || message.event === "user:typing") { /* presence.js hears it below */ }
  else if (message.ticket) about(message);
  if (message.topic) soon(message.topic, GATHER_MS / 3);
  document.dispatchEvent(new CustomEvent("deskhand:live", { detail: message }));
}

let all = 0;
function everything() {
  if (!all) all = setTimeout(() => { all = 0; refreshAll(); }, Math.random() * SPREAD_MS);
}

/** Events name a ticket by its id, topics by the number people say. Typing is news only to the others on its page. */
function about(message) {
  const shown = $(`.ticket[data-id="${CSS.escape(String(message.ticket))}"]`)?.dataset.number;
  if (message.event === "draft:changed") {
    if (shown && $("#begun")?.dataset.reader !== message.by) soon(`drafts:${shown}`, GATHER_MS / 3);
    return;
  }
  const part = { "letter:changed": "letter", "comment:changed": "note" }[message.event]; // nothing but that message
  if (part) {
    soon(`${part}:${message.message}`, GATHER_MS / 3);
    return;
  }
  if (shown) soon(`ticket:${shown}`, GATHER_MS / 3);
  soon("list", GATHER_MS);
}

function soon(topic, wait) {
  if (!gathered.has(topic)) gathered.set(topic, setTimeout(() => { gathered.delete(topic); refresh(topic); }, wait));
}

export function start() {
  const url = document.body.dataset.realtimeUrl;
  if (url) open(url.startsWith("/") ? `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${url}` : url, { since: () => seq, hear, up, down });
  addEventListener("online", refreshAll);
}
