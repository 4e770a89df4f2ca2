// [data-set-theme], [data-set-density]: the reader's choice, kept on this device. [data-toggle-nav]: fold the views.
import { $$, each, on, store } from "./dom.js";

const root = document.documentElement;

function choose(name, value) {
  if (value === "system" || value === "") delete root.dataset[name];
  else root.dataset[name] = value;
  store.set(`deskhand.${name}`, value || null);
  mark();
}

function mark() {
  for (const name of ["theme", "density"]) {
    const now = root.dataset[name] ?? (name === "theme" ? "system" : "comfortable");
    $$(`[data-set-${name}]`).forEach((item) => item.setAttribute("aria-checked", String(item.getAttribute(`data-set-${name}`) === now)));
  }
}

on("click", "[data-set-theme]", (_, item) => choose("theme", item.dataset.setTheme));
on("click", "[data-set-density]", (_, item) => choose("density", item.dataset.setDensity === "comfortable" ? "" : item.dataset.setDensity));
on("click", "[data-toggle-nav]", () => choose("nav", root.dataset.nav === "slim" ? "" : "slim"));
on("click", "[data-toggle-drawer]", (_, item) => {
  if (root.dataset.drawer) delete root.dataset.drawer;
  else root.dataset.drawer = item.dataset.toggleDrawer || "nav";
});
on("submit", "[data-keeps-theme]", (_, form) => choose("theme", form.elements.theme.value)); // here, too, not only on other devices
each("[data-set-theme]", mark);
each(".split-nav [aria-current]", (link) => link.scrollIntoView({ block: "nearest", inline: "center" })); // sideways on a phone
