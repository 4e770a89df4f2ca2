// iframe[data-mail-frame]: as tall as the mail inside. The frame is sandboxed without scripts, so reading its height is safe.
// Keys pressed in it count as pressed on the page: who reads or selects in a mail has the same shortcuts.
import { each } from "./dom.js";

const MOST_PX = 4000;

each("iframe[data-mail-frame]", (frame) => {
  const fit = () => {
    const page = frame.contentDocument?.documentElement;
    if (page) frame.style.height = `${Math.min(MOST_PX, page.scrollHeight + 2)}px`;
  };
  frame.addEventListener("load", () => {
    fit();
    const page = frame.contentDocument?.documentElement;
    if (page) new ResizeObserver(fit).observe(page);
    frame.contentDocument?.addEventListener("keydown", (event) => {
      const { key, ctrlKey, metaKey, altKey, shiftKey, repeat } = event;
      const same = new KeyboardEvent("keydown", { key, ctrlKey, metaKey, altKey, shiftKey, repeat, bubbles: true, cancelable: true });
      if (!frame.dispatchEvent(same)) event.preventDefault();
    });
  });
  if (frame.contentDocument?.readyState === "complete") fit();
});
