// The tray above the field: pictures that were chosen, dropped or pasted, on their way to the relay while the person still
// writes; and then, in one message, to the room.
//
// Invariant: a picture is here until it stands in a message or somebody takes it out. The message is the app's to send, once,
// under the number that was drawn when the person said so, however often this page is loaded in between.
import css from "./images/images.css";
import { forget, forgetAll, keep, take } from "./images/kept.js";
import { prepare, Unfit } from "./images/prepare.js";
import { send } from "./images/send.js";
import { button as press, dress, el, icon, put } from "./kit/el.js";
import table from "./words/images.js";

const MOST = 20;
const AT_ONCE = 3;
/** A record of its own: what was said when the person sent. */
const SENT = "sent";

const CROSS = "m7 7 10 10M17 7 7 17";
const RING = "M12 2.7a9.3 9.3 0 1 1 0 18.6 9.3 9.3 0 0 1 0-18.6";
const AGAIN = "M19 12a7 7 0 1 1-2-5M19 4v4h-4";
const SEND = "M20.3 3.9 3.7 10.2a.6.6 0 0 0 0 1.1l6.5 2.5 2.5 6.5a.6.6 0 0 0 1.1 0Z";

let words;
let spec;
let tell;
let began;
let items = [];
let ticket;
let asked = false;
/** What was said when the person sent, and under which number. */
let sent = null;
let note = "";
let isPreparing = false;
let wait = 2e3;
let timer;

const number = () => crypto.randomUUID().replaceAll("-", "");
const isDark = () => items.some((item) => item.state === "wait");

// The tray.

const list = el("ul", { class: "il" });
const line = el("p", { role: "status" });
const button = press({ class: "sd", onclick: () => begin("") }, el("i", {}, icon(SEND)));
const tray = el("div", { class: "it", role: "group", tabindex: "-1", hidden: true }, list, line, button);
const input = el("input", { type: "file", accept: "image/*", multiple: true, hidden: true });
const veil = el("p", { class: "iv", hidden: true });

const draw = () => {
  // It may have changed since.
  words = table[document.documentElement.lang] ?? words;
  const n = items.length;
  tray.hidden = !n && !note;
  button.hidden = !spec.own || !n;
  const went = items.filter((item) => item.state === "there").length;
  const is = isDark() ? words.waiting : sent ? put(words.going, `${went}/${n}`) : n ? put(words.count, n) : "";
  const text = note || is;
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle("er", Boolean(note));
  tray.setAttribute("aria-label", words.tray);
  button.setAttribute("aria-label", words.send);
  items.forEach((item, at) => {
    const { node, state, share } = item;
    if (list.children[at] !== node) list.insertBefore(node, list.children[at] ?? null);
    const name = put(words.nth, at + 1);
    const told = state === "failed" ? words.failed : state === "wait" ? words.waiting : "";
    item.face.setAttribute("aria-label", told ? `${name} ${told}` : name);
    item.out.setAttribute("aria-label", put(words.remove, at + 1));
    item.again.setAttribute("aria-label", put(words.again, at + 1));
    item.again.hidden = state !== "failed";
    item.ring.classList.toggle("no", state === "there" || state === "failed");
    item.ring.lastChild.setAttribute("stroke-dashoffset", 1 - (share || 0.02));
    item.ring.setAttribute("aria-valuenow", Math.round((share || 0) * 100));
    item.ring.setAttribute("aria-label", name);
    node.classList.toggle("bad", state === "failed");
  });
};

const changed = () => {
  draw();
  const n = items.length;
  if (n !== changed.told) tell((changed.told = n));
};

const place = (item, to) => {
  const from = items.indexOf(item);
  if (to < 0 || to >= items.length || to === from) return;
  items.splice(from, 1);
  items.splice(to, 0, item);
  draw();
  items.forEach(save);
};

/** A picture's place in the list, by key or by finger: sideways it moves, up and down the tray scrolls. */
const movable = (item) => ({
  onkeydown: (event) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    place(item, items.indexOf(item) + step);
    item.face.focus();
  },
  onpointerdown: (event) => item.face.setPointerCapture(event.pointerId),
  onpointermove: (event) => {
    if (!item.face.hasPointerCapture(event.pointerId)) return;
    const under = document.elementFromPoint(event.clientX, event.clientY)?.closest(".il > li");
    const to = items.findIndex(({ node }) => node === under);
    if (to >= 0) place(item, to);
  },
});

const shown = async (item) => {
  const bitmap = await createImageBitmap(item.thumb);
  const canvas = item.face.firstChild;
  const by = 112 / Math.min(bitmap.width, bitmap.height);
  const [w, h] = [bitmap.width * by, bitmap.height * by];
  canvas.getContext("2d").drawImage(bitmap, (112 - w) / 2, (112 - h) / 2, w, h);
  bitmap.close();
};

const make = (from) => {
  const item = { id: number(), state: "raw", share: 0, end: new AbortController(), ...from };
  // Twice the same circle: the one below is the way that the one above still has to go.
  const ring = (item.ring = icon([RING, RING], "ir"));
  ring.removeAttribute("aria-hidden");
  ring.setAttribute("role", "progressbar");
  for (const name of ["pathLength", "stroke-dasharray"]) ring.lastChild.setAttribute(name, 1);
  const face = el("canvas", { width: 112, height: 112 });
  item.face = press({ class: "if", ...movable(item) }, face);
  item.out = press({ class: "ix", onclick: () => drop(item) }, icon(CROSS, "ic xs"));
  item.again = press({ class: "ia", onclick: () => retry(item) }, icon(AGAIN));
  item.node = el("li", {}, item.face, item.ring, item.again, item.out);
  return item;
};

// What becomes of a picture.

const save = (item) => {
  const { id, blob, thumb, w, h, tint, image } = item;
  if (blob) keep({ room: spec.to, id, blob, thumb, w, h, tint, image, place: items.indexOf(item) });
};

const drop = (item, byHand = true) => {
  const at = items.indexOf(item);
  items.splice(at, 1);
  item.end.abort();
  item.node.remove();
  forget(spec.to, item.id);
  note = "";
  if (!items.length) halt();
  changed();
  if (byHand) (items[Math.min(at, items.length - 1)]?.out ?? document.getElementById("maru-draft"))?.focus();
  work();
};

const retry = (item) => {
  note = "";
  item.state = item.blob ? "ready" : "raw";
  work();
};

const halt = () => {
  sent = null;
  forget(spec.to, SENT);
};

const why = (refusal) => {
  const name = typeof refusal === "string" ? refusal : Object.keys(refusal ?? {})[0];
  return words[name] ?? words.failed;
};

const ready = async (item) => {
  isPreparing = true;
  try {
    Object.assign(item, await prepare(item.file), { state: "ready", file: null });
    if (!items.includes(item)) return;
    await shown(item);
    save(item);
  } catch (reason) {
    if (items.includes(item)) {
      drop(item, false);
      note = words[reason instanceof Unfit ? reason.message : "odd"];
      changed();
    }
  } finally {
    isPreparing = false;
    work();
  }
};

const go = async (item) => {
  item.state = "going";
  const told = (share) => {
    item.share = share;
    draw();
  };
  const answer = await send(spec.to, ticket, item, told, item.end.signal);
  if (answer.ended) return;
  if (answer.image) {
    const { key } = answer.image;
    Object.assign(item, { state: "there", share: 1, image: { key, w: item.w, h: item.h, tint: item.tint } });
    wait = 2e3;
    save(item);
  } else if (answer.ticket) {
    // It lives for minutes; a tray may stand for longer.
    ticket = null;
    item.state = "ready";
  } else if (answer.refusal) {
    item.state = "failed";
    note = why(answer.refusal);
  } else {
    Object.assign(item, { state: answer.again ? "later" : "wait", share: 0 });
    clearTimeout(timer);
    timer = setTimeout(wake, answer.again ?? wait);
    wait = Math.min(wait * 2, 3e4);
  }
  work();
};

const wake = () => {
  for (const item of items) if (item.state === "wait" || item.state === "later") item.state = "ready";
  work();
};

const work = () => {
  const raw = items.find((item) => item.state === "raw");
  if (raw && !isPreparing) ready(raw);
  const going = items.filter((item) => item.state === "going").length;
  const due = items.filter((item) => item.state === "ready").slice(0, AT_ONCE - going);
  if (due.length && !ticket) {
    if (!asked) {
      asked = true;
      tell("ticket");
    }
  } else due.forEach(go);
  if (sent && items.length && items.every((item) => item.state === "there")) {
    const images = items.map((item) => item.image);
    const post = { draft: sent.draft, base_seq: 0, body: sent.text || words.photo, with: { images } };
    for (const item of items) item.node.remove();
    items = [];
    sent = null;
    note = "";
    tell(post);
    forgetAll(spec.to);
    changed();
  } else draw();
};

/** The person sends: what is not there yet is waited for. */
const begin = (text) => {
  if (!items.length || sent) return;
  sent = { text, draft: number() };
  keep({ room: spec.to, id: SENT, ...sent });
  work();
};

const add = (files) => {
  const pictures = [...files].filter((file) => /^image\//.test(file.type) || /\.hei[cf]$/i.test(file.name));
  if (!pictures.length) return false;
  const room = sent ? 0 : MOST - items.length;
  note = sent ? words.busy : pictures.length > room ? put(words.most, MOST) : "";
  items.push(...pictures.slice(0, room).map((file) => make({ file })));
  changed();
  work();
  return true;
};

// How they come.

const isFiles = (event) => event.dataTransfer?.types.includes("Files");
const aim = (event) => {
  if (!isFiles(event)) return;
  event.preventDefault();
  veil.hidden = event.type !== "dragover";
  if (event.type === "drop" && !add(event.dataTransfer.files)) {
    note = words.odd;
    changed();
  }
};

const listen = () => {
  document.addEventListener("paste", (event) => add(event.clipboardData?.files ?? []) && event.preventDefault());
  for (const kind of ["dragover", "drop"]) document.addEventListener(kind, aim);
  document.addEventListener("dragleave", (event) => event.relatedTarget || (veil.hidden = true));
  input.onchange = () => {
    add(input.files);
    input.value = "";
  };
  addEventListener("online", wake);
};

/** Pictures of this room that an earlier page left. */
const restore = async () => {
  const records = await take(spec.to);
  const last = records.find(({ id }) => id === SENT);
  const left = records.filter(({ id }) => id !== SENT).sort((a, b) => a.place - b.place);
  const made = left.map((record) =>
    make({ ...record, state: record.image ? "there" : "ready", share: record.image ? 1 : 0 }),
  );
  items = [...made, ...items].slice(0, MOST);
  if (last && made.length) sent = { text: last.text, draft: last.draft };
  await Promise.all(made.map((item) => shown(item).catch(() => {})));
  changed();
  work();
};

export default (asks, answer) => {
  tell = answer;
  if (!asks) {
    tray.hidden = true;
    return;
  }
  spec = { ...spec, ...asks };
  words = table[spec.lang];
  veil.textContent = words.drop;
  const place = document.getElementById("maru-tray");
  if (place && tray.parentNode !== place) place.append(tray);
  if (!began) {
    began = true;
    dress(css);
    document.body.append(input, veil);
    listen();
    restore();
  }
  if (asks.ticket) {
    ticket = asks.ticket;
    asked = false;
  } else if (asks.ticket === "") {
    // There was none to be had.
    setTimeout(() => {
      asked = false;
      work();
    }, 5e3);
  } else if (asks.pick || asks.send != null) asked = false;
  if (asks.pick) input.click();
  if ("send" in asks) begin(asks.send);
  delete spec.pick;
  delete spec.send;
  delete spec.ticket;
  if (began) work();
};
