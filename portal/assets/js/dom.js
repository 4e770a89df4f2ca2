// Tiny helpers. `on` listens on the document, so it also serves fragments swapped in later.
export const $ = (selector, root = document) => root.querySelector(selector);
export const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

export function on(type, selector, handler, options) {
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest(selector) : null;
    if (target) handler(event, target);
  }, options);
}

export const ready = (run) => (document.readyState === "loading" ? document.addEventListener("DOMContentLoaded", run) : run());

/** Run for elements present now and in every fragment htmx brings in, once per element. */
export function each(selector, run) {
  const seen = new WeakSet();
  const visit = (root) => {
    const found = root.matches?.(selector) ? [root, ...$$(selector, root)] : $$(selector, root);
    found.forEach((element) => { if (!seen.has(element)) { seen.add(element); run(element); } });
  };
  ready(() => visit(document.body));
  document.addEventListener("htmx:load", (event) => visit(event.detail.elt));
}

export const typing = (element) => Boolean(element?.closest?.("input:not([type=checkbox],[type=radio],[type=button],[type=submit]), textarea, select, [contenteditable=true]"));

export const store = {
  get(key) { try { return localStorage.getItem(key); } catch { return null; } },
  set(key, value) { try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, value); } catch { /* private mode: nothing is kept */ } },
};
