// The organization's own fields: what is chosen in a form shows or hides others, and what was typed meanwhile stays. Escape leaves an edit.
import htmx from "htmx.org";
import { $, $$, on } from "./dom.js";

const NAMED = "[name^='fields.']";
const isOurs = (event) => event.detail.target.id === "own-fields";
let kept = [];

on("change", "input, select", (_, field) => {
  const all = $("#own-fields");
  if (all && (field.matches("[data-steers]") || all.dataset.beside.split(" ").includes(field.id))) htmx.trigger(all, "refresh");
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (isOurs(event)) kept = $$(NAMED, event.detail.target).map((field) => ({ name: field.name, value: field.value, checked: field.checked }));
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!isOurs(event)) return;
  for (const field of $$(NAMED, event.detail.target)) {
    const isBox = field.type === "checkbox";
    const was = kept.find((one) => one.name === field.name && (!isBox || one.value === field.value));
    if (was && isBox) field.checked = was.checked;
    else if (was && (!field.options || [...field.options].some((option) => option.value === was.value))) field.value = was.value;
  }
});

on("keydown", ".own-edit", (event, form) => {
  const leaves = $("[data-leaves]", form);
  if (event.key !== "Escape" || !leaves) return;
  event.preventDefault(); // before keys.js takes the hand out of the field: what comes in its place could not get it back
  htmx.ajax("GET", leaves.getAttribute("hx-get"), { source: leaves, target: "#ticket-details", swap: "outerHTML settle:0ms" }); // the button may not be alive yet
}, true);
