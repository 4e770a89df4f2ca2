// [data-shift="-1"] moves its list item up or down; the order of the items is the order that is sent.
import { $, $$, on } from "./dom.js";
import { say } from "./saying.js";

on("click", "[data-shift]", (_, button) => {
  const item = button.closest("li");
  const by = Number(button.dataset.shift);
  const other = by < 0 ? item.previousElementSibling : item.nextElementSibling;
  if (!other) return;
  other[by < 0 ? "before" : "after"](item);
  button.focus();
  say(`${($("label", item) ?? item).textContent.trim()}: ${$$(":scope > li", item.parentElement).indexOf(item) + 1}`);
});
