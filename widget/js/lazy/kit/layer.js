// What lies over the page: a veil, and one box on it.
//
// Invariant: one at a time; what is behind it cannot be reached meanwhile, and has the focus again when it has gone. A press on
// the veil and Escape close it, and Escape closes nothing else then.
import { dress, el } from "./el.js";
import css from "./layer.css";

let open;

// `at`: a popover there, in the frame; without, a sheet from below. `label`: of what is no dialog. `closed` is told once,
// whoever closes it.
export const layer = (box, { at, first, label, closed } = {}) => {
  dress(css);
  open?.();
  const before = document.activeElement;
  const app = document.getElementById("maru");
  const veil = el("div", { class: at ? "vl no" : "vl", onclick: () => close(), oncontextmenu: (event) => {
    event.preventDefault();
    close();
  } });
  // A dialog is a landmark by itself, a menu stands in one.
  const over = el(label ? "section" : "div", { class: "lz", "aria-label": label, onkeydown: (event) => {
    if (event.key == "Escape" && !event.isComposing) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  } }, veil, box);
  const close = () => {
    if (open != close) return;
    open = undefined;
    over.remove();
    app.inert = false;
    if (before?.isConnected) before.focus({ preventScroll: true });
    closed?.();
  };
  open = close;
  app.inert = true;
  document.body.append(over);
  if (at) place(box, at);
  (first ?? box).focus({ preventScroll: true });
  return close;
};

// Where the pointer was, or as near as the frame allows.
const place = (box, { x, y }) => {
  const { width, height } = box.getBoundingClientRect();
  const within = (want, size, room) => Math.max(8, Math.min(want, room - size - 8));
  const below = y + height + 8 <= innerHeight ? y : y - height;
  box.style.left = within(x, width, innerWidth) + "px";
  box.style.top = within(below, height, innerHeight) + "px";
};

// A finger, as the app sees it too: what it opens comes from below, where it can be reached.
export const isTouch = () => matchMedia("(pointer: coarse)").matches;
