// Pictures: on their way, in the room, seen large; and the room that has nothing else.

import { photo } from '../pictures.mjs';
import { until } from '../person.mjs';
import { laterWords } from '../words.mjs';
import { HOME, MINE, join, toEnd } from './cast.mjs';

const ART = ['trees', 'stage', 'cafe', 'door', 'letters', 'techo', 'cards', 'ruan', 'haeon', 'yunseul', 'sanho', 'narae', 'hojicha'];
const CAPTION = { ja: 'ソウルの帰り道です📷', ko: '서울에서 돌아오는 길 📷', en: 'On the way back from Seoul 📷' };

/** The demo's own drawings, as photographs of them. */
async function album(page, count) {
  const drawings = await page.evaluate(async ([names, count]) => Promise.all(Array.from({ length: count }, async (_, n) => {
    const picture = new Image();
    picture.src = `/art/${names[n % names.length]}.svg`;
    await picture.decode();
    const [w, h] = n % 3 === 1 ? [600, 800] : [800, 600];
    const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
    const pen = canvas.getContext('2d');
    pen.fillStyle = `hsl(${(n * 47) % 360} 40% 78%)`;
    pen.fillRect(0, 0, w, h);
    const by = Math.max(w / (picture.width || 300), h / (picture.height || 300));
    const [across, down] = [(picture.width || 300) * by, (picture.height || 300) * by];
    pen.drawImage(picture, (w - across) / 2, (h - down) / 2, across, down);
    return canvas.toDataURL('image/jpeg', 0.85).split(',')[1];
  })), [ART, count]);
  return drawings.map((base64, n) => ({ name: `IMG_${n + 1}.jpg`, mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') }));
}

async function choose(chat, files) {
  const asked = chat.page.waitForEvent('filechooser');
  await chat.frame.locator('#maru-more').click();
  await (await asked).setFiles(files);
}

const ready = (chat, n) => until(
  async () => (await chat.frame.locator('.il > li').count()) === n && (await chat.frame.locator('.il .ir:not(.no)').count()) === 0,
  `${n} pictures to be uploaded`,
);

async function send(chat, n, name = chat.words.send) {
  await chat.frame.getByRole('button', { name, exact: true }).click();
  const links = chat.frame.locator('.ls .ig').last().locator('a.im');
  await until(async () => (await links.count()) === n, `${n} pictures in the newest message`);
  await toEnd(chat);
}

export async function photos(look) {
  const { lang, shot } = look;
  const { person, chat } = await join(look, {}, MINE[lang].lines.slice(0, 1));
  const files = await album(person.page, 20);
  const session = await person.context.newCDPSession(person.page);
  const line = { offline: false, latency: 0, downloadThroughput: -1 };
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { ...line, uploadThroughput: 150_000 });
  const noisy = await Promise.all([1, 2].map((n) => photo(person.page, n, { w: 900, h: 700, noise: true })));
  await choose(chat, [...files.slice(0, 2), ...noisy]);
  await until(async () => {
    const rings = await chat.frame.locator('.il .ir[role="progressbar"], .il [role="progressbar"]').evaluateAll((all) => all.map((ring) => Number(ring.getAttribute('aria-valuenow'))));
    return rings.some((now) => now > 15 && now < 90);
  }, 'a ring on its way');
  await shot(person, 'tray', { unrest: true });
  await session.send('Network.emulateNetworkConditions', { ...line, uploadThroughput: -1 });
  await ready(chat, 4);
  for (let n = 0; n < 4; n += 1) await chat.frame.locator('.il .ix').first().click();

  await choose(chat, files.slice(0, 1));
  await ready(chat, 1);
  await send(chat, 1);
  await shot(person, 'picture');
  await choose(chat, files);
  await ready(chat, 20);
  await chat.draft.fill(CAPTION[lang]);
  await shot(person, 'tray-full');
  await send(chat, 20);
  await chat.delivered();
  await shot(person, 'twenty');
  await chat.frame.locator('.ls .ig').last().locator('a.im').first().click();
  const viewer = chat.frame.getByRole('dialog', { name: laterWords(lang).viewer.viewer });
  await viewer.locator('output').getByText('2 / 21').waitFor();
  await shot(person, 'viewer');
  await viewer.getByRole('button', { name: laterWords(lang).viewer.all }).click();
  await viewer.locator('.vg img').nth(20).waitFor({ state: 'attached' });
  await shot(person, 'viewer-all');
}

export async function photoRoom({ stage, lang, room, shot }) {
  const person = await stage.person({ path: HOME[lang], room });
  const chat = await person.open();
  await chat.frame.locator('.em').waitFor();
  await shot(person, 'photos-empty');
  await choose(chat, await album(person.page, 3));
  const field = chat.frame.locator('#maru-name');
  await field.fill(MINE[lang].name);
  await field.press('Enter');
  await ready(chat, 3);
  await send(chat, 3, laterWords(lang).images.send);
  await shot(person, 'photos-only');
}
