// What the frame keeps on the device in IndexedDB: what was written and is not delivered yet, one record a message, and the
// newest of each log; and which tab takes over what a tab that is gone has left.
//
// Invariant: nothing here throws into the app, and nothing lets it wait for ever. A message is told to be kept when its
// record is on the disk; where the disk refuses, or takes too long, it is told all the same, and that nothing is kept.

const SLOW_MS = 2_000;
// A page that is only loaded again finds what it left before another tab does.
const RELOAD_MS = 2_000;

const ears = new EventTarget();
const say = (what, text = "") => ears.dispatchEvent(new MessageEvent("message", { data: what + text }));

let base;
const open = () =>
  new Promise((done, fail) => {
    const asked = indexedDB.open("maru", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("outbox", { keyPath: "draft" });
      asked.result.createObjectStore("log");
    };
    asked.onsuccess = () => {
      const opened = asked.result;
      // A newer build wants to change the stores, or the person empties them: nobody waits for this page.
      opened.onversionchange = () => opened.close();
      done(opened);
    };
    asked.onerror = fail;
  });

// One transaction. A connection that the browser has closed meanwhile is opened anew, once.
const run = async (store, mode, work, durability = "relaxed", again = true) => {
  try {
    const opened = await (base ??= open());
    return await new Promise((done, fail) => {
      const deal = opened.transaction(store, mode, { durability });
      const asked = work(deal.objectStore(store));
      // Without this it would wait for its answers, and a page that goes does not hear them.
      deal.commit();
      deal.oncomplete = () => done(asked.result);
      deal.onabort = fail;
    });
  } catch (reason) {
    base = undefined;
    if (again) return run(store, mode, work, durability, false);
    throw reason;
  }
};

let works = true;
const found = (well) => {
  if (well !== works) say((works = well) ? "+" : "-");
};

const { locks } = navigator;
let place;
let tab;
// This page lets its lock go.
let leave;
// This page has its lock: what it writes from then on is not taken for an orphan.
let here;

// A tab lives as long as it holds the lock that is called after it.
const enter = async () => {
  tab = Math.random().toString(36);
  here = new Promise((go) => {
    const hold = () =>
      new Promise((end) => {
        leave = end;
        go();
      });
    if (locks) locks.request("maru/" + tab, hold).catch(go);
    else go();
  });
  await here;
  try {
    for (const { name } of (await locks.query()).held) outlive(name);
    // The others hear of it, and wait for its end as it waits for theirs.
    localStorage.setItem("maru/tab", tab);
  } catch {
    // Without locks, or where the browser denies them with all else that is kept, a tab is alone.
  }
  adopt();
};

const outlive = (name) => {
  if (locks && name !== "maru/" + tab) {
    locks.request(name, () => {}).then(() => setTimeout(adopt, RELOAD_MS), () => {});
  }
};

const adopt = () =>
  (locks ? locks.request("maru/adopt/" + place, takeOver) : takeOver()).catch(() => found(false));

// What tabs that are gone have left here, oldest first. First the records, then who is alive: a tab has its lock before
// it writes, so a record whose tab is not there now is an orphan.
const takeOver = async () => {
  await move().catch(() => {});
  const all = await run("outbox", "readonly", (outbox) => outbox.getAll());
  const alive = locks ? (await locks.query()).held.map(({ name }) => name) : [];
  const left = all.filter(
    (record) => record.place === place && record.tab !== tab && !alive.includes("maru/" + record.tab),
  );
  if (left.length) {
    // Where that is refused, another tab may find them too: the room knows a draft that comes twice.
    await run("outbox", "readwrite", (outbox) => left.map((record) => outbox.put({ ...record, tab }))).catch(() => found(false));
    const list = left.map(({ text }) => JSON.parse(text)).sort((one, other) => one.at - other.at);
    say("a", JSON.stringify(list));
  }
};

// The outbox of earlier versions was one text in the local storage.
const move = async () => {
  const key = "maru/" + place.replace("/", "/outbox/");
  const list = JSON.parse(localStorage.getItem(key));
  if (list) {
    const record = (unsent) => ({ draft: unsent.draft, place, text: JSON.stringify(unsent) });
    await run("outbox", "readwrite", (outbox) => list.map((unsent) => outbox.put(record(unsent))));
    localStorage.removeItem(key);
  }
};

const recall = (what, log) => run("log", "readonly", (logs) => logs.get(log)).then((text) => text && say(what, text), () => {});

// Called once, with the room's place and the feed's. What is found is told in messages to what is given back.
export const begin = (room, feed) => {
  place = room;
  recall("r", room);
  recall("f", feed);
  enter();
  addEventListener("storage", ({ key, newValue }) => key === "maru/tab" && outlive("maru/" + newValue));
  // A page in the back/forward cache is gone until it is back.
  addEventListener("pagehide", () => leave?.());
  addEventListener("pageshow", ({ persisted }) => persisted && enter());
  return ears;
};

// Who the person is stands in the local storage, which browsers bring to the disk seconds later. A message must not
// outlive its author: sent again under another name it would stand twice.
const ofPerson = /^maru\/[^/]+\/(guest|name|member)$/;
let signed;
const sign = async () => {
  let who = [];
  try {
    who = Object.entries(localStorage).filter(([key]) => ofPerson.test(key));
  } catch {}
  const text = JSON.stringify(who);
  if (who.length && text !== signed) {
    await run("log", "readwrite", (logs) => logs.put(text, "who"), "strict");
    signed = text;
  }
};

// What the local storage has lost is put back, of a site of which it has lost the guest.
export const remember = async () => {
  try {
    const isLost = ([key]) => localStorage.getItem(key.replace(/\w+$/, "guest")) === null;
    signed = await run("log", "readonly", (logs) => logs.get("who"));
    const who = JSON.parse(signed);
    for (const [key, text] of who.filter(isLost)) localStorage.setItem(key, text);
  } catch {}
};

export const keep = async (draft, text) => {
  const wait = works ? SLOW_MS : 0;
  const kept = here
    // Both are handed over before anything is waited for: a page that is loaded again right now has said all it had to.
    // On the disk, not only handed to it: what was written a moment before the battery ends is there the next day.
    .then(() =>
      Promise.all([
        sign(),
        run("outbox", "readwrite", (outbox) => outbox.put({ draft, place, tab, text }), "strict"),
      ]),
    )
    .then(() => true, () => false);
  kept.then(found);
  found(await Promise.race([kept, new Promise((go) => setTimeout(go, wait, false))]));
  say("k", draft);
};

export const forget = (draft) => {
  here.then(() => run("outbox", "readwrite", (outbox) => outbox.delete(draft))).catch(() => {});
};

export const save = (log, text) => {
  run("log", "readwrite", (logs) => logs.put(text, log)).catch(() => {});
};
