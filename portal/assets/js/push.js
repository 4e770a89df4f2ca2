// Cards of the system: this browser subscribes at its push service, the server keeps where it is called. Signing out ends it, for the
// next one at this machine is somebody else. What a card does is in push_worker.js.
import htmx from "htmx.org";
import { $, $$, each, on, ready as onReady, store } from "./dom.js";

const NAME = "push"; // in the store: the id that the server gave this browser
const PLACE = "push-place"; // in the store: {url, endpoint}, which address the server has, and where it is told another
const AGENTS = [["Edg/", "Edge"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]];
const SYSTEMS = [["Android", "Android"], ["iPhone", "iPhone"], ["iPad", "iPad"], ["Windows", "Windows"], ["Mac", "macOS"], ["Linux", "Linux"]];

const able = () => "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const worker = () => navigator.serviceWorker.getRegistration("/desk/");
const named = (pairs) => pairs.find(([mark]) => navigator.userAgent.includes(mark))?.[1] ?? "";

/** "Firefox, Linux" */
const title = () => [named(AGENTS), named(SYSTEMS)].filter(Boolean).join(", ");

async function subscription() {
  return able() ? (await worker())?.pushManager.getSubscription() : null;
}

function say(section, state) {
  $$("[data-push-when]", section).forEach((part) => { part.hidden = part.dataset.pushWhen !== state; });
}

async function show(section) {
  if (section.dataset.mine) store.set(NAME, section.dataset.mine);
  const own = $(`[data-browser="${CSS.escape(store.get(NAME) ?? "")}"]`, section);
  const isOn = Boolean(own && (await subscription()));
  if (own) $("[data-push-this]", own).hidden = !isOn;
  say(section, !able() ? "none" : isOn ? "on" : Notification.permission === "denied" ? "blocked" : "off");
}

async function subscribe(section) {
  if ((await Notification.requestPermission()) !== "granted") return say(section, "blocked");
  await navigator.serviceWorker.register("/desk/push.js", { scope: "/desk/" });
  const { pushManager } = await ready();
  await (await pushManager.getSubscription())?.unsubscribe(); // it may be one for a key of before
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: section.dataset.push });
  keep(section.dataset.url, made.endpoint);
  return htmx.ajax("POST", section.dataset.url, { target: "#browsers", swap: "outerHTML", values: told(made) });
}

const keep = (url, endpoint) => store.set(PLACE, JSON.stringify({ url, endpoint }));

function told(made) {
  const { endpoint, keys } = made.toJSON();
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth, name: title() };
}

/** Push services move browsers: the server is told the new address by the next page that is open. */
async function moved() {
  const [id, place] = [store.get(NAME), JSON.parse(store.get(PLACE) ?? "null")];
  const now = id && place ? await subscription() : null;
  if (!now || now.endpoint === place.endpoint) return;
  const headers = JSON.parse(document.body.getAttribute("hx-headers") || "{}");
  const answer = await fetch(place.url, { method: "POST", headers, body: new URLSearchParams({ ...told(now), instead: id }) });
  if (!answer.ok) return;
  const shown = new DOMParser().parseFromString(await answer.text(), "text/html");
  store.set(NAME, $("#browsers", shown)?.dataset.mine || null);
  keep(place.url, now.endpoint);
}

/** The registration whose worker runs: navigator.serviceWorker.ready waits for this page's own scope, which is another. */
async function ready() {
  const found = await worker();
  const waiting = found.installing ?? found.waiting;
  if (found.active || !waiting) return found;
  await new Promise((done) => { waiting.addEventListener("statechange", () => waiting.state === "activated" && done()); });
  return found;
}

each("#browsers", show);
onReady(() => { moved().catch(() => { /* the next page tries again */ }); });

on("click", "[data-push-on]", (event, button) => {
  const section = button.closest("#browsers");
  button.disabled = true;
  subscribe(section).catch(() => say(section, "failed")).finally(() => { button.disabled = false; });
});

on("click", "[data-push-off]", async (event, button) => {
  if (button.closest("[data-browser]").dataset.browser === store.get(NAME)) await (await subscription())?.unsubscribe();
});

// Leaving: the form waits until the subscription has ended, a second at most.
on("submit", "form[data-leaves]", async (event, form) => {
  if (!store.get(NAME) || form.dataset.left) return;
  event.preventDefault();
  form.dataset.left = "true";
  store.set(NAME, null);
  const ended = subscription().then((one) => one?.unsubscribe()).catch(() => { /* the server finds out */ });
  await Promise.race([ended, new Promise((done) => { setTimeout(done, 1000); })]);
  form.requestSubmit();
}, { capture: true });
