// The figures as a page: tables between marks in docs/PERFORMANCE.md, and a chart.
//
// Invariant: what was not measured in this run keeps the figures of the run that did.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from '../../browser/relay.mjs';

const FOLDER = join(ROOT, 'docs/performance');
const JSON_FILE = join(FOLDER, 'widget.json');
const PAGE = join(ROOT, 'docs/PERFORMANCE.md');

const ratio = ({ ours, twin }) => (twin > 0 ? (ours / twin).toFixed(2) : '–');
const kb = (bytes) => (bytes / 1024).toFixed(1);
const row = (...cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [row(...head), row(...head.map(() => '---')), ...rows.map((each) => row(...each))].join('\n');

const THROTTLED = { simulate: 'its model of a slow phone', devtools: 'the browser slowed down' };
const PAGES = { with: 'with the tag', waits: 'with the tag that waits', empty: 'with a script that does nothing', without: 'without' };

const tables = {
  open: (list) =>
    table(
      ['network', 'click', ...['readable', 'can type', 'can send'].flatMap((what) => [`${what}, ours`, 'twin', 'ratio'])],
      list.map(({ net, how, ...each }) => [net, how, ...['read', 'type', 'send'].flatMap((what) => [`${each[what].ours} ms`, `${each[what].twin} ms`, ratio(each[what])])]),
    ),
  list: ({ memory, kits, append, mean, key }) =>
    [table(
      ['10,000 messages', 'ours', 'twin', 'ratio'],
      [
        ['one more message: script, style, layout', `${append.ours.toFixed(1)} ms`, `${append.twin.toFixed(1)} ms`, ratio(append)],
        ['on the average of 40, with the rows that leave the page', `${mean.ours.toFixed(1)} ms`, `${mean.twin.toFixed(1)} ms`, ratio(mean)],
        ['a key in the field', `${key.ours.toFixed(1)} ms`, `${key.twin.toFixed(1)} ms`, ratio(key)],
        ['memory', `${kb(memory.ours / 1024)} MB`, `${kb(memory.twin / 1024)} MB`, ratio(memory)],
      ],
    ),
    table(
      ['10,000 messages in a kit', 'memory', 'ours to it'],
      kits.map(({ name, memory: kit, why }) => (kit ? [name, `${kb(kit / 1024)} MB`, (memory.ours / kit).toFixed(2)] : [name, `not had: ${why}`, '–'])),
    )].join('\n\n'),
  host: (found) =>
    table(
      ['Lighthouse', 'the page', 'performance', 'LCP', 'TBT', 'CLS'],
      Object.entries(THROTTLED).flatMap(([throttling, name]) =>
        Object.entries(PAGES).map(([which, page]) => {
          const { score, lcp, tbt, cls } = found[throttling][which];
          return [name, page, score.toFixed(0), `${lcp.toFixed(0)} ms`, `${tbt.toFixed(0)} ms`, cls.toFixed(3)];
        }),
      ),
    ),
  kits: (list) => table(['kit', 'first load, brotli'], list.map(({ name, bytes, why }) => [name, bytes ? `${kb(bytes)} KB` : `not had: ${why}`])),
};

/** Bars of the two, case by case: until messages can be read. */
function chart(list) {
  const most = Math.max(...list.flatMap(({ read, send }) => [read.ours, read.twin, send.ours, send.twin]));
  const width = (ms) => Math.round((ms / most) * 420);
  const bars = list.flatMap(({ net, how, read, send }, n) =>
    [
      [read, 'read'],
      [send, 'send'],
    ].map(([pair, what], k) => {
      const y = 40 + n * 92 + k * 42;
      return (
        `<text x="150" y="${y + 18}" text-anchor="end">${net}, ${how}: ${what}</text>` +
        `<rect x="160" y="${y}" width="${width(pair.ours)}" height="14" rx="7" fill="#bc2461"/><text x="${168 + width(pair.ours)}" y="${y + 11}">${pair.ours} ms</text>` +
        `<rect x="160" y="${y + 17}" width="${width(pair.twin)}" height="14" rx="7" fill="#897b6b"/><text x="${168 + width(pair.twin)}" y="${y + 28}">${pair.twin} ms</text>`
      );
    }),
  );
  const height = 60 + list.length * 92;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 ${height}" font-family="sans-serif" font-size="12" fill="#2b2420"><rect width="680" height="${height}" fill="#fffdf9"/><text x="160" y="24" font-weight="700">From the click, milliseconds: ours (rose), the Preact twin (grey)</text>${bars.join('')}</svg>\n`;
}

export async function write(fresh) {
  await mkdir(FOLDER, { recursive: true });
  const old = JSON.parse(await readFile(JSON_FILE, 'utf8').catch(() => '{}'));
  const found = { ...old, ...fresh, rounds: { ...old.rounds, ...fresh.rounds } };
  await writeFile(JSON_FILE, `${JSON.stringify(found, null, 1)}\n`);
  if (found.open) await writeFile(join(FOLDER, 'open.svg'), chart(found.open));
  let text = await readFile(PAGE, 'utf8');
  for (const [name, draw] of Object.entries(tables)) {
    if (found[name]) text = text.replace(new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`), (_, from, to) => `${from}${draw(found[name])}\n${to}`);
  }
  await writeFile(PAGE, text);
}
