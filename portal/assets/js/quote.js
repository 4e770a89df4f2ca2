// [data-quote] on a message puts who wrote it when and their words, each line behind `>`, at the caret of the composer;
// [data-quote-last] on the composer takes the customer's last message. Where words of a message are selected, only these are
// quoted, and the next selection follows below. The words come from the server as plain text.
import { $, $$, on } from "./dom.js";
import { parts, letGo } from "./selected.js";
import { toast } from "./toasts.js";

let held = []; // what was selected when the pointer went down: a tap may take the selection away before its click

async function said(url, text) {
  const headers = { "HX-Request": "true", ...JSON.parse(document.body.getAttribute("hx-headers") || "{}") };
  const asked = text ? { method: "POST", body: new URLSearchParams({ text }), headers } : { headers };
  const answer = await fetch(url, asked).catch(() => null);
  return answer?.ok ? (await answer.text()).replace(/\r\n/g, "\n") : null;
}

async function put(...wanted) {
  const of = $("form[data-composer]");
  const field = of && $("[data-draft-field]", of);
  if (!field) return;
  const texts = await Promise.all(wanted.map(({ url, text }) => said(url, text)));
  if (texts.includes(null)) { toast($("[data-quote-last]", of).dataset.failed, { level: "error" }); return; }
  const before = field.value.slice(0, field.selectionStart);
  const gap = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  of.dataset.full = "true";
  field.focus();
  field.setRangeText(`${gap}${texts.join("\n\n")}\n\n`, field.selectionStart, field.selectionEnd, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What is selected now, or was before the pointer that pressed the button; it counts once. */
function chosen() {
  const now = parts();
  const all = now.length ? now : held;
  held = [];
  return all;
}

addEventListener("pointerdown", (event) => {
  const button = event.target.closest?.(".msg-menu, [data-quote-last]");
  const now = button ? parts() : [];
  held = now.length ? now : button ? held : [];
}, true);

on("click", "[data-quote]", (_, button) => {
  button.closest("details")?.removeAttribute("open");
  const url = button.dataset.quote;
  const own = chosen().filter((part) => part.url === url);
  if (own.length) letGo();
  put(...(own.length ? own : [{ url }]));
});
on("click", "[data-quote-last]", (_, button) => {
  const selected = chosen();
  const open = selected.filter((part) => part.url);
  const last = $$("#thread [data-quote-theirs]").at(-1);
  if (open.length) { letGo(); put(...open); }
  else if (selected.length) toast(button.dataset.internal);
  else if (last) put({ url: last.dataset.quote });
  else toast(button.dataset.none);
});
