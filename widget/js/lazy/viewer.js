// A picture in the whole frame, and its neighbours; and all of them at a glance.
//
// Invariant: it shows what the list shows, as links that work without it; it holds no picture that the list does not. The
// browser's own dialog keeps the keyboard in and gives it back.
import { button as press, dress, el, icon } from "./kit/el.js";
import css from "./viewer/viewer.css";
import { hand } from "./viewer/hand.js";
import table from "./words/viewer.js";

const IN_APP = /\bLine\/|KAKAOTALK/i;

let words;
let links = [];
let at = 0;
let tell;
/** The figures of this picture and of its neighbours, by place. */
let figures = new Map();

const counter = el("output", { "aria-live": "polite" });
const button = (name, d, onclick) => press({ class: "ib " + name, onclick }, icon(d));
const grid = button("vt", "M5 5h5v5H5zM14 5h5v5h-5zM5 14h5v5H5zM14 14h5v5h-5z", () => toggle());
const save = el("a", { class: "ib", target: "_blank", rel: "noopener" }, icon("M12 4v11m-5-4.5 5 5 5-5M5 20h14"));
const shut = button("vx", "m6 6 12 12M18 6 6 18", () => dialog.close());
const back = button("vb", "m14.5 5-7 7 7 7", () => turn(-1));
const on = button("vn", "m9.5 5 7 7-7 7", () => turn(1));
const stage = el("div", { class: "vs" });
const all = el("ul", { class: "vg", hidden: true });
const dialog = el("dialog", { class: "vw" }, el("header", {}, counter, grid, save, shut), stage, all, back, on);

const gestures = hand(stage, {
  move({ x, y, scale, aside, down, live }) {
    stage.classList.toggle("live", live);
    dialog.style.setProperty("--gone", Math.min(0.8, Math.abs(down) / stage.clientHeight));
    for (const [place, figure] of figures) {
      const own = place === at;
      const left = `calc(${(place - at) * 100}% + ${(place - at) * 16 + aside + (own ? x : 0)}px)`;
      figure.style.transform = `translate(${left}, ${own ? y + down : 0}px) scale(${own ? scale : 1})`;
    }
  },
  turn: (by) => turn(by),
  fall: () => dialog.close(),
});

const alt = (place) => links[place].querySelector("img")?.alt ?? `${place + 1} / ${links.length}`;

/** The thumbnail is there at once; the picture takes its place when it can be drawn whole. */
const figure = (place) => {
  const { pathname } = links[place];
  const small = el("img", { src: pathname + "/t", alt: alt(place), draggable: "false" });
  const made = el("figure", {}, small);
  const whole = el("img", { src: pathname, alt: "", draggable: "false" });
  whole.decode().then(
    () => {
      whole.alt = small.alt;
      small.replaceWith(whole);
    },
    // Offline, or taken back meanwhile: what is there stays.
    () => made.classList.add("lost"),
  );
  return made;
};

const show = () => {
  for (const [place, old] of figures) {
    if (Math.abs(place - at) > 1) {
      old.remove();
      figures.delete(place);
    }
  }
  for (const place of [at, at + 1, at - 1]) {
    if (!links[place] || figures.has(place)) continue;
    const made = figure(place);
    figures.set(place, made);
    stage.append(made);
  }
  for (const [place, each] of figures) each.inert = place !== at;
  counter.textContent = `${at + 1} / ${links.length}`;
  back.disabled = at === 0;
  on.disabled = at === links.length - 1;
  const { href } = links[at];
  save.href = href;
  save.removeAttribute("download");
  // An in-app browser ignores downloads: its own way out is an address.
  if (!IN_APP.test(navigator.userAgent)) save.download = "";
  else if (/KAKAOTALK/i.test(navigator.userAgent))
    save.href = "kakaotalk://web/openExternal?url=" + encodeURIComponent(href);
  else save.search = "openExternalBrowser=1";
  gestures.reset();
};

const turn = (by) => {
  at = Math.min(links.length - 1, Math.max(0, at + by));
  show();
};

const toggle = () => {
  const isGrid = all.hidden;
  all.hidden = !isGrid;
  dialog.classList.toggle("all", isGrid);
  grid.setAttribute("aria-pressed", isGrid);
  if (!isGrid) return;
  all.replaceChildren(
    ...links.map((link, place) => {
      const picture = el("img", { src: link.pathname + "/t", alt: alt(place), loading: "lazy" });
      const press = () => {
        at = place;
        toggle();
        show();
        shut.focus();
      };
      return el("li", {}, el("button", { type: "button", "aria-current": place === at, onclick: press }, picture));
    }),
  );
  all.children[at].firstChild.focus();
};

const KEYS = {
  ArrowLeft: () => turn(-1),
  ArrowRight: () => turn(1),
  Home: () => turn(-at),
  End: () => turn(links.length),
  "+": () => gestures.by(1.5),
  "=": () => gestures.by(1.5),
  "-": () => gestures.by(1 / 1.5),
  0: () => gestures.reset(),
};

dialog.addEventListener("keydown", (event) => {
  // The page below has its own meaning for Escape.
  event.stopPropagation();
  if (!all.hidden || event.ctrlKey || event.metaKey || event.altKey) return;
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

dialog.addEventListener("close", () => {
  const link = links[at];
  stage.replaceChildren();
  all.replaceChildren();
  figures = new Map();
  if (!all.hidden) toggle();
  dialog.remove();
  (link?.isConnected && !link.hidden ? link : document.getElementById("maru-scroll"))?.focus({ preventScroll: true });
  tell({ shut: true });
});

// `{lang, at: "/m/…", grid}`
export default (spec, answer) => {
  tell = answer;
  if (!spec) return dialog.close();
  words = table[spec.lang];
  links = [...document.querySelectorAll(".ls a.im")];
  at = Math.max(0, links.findIndex((link) => link.pathname === spec.at));
  if (!links.length) return;
  dress(css);
  dialog.setAttribute("aria-label", words.viewer);
  const isInApp = IN_APP.test(navigator.userAgent);
  for (const [part, word] of [[grid, "all"], [save, isInApp ? "out" : "save"], [shut, "close"], [back, "before"], [on, "next"]])
    part.setAttribute("aria-label", words[word]);
  document.body.append(dialog);
  dialog.showModal();
  shut.focus();
  show();
  if (spec.grid) toggle();
};
