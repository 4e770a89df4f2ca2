// [data-mentions] on a composer: `@` at the beginning of a word of a note looks for colleagues, whose name is put in. The list is HTML of
// the server (options with data-mention). Naming somebody calls them; the server finds the names in the words.
import { $, each } from "./dom.js";
import { offer, put } from "./offer.js";

const WORD = /(^|[\s(])@([^\s@/]{0,40})$/;

each("form[data-mentions]", (of) => {
  const field = $("[data-draft-field]", of);
  offer({
    field,
    list: $("[data-mention-list]", of),
    url: of.dataset.mentions,
    word: () => of.dataset.mode === "note" && field.value.slice(0, field.selectionStart).match(WORD),
    use: (option, start, end) => put(field, `@${option.dataset.mention} `, start, end),
  });
});
