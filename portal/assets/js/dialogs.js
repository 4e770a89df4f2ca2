// [data-opens="#id"] opens a <dialog>; [data-closes] closes the one around it; a click on the backdrop closes too.
// [data-open-now]: a dialog that htmx brought in opens by itself.
// [data-confirm="word"] inside a form: the submit button stays off until the word is typed.
import { $, each, on } from "./dom.js";

on("click", "[data-opens]", (event, opener) => {
  const dialog = $(opener.dataset.opens);
  if (!(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  dialog.showModal();
  $("[data-first]", dialog)?.focus();
});
on("click", "[data-closes]", (_, button) => button.closest("dialog")?.close());
let pressed = null; // words selected by a drag that ends on the backdrop are no click on it
document.addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
on("click", "dialog", (event, dialog) => { if (event.target === dialog && pressed === dialog) dialog.close(); });

let opener = null; // outlives a dialog that htmx replaces with its next step
each("dialog[data-open-now]", (dialog) => {
  if (document.activeElement !== document.body) opener = document.activeElement;
  dialog.showModal();
  ($("[autofocus]", dialog) ?? $("input:checked", dialog))?.focus();
  dialog.addEventListener("close", () => { if (document.activeElement === document.body || dialog.contains(document.activeElement)) opener?.focus(); });
});

each("input[data-confirm]", (input) => {
  const button = $("button:not([type=button])", input.form);
  const check = () => { button.disabled = input.value.trim() !== input.dataset.confirm; };
  input.addEventListener("input", check);
  check();
});
