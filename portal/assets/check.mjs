// Fails when the committed ../static/deskhand differs from a fresh build of the sources.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const committed = resolve(here, "../static/deskhand");
const fresh = mkdtempSync(join(tmpdir(), "deskhand-assets-"));

const files = (root) => readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  .sort();

execFileSync(process.execPath, [join(here, "build.mjs"), fresh], { stdio: "inherit" });
const names = new Set([...files(fresh), ...files(committed)]);
const read = (root, name) => { try { return readFileSync(join(root, name)); } catch { return null; } };
const stale = [...names].filter((name) => {
  const [a, b] = [read(fresh, name), read(committed, name)];
  return !a || !b || !a.equals(b);
});
rmSync(fresh, { recursive: true });

if (stale.length) {
  console.error(`portal/static is out of date: ${stale.join(", ")}. Run "npm run build" and commit the result.`);
  process.exit(1);
}
console.log(`portal/static is up to date (${names.size} files)`);
