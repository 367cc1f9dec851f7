// The tray on the device's disk, so that a reload or an outage costs nobody their pictures.
//
// Invariant: one tab alone keeps a room's tray, or two would send it. Where the disk says no, the tray lives as long as its page.

let base;
const open = () =>
  (base ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("maru-images", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("tray", { keyPath: ["room", "id"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = request.onblocked = () => reject(request.error);
  }));

const work = async (mode, ask) => {
  const { result } = await new Promise((resolve, reject) => {
    open().then((base) => {
      const change = base.transaction("tray", mode);
      const request = ask(change.objectStore("tray"));
      change.oncomplete = () => resolve(request);
      change.onabort = () => reject(change.error);
    }, reject);
  });
  return result;
};

let isOurs = false;
const write = (ask) => isOurs && work("readwrite", ask).catch(() => {});

/** What is kept of this room; nothing, where another tab has it. */
export const take = async (room) => {
  try {
    isOurs = await new Promise((resolve, reject) =>
      navigator.locks
        .request("maru-images " + room, { ifAvailable: true }, (lock) => {
          resolve(Boolean(lock));
          return lock && new Promise(() => {});
        })
        .catch(reject),
    );
    if (!isOurs) return [];
    return await work("readonly", (tray) => tray.getAll(IDBKeyRange.bound([room], [room, []])));
  } catch {
    isOurs = false;
    return [];
  }
};

/** A person leaves a site, and takes what was not sent along. */
export const forgetSite = (site) =>
  work("readwrite", (tray) => tray.delete(IDBKeyRange.bound([`/f/${site}/`], [`/f/${site}/\uffff`]))).catch(() => {});
export const keep = (record) => write((tray) => tray.put(record));
export const forget = (room, id) => write((tray) => tray.delete([room, id]));
export const forgetAll = (room) => write((tray) => tray.delete(IDBKeyRange.bound([room], [room, []])));
