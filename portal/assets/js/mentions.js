// [data-mentions] on a composer: `@` at the beginning of a word of a note looks for colleagues, whose name is put in. The list is HTML of
// the server (options with data-mention). Arrows, Enter or Tab, Esc. Naming somebody calls them; the server finds the names in the words.
import { $, $$, each } from "./dom.js";

const PAUSE_MS = 120; // between two letters of a fast hand
const WORD = /(^|[\s(])@([^\s@/]{0,40})$/;

each("form[data-mentions]", (of) => {
  const field = $("[data-draft-field]", of);
  const list = $("[data-mention-list]", of);
  let timer = 0;
  let asked = 0;
  let at = -1;

  const word = () => of.dataset.mode === "note" && field.value.slice(0, field.selectionStart).match(WORD);
  const options = () => $$("[role=option]", list);

  function close() {
    clearTimeout(timer);
    asked += 1;
    if (list.hidden) return;
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
    const answer = await fetch(`${of.dataset.mentions}?q=${encodeURIComponent(found[2])}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (mine !== asked || !word()) return;
    if (!answer?.ok) { close(); return; }
    list.innerHTML = await answer.text();
    list.hidden = false;
    choose(0);
  }

  function use(option) {
    const found = word();
    const end = field.selectionStart;
    close();
    field.focus();
    field.setRangeText(`@${option.dataset.mention} `, found ? end - found[2].length - 1 : end, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  field.addEventListener("input", () => { clearTimeout(timer); if (word()) timer = setTimeout(look, PAUSE_MS); else close(); });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(at + step); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && options()[at]) { event.preventDefault(); use(options()[at]); }
  });
  field.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== field) close(); }, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps its caret
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) use(option); });
});
