// <details class="menu">: one open at a time, closes outside and on Escape, arrow keys move. Works as plain details without us.
import { $, $$, on, typing } from "./dom.js";

const open = () => $$("details.menu[open]");
const close = (menu, focus) => { menu.open = false; if (focus) $("summary", menu)?.focus(); };

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLDetailsElement) || !menu.matches(".menu") || !menu.open) return;
  open().filter((other) => other !== menu && !other.contains(menu)).forEach((other) => close(other));
  keepInside(menu);
}, true);

function keepInside(menu) {
  const sheet = $(".menu-sheet", menu);
  if (!sheet) return;
  sheet.classList.remove("end", "up");
  const box = sheet.getBoundingClientRect();
  if (box.right > innerWidth - 8 || sheet.hasAttribute("data-end")) sheet.classList.add("end");
  if (sheet.getBoundingClientRect().left < 0) sheet.classList.remove("end");
  const pane = menu.closest(".t-scroll")?.getBoundingClientRect().bottom ?? innerHeight; // the composer covers what hangs out
  if (box.bottom > Math.min(pane, innerHeight) - 8) sheet.classList.add("up");
}

document.addEventListener("click", (event) => {
  open().filter((menu) => !menu.contains(event.target)).forEach((menu) => close(menu));
});
on("click", ".menu-item:not([data-stays])", (_, item) => { const menu = item.closest("details.menu"); if (menu) setTimeout(() => close(menu, true)); });

document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const menu = target.closest?.("details.menu[open]");
  if (menu && relatedTarget && !menu.contains(relatedTarget)) close(menu);
});

const STEPS = "textarea, select, input:is([type=date], [type=time], [type=datetime-local], [type=number], [type=range])"; // by arrows of their own

/** The menu that a key is for: the one around it, else one opened by a key from a place that needs no arrows itself. */
function meant(target) {
  const around = target.closest?.("details.menu[open]");
  return around ?? (target.closest?.("dialog") ? undefined : open().at(-1));
}

document.addEventListener("keydown", (event) => {
  const menu = meant(event.target);
  if (!menu) return;
  if (event.key === "Escape") { event.stopImmediatePropagation(); event.preventDefault(); close(menu, true); return; }
  const inner = event.target.closest?.(".menu-more"); // a part of the sheet that folds out: right opens it, left closes it
  if (inner && ((event.key === "ArrowRight" && !inner.open) || (event.key === "ArrowLeft" && inner.open && !event.target.matches("input")))) {
    const head = $("summary", inner);
    if (inner.open) inner.open = false; else head.click();
    head.focus();
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (event.target.matches?.(STEPS) || (typing(event.target) && !menu.contains(event.target))) return;
  const items = $$(".menu-item, input", $(".menu-sheet", menu) ?? menu).filter((item) => item.checkVisibility({ contentVisibilityAuto: true }));
  const at = items.indexOf(document.activeElement);
  event.preventDefault();
  event.stopImmediatePropagation();
  items[(at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length]?.focus();
}, true);
document.addEventListener("htmx:afterSwap", () => open().forEach(keepInside));
