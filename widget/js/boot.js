// Starts the app in the document that the relay has rendered. Whatever goes wrong here, the document stays what it
// is: a page of the room that can be read. It then says so, by a notice that it already carries.
import init, { follow } from "./glue.js";
import { remember } from "./keep.js";
import { ask, bringAll, load } from "./later.js";
import { early } from "./rest.js";
import { compiled } from "./unpack.js";

const draft = document.getElementById("maru-draft");
let composing = false;
const note = (event) => {
  composing = event.type === "compositionstart";
};
draft?.addEventListener("compositionstart", note);
draft?.addEventListener("compositionend", note);

// The app replaces the field that the person may be typing in. A syllable that is being composed cannot move with
// the text, so the app waits until it is whole.
const whole = () =>
  composing ? new Promise((go) => draft.addEventListener("compositionend", () => setTimeout(go), { once: true })) : null;

// A frame that was made while the page was idle is not laid out until somebody comes near: its document and its app come from the
// network, and cost the page nothing else. The app begins when the page says so, or, since the page's second script may not be
// there yet, when the frame is seen; a frame whose launcher draws it as a point has no turn of drawing that could tell. Whoever
// has been near a room of the site before is to know what is unread: the frame asks then, again when the page's end of it comes.
const near = async () => {
  if (innerWidth) return;
  const { host } = JSON.parse(document.getElementById("boot").textContent);
  const ears = new AbortController();
  const eye = new ResizeObserver(() => innerWidth && ears.abort());
  const ask = () => isKnown() && parent.postMessage({ maru: 1, is: "known" }, host);
  const hear = ({ source, data }) => source == parent && (data?.do == "near" ? ears.abort() : ask());
  await new Promise((go) => {
    ears.signal.onabort = go;
    addEventListener("message", hear, ears);
    eye.observe(document.documentElement);
    ask();
  });
  eye.disconnect();
};

// The app has kept something of this person, as widget/src/store.rs does.
const isKnown = () => {
  try {
    const [, , site] = location.pathname.split("/");
    return Object.keys(localStorage).some((key) => key.startsWith(`maru/${site}/`));
  } catch {
    return false;
  }
};

// What is read comes first, and faces with the next picture: each sheet that they are cut from is a document of its own.
const seen = near();
const show = () => (document.documentElement.dataset.faces = "");
seen.then(
  () => requestAnimationFrame(() => requestAnimationFrame(show)),
  () => {},
);

// The app takes the notice's place in the document: whoever needs it later puts it back.
const notice = document.getElementById("maru-plain");
const plain = () => {
  // Nothing is sent from here any more. What was written can still be taken along.
  const field = document.getElementById("maru-draft");
  if (field?.value) field.readOnly = true;
  else document.querySelector(".cp")?.setAttribute("hidden", "");
  if (!notice) return;
  notice.hidden = false;
  if (!notice.isConnected) document.getElementById("maru")?.prepend(notice);
};

// A panic in the app is a trap, and there is no app after it. The console has its place, as a function's number.
const trapped = (event) => (event.error ?? event.reason) instanceof WebAssembly.RuntimeError && plain();

// Not waited for where the network, or the disk, is slow to say.
const soon = (promise) => Promise.race([promise, new Promise((go) => setTimeout(go, 1e3))]);

const start = async () => {
  // Somebody comes from an app's own browser, and is known by the time the app starts.
  if (/^#h=[0-9a-f]{32}$/.test(location.hash)) await load("takeover").then((script) => script.default(), () => {});
  const known = soon(remember());
  // Put together once somebody comes near: until then a page must not notice.
  const [answer] = await Promise.all([fetch(document.documentElement.dataset.appWasm), seen]);
  const app = compiled(answer);
  // Whoever comes again needs it at once.
  const rest = isKnown() && soon(early());
  const module = await app;
  addEventListener("error", trapped);
  addEventListener("unhandledrejection", trapped);
  await rest;
  await known;
  await whole();
  await init({ module_or_path: module });
};

// A long message unfolds downwards: its top stays where it is, in a list that otherwise stands on its end.
addEventListener("click", (event) => {
  const more = event.target.closest?.(".mo");
  if (!more) return;
  event.preventDefault();
  const row = more.parentNode;
  const before = row.offsetHeight;
  more.open = true;
  more.closest(".sc").scrollTop -= row.offsetHeight - before;
  row.focus({ preventScroll: true });
});

// The service worker shows this room without the relay, should it ever have to. Asked for by somebody who is in the
// room, not for every visitor of a page, and when they have had a moment for what they came for.
let asked;
const keep = () => {
  asked ??= setTimeout(async () => {
    try {
      const { serviceWorker } = navigator;
      await serviceWorker.register("/sw.js");
      (await serviceWorker.ready).active.postMessage(document.documentElement.dataset.appWasm);
    } catch {
      // Refused here: a room then needs the relay to open, as any page does.
    }
  }, 2e3);
};

start().then(
  () => {
    follow();
    ["pointerover", "keydown"].map((sign) => addEventListener(sign, keep, { once: true }));
    if (/\bLine\/|KAKAOTALK/i.test(navigator.userAgent)) ask("inapp", '{"quiet":1}');
    bringAll();
  },
  (reason) => {
    console.warn("maru: reading only,", reason);
    plain();
  },
);
