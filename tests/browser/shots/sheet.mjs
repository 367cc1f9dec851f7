// Joins pictures into sheets, one a topic, and writes the page that shows them. The browser draws the sheets.

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join as path } from 'node:path';

import { nameOf } from './camera.mjs';

/** As wide as a main state's row: a phone and a desktop, in the light and in the dark. */
const WIDTH = 1740;
/** How a sheet is kept: small enough for a repository, sharp enough to be read. */
const QUALITY = 76;
const LANGS = ['ja', 'ko', 'en'];
const DEVICES = ['phone', 'desktop'];

const STYLE = `
  body { width: max-content; max-width: ${WIDTH}px; margin: 0; padding: 1px 20px 20px; box-sizing: border-box; background: #fff; font: 15px/1.4 sans-serif; color: #222; }
  h2 { margin: 24px 0 8px; font-size: 20px; }
  section { display: flex; flex-wrap: wrap; gap: 18px; align-items: start; }
  figure { margin: 0; }
  img { display: block; max-width: 650px; max-height: 720px; border: 1px solid #ccc; border-radius: 6px; }
  figcaption { margin-bottom: 4px; }
`;

const quoted = (text) => text.replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const marked = (text) => text.replaceAll('`', '');

/** The pictures of a sheet, as the plan has them: by state, then by language, device and scheme. */
function order(states, planned) {
  const names = states.map(([state]) => state);
  const rank = ({ state, lang, device, scheme }) =>
    ((names.indexOf(state) * 3 + LANGS.indexOf(lang)) * 2 + DEVICES.indexOf(device)) * 2 + Number(scheme === 'dark');
  return planned.filter(({ state }) => names.includes(state)).sort((a, b) => rank(a) - rank(b));
}

async function figure(file, { device, lang, scheme }) {
  const bytes = await readFile(file);
  return `<figure><figcaption>${device} · ${lang} · ${scheme}</figcaption><img src="data:image/png;base64,${bytes.toString('base64')}"></figure>`;
}

/** A sheet of which not all is there, since only some were asked for, stays as it was. */
export async function join(stage, { topics, planned }, from, to) {
  const there = new Set(await readdir(from));
  const context = await stage.browser.newContext({ viewport: { width: WIDTH, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  for (const { file, states } of topics) {
    const shown = order(states, planned);
    if (!shown.every((shot) => there.has(nameOf(shot)))) continue;
    const parts = await Promise.all(states.map(async ([state, caption]) => {
      const figures = await Promise.all(shown.filter((shot) => shot.state === state).map((shot) => figure(path(from, nameOf(shot)), shot)));
      return `<h2>${quoted(marked(caption))}</h2><section>${figures.join('')}</section>`;
    }));
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${parts.join('')}`);
    const { width, height } = await page.evaluate(async () => {
      await Promise.all([...document.images].map((img) => img.decode()));
      return document.body.getBoundingClientRect();
    });
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
      captureBeyondViewport: true,
      clip: { x: 0, y: 0, width: Math.ceil(width), height: Math.ceil(height), scale: 1 },
    });
    await writeFile(path(to, `${file}.webp`), Buffer.from(data, 'base64'));
  }
  await context.close();
  await writeFile(path(to, 'README.md'), pageOf(topics));
}

const pageOf = (topics) => [
  '# Every state, as it is drawn',
  '',
  'Taken from the demo site in a real browser, with a real relay and real actions, by `cargo xtask shots`, which also writes this page.',
  'The sheets are meant to be opened at their full size.',
  ...topics.flatMap(({ file, title, states }) => [
    '',
    `## ${title}`,
    '',
    ...states.map(([, caption]) => `- ${caption}`),
    '',
    `![${marked(title)}](${file}.webp)`,
  ]),
  '',
  '## Stickers, drawn',
  '',
  'By `cargo xtask stickers`: [maru](stickers-maru.png), [sora](stickers-sora.png).',
  '',
].join('\n');
