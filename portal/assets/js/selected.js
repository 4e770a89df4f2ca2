// Which words of which messages are selected. A mail shows in a frame of its own (mailframe.js) with a selection of its own, so
// the newest one takes the others' place, as if all were one page.
import { $, $$, each } from "./dom.js";

const WORDS = "[data-original-text] > .plain, [data-original-text] > .prose, .msg-body > .fold > div";
const inside = (frame) => frame.contentDocument?.getSelection() ?? null;
const frames = () => $$("iframe[data-mail-frame]");
const holds = (selection) => Boolean(selection?.rangeCount) && !selection.isCollapsed;

/** [{url, text}] from top to bottom; url: where the message is quoted, "" for one that must not be. */
export function parts() {
  const found = [...frames().map((frame) => part(frame, inside(frame))), ...onPage(document.getSelection())];
  return found.filter(({ text }) => text.trim());
}

export function letGo() {
  document.getSelection()?.removeAllRanges();
  frames().forEach((frame) => inside(frame)?.removeAllRanges());
}

const part = (element, selection) => ({
  url: $("[data-quote]", element.closest(".msg"))?.dataset.quote ?? "",
  text: holds(selection) ? selection.toString() : "",
});

/** A selection may begin in one message and end in another: each gives its own part. */
function onPage(selection) {
  if (!holds(selection)) return [];
  const whole = selection.getRangeAt(0);
  const touched = $$(WORDS).filter((element) => whole.intersectsNode(element));
  if (!touched.length) return [];
  const all = whole.cloneRange();
  const found = touched.map((element) => { show(selection, clipped(all, element)); return part(element, selection); });
  show(selection, all);
  return found;
}

function clipped(range, element) {
  const own = document.createRange();
  own.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, own) > 0) own.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, own) < 0) own.setEnd(range.endContainer, range.endOffset);
  return own;
}

function show(selection, range) {
  selection.removeAllRanges();
  selection.addRange(range);
}

document.addEventListener("selectionchange", () => {
  if (holds(document.getSelection())) frames().forEach((frame) => inside(frame)?.removeAllRanges());
});
each("iframe[data-mail-frame]", (frame) => frame.addEventListener("load", () => {
  frame.contentDocument?.addEventListener("selectionchange", () => {
    if (!holds(inside(frame))) return;
    frames().forEach((other) => { if (other !== frame) inside(other)?.removeAllRanges(); });
    if (holds(document.getSelection())) document.getSelection().removeAllRanges();
  });
}));
