// A note that is put otherwise where it stands: Ctrl+Enter saves it, Escape leaves it as it was.
import { $, on } from "./dom.js";

on("keydown", ".note-edit", (event, form) => {
  const saves = event.key === "Enter" && (event.ctrlKey || event.metaKey);
  if (!saves && event.key !== "Escape") return;
  event.preventDefault(); // before keys.js takes the hand out of the field
  if (saves) form.requestSubmit();
  else $("[data-leaves]", form).click();
}, true);
