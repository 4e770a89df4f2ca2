// Who else has this task open: [data-task] joins its room over the live line, faces stand in [data-task-there].
import { $ } from "./dom.js";
import { say } from "./line.js";

let me = "";
let joined = 0;
let people = [];

const here = () => Number($("[data-task]")?.dataset.task ?? 0);

function look() {
  const now = here();
  if (now !== joined) {
    if (joined) say("leave:task", { task: joined });
    joined = now;
    people = [];
    if (now) say("join:task", { task: now, idle: document.visibilityState !== "visible" });
  }
  paint();
}

function paint() {
  const place = $("[data-task-there]");
  if (!place) return;
  const others = people.filter((one) => one.who !== me);
  place.replaceChildren(...others.slice(0, 4).map((one) => {
    const words = `${one.name} ${place.dataset.taskThere}`;
    const face = Object.assign(document.createElement("span"), { className: "avatar", title: words, textContent: initials(one.name) });
    face.setAttribute("role", "img");
    face.setAttribute("aria-label", words);
    return face;
  }));
}

const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => [...word][0] ?? "").join("").toUpperCase();

document.addEventListener("htmx:afterSettle", look);
document.addEventListener("htmx:historyRestore", look);
document.addEventListener("deskhand:live", ({ detail }) => {
  if (detail.event === "hello") { // a new line knows nothing of us
    me = detail.me;
    joined = 0;
    look();
  }
  if (detail.event !== "presence:changed" || !detail.task || detail.task !== joined) return;
  people = detail.people;
  paint();
});
addEventListener("pagehide", () => { if (joined) say("leave:task", { task: joined }); });
