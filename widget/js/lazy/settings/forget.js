// Everything of this site leaves the device: who the person is, drafts, choices, the outbox, the kept logs and rooms.
//
// Invariant: the page is loaded anew afterwards, and nothing of it writes any of that again: what is still running has nothing to
// say by then. What other sites have on the same origin stays.

import { forgetSite } from "../images/kept.js";

const done = (request) =>
  new Promise((go) => {
    request.onsuccess = request.onerror = request.onblocked = go;
  });

export const forget = async (site) => {
  // The app writes what it has when the page goes: under a name that is not read any more.
  const mine = `maru/${site}/`;
  const { setItem } = Storage.prototype;
  Storage.prototype.setItem = function (key, text) {
    if (!key.startsWith(mine)) setItem.call(this, key, text);
  };
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(mine)) localStorage.removeItem(key);
    const open = indexedDB.open("maru", 1);
    // There is none, and there shall be none that is empty.
    open.onupgradeneeded = () => open.transaction.abort();
    await done(open);
    const base = open.result;
    if (base?.objectStoreNames.contains("outbox")) {
      const deal = base.transaction(["outbox", "log"], "readwrite");
      const [outbox, log] = ["outbox", "log"].map((name) => deal.objectStore(name));
      log.delete("who");
      log.delete(IDBKeyRange.bound(site + "/", site + "/\uffff"));
      const all = outbox.getAll();
      all.onsuccess = () => all.result.filter(({ place }) => place.startsWith(site + "/")).forEach(({ draft }) => outbox.delete(draft));
      await new Promise((go) => {
        deal.oncomplete = deal.onabort = go;
      });
    }
  } catch {
    // Where nothing can be kept, nothing was.
  }
  await forgetSite(site);
  location.reload();
};
