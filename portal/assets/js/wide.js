// Beside a list that takes the whole width (board, table, calendar) a ticket opens over it; Back (and so Escape) closes it, the list stays as it is.
import { $, $$, on } from "./dom.js";

const pane = () => ($(".desk > .list-pane > .wide") ? $(".ticket-pane") : null);

const mark = (number) => $$(".wide [data-row]").forEach((row) => row.setAttribute("aria-current", String(row.dataset.row === String(number))));

function close(event, url) {
  const number = $(".ticket", pane())?.dataset.number;
  event.preventDefault();
  event.stopImmediatePropagation();
  pane().replaceChildren();
  history.pushState(null, "", url);
  mark("");
  document.getElementById(`row-${number}`)?.focus({ preventScroll: true });
}

on("click", "[data-back]", (event, link) => { if (pane()?.contains(link)) close(event, link.href); }, true);
on("click", ".wide [data-row]", (event, row) => { if (!event.shiftKey) mark(row.dataset.row); });
