// The field on top of a menu that narrows its choices: Enter takes the first one. Pressed before the server has answered what
// is typed, it waits for that answer, so that nothing is taken that was not looked for. In a dialog it only finds: what
// is chosen there is sent by its button.
import { $, on } from "./dom.js";

const FIELD = ".menu-sheet input[type=search]";
const FINDS = "form[method=post] input[type=search][hx-get]";
const answered = new WeakMap(); // field -> the words whose choices are shown
let wanting = null; // the field in which Enter came too early

const shows = (field) => (answered.get(field) ?? field.defaultValue) === field.value;

function take(field) {
  wanting = null;
  if (field.closest("details[open]")) $(".menu-item", field.parentElement)?.click();
}

on("keydown", FIELD, (event, field) => {
  if (event.key !== "Enter" || event.isComposing) return;
  event.preventDefault();
  if (shows(field)) take(field);
  else wanting = field;
});
on("keydown", FINDS, (event) => { if (event.key === "Enter") event.preventDefault(); });
on("input", FIELD, () => { wanting = null; });
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  const field = detail.elt;
  if (!field.matches?.(FIELD)) return;
  if (!detail.successful) { wanting = null; return; }
  answered.set(field, detail.requestConfig.parameters[field.name]);
  if (wanting === field && shows(field)) take(field);
});
