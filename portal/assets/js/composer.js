// form[data-composer]: reply and note tabs with a draft each, accept and edit of a suggestion, Ctrl+Enter, optimistic send.
// The server's answer is the message fragment plus, out of band, the undo bar; a failure brings the text back.
import { $, $$, each, on } from "./dom.js";
import { flush, keep, recall } from "./drafts.js";
import { clear } from "./files.js";
import { choose, drop, swap } from "./attached.js";
import { begin, end, resume } from "./aside.js";

const form = () => $("form[data-composer]");
const field = (of) => $("[data-draft-field]", of);
const shelf = new WeakMap(); // files chosen for an answer or a note, while a message with files of its own is passed on

export function mode(of, name) {
  if (!of || of.dataset.mode === name) return;
  const was = of.dataset.mode;
  keep(of, was, field(of).value);
  flush(of, was);
  if (name === "forward") shelf.set(of, swap(of));
  if (was === "forward") swap(of, shelf.get(of));
  of.dataset.mode = name;
  $("[name=kind]", of).value = name;
  $$("[data-mode-tab]", of).forEach((tab) => tab.setAttribute("aria-selected", String(tab.dataset.modeTab === name)));
  field(of).value = recall(of, name, name === "forward" ? field(of).dataset.begunForward : undefined);
  field(of).placeholder = field(of).dataset[name];
}

export function fill(text, suggestion) {
  const of = form();
  if (!of) return;
  mode(of, "reply");
  const own = field(of).value.trim();
  field(of).value = own ? `${text}\n\n${own}` : text;
  $("[name=suggestion]", of).value = suggestion ?? "";
  of.dataset.full = "true";
  keep(of, "reply", field(of).value);
  field(of).focus();
  field(of).setSelectionRange(0, 0);
}

/** Who gets one reply unseen by the others: the row shows when it is asked for or holds somebody. */
function blind(of, addresses, isOpen = Boolean(addresses)) {
  const row = of && $("[data-bcc-row]", of);
  if (!row) return;
  $("[name=bcc]", row).value = addresses;
  row.hidden = !isOpen;
  const button = $("[data-bcc-open]", of);
  button.hidden = isOpen;
  button.setAttribute("aria-expanded", String(isOpen));
}

/** What the main button does besides sending: "" or "resolve", which comes back with a reply that was taken back. */
function intend(of, then) {
  const button = $("[data-send]", of);
  const words = $("[data-send-words]", button);
  button.value = then;
  words.textContent = words.dataset[then || "words"];
}

/** A reply that was taken back: its words, for whom, its files, and what was to become of the ticket. */
function replyBack(text, { to, cc, bcc, then, files }) {
  const of = form();
  fill(text);
  if (!of) return;
  const customer = $("select[name=to]", of);
  if (customer && [...customer.options].some((one) => one.value === to)) customer.value = to;
  $("[name=cc]", of).value = cc;
  if (bcc) blind(of, bcc);
  files.forEach((file) => choose(of, file));
  intend(of, then);
}

/** A forward that was taken back: its message, for whom, and its words. */
async function giveBack({ composeText, composeAside, composeReply, ...typed }) {
  const of = form();
  await begin(composeAside, typed);
  if (of?.dataset.mode !== "forward") return;
  drop(of);
  JSON.parse(composeReply).files.forEach((file) => choose(of, file));
  const own = field(of).value.trim();
  field(of).value = own && own !== composeText ? `${composeText}\n\n${own}` : composeText;
  keep(of, "forward", field(of).value);
}

/** What did not go out comes back as what it was: words of a note never into a reply. */
function putBack(of, name, words) {
  const isThere = of.dataset.mode === name;
  const since = isThere ? field(of).value : recall(of, name);
  const whole = [words, since].filter(Boolean).join("\n\n");
  keep(of, name, whole);
  if (!isThere) return;
  field(of).value = whole;
  field(of).focus();
}

function ghost(of) {
  const shape = $("#ghost-message");
  const flow = $("#thread-end");
  if (!shape || !flow) return null;
  const node = shape.content.firstElementChild.cloneNode(true);
  node.classList.add(of.dataset.mode === "reply" ? "ours" : "note", "ghost");
  $("[data-ghost-text]", node).textContent = field(of).value;
  flow.before(node);
  node.scrollIntoView({ block: "end" });
  return node;
}

each("form[data-composer]", (of) => {
  field(of).value = recall(of, of.dataset.mode, field(of).value);
  if (of.dataset.mode !== "forward") JSON.parse($("[data-attached-list]", of)?.dataset.begunFiles ?? "[]").forEach((file) => choose(of, file));
  let timer = 0;
  field(of).addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => keep(of, of.dataset.mode, field(of).value), 250); });
  of.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      of.requestSubmit($("[data-send]", of));
    } else if (event.target.matches("input")) { // an address, a moment: a browser would send the half-written reply
      event.preventDefault();
      if (event.target.name === "leaves_at") of.requestSubmit($("[name=then][value=later]", of));
    }
  });

  // once open it stays open: shrinking on blur would move Undo away from under the pointer
  // It grows upwards: were it to grow while a button of it is pressed, the button would be gone when it is let go.
  const open = () => { of.dataset.full = "true"; };
  field(of).addEventListener("focus", open, { once: true });
  of.addEventListener("click", open, { once: true });

  let shown = null;
  let written = "";
  let sent = ""; // as what: the hand may have gone on to another tab while it was under way
  of.addEventListener("htmx:beforeRequest", (event) => {
    if (event.detail.elt !== of) return;
    if (of.dataset.mode !== "forward" && !field(of).value.trim() && !$("input[type=file]", of)?.files.length && !$("[name=attached]", of)) { event.preventDefault(); field(of).focus(); return; }
    written = field(of).value;
    sent = of.dataset.mode;
    shown = ghost(of);
    field(of).value = "";
  });
  of.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== of) return;
    shown?.remove();
    shown = null;
    const since = field(of).value; // written while the first words were under way
    const { status } = event.detail.xhr; // 409 brings a fragment to read, which htmx calls a success: nothing was sent
    const isThere = of.dataset.mode === sent;
    if (status < 200 || status > 299) { putBack(of, sent, written); return; }
    clearTimeout(timer);
    if (sent === "forward") end(of);
    if (isThere) keep(of, sent, since);
    if (sent === "reply") { $("[name=suggestion]", of).value = ""; blind(of, ""); intend(of, ""); }
    clear(of);
    drop(of);
    if (sent === "forward" && isThere) mode(of, "reply");
  });
});

each("[data-compose-text]", (bar) => {
  if (bar.dataset.composeAside) { giveBack(bar.dataset); return; }
  replyBack(bar.dataset.composeText, JSON.parse(bar.dataset.composeReply));
});
on("click", "[data-bcc-open]", (_, button) => { const of = button.closest("form"); blind(of, "", true); $("[name=bcc]", of).focus(); });
on("click", "[data-mode-tab]", (_, tab) => {
  const of = tab.closest("form");
  if (tab.dataset.modeTab === "forward") { resume(of); return; }
  mode(of, tab.dataset.modeTab);
  field(of).focus();
});
on("click", "[data-suggestion-use]", (_, button) => {
  const card = button.closest("[data-suggestion]");
  fill($("[data-suggestion-text]", card).value, card.dataset.suggestion);
});
document.addEventListener("composer:fill", (event) => fill(event.detail.text, event.detail.suggestion));
