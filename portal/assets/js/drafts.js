// [data-draft="ticket:42"] on a form: its [data-draft-field] is kept on this device at once, and by [data-draft-url] on the server a
// moment later, so that neither a closed tab nor another machine loses it. [data-draft-state] says so.
import { $, $$, store } from "./dom.js";

const SERVER_AFTER_MS = 1500; // a pause in typing
const waiting = new Map();
const key = (form, mode) => `deskhand.draft.${form.dataset.draft}.${mode}`;
const reached = (form, mode) => `${key(form, mode)}.sent`; // the words that the server has said it keeps

export function keep(form, mode, text) {
  store.set(key(form, mode), text.trim() ? text : null);
  const state = $("[data-draft-state]", form);
  if (state) state.hidden = !text.trim();
  later(form, mode, text);
}

/**
 * What is kept here, unless the server had it: then its word is newer, and none says that it was sent or taken over elsewhere.
 * server: undefined where the page does not tell what the server keeps.
 */
export function recall(form, mode, server) {
  const here = store.get(key(form, mode));
  if (here === null) return server ?? "";
  if (server === undefined || store.get(reached(form, mode)) !== here) return here;
  store.set(key(form, mode), server || null);
  store.set(reached(form, mode), server || null);
  return server;
}

/** What goes with the words of a reply or a note. */
function beside(form, body) {
  $$("[name=attached]", form).forEach((one) => body.append("attached", one.value));
  body.set("bcc", $("[name=bcc]", form)?.value ?? "");
  body.set("then", $("[data-send]", form)?.value ?? "");
}

/** Send at once what waits, with the files that are chosen now. */
export function flush(form, mode) {
  const held = waiting.get(`${form.dataset.draftUrl} ${mode}`);
  clearTimeout(held?.timer);
  held?.send();
}

function later(form, mode, text) {
  const url = form.dataset.draftUrl;
  if (!url) return;
  const name = `${url} ${mode}`;
  clearTimeout(waiting.get(name)?.timer);
  const send = () => {
    waiting.delete(name);
    const body = new FormData();
    body.set("kind", mode);
    body.set("body", text);
    body.set("suggestion", mode === "reply" ? $("[name=suggestion]", form)?.value ?? "" : "");
    if (mode === "forward") $$("[data-aside-field]", form).forEach((row) => body.set(row.dataset.asideField, row.value));
    else beside(form, body);
    const kept = ({ ok }) => { if (ok) store.set(reached(form, mode), store.get(key(form, mode)) === text ? text : null); };
    fetch(url, { method: "POST", body, headers: JSON.parse(document.body.getAttribute("hx-headers") || "{}"), keepalive: true }).then(kept).catch(() => { /* kept on this device */ });
  };
  waiting.set(name, { timer: setTimeout(send, SERVER_AFTER_MS), send });
}

addEventListener("pagehide", () => waiting.forEach(({ timer, send }) => { clearTimeout(timer); send(); }));
