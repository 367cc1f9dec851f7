// Writes the emoji picker's data anew: `npm pack emojibase-data@17.0.0`, unpack it, `node xtask/node/emoji.mjs package`.
//
// Invariant: an emoji that is offered is one that the fonts of iOS 15, Android 11 and Windows 11 have, so version 13.0 at most; and
// what is derived in the browser (who is a woman or a man, flags and their names) is not written down.
// Absent on purpose: the package in package.json. It is 49 MB, for data that changes once a year.

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const [from] = process.argv.slice(2);
const LANGS = ['ja', 'ko', 'en'];
const NEWEST = 13;
// emojibase's groups, in the picker's order; 2 are parts of people, 9 the flags.
const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8];
const FLAGS = ['🏁', '🚩', '🎌', '🏴', '🏳️', '🏳️‍🌈', '🏴‍☠️'];
const OUT = new URL('../../widget/js/lazy/emoji/', import.meta.url);

const data = Object.fromEntries(
  await Promise.all(
    LANGS.map(async (lang) => [lang, JSON.parse(await readFile(join(from, lang, 'data.json'), 'utf8'))]),
  ),
);
const here = data.en.filter(({ group, version }) => group !== undefined && group !== 2 && version <= NEWEST);
here.sort((a, b) => a.order - b.order);
const known = new Set(here.map(({ emoji }) => emoji));

const ZWJ = '\u200d';
const isGendered = (emoji) => /\u200d[\u2640\u2642]\ufe0f?$/.test(emoji);
const isOfAdults = (emoji) => /^[👨👩]/u.test(emoji) && emoji.includes(ZWJ);

/** How the browser makes the others of it: `*` a sign at the end, `~` another person at the start. */
const mark = (emoji) => {
  if (known.has(`${emoji}${ZWJ}♀️`) && known.has(`${emoji}${ZWJ}♂️`)) return '*';
  const others = ['👩', '👨'].map((person) => emoji.replace('🧑', person));
  return emoji.startsWith(`🧑${ZWJ}`) && others.every((other) => known.has(other)) ? '~' : '';
};

const lists = GROUPS.map((group) =>
  here.filter((one) => one.group === group && !isGendered(one.emoji) && !isOfAdults(one.emoji)),
);
lists.push(FLAGS.map((emoji) => here.find((one) => one.emoji === emoji)));

const regions = here.filter(({ group, hexcode }) => group === 9 && /^1F1[EF].-1F1[EF].$/.test(hexcode));
const letters = regions.map(({ hexcode }) =>
  hexcode.split('-').map((code) => String.fromCharCode(parseInt(code, 16) - 0x1f1e6 + 65)).join(''),
);

/** Words that say nothing beside an emoji. */
const EMPTY = new Set(['face', 'with', 'of', 'and', 'the', 'person', 'button', 'symbol', 'a', 'in', 'on']);

/** What it is found by: its name, and of what is often said a few more words that are not in the name. */
function words(lang, { hexcode, group, subgroup }) {
  const { label, tags = [] } = data[lang].find((one) => one.hexcode === hexcode);
  const isOften = group === 0 || subgroup === 154 || HEARTS.test(label) || (group === 1 && HANDS.has(subgroup));
  const more = [];
  for (const tag of tags) {
    if (more.length === (isOften ? 2 : 0)) break;
    if (tag.length > 8 || label.includes(tag) || more.some((other) => other.includes(tag) || tag.includes(other))) continue;
    more.push(tag);
  }
  const text = [label, ...more].join(' ').toLowerCase();
  if (lang !== 'en') return text;
  const said = text.split(/[\s:,]+/).filter((word) => word && !EMPTY.has(word));
  return [...new Set(said)].join(' ') || text;
}
const HEARTS = /ハート|하트|heart/;
const gestures = here.filter(({ emoji }) => ['👋', '👌', '👈', '👍', '👏', '🙇'].includes(emoji));
const HANDS = new Set(gestures.map(({ subgroup }) => subgroup));

const lines = (rows) => `[\n${rows.map((row) => `  ${JSON.stringify(row)},`).join('\n')}\n]`;
const write = (name, what, code) =>
  writeFile(new URL(name, OUT), `// ${what} Written by xtask/node/emoji.mjs from emojibase-data (MIT), which has it from Unicode's CLDR.\n${code}`);

await write('list.js', 'The emoji, a line for each group, flags of regions by their letters.',
  `export const groups = ${lines(lists.map((list) => list.map(({ emoji }) => emoji + mark(emoji)).join(' ')))};\n`
  + `export const regions =\n  ${JSON.stringify(letters.join(''))};\n`);
for (const lang of LANGS) {
  await write(`${lang}.js`, `What the emoji are found by, in the order of list.js: ${lang}.`,
    `export default ${lines(lists.map((list) => list.map((one) => words(lang, one)).join('|')))};\n`);
}
console.log(lists.map((list) => list.length).join(' '), letters.length);
