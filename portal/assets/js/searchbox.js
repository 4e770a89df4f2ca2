// The box on top: while one types, fields, values and earlier searches are offered below it (HTML of the server). Arrows choose, Tab or
// Enter takes what is chosen, Esc closes; Enter without a choice searches. Nothing is chosen before an arrow was pressed.
import { $, $$, ready } from "./dom.js";

const PAUSE_MS = 120; // between two letters of a fast hand

ready(() => {
  const list = $("[data-search-list]");
  const field = list?.closest("form").querySelector("input[name=q]");
  if (!field) return;
  let timer = 0;
  let asked = 0;
  let at = -1;
  let isStale = false; // what is offered was offered for an earlier text: using it would undo what was typed since
  let wanted = 0; // a step that waits for the answer

  const options = () => $$("[role=option]", list);

  function close() {
    clearTimeout(timer);
    asked += 1;
    at = -1;
    wanted = 0;
    list.hidden = true;
    field.setAttribute("aria-expanded", "false");
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
    const mine = (asked += 1);
    const query = new URLSearchParams({ q: field.value, at: field.selectionStart });
    const answer = await fetch(`${list.dataset.searchList}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    const html = answer?.ok && !answer.redirected ? await answer.text() : "";
    if (mine !== asked || document.activeElement !== field) return;
    list.innerHTML = html;
    at = -1;
    isStale = false;
    const any = options().length > 0;
    list.hidden = !any;
    field.setAttribute("aria-expanded", String(any));
    field.removeAttribute("aria-activedescendant");
    if (wanted && any) choose(wanted < 0 ? -1 : 0);
    wanted = 0;
  }

  function changed() {
    clearTimeout(timer);
    isStale = true;
    at = -1;
    options().forEach((one) => one.setAttribute("aria-selected", "false"));
    field.removeAttribute("aria-activedescendant");
    timer = setTimeout(look, PAUSE_MS);
  }

  function use(option) {
    field.value = option.dataset.text;
    field.focus();
    field.setSelectionRange(+option.dataset.at, +option.dataset.at);
    const isWhole = option.dataset.kind === "recent";
    close();
    if (isWhole) field.form.requestSubmit();
    else look();
  }

  field.addEventListener("input", changed);
  field.addEventListener("focus", () => { if (!field.value) look(); });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) { event.preventDefault(); look(); }
    else if (list.hidden || event.isComposing) return;
    else if (step && isStale) { event.preventDefault(); wanted = step; }
    else if (step) { event.preventDefault(); choose(at < 0 && step < 0 ? -1 : at + step); }
    else if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey && options()[at]) { event.preventDefault(); use(options()[at]); }
    else if (event.key === "Enter" || event.key === "Tab") close();
  });
  field.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== field) close(); }, 150));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps its caret
  list.addEventListener("click", (event) => { const option = event.target.closest("[role=option]"); if (option && !isStale) use(option); });
});
