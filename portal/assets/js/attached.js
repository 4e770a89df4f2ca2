// form[data-attach] in a dialog: files that hang on the ticket already. What is ticked goes to the composer as a chip with its
// name=attached; the server uses the same bytes again.
import { $, $$, on } from "./dom.js";
import { chip } from "./files.js";

const list = (of) => $("[data-attached-list]", of);
const chosen = (of) => $$("[name=attached]", of).map((one) => one.value);

export function drop(of) { list(of)?.replaceChildren(); }

/** Their chips out of the form, and others in. */
export function swap(of, chips = []) {
  const out = [...(list(of)?.children ?? [])];
  list(of)?.replaceChildren(...chips);
  return out;
}

/** The draft keeps which files are chosen. */
const changed = (of) => $("[data-draft-field]", of).dispatchEvent(new Event("input", { bubbles: true }));

/** A file that is kept already goes with the message. */
export function choose(of, { id, name, size }) {
  if (chosen(of).includes(id)) return;
  const item = chip(name, size, of.dataset.removeLabel, () => { item.remove(); changed(of); });
  item.append(Object.assign(document.createElement("input"), { type: "hidden", name: "attached", value: id }));
  list(of).append(item);
}

on("submit", "form[data-attach]", (event, form) => {
  event.preventDefault();
  const of = $("form[data-composer]");
  $$("input:checked", form).forEach((box) => choose(of, { id: box.value, ...box.dataset }));
  changed(of);
  form.closest("dialog")?.close();
  of.dataset.full = "true";
  $("[data-draft-field]", of).focus();
});
