// After a macro: its words wait in the composer, and one stays, goes to the next ticket of the list, or back to it.
import { $, $$ } from "./dom.js";
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
