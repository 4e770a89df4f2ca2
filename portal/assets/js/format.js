// [data-format="bold|italic|list|numbers|link"]: puts light marks around the selection of the form's textarea, undoable by the browser.
import { $, on } from "./dom.js";

const AROUND = { bold: "**", italic: "_" };

function insert(field, text) {
  field.focus();
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
}

const lines = (text, mark) => (text || "").split("\n").map((line, index) => `${mark(index)}${line}`).join("\n");

on("click", "[data-format]", (_, button) => {
  const field = $("textarea", button.closest("form"));
  const chosen = field.value.slice(field.selectionStart, field.selectionEnd);
  const kind = button.dataset.format;
  if (AROUND[kind]) insert(field, `${AROUND[kind]}${chosen}${AROUND[kind]}`);
  else if (kind === "list") insert(field, lines(chosen, () => "- "));
  else if (kind === "numbers") insert(field, lines(chosen, (index) => `${index + 1}. `));
  else if (kind === "link") insert(field, `[${chosen || "text"}](https://)`);
});
