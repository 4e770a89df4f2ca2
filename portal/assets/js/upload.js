// form[data-upload]: large files leave with a bar, and a refusal keeps what was chosen. Without a script the form is a plain one.
import { $, on } from "./dom.js";
import { toast } from "./toasts.js";

on("change", "[data-upload] [type=file]", (_, field) => {
  const { most, tooLarge } = field.form.dataset;
  const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
  field.setCustomValidity(size > Number(most) ? tooLarge : "");
  field.reportValidity();
});
on("submit", "form[data-upload]", (event, form) => {
  event.preventDefault();
  const bar = $("progress", form), button = $("button", form), call = new XMLHttpRequest();
  const rest = (said) => { bar.hidden = true; button.disabled = false; if (said) toast(said, { level: "error" }); };
  call.open("POST", form.action);
  call.upload.onprogress = ({ loaded, total }) => { bar.value = (100 * loaded) / (total || 1); };
  call.onerror = () => rest(form.dataset.broken);
  call.onload = () => (call.status < 400 ? location.assign(call.responseURL) : show(form, call.responseText) || rest(form.dataset.broken));
  call.send(new FormData(form));
  bar.hidden = false;
  button.disabled = true;
});

/** The form as the answer has it, with the files that were chosen. */
function show(form, html) {
  const told = $("form[data-upload]", new DOMParser().parseFromString(html, "text/html"));
  if (!told) return false;
  $("[type=file]", told).replaceWith($("[type=file]", form));
  form.replaceWith(told);
  return true;
}
