// [data-undo-seconds]: a bar that runs out. Its Undo button is an ordinary htmx form; when time is up the bar leaves by itself. The key z
// is that of the newest undo on the page.
import { $, $$, each } from "./dom.js";
import { leave } from "./focus.js";

each("[data-undo-seconds]", (bar) => {
  if ($("[data-key=z]", bar)) $$("[data-key=z]").filter((older) => !bar.contains(older)).forEach((older) => older.removeAttribute("data-key"));
  const meter = $("progress", bar);
  const ends = Date.now() + Number(bar.dataset.undoSeconds) * 1000;
  const tick = () => {
    if (!bar.isConnected) return;
    const left = ends - Date.now();
    if (left <= 0) { leave(bar); return; }
    if (meter) meter.value = left / 1000;
    setTimeout(tick, 200);
  };
  tick();
});
