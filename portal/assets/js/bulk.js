// The card of a change of many tickets [data-bulk="/its/address/"]: it comes back on the next page until it is closed, and the list
// is asked again when it is done.
import htmx from "htmx.org";
import { $, each, on, ready } from "./dom.js";
import { leave } from "./focus.js";
import { refresh } from "./live.js";

const KEPT = "bulk";
const kept = {
  get: () => { try { return sessionStorage.getItem(KEPT); } catch { return null; } },
  set: (url) => { try { url ? sessionStorage.setItem(KEPT, url) : sessionStorage.removeItem(KEPT); } catch { /* private mode: it does not come back */ } },
};

each("[data-bulk]", (card) => kept.set(card.dataset.bulk));
on("click", "[data-bulk-close]", (_, button) => { kept.set(null); leave(button.closest("[data-bulk]")); });
document.addEventListener("bulk-moved", () => { if (!$("[data-bulk] progress")) refresh("list"); });
ready(() => {
  const url = kept.get();
  if (!url?.startsWith("/") || !$("#bulk") || $("[data-bulk]")) return;
  htmx.ajax("GET", url, { target: "#bulk", swap: "innerHTML" }).catch(() => kept.set(null));
});
