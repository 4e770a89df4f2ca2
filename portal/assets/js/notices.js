// Word of a notification: the live line says its number, the server says what it is, as a card in the corner. A tab nobody looks at
// shows none; the number at the bell follows by its topic. The ticket that is open needs no card: it is read already.
import htmx from "htmx.org";
import { $ } from "./dom.js";

document.addEventListener("deskhand:live", ({ detail }) => {
  const bell = $("[data-toast-url]");
  if (detail.event !== "notification:new" || !bell || document.visibilityState !== "visible") return;
  const url = bell.dataset.toastUrl.replace("/0/", `/${encodeURIComponent(detail.id)}/`);
  htmx.ajax("POST", url, { target: "#toasts", swap: "beforeend", headers: { "X-Unasked": "1" }, values: { open: $(".ticket[data-number]")?.dataset.number ?? "" } });
});
