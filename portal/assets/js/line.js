// The open line itself: a socket, or where proxies let none through, Server-Sent Events at the same address with posts the other way.
// `open` keeps one up: tries again after 1, 2, 4 ... 30 s with jitter, and says what it heard last, so that nothing in between is lost.
const MOST_WAIT_MS = 30_000;
const PATIENCE = 3; // so many sockets may fail before the other way is tried
const FIRST_WORD_MS = 10_000; // a proxy that opens a line and passes nothing on
const PING_MS = 30_000; // a socket whose other end has gone without a word is found out by this
const KEPT = "line";

const kept = { // for the next page of this tab
  get: () => { try { return sessionStorage.getItem(KEPT); } catch { return null; } },
  set: (name) => { try { sessionStorage.setItem(KEPT, name); } catch { /* private mode: the next page finds out by itself */ } },
};
let tries = 0;
let post = null; // how a frame is said while a line is up

function socket(url, hear, down) {
  const line = new WebSocket(url);
  let heard = true;
  const ping = setInterval(() => {
    if (!heard) { line.close(); return; }
    heard = false;
    if (line.readyState === WebSocket.OPEN) line.send('{"event":"ping"}');
  }, PING_MS);
  line.addEventListener("message", ({ data }) => { heard = true; post = (text) => line.send(text); hear(data); });
  line.addEventListener("close", () => { clearInterval(ping); down(); }, { once: true });
  return () => line.close();
}

function stream(url, hear, down) {
  const address = url.replace(/^ws/, "http").replace(/\/ws\/(\?|$)/, "/ws/events/$1");
  const line = new EventSource(address, { withCredentials: true });
  const close = () => { line.close(); down(); };
  const said = (text, name) => fetch(address.split("?")[0], { method: "POST", credentials: "include", body: JSON.stringify({ ...JSON.parse(text), line: name }) }).catch(() => { /* the next word may get through */ });
  line.addEventListener("message", ({ data }) => {
    const name = /"event":"hello".*?"line":"([^"]+)"/.exec(data)?.[1];
    if (name) post = (text) => said(text, name);
    hear(data);
  });
  line.addEventListener("bye", close);
  line.addEventListener("error", close);
  return close;
}

const WAYS = { socket, stream };

/** A frame {event, ...}; lost without a line: what has to be said after it came back is said on `hello`. */
export const say = (event, more = {}) => post?.(JSON.stringify({ event, ...more }));

function way() {
  if (tries < PATIENCE) return WAYS[kept.get()] ? kept.get() : "socket";
  return tries % 2 ? "stream" : "socket";
}

export function open(url, on) {
  const name = way();
  const place = on.since();
  let isUp = false;
  let over = false;
  let close = null;
  const down = () => {
    if (over) return;
    over = true;
    clearTimeout(silent);
    post = null;
    on.down();
    const wait = Math.min(MOST_WAIT_MS, 1000 * 2 ** tries) * (0.7 + Math.random() * 0.6);
    tries += 1;
    setTimeout(() => open(url, on), wait);
  };
  const hear = (data) => {
    if (!isUp) { isUp = true; tries = 0; clearTimeout(silent); kept.set(name); on.up(); }
    on.hear(data);
  };
  const silent = setTimeout(() => { close?.(); down(); }, FIRST_WORD_MS);
  try { close = WAYS[name](place ? `${url}?since=${encodeURIComponent(place)}` : url, hear, down); } catch { down(); }
}
