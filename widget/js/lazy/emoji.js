// The emoji picker: nine groups, recents first, found by words in the reader's language.
//
// Invariant: what is offered is what the fonts of iOS 15, Android 11 and Windows 11 have (xtask/node/emoji.mjs sees to it). A button
// is the emoji itself, which screen readers speak in the reader's language; the words to search by come only when somebody searches.
import css from "./emoji.css";
import { groups as lists, regions } from "./emoji/list.js";
import { dress, el, icon } from "./kit/el.js";
import { CLOCK, panel, recents, takes } from "./kit/panel.js";
import words from "./words/emoji.js";

dress(css);

const GROUPS = ["faces", "people", "nature", "food", "places", "play", "things", "signs", "flags"];
const WORDS = { ja: () => import("./emoji/ja.js"), ko: () => import("./emoji/ko.js"), en: () => import("./emoji/en.js") };
const FACES = [..."😀👋🐻🍓🚌🎉💡✅🚩"];
const MOST_FOUND = 96;
const ZWJ = "\u200d";

/** One of the list, and those that follow from it: `*` a woman and a man by a sign, `~` by who stands first. */
const with_others = (one) => {
  const base = one.slice(0, -1);
  if (one.endsWith("*")) return [base, `${base}${ZWJ}♀️`, `${base}${ZWJ}♂️`];
  if (one.endsWith("~")) return [base, base.replace("🧑", "👩"), base.replace("🧑", "👨")];
  return [one];
};
const flag = (region) => String.fromCodePoint(...[...region].map((letter) => letter.codePointAt(0) + 127397));
const all_regions = regions.match(/../g);

const entries = lists.map((list) => list.split(" ").map(with_others));
const shown = entries.map((list) => list.flat());
shown[8].push(...all_regions.map(flag));

/** Wide and narrow letters, capitals, ひらがな and カタカナ are one. */
const plain = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 96));

// By language: every emoji with its words.
const indexes = {};
async function index(lang) {
  if (indexes[lang]) return indexes[lang];
  const { default: texts } = await WORDS[lang]();
  const found = texts.flatMap((text, group) => text.split("|").map((said, n) => [entries[group][n][0], plain(said)]));
  try {
    const names = new Intl.DisplayNames([lang], { type: "region" });
    found.push(...all_regions.map((region) => [flag(region), plain(`${names.of(region)} ${region}`)]));
  } catch {
    // An old browser: flags are found in their group.
  }
  return (indexes[lang] = found);
}

/** Everything whose words hold each word; what begins with the first stands first. */
const search = (all, text) => {
  const wanted = plain(text).split(/\s+/).filter(Boolean);
  const fits = all.filter(([, said]) => wanted.every((word) => said.includes(word)));
  const rank = ([, said]) => (said == wanted[0] ? 0 : said.split(" ").includes(wanted[0]) ? 1 : said.startsWith(wanted[0]) ? 2 : 3);
  return fits.map((one, n) => [rank(one), n, one[0]]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, MOST_FOUND).map(([, , emoji]) => emoji);
};

/** Tells `onPick` an emoji, as often as one is picked, and `onClose` once. `own`: the site's, as name and key. */
export function open({ parent, lang = "ja", site, own = [], onPick, onClose }) {
  const say = words[lang];
  const kept = recents(site, "emoji");
  // By what is written for them.
  const pictures = new Map(own.map(({ name, key }) => [`:${name}:`, `/m/${key}`]));
  const names = [...pictures.keys()];
  const picture = (emoji) => el("img", { class: "ej", src: pictures.get(emoji), alt: emoji, title: emoji, loading: "lazy" });
  const tile = (emoji) => {
    const button = el("button", { type: "button" }, pictures.has(emoji) ? picture(emoji) : emoji);
    button.addEventListener("click", () => {
      kept.add(emoji);
      onPick(emoji);
    });
    return button;
  };
  // One that the site has no longer is a text.
  const read = () => kept.read().filter((emoji) => !emoji.startsWith(":") || pictures.has(emoji));
  const told = el("p", { class: "vh", role: "status" });
  const field = el("input", { class: "fd", type: "search", placeholder: say.search, "aria-label": say.search, enterkeyhint: "search", autocomplete: "off" });

  const view = panel({
    parent,
    name: "em-p",
    lang,
    label: say.panel,
    tabs: say.groups,
    groups: [
      { id: "recent", label: say.recents, empty: say.recents_empty, face: () => icon(CLOCK), fill: () => read().map(tile) },
      ...(own.length ? [{ id: "own", label: say.own, face: () => picture(names[0]), fill: () => names.map(tile) }] : []),
      ...GROUPS.map((id, n) => ({ id, label: say[id], face: () => FACES[n], fill: () => shown[n].map(tile) })),
    ],
    first: read().length ? "recent" : own.length ? "own" : GROUPS[0],
    head: [el("div", { class: "em-s" }, field, told)],
    onShow() {
      field.value = "";
      told.textContent = "";
    },
    onClose,
  });

  let asked = 0;
  const find = async () => {
    const turn = ++asked;
    const text = field.value.trim();
    if (!text) return view.again();
    // Words that cannot be had now find nothing, and are asked for again by the next letter.
    const all = await index(lang).catch(() => []);
    if (turn != asked || !view.root.isConnected) return;
    const found = search([...names.map((emoji) => [emoji, plain(emoji.slice(1, -1))]), ...all], text);
    view.lay(found.map(tile), say.none_found);
    told.textContent = found.length ? say.found.replace("{n}", found.length) : say.none_found;
  };
  field.addEventListener("focus", () => index(lang).catch(() => {}), { once: true });
  field.addEventListener("input", find);
  field.addEventListener("keydown", (event) => {
    if (event.key != "ArrowDown" || event.isComposing) return;
    event.preventDefault();
    view.grid.querySelector("button")?.focus();
  });
  return { close: view.close };
}

/** As the app asks for it: again with another spec, or `null` to close. Only what the person does is told. */
export default takes(open, (pick) => ({ pick }));
