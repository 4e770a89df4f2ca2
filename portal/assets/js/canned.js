// [data-canned] on a composer: typing `/` at the beginning of a word looks for canned replies. The list is HTML of the server, whose
// options carry data-canned-use; POST there gives the text with its variables filled in. Arrows, Enter, Esc; a button for the thumb.
import { $, $$, each } from "./dom.js";

const PAUSE_MS = 120; // between two letters of a fast hand
const WORD = /(^|\s)\/([^\s/]*)$/;
const headers = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");

each("form[data-canned]", (of) => {
  const field = $("[data-draft-field]", of);
  const list = $("[data-canned-list]", of);
  const button = $("[data-canned-open]", of);
  let timer = 0;
  let asked = 0;
  let at = -1;

  const word = () => field.value.slice(0, field.selectionStart).match(WORD);
  const options = () => $$("[role=option]", list);
  const isOpen = () => !list.hidden;

  function close() {
    clearTimeout(timer);
    asked += 1;
    list.hidden = true;
    at = -1;
    field.removeAttribute("aria-activedescendant");
  }

  function choose(index) {
    const all = options();
    if (!all.length) return;
    at = (index + all.length) % all.length;
    all.forEach((one, number) => one.setAttribute("aria-selected", String(number === at)));
    field.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  }

  async function look() {
    const found = word();
    if (!found) { close(); return; }
    const mine = (asked += 1);
    const answer = await fetch(`${of.dataset.canned}?q=${encodeURIComponent(found[2])}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (mine !== asked || !word()) return;
    if (!answer?.ok) { close(); return; }
    list.innerHTML = await answer.text();
    list.hidden = false;
    at = -1;
    choose(0);
  }

  async function use(option) {
    const found = word();
    const end = field.selectionStart;
    const start = found ? end - found[2].length - 1 : end;
    close();
    const body = new URLSearchParams({ to: $("[name=to]", of)?.value ?? "" });
    const answer = await fetch(option.dataset.cannedUse, { method: "POST", headers: headers(), body }).catch(() => null);
    if (!answer?.ok) { document.dispatchEvent(new CustomEvent("toast", { detail: { text: list.dataset.failed, level: "error" } })); return; }
    field.focus();
    field.setRangeText(await answer.text(), start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  field.addEventListener("input", () => { clearTimeout(timer); if (word()) timer = setTimeout(look, PAUSE_MS); else if (isOpen()) close(); });
  field.addEventListener("keydown", (event) => {
    if (!isOpen()) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(at + step); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && options()[at]) { event.preventDefault(); use(options()[at]); }
  });
  field.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== field && !list.contains(document.activeElement)) close(); }, 150));
  [list, button].forEach((part) => part?.addEventListener("mousedown", (event) => event.preventDefault())); // the field keeps its caret
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) use(option); });
  button?.addEventListener("click", () => {
    if (isOpen()) { close(); field.focus(); return; }
    field.focus();
    if (!word()) {
      const before = field.value.slice(0, field.selectionStart);
      field.setRangeText(`${before && !/\s$/.test(before) ? " " : ""}/`, field.selectionStart, field.selectionEnd, "end");
    }
    look();
  });
});
