// [data-canned] on a composer: typing `/` at the beginning of a word looks for canned replies. The list is HTML of the server, whose
// options carry data-canned-use; POST there gives the text with its variables filled in. A button for the thumb.
import { $, each } from "./dom.js";
import { offer, put } from "./offer.js";

const WORD = /(^|\s)\/([^\s/]*)$/;
const headers = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}");

each("form[data-canned]", (of) => {
  const field = $("[data-draft-field]", of);
  const list = $("[data-canned-list]", of);
  const button = $("[data-canned-open]", of);
  const word = () => field.value.slice(0, field.selectionStart).match(WORD);

  async function use(option, start, end) {
    const body = new URLSearchParams({ to: $("[name=to]", of)?.value ?? "" });
    const answer = await fetch(option.dataset.cannedUse, { method: "POST", headers: headers(), body }).catch(() => null);
    if (!answer?.ok) { document.dispatchEvent(new CustomEvent("toast", { detail: { text: list.dataset.failed, level: "error" } })); return; }
    put(field, await answer.text(), start, end);
  }

  const offered = offer({ field, list, url: of.dataset.canned, word, use });

  button?.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps its caret
  button?.addEventListener("click", () => {
    field.focus();
    if (!list.hidden) { offered.close(); return; }
    if (!word()) {
      const before = field.value.slice(0, field.selectionStart);
      field.setRangeText(`${before && !/\s$/.test(before) ? " " : ""}/`, field.selectionStart, field.selectionEnd, "end");
    }
    offered.look();
  });
});
