// Side conversations in form[data-composer]: [data-aside] on a message makes it what is passed on, or answered. Its files come
// ticked, whom it goes to stands in rows of its own ([data-aside-field]), and all of it is kept with the draft.
import { $, $$, each, on } from "./dom.js";
import { keep } from "./drafts.js";
import { choose, drop } from "./attached.js";
import { toast } from "./toasts.js";
import { mode } from "./composer.js";

const form = () => $("form[data-composer]");
const words = (of) => $("[data-aside-words]", of);
const rows = (of) => $$("[data-aside-field]", of);
const field = (of, name) => $(`[data-aside-field="${name}"]`, of);
const failed = (of) => toast($("[data-mode-tab=forward]", of).dataset.failed, { level: "error" });

/** What the server says of the message at this address: its name for people, for whom, its files. */
async function look(url) {
  const answer = await fetch(url, { headers: { "HX-Request": "true" } }).catch(() => null);
  return answer?.ok ? answer.json() : null;
}

function show(of, found, url) {
  field(of, "about").value = found.about;
  field(of, "answer").value = found.is_answer ? "1" : "";
  words(of).textContent = found.words;
  words(of).dataset.url = url;
  drop(of);
  found.files.forEach((file) => choose(of, file));
}

/** Take a message over into the composer; `typed`: addresses that were typed already. */
export async function begin(url, typed = null) {
  const of = form();
  const found = of && (await look(url));
  if (!of) return;
  if (!found) { failed(of); return; }
  const isSame = field(of, "about").value === found.about && Boolean(field(of, "answer").value) === found.is_answer;
  mode(of, "forward");
  show(of, found, url);
  if (typed) ["to", "cc", "bcc"].forEach((name) => { field(of, name).value = typed[name] ?? ""; });
  else if (!isSame) ["to", "cc", "bcc"].forEach((name) => { field(of, name).value = name === "to" ? found.to : ""; });
  of.dataset.full = "true";
  (field(of, "to").value ? $("[data-draft-field]", of) : field(of, "to")).focus();
}

/** Nothing is passed on any more. */
export function end(of) {
  rows(of).forEach((row) => { row.value = ""; });
  words(of).textContent = "";
  words(of).dataset.url = "";
  $("[data-draft-field]", of).dataset.begunForward = "";
  drop(of);
}

/** The tab, or the key: what was begun, else the customer's last message. False when there is none. */
export function resume(of) {
  const url = words(of).dataset.url || $$("#thread [data-aside-theirs]").at(-1)?.dataset.aside || $$("#thread [data-aside]").at(-1)?.dataset.aside;
  if (!url) { toast($("[data-mode-tab=forward]", of).dataset.none); return; }
  begin(url);
}

on("click", "[data-aside]", (_, button) => begin(button.dataset.aside));
/** What was discarded a moment ago, as it was. */
async function again({ url, typed, said }) {
  await begin(url, typed);
  const of = form();
  if (of?.dataset.mode !== "forward") return;
  $("[data-draft-field]", of).value = said;
  keep(of, "forward", said);
}

on("click", "[data-aside-drop]", (_, button) => {
  const of = button.closest("form");
  const text = $("[data-draft-field]", of);
  const typed = Object.fromEntries(["to", "cc", "bcc"].map((name) => [name, field(of, name).value]));
  const was = { url: words(of).dataset.url, typed, said: text.value };
  if (was.url) toast(button.dataset.gone, { action: { label: button.dataset.undo, run: () => again(was) } });
  end(of);
  text.value = "";
  keep(of, "forward", "");
  mode(of, "reply");
  text.focus();
});

let timer = 0;
on("input", "[data-aside-field]", (_, row) => {
  const of = row.closest("form");
  clearTimeout(timer);
  timer = setTimeout(() => keep(of, "forward", $("[data-draft-field]", of).value), 250);
});

each("form[data-composer][data-mode=forward]", async (of) => {
  const { url } = words(of).dataset;
  const found = url && (await look(url));
  if (found) show(of, found, url);
});
