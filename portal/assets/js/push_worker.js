// The service worker: shows a card for what was pushed, and opens its page. While a page of ours is looked at, that one says it already.
const TRIAL = "trial";

const windows = () => self.clients.matchAll({ type: "window", includeUncontrolled: true });

async function show(card) {
  const isSeen = (await windows()).some((one) => one.visibilityState === "visible" && one.focused);
  if (isSeen && card.tag !== TRIAL) return;
  await self.registration.showNotification(card.title, {
    body: card.text || card.site, tag: card.tag, renotify: true, timestamp: Date.now(), data: { link: card.link },
  });
}

async function open(link) {
  const url = new URL(link, self.location.origin);
  if (url.origin !== self.location.origin) return;
  const found = (await windows()).filter((one) => new URL(one.url).pathname.startsWith("/desk/"));
  const same = found.find((one) => new URL(one.url).pathname === url.pathname);
  if (same) await same.focus();
  else await self.clients.openWindow(url.href);
}

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("push", (event) => { if (event.data) event.waitUntil(show(event.data.json())); });
// The push service gave the address up: the same key asks for another one, which the next open page tells the server (push.js).
self.addEventListener("pushsubscriptionchange", (event) => {
  const options = event.oldSubscription?.options;
  if (options && !event.newSubscription) event.waitUntil(self.registration.pushManager.subscribe(options));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.link));
});
