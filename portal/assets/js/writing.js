// Other words for a draft: [data-rewrite="tool"] sends what stands in the composer, the answer shows before and after beside it.
// [data-writing-use] takes it over; one press of Undo (key u, or Ctrl+Z in the field) brings the old words back. [data-original] folds
// a message away behind its translation.
import htmx from "htmx.org";
import { $, on } from "./dom.js";

const field = () => $("form[data-composer] [data-draft-field]");
const place = () => $("#writing");

/** As typed by hand, so that the browser's own undo knows it. */
function put(text) {
  const box = field();
  box.focus();
  box.select();
  if (!document.execCommand("insertText", false, text)) box.value = text;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

on("click", "[data-rewrite]", (_, button) => {
  button.closest("details")?.removeAttribute("open");
  if (!field()?.value.trim()) { field()?.focus(); return; }
  const values = { body: field().value, tool: button.dataset.rewrite, language: button.dataset.language ?? "" };
  htmx.ajax("POST", place().dataset.url, { target: "#writing", swap: "innerHTML", source: "#writing", values });
});

on("click", "[data-writing-drop]", (_, button) => button.closest("[data-writing]").remove());

on("click", "[data-writing-use]", (_, button) => {
  const was = field().value;
  put($("[data-writing-text]", button.closest("[data-writing]")).value);
  const back = $("#writing-undo").content.firstElementChild.cloneNode(true);
  place().replaceChildren(back);
  $("[data-writing-back]", back).addEventListener("click", () => { put(was); place().replaceChildren(); });
});

on("click", "[data-original]", (_, button) => {
  const original = $("[data-original-text]", button.closest(".msg"));
  original.hidden = !original.hidden;
  button.setAttribute("aria-pressed", String(original.hidden));
});
