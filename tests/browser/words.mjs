// The interface's own words, read from the one table that has them, so that a test asks for what a person reads.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { ROOT } from './relay.mjs';

function read(lang) {
  const source = readFileSync(join(ROOT, `look/src/phrases/${lang}.rs`), 'utf8');
  const words = {};
  for (const [, name, text] of source.matchAll(/(\w+): "((?:[^"\\]|\\.)*)"/g)) words[name] ??= unescape(text);
  for (const [, name, before, after] of source.matchAll(/(\w+): Around\(\s*"([^"]*)",\s*"([^"]*)",?\s*\)/g)) {
    words[name] = (n) => `${before}${n.toLocaleString('en')}${after}`;
  }
  // The same name stands for a view's label and for its refusal; the refusal is told apart by its table.
  const refused = source.slice(source.indexOf('static REFUSALS'));
  words.refused = Object.fromEntries(
    [...refused.matchAll(/(\w+): "((?:[^"\\]|\\.)*)"/g)].map(([, name, text]) => [name, unescape(text)]),
  );
  const [, starters] = source.match(/starters: \[([^\]]*)\]/);
  words.starters = [...starters.matchAll(/"([^"]*)"/g)].map(([, text]) => text);
  return words;
}

const unescape = (text) => text.replaceAll('\\n', '\n').replaceAll('\\"', '"');

export const WORDS = { ja: read('ja'), ko: read('ko'), en: read('en') };

/** The words of what loads later, by script. */
export function laterWords(lang) {
  const source = readFileSync(join(ROOT, `look/src/later/${lang}.rs`), 'utf8');
  const tables = [...source.matchAll(/(\w+): [A-Z]\w* \{([^}]*(?:\{n\}[^}]*)*)\n {4}\}/g)];
  return Object.fromEntries(
    tables.map(([, name, body]) => [
      name,
      Object.fromEntries([...body.matchAll(/(\w+): "((?:[^"\\]|\\.)*)"/g)].map(([, word, text]) => [word, unescape(text)])),
    ]),
  );
}
