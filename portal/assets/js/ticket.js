// Small manners of the ticket page: starts at the newest message, folds the side panel, closes with Escape, copies codes.
import { $, each, on, typing } from "./dom.js";
import { toast } from "./toasts.js";

each("[data-scroll-end]", (box) => {
  const goal = location.hash.startsWith("#m") ? $(location.hash, box) : null;
  if (goal) { goal.classList.add("target"); goal.scrollIntoView({ block: "center" }); } else box.scrollTop = box.scrollHeight;
});

// new words at the end of a conversation stay in sight for who was reading there
let atEnd = false;
const END_PX = 80;
const talk = () => $(".t-scroll");
document.addEventListener("htmx:beforeSwap", () => { const box = talk(); atEnd = Boolean(box) && box.scrollHeight - box.scrollTop - box.clientHeight < END_PX; });
document.addEventListener("htmx:afterSettle", (event) => { if (atEnd && event.detail.target?.closest?.(".t-flow") && talk()) talk().scrollTop = talk().scrollHeight; });

on("click", "[data-toggle-side]", (_, button) => {
  const ticket = button.closest(".ticket");
  ticket.dataset.side = ticket.dataset.side === "open" ? "" : "open";
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || typing(event.target) || $("dialog[open]")) return;
  const ticket = $(".ticket[data-side=open]");
  if (ticket) ticket.dataset.side = "";
  else if (document.documentElement.dataset.drawer) delete document.documentElement.dataset.drawer;
  else $("[data-back]")?.click();
});

on("click", "[data-copy]", async (_, button) => {
  const source = $(button.dataset.copy);
  await navigator.clipboard.writeText(source.innerText.trim());
  button.textContent = button.dataset.copied;
});
on("click", "[data-copy-link]", async (_, button) => {
  const link = new URL(button.dataset.copyLink, location.href).href;
  const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false);
  toast(copied ? button.dataset.copied : link); // without a clipboard the words themselves can be marked
});
on("click", "[data-print]", () => print());
