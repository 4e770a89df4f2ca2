// Something is said to who does not see it: one polite live region for all of the page's scripts.
import { $ } from "./dom.js";

export function say(text) {
  let region = $("#said");
  if (!region) {
    region = document.createElement("div");
    region.id = "said";
    region.className = "sr-only";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}
