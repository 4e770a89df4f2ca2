// One SVG file with only the icons we use: lucide's by name (icons.txt) and our own drawings (own below).
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

// Priority is drawn as filled bars, so that it reads without colour.
const own = {
  "prio-low": '<rect x="3" y="14" width="4" height="7" rx="1"/><rect x="10" y="9" width="4" height="12" rx="1" opacity=".25"/><rect x="17" y="4" width="4" height="17" rx="1" opacity=".25"/>',
  "prio-medium": '<rect x="3" y="14" width="4" height="7" rx="1"/><rect x="10" y="9" width="4" height="12" rx="1"/><rect x="17" y="4" width="4" height="17" rx="1" opacity=".25"/>',
  "prio-high": '<rect x="3" y="14" width="4" height="7" rx="1"/><rect x="10" y="9" width="4" height="12" rx="1"/><rect x="17" y="4" width="4" height="17" rx="1"/>',
  "prio-urgent": '<path fill-rule="evenodd" d="M6 2.5h12A3.5 3.5 0 0 1 21.5 6v12a3.5 3.5 0 0 1-3.5 3.5H6A3.5 3.5 0 0 1 2.5 18V6A3.5 3.5 0 0 1 6 2.5Zm4.7 4h2.6v7.2h-2.6Zm0 9h2.6v2.5h-2.6Z"/>',
};

function lucide(here, name) {
  const svg = readFileSync(join(here, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
  return svg.slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>")).replace(/\s*\n\s*/g, "");
}

export function writeSprite(here, out) {
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#"));
  const symbols = [...names.map((name) => [name, lucide(here, name)]), ...Object.entries(own)];
  const body = symbols.map(([name, inner]) => `<symbol id="${name}" viewBox="0 0 24 24">${inner}</symbol>`).join("\n");
  writeFileSync(join(out, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">\n${body}\n</svg>\n`);
}
