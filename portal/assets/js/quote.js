// [data-quote] on a message puts who wrote it when and their words, each line behind `>`, at the caret of the composer;
// [data-quote-last] on the composer takes the customer's last message. The words come from the server as plain text.
import { $, $$, on } from "./dom.js";
import { toast } from "./toasts.js";

async function put(url) {
  const of = $("form[data-composer]");
  const field = of && $("[data-draft-field]", of);
  if (!field) return;
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) { toast($("[data-quote-last]", of).dataset.failed, { level: "error" }); return; }
  const text = (await answer.text()).replace(/\r\n/g, "\n");
  const before = field.value.slice(0, field.selectionStart);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  of.dataset.full = "true";
  field.focus();
  field.setRangeText(`${gap}${text}\n\n`, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

on("click", "[data-quote]", (_, button) => { button.closest("details")?.removeAttribute("open"); put(button.dataset.quote); });
on("click", "[data-quote-last]", (_, button) => {
  const last = $$("#thread [data-quote-theirs]").at(-1);
  if (last) put(last.dataset.quote);
  else toast(button.dataset.none);
});
