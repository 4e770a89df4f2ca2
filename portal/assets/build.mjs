// Builds everything under ../static/deskhand (or the folder given as first argument): stylesheet, scripts, icon sprite, fonts.
// The same sources give the same bytes, so `npm run check` can compare.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { writeSprite } from "./sprite.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? join(here, "../static/deskhand"));

const FONTS = {
  "inter-latin": "inter/files/inter-latin-wght-normal",
  "inter-latin-ext": "inter/files/inter-latin-ext-wght-normal",
  "inter-cyrillic": "inter/files/inter-cyrillic-wght-normal",
  "inter-greek": "inter/files/inter-greek-wght-normal",
  "inter-vietnamese": "inter/files/inter-vietnamese-wght-normal",
  "jetbrains-mono-latin": "jetbrains-mono/files/jetbrains-mono-latin-wght-normal",
};

function fonts() {
  mkdirSync(join(out, "fonts"), { recursive: true });
  for (const [name, source] of Object.entries(FONTS)) {
    copyFileSync(join(here, "node_modules/@fontsource-variable", `${source}.woff2`), join(out, "fonts", `${name}.woff2`));
  }
}

function styles() {
  const cli = join(here, "node_modules/@tailwindcss/cli/dist/index.mjs");
  for (const name of ["app.css", "first.css"]) {
    execFileSync(process.execPath, [cli, "-i", `css/${name}`, "-o", join(out, name), "--minify"], { cwd: here, stdio: ["ignore", "ignore", "inherit"] });
  }
}

async function scripts() {
  await build({
    absWorkingDir: here,
    entryPoints: { app: "js/app.js", portal: "js/portal.js", theme: "js/theme.js", push_worker: "js/push_worker.js" },
    outdir: out, bundle: true, minify: true, format: "iife", target: "es2022", legalComments: "none", logLevel: "warning",
  });
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
fonts();
writeSprite(here, out);
for (const file of readdirSync(join(here, "images"))) copyFileSync(join(here, "images", file), join(out, file));
styles();
await scripts();
console.log(`built ${out}`);
