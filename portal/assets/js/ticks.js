// Who gets one reply to many: [data-ticks] tells how many boxes are ticked, here and on the other pages of the list (a hidden field
// carries those), ticks all, none or who waits without asking the server, and the send button says how many it goes to.
// [data-tick-all]: a box that ticks all of its form.
import { $, $$, each, on } from "./dom.js";

const boxes = () => $$('#incident-tickets input[type="checkbox"][name="tickets"]');
const elsewhere = () => $('[data-ticks] input[name="elsewhere"]');
const listed = (text) => text.split(",").filter(Boolean);

function show() {
  const bar = $("[data-ticks]");
  if (!bar) return;
  const count = boxes().filter((box) => box.checked).length + listed(elsewhere().value).length;
  const told = $("[data-ticks-count]", bar);
  told.textContent = told.dataset.ticksCount.replace("{count}", count).replace("{all}", told.dataset.all);
  const send = $("[data-ticks-send]");
  const words = JSON.parse(send.dataset.ticksSend);
  $("span", send).textContent = (count > 1 ? words.many : count ? words.one : words.none).replace("{count}", count);
  send.disabled = !count;
}

on("change", '#incident-tickets input[name="tickets"]', show);
on("click", "[data-ticks-set]", (event, button) => {
  event.preventDefault();
  const set = button.dataset.ticksSet;
  boxes().forEach((box) => { box.checked = set === "all" || (set === "waiting" && "waits" in box.dataset); });
  elsewhere().value = set === "none" ? "" : elsewhere().dataset[set];
  show();
});
each("[data-ticks]", show);
on("change", "[data-tick-all]", (_, all) => $$('input[type="checkbox"][name]', all.form).forEach((box) => { box.checked = all.checked; }));
addEventListener("pageshow", show); // a page that comes back brings its ticks along
