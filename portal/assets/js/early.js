// The list is painted before the scripts have come: keys pressed in between, kept by theme.js, are pressed again once everything
// listens. Imported last. Modifiers alone and what the browser itself has answered (Tab, a menu of its own) are left out.
import { ready } from "./dom.js";

const ANSWERED = ["Tab", "Shift", "Control", "Alt", "Meta"];

function again({ key, code, shiftKey, ctrlKey, metaKey, altKey }) {
  const held = document.activeElement ?? document.body;
  const press = new KeyboardEvent("keydown", { key, code, shiftKey, ctrlKey, metaKey, altKey, bubbles: true, cancelable: true });
  if (held.dispatchEvent(press) && key === "Enter" && held.matches("[data-row]")) held.click(); // a made key activates nothing
}

function replay() {
  const kept = window.earlyKeys ?? [];
  removeEventListener("keydown", kept.keep);
  kept.splice(0).filter((event) => !ANSWERED.includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey).forEach(again);
}

ready(() => setTimeout(replay)); // after htmx, which also waits for the page, has wired the rows
