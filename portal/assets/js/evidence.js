// [data-quotes] on a "why": while it is hovered or focused, the words it rests on are marked where they stand, in the message (also
// in the frame of an HTML mail) or the subject; a click goes there. Only ranges are marked (CSS Custom Highlight API): no node of a
// message is touched, so its HTML stays as it was sanitised. Without the API the quote stands in the note, as ever.
import { $, on } from "./dom.js";

const NAME = "evidence";
const marked = new Set(); // windows that hold marks
let held = null;          // the button whose words are marked

/** The element that holds the words: the subject, a message's text, or the body inside its frame. */
function root({ in: where, message }) {
  if (where === "subject") return $("#ticket-head h1");
  const said = message && $(`#m${CSS.escape(message)} [data-original-text]`);
  return said ? $("iframe[data-mail-frame]", said)?.contentDocument?.body ?? $(".plain, .prose", said) : null;
}

/** Is the text a block of its own, so that the next one begins on another line? */
const isLine = (node) => node.ownerDocument.defaultView.getComputedStyle(node.parentElement).display !== "inline";

/** Its text with blanks folded, and for each character where it stands. */
function read(element) {
  const walker = element.ownerDocument.createTreeWalker(element, 4 /* text */);
  const places = [];
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (let at = 0; at < node.length; at += 1) {
      const blank = /\s/.test(node.data[at]);
      if (blank && (!text || text.endsWith(" "))) continue;
      text += blank ? " " : node.data[at];
      places.push([node, at]);
    }
    if (text && !text.endsWith(" ") && isLine(node)) { text += " "; places.push([node, node.length - 1]); }
  }
  return { text, places };
}

/** The words nearest to where they stood in the plain text. */
function range(quote) {
  const element = root(quote);
  const words = (quote.quote ?? "").replace(/\s+/g, " ").trim();
  if (!element || !words) return null;
  const { text, places } = read(element);
  let best = -1;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) if (best < 0 || Math.abs(at - quote.start) < Math.abs(best - quote.start)) best = at;
  if (best < 0) return null;
  const found = element.ownerDocument.createRange();
  found.setStart(...places[best]);
  const [node, last] = places[best + words.length - 1];
  found.setEnd(node, last + 1);
  return found;
}

function ranges(button) {
  try { return JSON.parse(button.dataset.quotes).map(range).filter(Boolean); } catch { return []; }
}

function clear() {
  marked.forEach((view) => view.CSS?.highlights?.delete(NAME));
  marked.clear();
  held = null;
}

function mark(button) {
  if (held === button) return;
  clear();
  held = button;
  const by = new Map();
  ranges(button).forEach((one) => { const view = one.startContainer.ownerDocument.defaultView; by.set(view, [...(by.get(view) ?? []), one]); });
  by.forEach((found, view) => { if (view?.CSS?.highlights) { view.CSS.highlights.set(NAME, new view.Highlight(...found)); marked.add(view); } });
}

const leave = (_, button) => { if (held === button && !button.matches(":hover, :focus")) clear(); };
on("pointerover", "[data-quotes]", (_, button) => mark(button));
on("focusin", "[data-quotes]", (_, button) => mark(button));
on("pointerout", "[data-quotes]", leave);
on("focusout", "[data-quotes]", (_, button) => { if (held === button) clear(); });
on("click", "[data-quotes]", (_, button) => {
  mark(button);
  ranges(button)[0]?.startContainer.parentElement.scrollIntoView({ block: "center", behavior: "smooth" });
});
