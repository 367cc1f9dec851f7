// What can be done with a message: a sheet from below for a finger, a popover at the pointer for a mouse.
//
// Invariant: what is offered is what the app says (`acts`), in the one order; each press is told once, and what cannot be taken
// back is asked once.
import { button, dress, el, icon, put } from "./kit/el.js";
import { isTouch, layer } from "./kit/layer.js";
import { copyImage, copyText } from "./kit/copy.js";
import { toast } from "./kit/toast.js";
import css from "./menu.css";
import words from "./words/menu.js";

const REACTIONS = { heart: "❤️", good: "👍", check: "✅", laugh: "😂", wow: "😮", sad: "😢", clap: "👏", fire: "🔥" };
const GROUNDS = ["spam", "abuse", "scam", "private", "other"];

const ICONS = {
  reply: "M10 6 4.5 11.5 10 17M5 11.5h8.5a6 6 0 0 1 6 6v1",
  copy: "M9 9V5.8A1.8 1.8 0 0 1 10.8 4h7.4A1.8 1.8 0 0 1 20 5.8v7.4A1.8 1.8 0 0 1 18.2 15H15M5.8 9h7.4A1.8 1.8 0 0 1 15 10.8v7.4A1.8 1.8 0 0 1 13.2 20H5.8A1.8 1.8 0 0 1 4 18.2v-7.4A1.8 1.8 0 0 1 5.8 9Z",
  edit: "M4.5 19.5l.9-4L16 4.9a1.8 1.8 0 0 1 2.5 0l.6.6a1.8 1.8 0 0 1 0 2.5L8.5 18.6l-4 .9ZM14.5 6.5l3 3",
  pin: "M5 10v4h3l7 4V6L8 10H5ZM18.5 9.5a4 4 0 0 1 0 5M8 14v4.5h2.5",
  unpin: "M5 10v4h3l7 4V6L8 10H5ZM8 14v4.5h2.5M18 9l4 6M22 9l-4 6",
  open: "M4.5 5h15v14h-15ZM4.5 16l4.5-4.5 3.5 3.5 2.5-2.5 4.5 4M15.5 9h.01",
  copy_image: "M4.5 5h15v14h-15ZM4.5 16l4.5-4.5 3.5 3.5 2.5-2.5 4.5 4M15.5 9h.01",
  unsend: "M5 7h14M10 7V4.8h4V7M6.5 7l1 12.5h9l1-12.5M10 11v5M14 11v5",
  again: "M19 12a7 7 0 1 1-2.2-5.1M19.5 4v4h-4",
  delete: "M5 7h14M10 7V4.8h4V7M6.5 7l1 12.5h9l1-12.5M10 11v5M14 11v5",
  report: "M6 20.5V4.5M6 5h11.5l-2 4 2 4H6",
  block: "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17ZM6.2 6.2l11.6 11.6",
};
const DANGER = ["unsend", "delete", "report", "block"];

let close;

// spec: { lang, of, name, text, image, x, y, mine, acts, other }
export default (spec, tell) => {
  if (!spec) return close?.();
  dress(css);
  const say = words[spec.lang];
  const touch = isTouch();
  const is = touch ? "sh mu" : "mu";
  const done = (act, with_) => {
    close();
    tell({ act, of: spec.of, with: with_ });
  };

  const copied = (well) => {
    close();
    toast({ lang: spec.lang, is: well ? "copied" : "uncopied" });
  };

  const press = {
    copy: () => copyText(spec.text).then(copied),
    copy_image: () => copyImage(spec.image).then(copied),
    unsend: () => swap(sure()),
    report: () => swap(report()),
  };
  const item = (act) =>
    button(
      { class: DANGER.includes(act) ? "mi no" : "mi", role: "menuitem", tabindex: -1, onclick: press[act] ?? (() => done(act)) },
      icon(ICONS[act]),
      el("span", {}, say[act]),
    );
  const reactions = () =>
    el(
      "div",
      { class: "mr", role: "group", "aria-label": say.react },
      Object.entries(REACTIONS).map(([kind, glyph]) =>
        button(
          {
            class: "rk",
            role: "menuitemradio",
            tabindex: -1,
            "aria-checked": String(spec.mine == kind),
            "aria-label": say[kind],
            title: say[kind],
            onclick: () => done("react", spec.mine == kind ? "" : kind),
          },
          el("i", { "aria-hidden": "true" }, glyph),
        ),
      ),
    );
  const menu = el(
    "div",
    { class: is, role: "menu", "aria-label": put(say.menu, spec.name), tabindex: -1, onkeydown: walk },
    spec.acts.includes("react") && reactions(),
    spec.acts.filter((act) => act != "react").map(item),
  );

  // What it does, in one line, and whether that is meant.
  const sure = () =>
    el(
      "div",
      { class: is + " ask", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "mu-t", tabindex: -1 },
      el("p", { id: "mu-t" }, spec.other ? say.sure_other : say.sure),
      el(
        "div",
        { class: "bs" },
        button({ class: "bt so", onclick: () => close() }, say.keep),
        button({ class: "bt", onclick: () => done("unsend") }, say.unsend),
      ),
    );
  const report = () =>
    el(
      "div",
      { class: is, role: "menu", "aria-labelledby": "mu-t", tabindex: -1, onkeydown: walk },
      el("p", { id: "mu-t", role: "presentation" }, say.why),
      GROUNDS.map((grounds) =>
        button({ class: "mi", role: "menuitem", tabindex: -1, onclick: () => done("report", grounds) }, el("span", {}, say[grounds])),
      ),
    );

  const focused = document.activeElement.getBoundingClientRect();
  const at = touch ? undefined : spec.keys ? { x: focused.left, y: Math.min(focused.bottom, innerHeight - 60) } : spec;
  const first = (box) => box.querySelector("[role^=menuitem], .bt");
  // One box gives way to another, at the same place; the focus still goes back to where it was at first.
  const swap = (box) => {
    close();
    close = layer(box, { at, first: first(box), label: box.getAttribute("role") == "menu" && put(say.menu, spec.name) });
  };
  // A mouse sees the whole menu, and nothing chosen; a key goes on from the first.
  close = layer(menu, { at, first: spec.keys ? first(menu) : menu, label: put(say.menu, spec.name) });
};

// Up and down through the rows, left and right within one; both ends at once. The reactions are one row.
function walk(event) {
  const all = [...this.querySelectorAll("[role^=menuitem]")];
  const row = (each) => (each.classList.contains("rk") ? all[0] : each);
  const rows = [...new Set(all.map(row))];
  const now = all.indexOf(document.activeElement);
  const at = now < 0 ? -1 : rows.indexOf(row(all[now]));
  const turn = (list, next) => list[(next + list.length) % list.length];
  const mates = all.filter((each) => now >= 0 && row(each) == row(all[now]));
  const mate = mates.indexOf(all[now]);
  const to = {
    ArrowDown: () => turn(rows, at + 1),
    ArrowUp: () => turn(rows, at < 0 ? -1 : at - 1),
    ArrowRight: () => mates.length > 1 && turn(mates, mate + 1),
    ArrowLeft: () => mates.length > 1 && turn(mates, mate - 1),
    Home: () => all[0],
    End: () => all.at(-1),
    // Nothing else on the page is to be reached from here.
    Tab: () => turn(rows, at + (event.shiftKey ? -1 : 1)),
  }[event.key];
  if (!to) return;
  event.preventDefault();
  (to() || document.activeElement).focus();
}
