// Keyboard. Any element says its own key: data-key="r" (several: "a|Enter", a sequence: "g i"). Pressing it focuses a field
// or clicks anything else. Keys rest while one types, except "mod+..." and Escape.
import { $, $$, typing } from "./dom.js";

const PAUSE_MS = 900; // time between the two keys of a sequence
let waiting = "";
let timer = 0;

const visible = (element) => element.offsetParent !== null || getComputedStyle(element).position === "fixed";
const keysOf = (element) => element.dataset.key.split("|");

function run(element) {
  if (element.matches("input, textarea")) { element.focus(); element.select?.(); }
  else if (element.matches("summary")) element.click();
  else element.click();
}

function find(name) {
  const scope = $("dialog[open]") ?? document;
  return $$("[data-key]", scope).find((element) => keysOf(element).includes(name) && visible(element) && !element.disabled);
}

/** Escape leaves a field; the keyboard stays in what holds it, where that can be stood on. */
function leave(field) {
  field.blur();
  field.closest("[tabindex='-1']:not(main, [data-row])")?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const mod = event.ctrlKey || event.metaKey;
  const name = mod ? `mod+${event.key}` : event.key;
  if (typing(event.target)) { if (event.key === "Escape") leave(event.target); if (!mod) return; }
  if (!mod && event.key === "Enter" && event.target.closest?.("a, button, summary")) return;

  const element = find(waiting ? `${waiting} ${name}` : name) ?? (waiting ? find(name) : undefined);
  clearTimeout(timer);
  waiting = "";
  if (element) { event.preventDefault(); run(element); return; }
  if (!mod && name.length === 1 && $(`[data-key*="${CSS.escape(name)} "]`)) { waiting = name; timer = setTimeout(() => { waiting = ""; }, PAUSE_MS); }
});
