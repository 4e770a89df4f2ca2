// Inline in <head>: the reader's own theme, density and folded navigation are there before the first paint. Keys pressed
// on what is seen before the scripts have come are kept for them (early.js), those of somebody who writes are not.
const root = document.documentElement;
for (const name of ["theme", "density", "nav"]) {
  try {
    const value = localStorage.getItem(`deskhand.${name}`);
    if (value && value !== "system") root.dataset[name] = value;
  } catch { /* no storage: the system's preference stays */ }
}
root.classList.add("js");

const MOST = 20; // more is a cat
const early = (window.earlyKeys = []);
early.keep = (event) => {
  if (early.length < MOST && !event.isComposing && !event.target.closest?.("input, textarea, select, [contenteditable]")) early.push(event);
};
addEventListener("keydown", early.keep);
