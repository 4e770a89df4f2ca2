// Choosing files by button, drop or paste. [data-files] holds the input and a [data-file-list]; too large ones are named and left out.
import { $, $$, each } from "./dom.js";
import { toast } from "./toasts.js";

const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function add(area, input, files) {
  const most = Number(area.dataset.maxBytes || 10485760);
  const kept = new DataTransfer();
  [...input.files, ...files].forEach((file) => {
    if (file.size > most) toast(`${file.name}: ${area.dataset.tooLarge}`, { level: "error" });
    else kept.items.add(file);
  });
  input.files = kept.files;
  show(area, input);
}

function show(area, input) {
  const list = $("[data-file-list]", area);
  list.replaceChildren(...[...input.files].map((file, index) => chip(file.name, size(file.size), area.dataset.removeLabel, () => {
    const rest = new DataTransfer();
    [...input.files].forEach((other, at) => { if (at !== index) rest.items.add(other); });
    input.files = rest.files;
    show(area, input);
  })));
}

/** A file that goes with the message: its name, its size in words, and a cross that calls `remove`. */
export function chip(name, weight, label, remove) {
  const item = document.createElement("span");
  item.className = "file";
  const parts = [["one-line", name], ["quiet num", weight]].map(([kind, text]) => Object.assign(document.createElement("span"), { className: kind, textContent: text }));
  const cross = Object.assign(document.createElement("button"), { type: "button", textContent: "×" });
  cross.setAttribute("aria-label", `${label} ${name}`);
  cross.addEventListener("click", remove);
  item.append(...parts, cross);
  return item;
}

export function clear(area) {
  const input = $("input[type=file]", area);
  if (input) { input.value = ""; show(area, input); }
}

each("[data-files]", (area) => {
  const input = $("input[type=file]", area);
  let picked = [];
  input.addEventListener("click", () => { picked = [...input.files]; });
  input.addEventListener("change", () => { const fresh = [...input.files]; input.value = ""; add(area, input, [...picked, ...fresh]); picked = []; });
  $$("[data-pick]", area).forEach((button) => button.addEventListener("click", () => input.click()));
  area.addEventListener("dragover", (event) => { if (event.dataTransfer.types.includes("Files")) { event.preventDefault(); area.dataset.drop = "true"; } });
  area.addEventListener("dragleave", (event) => { if (!area.contains(event.relatedTarget)) delete area.dataset.drop; });
  area.addEventListener("drop", (event) => { if (!event.dataTransfer.types.includes("Files")) return; event.preventDefault(); delete area.dataset.drop; add(area, input, [...event.dataTransfer.files]); });
  area.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); add(area, input, [...event.clipboardData.files]); } });
});
