// Keeps the rooms that somebody has been in readable while the relay is down. Served as /sw.js.
//
// Invariant: where the relay answers in time, its answer is what is shown; what was kept stands in only where it did
// not, and always together with the app that it names. Only what is the same for everybody is kept, and only whole:
// a room's document and its app, never an error, a ticket, or anything that is one person's. Outdated documents are
// no harm: the app that starts from one asks the room for what has happened since.
// Bounds: DOCUMENTS of them, the one kept longest ago leaves first, and no app that none of them names.
// Absent on purpose: a version for each build. A document of an earlier build works with the app of that build, so a
// deploy takes nothing away from somebody whom the next outage finds elsewhere.
import { sorry } from "./sorry.js";

// What is kept in another way than this file does is under another name, and is thrown away.
const KEPT = "maru-1";
const DOCUMENTS = 12;
// How long the relay may take before the kept document is shown instead.
const PATIENCE_MS = 3000;
const DAY_MS = 86400000;

const isRoom = (url) => /^\/[fr]\//.test(url.pathname);
const nothing = () => {};
// What a fault of the relay, or of what stands before it, says is no answer. "Not found" is one.
const isAnswer = (response) => response && response.status < 500 && response.status != 429;

// The documents that have just passed by: to keep one of them takes no request.
const passed = new Map();
// One thing at a time is done to what is kept.
let turn = Promise.resolve();

const inTurn = (event, work) => {
  turn = turn.then(work).catch(nothing);
  event.waitUntil(turn);
};

addEventListener("install", () => skipWaiting());

addEventListener("activate", (event) => {
  inTurn(event, async () => {
    // The request leaves while this worker is still being woken.
    await registration.navigationPreload?.enable();
    for (const name of await caches.keys()) if (name != KEPT) await caches.delete(name);
  });
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin != origin || request.method != "GET") return;
  if (request.mode == "navigate" && isRoom(url)) event.respondWith(room(event, url));
  // The name says what is in it, so the kept one is the right one.
  else if (url.pathname.startsWith("/a/")) event.respondWith(app(request));
});

// The page asks, once the person has what they came for, and says which app it runs.
addEventListener("message", (event) => {
  const url = new URL(event.source.url);
  url.hash = "";
  if (isRoom(url)) inTurn(event, () => keep(url.href, event.data));
});

async function room(event, url) {
  const asked = Promise.resolve(event.preloadResponse).then((response) => response || fetch(event.request)).catch(nothing);
  const prompt = await Promise.race([asked, new Promise((go) => setTimeout(go, PATIENCE_MS))]);
  if (isAnswer(prompt)) {
    url.hash = "";
    if (prompt.ok) {
      if (passed.size > 3) passed.clear();
      passed.set(url.href, prompt.clone());
    }
    // Gone: nobody shall find it here any more.
    if (prompt.status == 404) inTurn(event, async () => (await caches.open(KEPT)).delete(url, { ignoreSearch: true }));
    return prompt;
  }
  event.waitUntil(asked);
  const kept = await like(url).catch(nothing);
  if (kept) return kept;
  const late = await asked;
  return isAnswer(late) ? late : sorry(url);
}

async function app(request) {
  const kept = await caches.match(request.url, { ignoreVary: true }).catch(nothing);
  return kept || fetch(request);
}

// The document of this address, or else the newest of the same room in the same place of the same page: in another
// language, say. Of another page it would listen to the wrong one.
async function like(url) {
  const cache = await caches.open(KEPT);
  const isLike = (key) => {
    const kept = new URL(key.url);
    const same = (name) => kept.searchParams.get(name) == url.searchParams.get(name);
    return kept.pathname == url.pathname && same("place") && same("host");
  };
  const keys = (await cache.keys()).reverse();
  const key = keys.find((each) => each.url == url.href) || keys.find(isLike);
  return key && cache.match(key, { ignoreVary: true });
}

async function keep(address, running) {
  const cache = await caches.open(KEPT);
  const old = await cache.match(address, { ignoreVary: true });
  const is = (name) => old?.headers.get(name);
  const isFresh = Date.now() - is("maru-kept-at") < DAY_MS && is("maru-app")?.includes(running);
  const answer = passed.get(address) || (isFresh ? null : await fetch(address));
  passed.delete(address);
  if (!answer?.ok) return;
  const text = await answer.text();
  // Before the body: what people have said cannot name anything here.
  const files = [...new Set(text.split("<body")[0].match(/\/a\/[\w.-]+/g))];
  // Rejects, and nothing is kept, unless every one of them is there.
  for (const file of files) await have(cache, file);
  files.push(...(await parts(cache, files)));
  const headers = new Headers(answer.headers);
  headers.set("maru-kept-at", Date.now());
  headers.set("maru-app", files.join(" "));
  // Deleted first, so that it stands last among the keys.
  await cache.delete(address);
  await cache.put(address, new Response(text, { headers }));
  await tidy(cache);
}

async function have(cache, file) {
  if (!(await cache.match(file, { ignoreVary: true }))) await cache.add(file);
}

// What the app brings later, by the names that its script gives; where it cannot be had now, or the person pays by the byte,
// the room is kept without.
async function parts(cache, files) {
  const script = await cache.match(files.find((file) => file.endsWith(".js")), { ignoreVary: true });
  const names = (await script.text()).match(/\b[\w-]+-[A-Z0-9]{8}\.js\b/g) || [];
  const later = [...new Set(names)].map((name) => "/a/" + name);
  if (!navigator.connection?.saveData) await Promise.all(later.map((file) => have(cache, file).catch(nothing)));
  return later;
}

async function tidy(cache) {
  const keys = await cache.keys();
  const documents = keys.filter((key) => isRoom(new URL(key.url)));
  for (const key of documents.splice(0, documents.length - DOCUMENTS)) await cache.delete(key);
  const named = new Set();
  for (const key of documents) {
    const kept = await cache.match(key, { ignoreVary: true });
    for (const file of kept.headers.get("maru-app").split(" ")) named.add(file);
  }
  for (const key of keys) {
    const { pathname } = new URL(key.url);
    if (pathname.startsWith("/a/") && !named.has(pathname)) await cache.delete(key);
  }
}
