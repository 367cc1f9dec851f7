// Pictures: twenty at once, pasted and dropped, without their places, on a slow line and on none; and seen large.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { RELAY_IS_DOWN, until } from './person.mjs';
import { SECRETS, heic, holds, moving, photo, photos, svg } from './pictures.mjs';
import { stageOfFile } from './stage.mjs';
import { laterWords } from './words.mjs';

const { scene } = stageOfFile();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The tray of a chat, and what it does. */
class Tray {
  constructor(chat) {
    Object.assign(this, { chat, frame: chat.frame, words: laterWords(chat.person.lang).images });
  }

  get items() {
    return this.frame.locator('.il > li');
  }

  get line() {
    return this.frame.locator('#maru-tray [role="status"]');
  }

  /** By the button, as a person does; the system's own dialog is answered with these. */
  async choose(files) {
    const asked = this.chat.page.waitForEvent('filechooser');
    await this.frame.locator('#maru-more').click();
    await (await asked).setFiles(files);
  }

  /** Of a kind that scripts make: what the clipboard or a pointer has. */
  async bring(kind, files) {
    const data = files.map(({ name, mimeType, buffer }) => [name, mimeType, buffer.toString('base64')]);
    await this.frame.evaluate(
      ([kind, data]) => {
        const transfer = new DataTransfer();
        for (const [name, type, base64] of data) {
          const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
          transfer.items.add(new File([bytes], name, { type }));
        }
        const target = kind === 'paste' ? document.activeElement : document.querySelector('.sc, .em');
        const made = { bubbles: true, cancelable: true };
        if (kind === 'paste') {
          target.dispatchEvent(new ClipboardEvent('paste', { ...made, clipboardData: transfer }));
        } else {
          for (const step of ['dragover', 'drop']) target.dispatchEvent(new DragEvent(step, { ...made, dataTransfer: transfer }));
        }
      },
      [kind, data],
    );
  }

  /** All of them are at the relay. */
  async ready(n) {
    await until(
      async () =>
        (await this.items.count()) === n && (await this.frame.locator('.il .ir:not(.no)').count()) === 0,
      `${n} pictures to be uploaded`,
    );
  }

  async send() {
    await this.frame.getByRole('button', { name: this.chat.words.send, exact: true }).click();
    await until(async () => (await this.items.count()) === 0, 'the tray to be empty');
  }
}

/** The newest message's pictures, once there are so many: their addresses, all of them. */
async function shown(chat, n) {
  const links = chat.frame.locator('.ls .g').last().locator('a.im');
  await until(async () => (await links.count()) === n, `${n} pictures in the newest message`);
  return links.evaluateAll((all) => all.map((link) => link.pathname));
}

/** The bytes behind an address, as this person's frame gets them. */
async function download(chat, path) {
  const base64 = await chat.frame.evaluate(async (path) => {
    const bytes = new Uint8Array(await (await fetch(path)).arrayBuffer());
    let text = '';
    for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
    return btoa(text);
  }, path);
  return Buffer.from(base64, 'base64');
}

const sizeOf = (chat, path) =>
  chat.frame.evaluate(async (path) => {
    const bitmap = await createImageBitmap(await (await fetch(path)).blob());
    return [bitmap.width, bitmap.height];
  }, path);

/** In the room, with a name. */
async function enter(stage, who) {
  const person = await stage.person(who);
  const chat = await person.open();
  await chat.join(who.name ?? 'もか', who.first ?? `${who.name ?? 'もか'}です`);
  return [person, chat, new Tray(chat)];
}

scene('g16 twenty pictures are chosen at once and go in one message; a twenty-first is told politely', async (stage) => {
  const [person, chat, tray] = await enter(stage, { room: 'twenty' });
  const [, other] = await enter(stage, { room: 'twenty', name: '콩떡', lang: 'ko' });
  await tray.choose(await photos(person.page, 21, { w: 300, h: 200 }));
  await tray.line.getByText(tray.words.most.replace('{n}', '20')).waitFor();
  await tray.ready(20);
  await chat.type('ライブの写真です');
  await tray.send();
  const [mine, theirs] = await Promise.all([shown(chat, 20), shown(other, 20)]);
  assert.deepEqual(theirs, mine, 'the same ones, in the order in which they were chosen');
  assert.equal(new Set(theirs).size, 20);
  await other.frame.locator('.ls').getByText('ライブの写真です').waitFor();
  assert.equal(await other.frame.locator('.ls .ig').count(), 1, 'one message');
  assert.equal(await other.frame.locator('.ls .ig img').count(), 4);
  await other.frame.locator('.ls .ig u').getByText('+16').waitFor();
});

scene('g16 where a photograph was taken has left neither the device nor the relay', async (stage) => {
  const [person, chat, tray] = await enter(stage, { room: 'places' });
  const left = [];
  person.page.on('request', (request) => {
    if (request.url().endsWith('/image')) left.push(request.postDataBuffer());
  });
  const [upright, lying] = [await photo(person.page, 1, { w: 4000, h: 3000 }), await photo(person.page, 2, { turn: 6 })];
  for (const secret of SECRETS) assert.ok(holds(upright.buffer, secret), `the test's photograph has ${secret}`);
  const drawing = await photo(person.page, 3, { type: 'image/png', hole: true });
  await tray.choose([upright, lying, drawing, moving()]);
  await tray.ready(4);
  await tray.send();
  const [, other] = await enter(stage, { room: 'places', name: '콩떡' });
  const links = await other.frame.locator('.ls a.im').evaluateAll((all) => all.map((link) => link.pathname));
  assert.equal(links.length, 4);
  for (const path of links.flatMap((path) => [path, `${path}/t`])) {
    const bytes = await download(other, path);
    for (const secret of SECRETS) assert.ok(!holds(bytes, secret), `${path} has no ${secret}`);
  }
  assert.equal(left.length, 4);
  for (const body of left) {
    assert.ok(body.length > 100);
    for (const secret of SECRETS) assert.ok(!holds(body, secret), `nothing that left the device has ${secret}`);
  }
  assert.deepEqual(await sizeOf(other, links[0]), [2048, 1536], 'scaled to what a screen has use for');
  assert.deepEqual(await sizeOf(other, links[1]), [600, 800], 'upright, as it was held');
  const png = await download(other, links[2]);
  assert.ok(holds(png, '\x89PNG'), 'what is seen through stays a PNG');
  const gif = await download(other, links[3]);
  assert.ok(holds(gif, 'GIF89a') && holds(gif, 'NETSCAPE2.0'), 'what moves goes on moving');
  for (const path of links) {
    const thumb = await download(other, `${path}/t`);
    assert.ok(thumb.length <= 256 * 1024);
    assert.ok(Math.max(...(await sizeOf(other, `${path}/t`))) <= 480);
  }
  await chat.sees('もかです');
});

scene('g16 pictures are pasted and dropped, and what is none is told', async (stage) => {
  const [person, chat, tray] = await enter(stage, { room: 'paste' });
  await chat.atField();
  await tray.bring('paste', [await photo(person.page, 1)]);
  await tray.ready(1);
  await tray.bring('drop', [await photo(person.page, 2), svg()]);
  await tray.line.getByText(tray.words.odd).waitFor();
  await tray.ready(2);
  await tray.bring('drop', [heic()]);
  await tray.line.getByText(tray.words.heic).waitFor();
  await tray.ready(2);
  // In another order, by keys.
  const first = await tray.items.first().locator('canvas').evaluate((canvas) => canvas.toDataURL());
  await tray.items.first().locator('.if').focus();
  await person.page.keyboard.press('ArrowRight');
  await until(
    async () => (await tray.items.nth(1).locator('canvas').evaluate((canvas) => canvas.toDataURL())) === first,
    'the first to be the second',
  );
  await tray.items.first().locator('.ix').click();
  await tray.ready(1);
  await tray.send();
  await shown(chat, 1);
});

scene('g16 a slow line shows how far each picture is, and one that is taken out does not go', async (stage) => {
  const [person, chat, tray] = await enter(stage, { room: 'slow' });
  const session = await person.context.newCDPSession(chat.frame);
  await session.send('Network.enable');
  const line = { offline: false, latency: 0, downloadThroughput: -1 };
  await session.send('Network.emulateNetworkConditions', { ...line, uploadThroughput: 40_000 });
  await tray.choose(await photos(person.page, 2, { w: 1000, h: 800, noise: true }));
  const ring = tray.items.first().getByRole('progressbar');
  await until(async () => {
    const now = Number(await ring.getAttribute('aria-valuenow'));
    return now > 0 && now < 100;
  }, 'a ring on its way');
  await tray.items.first().locator('.ix').click();
  await session.send('Network.emulateNetworkConditions', { ...line, uploadThroughput: -1 });
  await tray.ready(1);
  await tray.send();
  await shown(chat, 1);
});

scene('g16 r2 pictures wait through an outage and a reload, and go once', async (stage) => {
  const [person, , tray] = await enter(stage, { room: 'dark', lasting: true });
  person.allow = RELAY_IS_DOWN;
  let uploads = 0;
  person.page.on('response', (response) => {
    if (response.url().endsWith('/image') && response.status() === 201) uploads += 1;
  });
  await tray.choose([await photo(person.page, 1)]);
  await tray.ready(1);
  await stage.relay.kill();
  await tray.choose([await photo(person.page, 2), await photo(person.page, 3)]);
  await tray.line.getByText(tray.words.waiting).waitFor();
  assert.equal(await tray.items.count(), 3);
  await stage.relay.boot();
  await tray.ready(3);
  assert.equal(uploads, 3);
  await person.page.reload();
  const again = await person.open();
  const same = new Tray(again);
  await same.ready(3);
  assert.equal(uploads, 3, 'what is there is not sent again');
  await same.send();
  await shown(again, 3);
  await person.page.reload();
  const last = await person.open();
  await shown(last, 3);
  assert.equal(await last.frame.locator('.ls .ig').count(), 1);
});

scene('g16 a picture is seen large: keys, zoom, all at a glance, and back to where one was', async (stage) => {
  const [person, chat, tray] = await enter(stage, { room: 'large' });
  await tray.choose(await photos(person.page, 6, { w: 900, h: 600 }));
  await tray.ready(6);
  await tray.send();
  await shown(chat, 6);
  const { keyboard } = person.page;
  const words = laterWords('ja').viewer;
  const viewer = chat.frame.getByRole('dialog', { name: words.viewer });
  const counter = viewer.locator('output');
  const shows = (text) => until(async () => (await counter.textContent()) === text, `the viewer at ${text}`);
  const second = chat.frame.locator('.ls a.im').nth(1);
  await second.click();
  await shows('2 / 6');
  await keyboard.press('ArrowRight');
  await shows('3 / 6');
  await keyboard.press('End');
  await shows('6 / 6');
  await keyboard.press('ArrowRight');
  await shows('6 / 6');
  await keyboard.press('ArrowLeft');
  await shows('5 / 6');
  const zoom = () =>
    viewer.locator('figure:not([inert])').evaluate((figure) => new DOMMatrix(getComputedStyle(figure).transform).a);
  await keyboard.press('+');
  await until(async () => (await zoom()) > 1.4, 'it to be nearer');
  await keyboard.press('0');
  await until(async () => (await zoom()) === 1, 'it to be whole');
  // The keyboard stays within.
  for (let n = 0; n < 8; n += 1) {
    await keyboard.press('Tab');
    assert.ok(await viewer.evaluate((dialog) => dialog.contains(document.activeElement) || document.activeElement === document.body));
  }
  await chat.frame.evaluate(AXE);
  const axe = () => chat.frame.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual((await axe()).violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  const save = viewer.getByRole('link', { name: words.save });
  assert.match(await save.getAttribute('href'), /\/m\/[0-9a-f]{32}$/);
  await viewer.getByRole('button', { name: words.all }).click();
  assert.equal(await viewer.locator('.vg img').count(), 6);
  assert.deepEqual((await axe()).violations.map(({ id, nodes }) => [id, nodes[0].html]), []);
  await viewer.locator('.vg button').nth(1).click();
  await shows('2 / 6');
  await keyboard.press('Escape');
  await viewer.waitFor({ state: 'detached' });
  assert.ok(await second.evaluate((link) => link === document.activeElement), 'back to where one was');
  assert.equal(await person.page.locator('iframe').isVisible(), true, 'the room is still open');
});

scene('g16 fingers: a swipe turns, two zoom, a double tap comes near, a pull lets it fall', async (stage) => {
  const phone = { phone: true, viewport: { width: 390, height: 844 } };
  const [person, chat, tray] = await enter(stage, { room: 'fingers', ...phone });
  await tray.choose(await photos(person.page, 3, { w: 600, h: 900 }));
  await tray.ready(3);
  await tray.send();
  await shown(chat, 3);
  const viewer = chat.frame.locator('dialog.vw');
  const shows = (text) => until(async () => (await viewer.locator('output').textContent()) === text, `the viewer at ${text}`);
  const session = await person.context.newCDPSession(chat.frame);
  const touch = (type, ...points) => session.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
  const draw = async (...path) => {
    await touch('touchStart', path[0]);
    for (const point of path.slice(1)) await touch('touchMove', point);
    await touch('touchEnd');
  };
  const scale = () =>
    viewer.locator('figure:not([inert])').evaluate((figure) => new DOMMatrix(getComputedStyle(figure).transform).a);
  await chat.frame.locator('.ls a.im').first().tap();
  await shows('1 / 3');
  await draw([300, 400], [220, 402], [120, 405], [60, 405]);
  await shows('2 / 3');
  await draw([60, 400], [140, 402], [300, 405]);
  await shows('1 / 3');
  await touch('touchStart', [180, 400]);
  await touch('touchStart', [180, 400], [210, 400]);
  await touch('touchMove', [150, 400], [240, 400]);
  await touch('touchMove', [100, 400], [290, 400]);
  await until(async () => (await scale()) > 2, 'two fingers to bring it near');
  await touch('touchEnd');
  const tap = async () => {
    await touch('touchStart', [195, 420]);
    await touch('touchEnd');
  };
  await tap();
  await tap();
  await until(async () => (await scale()) === 1, 'a double tap to show it whole');
  await tap();
  await tap();
  await until(async () => (await scale()) === 2.5, 'a double tap to bring it near');
  await tap();
  await tap();
  await until(async () => (await scale()) === 1, 'it to be whole again');
  await draw([195, 300], [196, 380], [198, 560], [198, 640]);
  await viewer.waitFor({ state: 'detached' });
});

scene('g14 in a room of photos there is nothing to type into, and what is sent are pictures', async (stage) => {
  await stage.settle('miruna', { photo_rooms: ['photos'] });
  const person = await stage.person({ room: 'photos', name: '콩떡' });
  const chat = await person.open();
  const tray = new Tray(chat);
  assert.equal(await chat.frame.locator('textarea').count(), 0);
  assert.equal(await chat.frame.locator('.em .sg').isVisible(), false, 'no line of text is offered');
  await tray.choose(await photos(person.page, 2, { w: 300, h: 300 }));
  const field = chat.frame.locator('#maru-name');
  await field.fill('콩떡');
  await field.press('Enter');
  await tray.ready(2);
  await chat.frame.getByRole('button', { name: tray.words.send, exact: true }).click();
  await shown(chat, 2);
  await stage.post('ruan', '고마워요', { room: 'photos' });
  await chat.sees('고마워요');
  const other = await (await stage.person({ room: 'photos', name: 'もか' })).open();
  await until(async () => (await other.frame.locator('.ls a.im').count()) === 2, 'two pictures');
});
