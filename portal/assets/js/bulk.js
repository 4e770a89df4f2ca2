// The card of a change of many tickets [data-bulk="/its/address/"]: it comes back on the next page until it is closed, and the list
// is asked again when it is done. One that is done goes by itself after a while, unless some tickets were left out.
import htmx from "htmx.org";
import { $, each, on, ready } from "./dom.js";
import { leave } from "./focus.js";
import { refresh } from "./live.js";

const KEPT = "bulk";
const kept = {
  get: () => { try { return sessionStorage.getItem(KEPT); } catch { return null; } },
  set: (url) => { try { url ? sessionStorage.setItem(KEPT, url) : sessionStorage.removeItem(KEPT); } catch { /* private mode: it does not come back */ } },
};

const LIFE_MS = 15_000; // long enough to reach Undo; its page keeps it for a week
function goes(card) {
  let timer = 0;
  const rest = () => clearTimeout(timer);
  const begin = () => { rest(); timer = setTimeout(() => { if (card.isConnected) { kept.set(null); leave(card); } }, LIFE_MS); };
  for (const type of ["pointerenter", "focusin"]) card.addEventListener(type, rest);
  for (const type of ["pointerleave", "focusout"]) card.addEventListener(type, begin);
  begin();
}

each("[data-bulk]", (card) => {
  kept.set(card.dataset.bulk);
  if (!$("progress, .bulk-link", card)) goes(card);
});
on("click", "[data-bulk-close]", (_, button) => { kept.set(null); leave(button.closest("[data-bulk]")); });
document.addEventListener("bulk-moved", () => { if (!$("[data-bulk] progress")) refresh("list"); });
ready(() => {
  const url = kept.get();
  if (!url?.startsWith("/") || !$("#bulk") || $("[data-bulk]")) return;
  htmx.ajax("GET", url, { target: "#bulk", swap: "innerHTML" }).catch(() => kept.set(null));
});
