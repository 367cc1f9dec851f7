// Joins pictures into sheets, one a topic, and writes the page that shows them. The browser draws the sheets.

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join as path } from 'node:path';

const WIDTH = 1840;
/** How a sheet is kept: small enough for a repository, sharp enough to be read. */
const QUALITY = 72;
const LANGS = ['ja', 'ko', 'en'];
const DEVICES = ['phone', 'desktop'];

const STYLE = `
  body { margin: 0; padding: 20px; background: #fff; font: 16px/1.4 sans-serif; color: #222; }
  main { display: flex; flex-wrap: wrap; gap: 20px; }
  figure { margin: 0; }
  img { display: block; max-width: 900px; max-height: 720px; border: 1px solid #ccc; border-radius: 6px; }
  figcaption { margin-bottom: 4px; font-size: 15px; }
`;

const quoted = (text) => text.replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const marked = (text) => text.replaceAll('`', '');

/** Where a picture stands: by its state, then by language, device and scheme. */
function order(states, files) {
  const names = states.map(([state]) => state);
  const parts = (file) => {
    const [, state, device, lang, scheme] = /^(.+)-(phone|desktop)-(ja|ko|en)-(light|dark)$/.exec(file);
    return { file, state, device, lang, scheme };
  };
  const rank = ({ state, lang, device, scheme }) =>
    ((names.indexOf(state) * 3 + LANGS.indexOf(lang)) * 2 + DEVICES.indexOf(device)) * 2 + Number(scheme === 'dark');
  return files.map(parts).filter(({ state }) => names.includes(state)).sort((a, b) => rank(a) - rank(b));
}

export async function join(stage, topics, from, to) {
  const files = (await readdir(from))
    .filter((file) => /-(phone|desktop)-(ja|ko|en)-(light|dark)\.png$/.test(file))
    .map((file) => file.slice(0, -4));
  const context = await stage.browser.newContext({ viewport: { width: WIDTH, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  for (const { file, states } of topics) {
    const shown = order(states, files);
    if (shown.length === 0) continue;
    const figures = await Promise.all(shown.map(async (shot) => {
      const bytes = await readFile(path(from, `${shot.file}.png`));
      const words = `${shot.state} · ${shot.device} · ${shot.lang} · ${shot.scheme}`;
      return `<figure><figcaption>${quoted(words)}</figcaption><img src="data:image/png;base64,${bytes.toString('base64')}"></figure>`;
    }));
    await page.setContent(`<!doctype html><meta charset="utf-8"><style>${STYLE}</style><main>${figures.join('')}</main>`);
    const height = await page.evaluate(async () => {
      await Promise.all([...document.images].map((img) => img.decode()));
      return document.documentElement.scrollHeight;
    });
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: QUALITY,
      captureBeyondViewport: true,
      clip: { x: 0, y: 0, width: WIDTH, height, scale: 1 },
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
    ...states.map(([state, caption]) => `- **${state}**: ${caption}`),
    '',
    `![${marked(title)}](${file}.webp)`,
  ]),
  '',
  '## Stickers, drawn',
  '',
  'By `cargo xtask stickers`: [maru](stickers-maru.png), [sora](stickers-sora.png).',
  '',
].join('\n');
