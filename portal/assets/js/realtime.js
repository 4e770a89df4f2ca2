// The live line. Connects to <body data-realtime-url>; a message {event, ticket?: id, version?, by?} refreshes the fragments it touches.
// Reconnects after 1, 2, 4 ... 30 s with jitter; while it is down, everything live is asked again each 30 s and a line says so.
import { $ } from "./dom.js";
import { refresh, refreshAll } from "./live.js";

const POLL_MS = 30_000;
const MOST_WAIT_MS = 30_000;
const SAY_AFTER_MS = 4_000; // a short hiccup is nobody's business
const GATHER_MS = 700; // one mail is several facts; a list asks once for all of them

let tries = 0;
let poll = 0;
let say = 0;
const gathered = new Map();

const line = (down) => { const element = $("#offline"); if (element) element.hidden = !down; };

function up() {
  if (tries > 0) refreshAll();
  tries = 0;
  clearInterval(poll);
  clearTimeout(say);
  poll = say = 0;
  line(false);
}

function down(url) {
  if (!poll) poll = setInterval(refreshAll, POLL_MS);
  if (!say) say = setTimeout(() => line(true), SAY_AFTER_MS);
  const wait = Math.min(MOST_WAIT_MS, 1000 * 2 ** tries) * (0.7 + Math.random() * 0.6);
  tries += 1;
  setTimeout(() => connect(url), wait);
}

function hear(text) {
  let message;
  try { message = JSON.parse(text); } catch { return; }
  if (message.ticket) about(message);
  if (message.topic) soon(message.topic, GATHER_MS / 3);
  document.dispatchEvent(new CustomEvent("deskhand:live", { detail: message }));
}

/** Events name a ticket by its id, topics by the number people say. Typing is news only to the others on its page. */
function about(message) {
  const open = $(`.ticket[data-id="${CSS.escape(String(message.ticket))}"]`)?.dataset.number;
  if (message.event === "draft:changed") {
    if (open && $("#begun")?.dataset.reader !== message.by) soon(`drafts:${open}`, GATHER_MS / 3);
    return;
  }
  if (message.event === "letter:changed") { // nothing but the marks at that message
    soon(`letter:${message.message}`, GATHER_MS / 3);
    return;
  }
  if (open) soon(`ticket:${open}`, GATHER_MS / 3);
  soon("list", GATHER_MS);
}

function soon(topic, wait) {
  if (!gathered.has(topic)) gathered.set(topic, setTimeout(() => { gathered.delete(topic); refresh(topic); }, wait));
}

function connect(url) {
  let socket;
  try { socket = new WebSocket(url); } catch { down(url); return; }
  socket.addEventListener("open", up);
  socket.addEventListener("message", (event) => hear(event.data));
  socket.addEventListener("close", () => down(url), { once: true });
}

export function start() {
  const url = document.body.dataset.realtimeUrl;
  if (url) connect(url.startsWith("/") ? `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${url}` : url);
  addEventListener("online", refreshAll);
}
