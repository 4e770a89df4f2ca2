// ol[data-order]: its items are dragged to their place; dropping sends their ids by form[data-order-form]. Arrows do it without a mouse.
import { $, $$, on } from "./dom.js";

let held = null;

on("dragstart", "[data-order] > [data-order-id]", (event, item) => {
  held = item;
  event.dataTransfer.effectAllowed = "move";
  item.dataset.held = "true";
});
on("dragover", "[data-order] > [data-order-id]", (event, item) => {
  if (!held || held.parentNode !== item.parentNode) return;
  event.preventDefault();
  const box = item.getBoundingClientRect();
  item[event.clientY < box.top + box.height / 2 ? "before" : "after"](held);
});
on("drop", "[data-order]", (event, list) => {
  if (!held) return;
  event.preventDefault();
  const form = $("form[data-order-form]"), field = $("[name=order]", form);
  field.disabled = false;
  field.value = $$("[data-order-id]", list).map((item) => item.dataset.orderId).join(",");
  form.requestSubmit();
});
on("dragend", "[data-order] > [data-order-id]", (_, item) => { delete item.dataset.held; held = null; });
