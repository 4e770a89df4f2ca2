// Messages in the corner: [data-toast] cards leave after 6 s unless touched; `toast()` for our own; failures of htmx speak here.
// A change of a ticket brings its undoing along ({undo: {url, told, ticket}}): a button, and the key z while it is the newest.
import htmx from "htmx.org";
import { $, $$, each, on } from "./dom.js";
import { leave } from "./focus.js";

const LIFE_MS = 6000; // long enough to read twenty words and reach Undo
const UNDO_KEY = "z";

export function toast(text, { level = "info", action } = {}) {
  const box = $("#toasts");
  if (!box) return;
  const card = document.createElement("div");
  card.className = "toast-card";
  card.dataset.toast = level;
  card.setAttribute("role", level === "error" ? "alert" : "status");
  const words = document.createElement("p");
  words.className = "grow";
  words.textContent = text;
  card.append(words);
  if (action) {
    $$(`[data-key="${UNDO_KEY}"]`).forEach((older) => older.removeAttribute("data-key"));
    const press = button(action.label, () => { leave(card); action.run(); });
    press.dataset.key = UNDO_KEY;
    press.title = `${action.label} (${UNDO_KEY})`;
    card.append(press);
  }
  card.append(button("×", () => leave(card), box.dataset.close));
  box.append(card);
  expire(card);
}

function button(label, run, name) {
  const element = document.createElement("button");
  element.type = "button";
  element.textContent = label;
  if (name) element.setAttribute("aria-label", name);
  element.addEventListener("click", run);
  return element;
}

function expire(card) {
  if (card.dataset.toast === "error") return;
  let timer = setTimeout(() => leave(card), LIFE_MS);
  card.addEventListener("pointerenter", () => clearTimeout(timer));
  card.addEventListener("focusin", () => clearTimeout(timer));
  card.addEventListener("focusout", () => { timer = setTimeout(() => leave(card), LIFE_MS); });
  card.addEventListener("pointerleave", () => { timer = setTimeout(() => leave(card), 2000); });
}

each("[data-toast]", expire);
on("click", "[data-toast-close]", (_, item) => leave(item.closest("[data-toast]")));

/** Whether a person asked for it: what loads, refreshes or suggests by itself fails in silence. */
const asked = ({ elt, requestConfig }) => !requestConfig?.headers["X-Unasked"] && !elt.matches("[hx-trigger=load]") && (requestConfig?.verb !== "get" || elt.matches("a, button, summary"));

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (!asked(event.detail) || event.detail.xhr.getResponseHeader("HX-Trigger")?.includes('"toast"')) return; // the server has said it in its own words
  if (event.detail.elt.closest("[data-own-errors]") && status !== 403 && status < 500) return;
  const words = $("#toasts")?.dataset ?? {};
  const id = event.detail.xhr.getResponseHeader("X-Request-ID");
  const said = status === 429 ? words.slow : status === 412 ? words.stale : status === 403 ? words.forbidden : words.failed;
  toast(id ? `${said} (${id})` : said, { level: "error" });
});
document.addEventListener("htmx:sendError", (event) => asked(event.detail) && toast($("#toasts")?.dataset.offline ?? "", { level: "error" }));
document.addEventListener("toast", ({ detail }) => {
  const action = detail.undo && { label: $("#toasts")?.dataset.undo, run: () => takeBack(detail.undo) };
  toast(detail.text ?? detail.value, { level: detail.level, action });
});

function takeBack({ url, told, ticket }) {
  const isOpen = $(".ticket")?.dataset.number === String(ticket) && $("#ticket-head");
  htmx.ajax("POST", url, { target: isOpen ? "#ticket-head" : "body", swap: isOpen ? "outerHTML" : "none", values: { told } });
}
