// After a macro: its words wait in the composer, and one stays, goes to the next ticket of the list, or back to it. Enter in the
// search field of the menu runs the first one.
import { $, $$, on } from "./dom.js";
import { fill } from "./composer.js";

document.addEventListener("macro-ran", ({ detail: { draft, then } }) => {
  if (draft) { fill(draft); return; } // words that wait for a hand keep one here
  if (then === "list") $("[data-back]")?.click();
  if (then === "next") next();
});

function next() {
  const rows = $$("[data-row]");
  const at = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  (rows[at + 1] ?? $("[data-back]"))?.click();
}

on("keydown", ".menu-sheet input[type=search]", (event, input) => {
  if (event.key !== "Enter") return;
  const first = $(".macro-item", input.closest(".menu-sheet"));
  if (!first) return;
  event.preventDefault();
  first.click();
});
