// The server's options (role=option) under a writing field, while the word at its caret asks for them. Arrows, Enter or Tab, Esc; the
// field keeps its caret. canned.js and mentions.js say which word that is and what choosing does.
import { $$ } from "./dom.js";

const PAUSE_MS = 120; // between two letters of a fast hand

/** word(): the match at the caret, whose second group is looked for at url; use(option, start, end): it takes that word's place. */
export function offer({ field, list, url, word, use }) {
  let timer = 0;
  let asked = 0;
  let at = -1;

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
    const answer = await fetch(`${url}?q=${encodeURIComponent(found[2])}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (mine !== asked || !word()) return;
    if (!answer?.ok) { close(); return; }
    list.innerHTML = await answer.text();
    list.hidden = false;
    choose(0);
  }

  function take(option) {
    const found = word();
    const end = field.selectionStart;
    close();
    use(option, found ? end - found[2].length - 1 : end, end);
  }

  field.addEventListener("input", () => { clearTimeout(timer); if (word()) timer = setTimeout(look, PAUSE_MS); else close(); });
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); choose(at + step); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey && options()[at]) { event.preventDefault(); take(options()[at]); }
  });
  field.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== field && !list.contains(document.activeElement)) close(); }, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option) take(option); });
  return { look, close };
}

/** Words in the place of others, as if a hand had typed them. */
export function put(field, text, start, end) {
  field.focus();
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
