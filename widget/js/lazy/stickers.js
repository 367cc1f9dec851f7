// The stickers' panel: packs as circles, recents first, four in a row; one tap sends, or shows first, as the site wants it.
//
// Invariant: a sticker's files follow from its name, and only what is seen of them is fetched. In the grid nothing moves; where
// it is shown large, it moves for those who do not mind.
import css from "./stickers.css";
import { dress, el, icon } from "./kit/el.js";
import { CLOCK, panel, recents, takes } from "./kit/panel.js";
import packs from "./packs.json";
import words from "./words/stickers.js";

dress(css);

const LANGS = ["ja", "ko", "en"];
const CLOSE = "m6.5 6.5 11 11M17.5 6.5l-11 11";
const SEND = "M4.6 11.2 18.8 4.9c.8-.3 1.5.4 1.2 1.2l-6.2 14.1c-.4.9-1.6.8-1.9-.1l-1.7-5.3-5.4-1.8c-.9-.3-1-1.4-.2-1.8Z";

/**
 * `mode`: "send" or "preview". `base`: where the files are, from the relay's own origin. Tells `onPick` a name like
 * `maru/thanks` and what it says, as often as one is picked, and `onClose` once.
 */
export function open({ parent, mode = "send", lang = "ja", base = "/st/", site, onPick, onClose }) {
  const say = words[lang];
  const inLang = (texts) => texts[LANGS.indexOf(lang)];
  const version = document.documentElement.dataset.stickers ?? "";
  const file = (name, ending) => `${base}${name}${ending}?${version}`;
  const alts = new Map(packs.flatMap(([pack, , , stickers]) => stickers.map(([id, texts]) => [`${pack}/${id}`, inLang(texts)])));
  const kept = recents(site, "stickers");
  const last = () => kept.read().filter((name) => alts.has(name));

  const picture = (name, alt, width, height, ending = ".png") =>
    el("img", { src: file(name, ending), alt, width, height, loading: "lazy", decoding: "async", draggable: "false" });
  const tile = (name) => {
    const button = el("button", { type: "button", title: alts.get(name), "data-name": name }, picture(name, alts.get(name), 83, 74));
    button.addEventListener("click", () => (mode == "preview" && lifted?.name != name ? lift(name, button) : send(name)));
    return button;
  };

  const caption = el("p", { class: "sc-h" });
  const groups = [
    { id: "recent", label: say.recents, empty: say.recents_empty, face: () => icon(CLOCK), fill: () => last().map(tile) },
    ...packs.map(([pack, title, cover, stickers]) => ({
      id: pack,
      label: inLang(title),
      count: stickers.length,
      face: () => picture(`${pack}/${cover}`, "", 40, 36),
      fill: () => stickers.map(([id]) => tile(`${pack}/${id}`)),
    })),
  ];

  // The one that was tapped first, above the field.
  let lifted;
  const drop = () => {
    lifted?.box.remove();
    lifted?.from.focus({ preventScroll: true });
    lifted = undefined;
  };
  const lift = (name, from) => {
    lifted?.box.remove();
    const moving = el(
      "picture",
      {},
      el("source", { srcset: file(name, ".png"), media: "(prefers-reduced-motion: reduce)" }),
      el("img", { src: file(name, ".apng"), alt: alts.get(name), width: 148, height: 132 }),
    );
    const shown = el("button", { type: "button", class: "sp-s", title: say.send, "aria-label": `${alts.get(name)} ${say.send}` }, moving);
    const close = el("button", { type: "button", class: "ib", "aria-label": say.cancel }, icon(CLOSE));
    const go = el("button", { type: "button", class: "sd", "aria-label": say.send }, el("i", {}, icon(SEND)));
    const box = el("div", { class: "sp", role: "group", "aria-label": alts.get(name) }, close, shown, go);
    shown.addEventListener("click", () => send(name));
    go.addEventListener("click", () => send(name));
    close.addEventListener("click", drop);
    // Escape takes away what came last.
    box.addEventListener("keydown", escape);
    // Over the field, however many lines it has.
    const field = parent.closest(".maru")?.querySelector(".cp")?.getBoundingClientRect();
    const over = field?.height ? view.root.getBoundingClientRect().bottom - field.top : view.root.offsetHeight;
    box.style.bottom = `${over}px`;
    view.root.append(box);
    lifted = { name, box, from };
  };
  const escape = (event) => {
    if (event.key != "Escape" || !lifted) return;
    event.preventDefault();
    event.stopPropagation();
    drop();
  };
  const send = (name) => {
    kept.add(name);
    if (lifted) drop();
    onPick(name, alts.get(name));
  };

  const view = panel({
    parent,
    name: "st-p",
    lang,
    label: say.panel,
    tabs: say.packs,
    groups,
    first: last().length ? "recent" : packs[0][0],
    head: [caption],
    onShow({ label, count }) {
      if (lifted) drop();
      const all = count ? `${label}  ${say.count.replace("{n}", count)}` : label;
      caption.replaceChildren(el("span", {}, all), el("span", {}, mode == "preview" ? say.tap_shows : say.tap_sends));
    },
    onClose,
  });
  view.grid.addEventListener("keydown", escape);
  return { close: view.close };
}

/** As the app asks for it: again with another spec, or `null` to close. Only what the person does is told. */
export default takes(open, (pick, said) => ({ pick, with: said }));
