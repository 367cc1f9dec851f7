// A room that somebody has been in is there while the relay is not.

import assert from 'node:assert/strict';

import { Chat } from './chat.mjs';
import { said } from './crowd.mjs';
import { isKept, kept } from './kept.mjs';
import { RELAY_IS_DOWN, until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

/** The chat in a panel whose relay is down: there, and not connected. */
async function opened(person) {
  await person.launcher.click();
  return new Chat(person, await person.frame());
}

for (const lang of ['ja', 'ko', 'en']) {
  scene(`r2 the page loads while the relay is down: the room is read, written in, and all of it goes out once on return (${lang})`, async (stage, t) => {
    const room = `kept-${lang}`;
    await stage.post('ruan', `お知らせ ${lang}\n公式です`);
    await said(stage, room, ['一つ目', '둘째', 'Third']);
    const path = `${stage.host.url}/${room}?lang=${lang}`;
    const moka = await stage.person({ name: 'もか', lang, path, allow: RELAY_IS_DOWN });
    const before = await moka.open();
    await before.join('もか', 'わたしも');
    await before.delivered();
    await isKept(before.frame);

    await stage.relay.kill();
    await moka.page.reload();
    const began = performance.now();
    const chat = await opened(moka);
    await chat.sees('Third');
    t.diagnostic(`readable ${Math.round(performance.now() - began)} ms after the launcher was pressed`);
    const banner = chat.frame.locator('.bn.off');
    await banner.getByText(WORDS[lang].unreachable_title).or(banner.getByText(WORDS[lang].offline_title)).first().waitFor();
    assert.deepEqual((await chat.texts()).slice(0, 3), ['一つ目', '둘째', 'Third']);
    await chat.frame.locator('#t-feed').click();
    await chat.frame.locator('.fe').getByText('公式です').first().waitFor();
    await chat.frame.locator('#t-chat').click();
    await chat.say('停電のあいだ 1');
    await chat.say('停電のあいだ 2');

    await stage.relay.boot();
    await chat.connected();
    await chat.delivered();
    const all = ['一つ目', '둘째', 'Third', 'わたしも', '停電のあいだ 1', '停電のあいだ 2'];
    await chat.endsWith(all);
    assert.equal((await chat.texts()).length, all.length, 'each once');
    assert.equal(await chat.frame.locator('.bn').count(), 0, 'the banner has gone');
    const jigi = await stage.person({ name: '윤슬지기', path });
    await (await jigi.open()).endsWith(all);
  });
}

scene('r2 while the relay answers, its answer is what is shown', async (stage) => {
  await said(stage, 'fresh', ['はじめ']);
  const moka = await stage.person({ path: `${stage.host.url}/fresh` });
  await isKept((await moka.open()).frame);
  await said(stage, 'fresh', ['はじめ', 'あとから']);
  await moka.page.reload();
  const chat = await moka.open();
  assert.match(await chat.frame.locator('#boot').textContent(), /あとから/, 'the document itself is the new one');
  assert.ok(await chat.frame.evaluate(() => navigator.serviceWorker.controller !== null), 'and it came by the worker');
});

scene('r2 an answer that is late, or is somebody else’s error, is not waited for where the room is kept', async (stage, t) => {
  await said(stage, 'late', ['はじめ']);
  const path = `${stage.wired.url}/late`;
  const moka = await stage.person({ path, allow: [...RELAY_IS_DOWN, /status of (404|50[23])/, /Unexpected response code: /] });
  await isKept((await moka.open()).frame);
  // The line is silent: no answer, no refusal.
  stage.wire.cut();
  const began = performance.now();
  await moka.page.reload({ waitUntil: 'commit' });
  await (await opened(moka)).sees('はじめ');
  t.diagnostic(`readable ${Math.round(performance.now() - began)} ms after the page was asked for, the relay being silent`);
  stage.wire.mend();
  // Whoever stands before the relay says that it is down.
  for (const status of [502, 503]) {
    stage.wire.fault(status);
    await moka.page.reload();
    await (await opened(moka)).sees('はじめ');
  }
  stage.wire.fault(null);
  await moka.page.reload();
  await (await moka.open()).sees('はじめ');
  // What is gone from the relay is gone from here.
  stage.wire.fault(404);
  await moka.page.reload();
  await opened(moka);
  await until(async () => !(await kept(await moka.frame())).some((address) => address.startsWith('/f/')), 'it to be gone');
});

scene('r2 a room that was never kept says in the person’s language that it cannot be had, can be closed, and comes back', async (stage) => {
  for (const lang of ['ja', 'ko', 'en']) {
    const at = (room) => `${stage.host.url}/${room}?lang=${lang}`;
    const moka = await stage.person({
      lang,
      path: at('known'),
      phone: true,
      viewport: { width: 390, height: 720 },
      // The page that stands in for the room is an error to the browser too.
      allow: [...RELAY_IS_DOWN, /status of 503/],
    });
    await isKept((await moka.open()).frame);
    await stage.relay.kill();
    await moka.page.goto(at(`unknown-${lang}`));
    const chat = await opened(moka);
    await chat.frame.getByRole('heading', { name: WORDS[lang].unreachable_title }).waitFor();
    assert.equal(await chat.frame.evaluate(() => document.documentElement.lang), lang);
    await chat.frame.getByRole('button', { name: WORDS[lang].close, exact: true }).click();
    await moka.closed();
    await moka.launcher.click();
    await (await moka.frame()).getByRole('link').waitFor();
    await stage.relay.boot();
    await (await moka.frame()).getByRole('link').click();
    await moka.chat();
  }
});

scene('r2 without a service worker an error page does not lock a phone in, and the next opening asks anew', async (stage) => {
  const moka = await stage.person({
    name: 'もか',
    path: `${stage.host.url}/alone`,
    phone: true,
    viewport: { width: 390, height: 720 },
    allow: RELAY_IS_DOWN,
    prepare: (context) => context.addInitScript(() => {
      // A page that saves data fetches nothing before it is asked.
      Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
      if (navigator.serviceWorker) navigator.serviceWorker.register = () => Promise.reject(new DOMException('refused', 'SecurityError'));
    }),
  });
  await moka.launcher.waitFor();
  await stage.relay.kill();
  await moka.launcher.click();
  await until(() => moka.page.frames().some((frame) => frame.url().startsWith('chrome-error:')), 'the browser’s own page');
  await moka.launcher.click();
  await moka.closed();
  await stage.relay.boot();
  const chat = await moka.open();
  assert.equal(await moka.launcher.isVisible(), false, 'a panel that is there has its own button');
  await chat.join('もか', 'ただいま');
});

scene('r2 what is kept is everybody’s: documents and their app, twelve rooms, nothing of the person', async (stage) => {
  const moka = await stage.person({ name: 'もか', path: `${stage.relay.url}/r/miruna/first` });
  const chat = await moka.whole();
  await chat.frame.evaluate(() => caches.open('maru-0'));
  await chat.join('もか', 'わたしのことば');
  await chat.delivered();
  await isKept(chat.frame);
  await until(() => chat.frame.evaluate(async () => (await caches.keys()).join() === 'maru-1'), 'what was kept in an old way to go');
  const rooms = Array.from({ length: 14 }, (_, n) => `/r/miruna/room-${n}`);
  for (const room of rooms) {
    await moka.page.goto(stage.relay.url + room);
    // As the page asks when somebody has been in it for a moment.
    await moka.page.evaluate(() => navigator.serviceWorker.controller.postMessage(document.documentElement.dataset.appWasm));
    await until(async () => (await kept(moka.page.mainFrame())).includes(room), `${room} to be kept`);
  }
  const all = await kept(moka.page.mainFrame());
  assert.deepEqual(all.filter((path) => path.startsWith('/r/')), rooms.slice(-12));
  assert.equal(all.filter((path) => /^\/a\/app-[0-9a-f]{12}\.(js|wasm)$/.test(path)).length, 2);
  // And what that app brings later, so that a menu opens in an outage too.
  assert.deepEqual(all.filter((path) => !path.startsWith('/r/') && !path.startsWith('/a/')), []);
  for (const part of ['menu', 'settings', 'stickers', 'emoji']) assert.ok(all.some((path) => path.startsWith(`/a/${part}-`)), part);
  const said = await moka.page.evaluate(async () => {
    const cache = await caches.open('maru-1');
    const texts = await Promise.all((await cache.keys()).map(async (key) => (await cache.match(key)).text()));
    return { texts: texts.join('\n'), guest: localStorage.getItem('maru/miruna/guest') };
  });
  assert.match(said.guest, /^[0-9a-f]{32}$/);
  assert.ok(!said.texts.includes(said.guest), 'not who somebody is');
});

/** Makes of the kept copy of this page's room one that an earlier build left: another app, under other names. */
const outdate = (page) => page.evaluate(async () => {
  const cache = await caches.open('maru-1');
  const old = (text) => text.replaceAll(/app-[0-9a-f]{12}/g, 'app-0ddba11c0de5');
  const room = await cache.match(location.href);
  const headers = new Headers(room.headers);
  const files = headers.get('maru-app').split(' ');
  const copies = await Promise.all(files.map((file) => cache.match(file)));
  headers.set('maru-app', old(headers.get('maru-app')));
  // First what names them: the worker may still be throwing away what nothing names.
  await cache.put(location.href, new Response(old(await room.text()), { headers }));
  for (const [n, file] of files.entries()) await cache.put(old(file), copies[n]);
});

scene('r2 a deploy takes no kept room away: the one of an earlier build opens with the app of that build, until it is kept anew', async (stage) => {
  await said(stage, 'older', ['前のビルド']);
  const at = (room) => `${stage.relay.url}/r/miruna/${room}`;
  const moka = await stage.person({ name: 'もか', path: at('older'), allow: RELAY_IS_DOWN });
  const older = await moka.whole();
  await older.join('もか', 'はい');
  await older.delivered();
  await isKept(older.frame);
  await outdate(moka.page);
  await moka.page.goto(at('newer'));
  await isKept((await moka.whole()).frame);
  const files = async () => (await kept(moka.page.mainFrame())).filter((path) => path.startsWith('/a/app-')).length;
  assert.equal(await files(), 4, 'two apps, for two rooms');

  await stage.relay.kill();
  await moka.page.goto(at('older'));
  const chat = new Chat(moka, moka.page.mainFrame());
  await chat.sees('前のビルド');
  assert.match(await moka.page.evaluate(() => document.documentElement.dataset.appWasm), /app-0ddba11c0de5/);
  await chat.say('古いアプリから');
  await stage.relay.boot();
  await chat.connected();
  await chat.delivered();

  await moka.page.goto(at('older'));
  await isKept((await moka.whole()).frame);
  await until(async () => (await files()) === 2, 'the app that nothing names any more to go');
});
