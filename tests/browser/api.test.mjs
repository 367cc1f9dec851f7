// The calls of a page, and what it is told.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { said } from './crowd.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

const QUEUE = 'window.maru = window.maru || function () { (maru.q = maru.q || []).push(arguments) };';
/** Writes down every event, as the page is told of it. */
const EARS = `window.told = [];
  for (const name of ['ready', 'open', 'close', 'unread', 'message', 'ticket']) maru('on', name, (detail) => told.push({ name, ...detail }));`;

const page = (stage, room, { before = EARS, ...rest } = {}) =>
  `${stage.host.url}/${room}?${new URLSearchParams({ before: `<script>${QUEUE}${before}</script>`, ...rest })}`;

const call = (person, ...list) => person.page.evaluate((list) => maru(...list), list);
const told = (person) => person.page.evaluate(() => window.told);
const names = async (person) => (await told(person)).map(({ name }) => name);
/** Until the page has heard of it. */
const hears = (person, name, of = {}) =>
  until(async () => (await told(person)).findLast((event) => event.name === name && Object.entries(of).every(([key, value]) => event[key] === value)), `the event ${name}`);
const isOpen = async (person) => (await person.launcher.getAttribute('aria-expanded')) === 'true';

scene('d1 what was called before the loader was there is done in its order once it is', async (stage) => {
  const before = `${EARS}maru('setLang', 'ko'); maru('open'); maru('close'); maru('toggle');`;
  const moka = await stage.person({ path: page(stage, 'queue', { before }) });
  await hears(moka, 'ready');
  const chat = await moka.chat();
  assert.deepEqual((await names(moka)).filter((name) => /open|close/.test(name)), ['open', 'close', 'open']);
  assert.equal(await chat.draft.getAttribute('placeholder'), WORDS.ko.placeholder);
  assert.equal(await isOpen(moka), true);
});

scene('d1 a page that saves data still gets what it called for', async (stage) => {
  const moka = await stage.person({
    path: page(stage, 'saving', { before: `${EARS}maru('open')` }),
    prepare: (context) => context.addInitScript(() => Object.defineProperty(navigator, 'connection', { value: { saveData: true } })),
  });
  await moka.chat();
  assert.equal(await isOpen(moka), true);
});

scene('d1 every call does what it says, and what is no call is told on the console', async (stage) => {
  const moka = await stage.person({ path: page(stage, 'calls') });
  const warned = [];
  moka.page.on('console', (message) => message.type() === 'warning' && warned.push(message.text()));
  await hears(moka, 'ready', { room: 'calls' });
  await call(moka, 'open');
  const chat = await moka.chat();
  assert.equal(await isOpen(moka), true);
  await call(moka, 'close');
  assert.equal(await isOpen(moka), false);
  await call(moka, 'toggle');
  await call(moka, 'open');
  assert.deepEqual((await names(moka)).filter((name) => /open|close/.test(name)), ['open', 'close', 'open'], 'what is open is not opened');
  await chat.frame.locator('#maru-close').click();
  await until(async () => !(await isOpen(moka)), 'the panel to close');
  await call(moka, 'room', 'other');
  await moka.frame('other');
  await hears(moka, 'ready', { room: 'other' });
  const once = await moka.page.evaluate(() => {
    const heard = [];
    const ear = () => heard.push(1);
    maru('on', 'open', ear);
    maru('open');
    maru('off', 'open', ear);
    maru('toggle');
    maru('open');
    return heard.length;
  });
  assert.equal(once, 1);
  await call(moka, 'explode');
  await call(moka, 'setUser', { id: 7 });
  await call(moka, 'setTheme', { accent: 'red', radius: 9, shadow: 1 });
  await until(() => warned.length >= 5, 'five warnings');
  assert.deepEqual(warned.map((text) => text.startsWith('maru: ')), [true, true, true, true, true]);
});

scene('d1 an ear that throws is the page’s own fault, and the others hear', async (stage) => {
  const before = `maru('on', 'open', () => { throw new Error('mine') });${EARS}`;
  const moka = await stage.person({ path: page(stage, 'fault', { before }), allow: [/mine/] });
  await hears(moka, 'ready');
  await call(moka, 'open');
  await hears(moka, 'open');
});

scene('d1 the page hears that something has come and for whom, and never what it says', async (stage) => {
  const moka = await stage.person({ name: 'もか', path: page(stage, 'events') });
  const chat = await moka.open();
  await chat.join('もか', '秘密のことば');
  await hears(moka, 'message', { mine: true });
  await chat.frame.locator('#maru-close').click();
  await hears(moka, 'close');
  await said(stage, 'events', ['だれかの秘密']);
  const theirs = await hears(moka, 'message', { mine: false });
  assert.deepEqual(theirs, { name: 'message', room: 'events', id: 2, post: false, mine: false, official: false, mention: false });
  await hears(moka, 'unread', { n: 1 });
  await stage.post('ruan', '秘密のお知らせ');
  await hears(moka, 'message', { post: true, official: true });
  const all = JSON.stringify(await told(moka)) + (await moka.page.content()) + (await moka.page.evaluate(() => document.querySelector('maru-chat').shadowRoot.innerHTML));
  assert.doesNotMatch(all, /秘密/);
});

scene('d1 two rooms on a page: a call is for both, or for one by its name', async (stage) => {
  const moka = await stage.person({ path: page(stage, 'first') });
  await hears(moka, 'ready', { room: 'first' });
  await moka.page.evaluate((relay) => {
    const tag = document.createElement('script');
    Object.assign(tag, { src: `${relay}/maru.js`, async: true });
    Object.assign(tag.dataset, { site: 'miruna', room: 'second' });
    document.body.append(tag);
  }, stage.relay.url);
  await hears(moka, 'ready', { room: 'second' });
  const open = () => moka.launcher.evaluateAll((all) => all.map((button) => button.ariaExpanded));
  const boxes = await moka.launcher.evaluateAll((all) => all.map((button) => button.getBoundingClientRect().right));
  assert.equal(boxes[0] - boxes[1], 76, 'they stand beside each other');
  await call(moka, { room: 'second' }, 'open');
  assert.deepEqual(await open(), ['false', 'true']);
  await call(moka, 'close');
  await call(moka, 'toggle');
  assert.deepEqual(await open(), ['true', 'true']);
  await call(moka, { room: 'first' }, 'shutdown');
  assert.deepEqual(await open(), ['true']);
  await moka.page.evaluate(() => maru({ room: 'second' }, 'on', 'close', ({ room }) => told.push({ name: `one ${room}` })));
  await call(moka, 'close');
  await hears(moka, 'one second');
});

scene('d1 the room follows an application from path to path, forth and back, with what was being written', async (stage) => {
  const moka = await stage.person({ name: 'もか', path: '/app/' });
  let chat = await moka.open();
  await chat.frame.locator('#maru-draft').fill('書きかけ');
  await moka.page.getByRole('link', { name: 'LETTERS' }).click();
  chat = await moka.chat('/app/letters/');
  assert.equal(await isOpen(moka), true, 'the panel stays open');
  assert.equal(await chat.draft.inputValue(), '');
  const depth = await moka.page.evaluate(() => history.length);
  await moka.page.goBack();
  chat = await moka.chat('/app/');
  await until(async () => (await chat.draft.inputValue()) === '書きかけ', 'what was being written');
  await moka.page.goForward();
  await moka.chat('/app/letters/');
  assert.equal(await moka.page.evaluate(() => history.length), depth, 'a room is no step of the history');
  assert.equal(await moka.page.evaluate(() => performance.getEntriesByType('navigation').length + document.querySelectorAll('maru-chat').length), 2);
  // By name, it stays where it is.
  await call(moka, 'room', 'lounge');
  await moka.chat('lounge');
  await moka.page.getByRole('link', { name: 'DIARY' }).click();
  await moka.page.getByRole('heading', { name: 'ルアンの日記' }).waitFor();
  assert.equal(await moka.page.locator('iframe').count(), 1);
  await moka.frame('lounge');
});

/** Numbers of what a page holds, after the garbage is gone. */
async function holds(session) {
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.collectGarbage');
  const { nodes, jsEventListeners, documents } = await session.send('Memory.getDOMCounters');
  const { metrics } = await session.send('Performance.getMetrics');
  return { nodes, jsEventListeners, documents, heap: metrics.find(({ name }) => name === 'JSHeapUsedSize').value };
}

scene('d1 a hundred rooms that came and went leave no listener, element, frame or heap behind', async (stage) => {
  const moka = await stage.person({ path: `${stage.host.url}/elsewhere/` });
  await moka.page.evaluate((queue) => (0, eval)(queue), QUEUE);
  const session = await moka.context.newCDPSession(moka.page);
  await session.send('Performance.enable');
  const round = (inline) => moka.page.evaluate(([relay, inline]) => new Promise((done) => {
    maru('on', 'ready', () => {
      maru('open');
      maru('setTheme', { radius: 0.5 });
      maru('shutdown');
      tag.remove();
      done();
    });
    const tag = document.createElement('script');
    Object.assign(tag, { src: `${relay}/maru.js`, async: true });
    Object.assign(tag.dataset, { site: 'miruna', room: 'hundred' }, inline && { mode: 'inline' });
    document.body.append(tag);
    tag.onload = () => inline || maru('open');
  }), [stage.relay.url, inline]);
  for (let n = 0; n < 10; n += 1) await round(n % 2);
  const before = await holds(session);
  for (let n = 0; n < 100; n += 1) await round(n % 2);
  let after;
  await until(async () => {
    after = await holds(session);
    return after.nodes <= before.nodes && after.documents <= before.documents;
  }, 'what was taken away to be gone').catch((failure) => {
    failure.message += ` ${JSON.stringify({ before, after })}`;
    throw failure;
  });
  assert.ok(after.jsEventListeners <= before.jsEventListeners, JSON.stringify({ before, after }));
  assert.ok(after.heap - before.heap < 100 * 1024, `${after.heap - before.heap} bytes more`);
  assert.equal(await moka.page.locator('maru-chat, iframe').count(), 0);
  await until(() => moka.page.frames().length === 1, 'the last frame to be gone');
});

scene('d1 after shutdown the page is what it was, and can have the room again', async (stage) => {
  const moka = await stage.person({ path: page(stage, 'gone') });
  await hears(moka, 'ready');
  await moka.follow();
  await said(stage, 'gone', ['ここにいた']);
  await until(async () => (await moka.page.title()) === '(1) gone', 'the number');
  const state = () => moka.page.evaluate(() => ({ title: document.title, html: document.documentElement.outerHTML.replace(/<title>.*<\/title>/, ''), q: maru.q.length }));
  const sockets = [];
  moka.page.on('websocket', (socket) => sockets.push(socket));
  await call(moka, 'shutdown');
  const after = await state();
  assert.equal(after.title, 'gone');
  assert.doesNotMatch(after.html, /maru-chat|iframe/);
  await until(() => moka.page.frames().length === 1, 'the frame to be gone');
  // Calls never throw, and wait for the next tag.
  await call(moka, 'open');
  await moka.page.evaluate(() => {
    const old = document.querySelector('script[data-site]');
    const tag = document.createElement('script');
    Object.assign(tag, { src: old.src, async: true });
    Object.assign(tag.dataset, old.dataset);
    old.replaceWith(tag);
  });
  const chat = await moka.chat();
  await chat.sees('ここにいた');
  assert.equal(await isOpen(moka), true);
});

scene('e7 setLang changes the language and not what is being written', async (stage) => {
  const moka = await stage.person({ path: page(stage, 'tongue') });
  const chat = await moka.open();
  await chat.type('書きかけの文');
  await call(moka, 'setLang', 'ko');
  await until(async () => (await chat.draft.getAttribute('placeholder')) === WORDS.ko.placeholder, 'Korean');
  assert.equal(await chat.draft.inputValue(), '書きかけの文');
  assert.equal(await chat.frame.evaluate(() => document.documentElement.lang), 'ko');
  assert.equal(await moka.launcher.getAttribute('aria-label'), '채팅');
});

scene('d1 setUser makes somebody of the site out of a guest, and back, without a load and with the draft', async (stage) => {
  const moka = await stage.person({ name: 'もか', path: page(stage, 'user') });
  const other = await stage.person({ name: '윤슬지기', lang: 'ko', path: page(stage, 'user') });
  const there = await other.open();
  const chat = await moka.open();
  await chat.join('もか', '客です');
  await chat.type('書きかけ');
  const loads = [];
  moka.page.on('framenavigated', (frame) => loads.push(frame.url()));
  await call(moka, 'setUser', await stage.ticket('miruna', { role: 'fan', member: 'member-1', name: '会員のハル' }));
  await chat.frame.locator('#maru-me').waitFor({ state: 'detached' });
  assert.equal(await chat.draft.inputValue(), '書きかけ');
  await chat.atField();
  await chat.send();
  await there.sees('書きかけ');
  await there.frame.locator('.nm').getByText('会員のハル').waitFor();
  await call(moka, 'setUser', await stage.ticket('miruna', { role: 'moderator', member: 'staff-1', name: 'スタッフ' }));
  await until(async () => {
    await chat.say('お知らせします');
    return there.frame.locator('.nm').getByText('スタッフ', { exact: true }).count();
  }, 'the moderator to speak');
  await call(moka, 'setUser', null);
  await chat.frame.locator('#maru-me').waitFor();
  await until(async () => (await chat.frame.locator('.me .b').filter({ hasText: '客です' }).count()) === 1, 'the guest’s own to be the guest’s');
  await chat.say('また客です');
  await there.sees('また客です');
  assert.deepEqual(loads, []);
});

scene('d1 a ticket that is about to expire is asked for, and what the page hands out then is taken', async (stage) => {
  const before = `${EARS}maru('on', 'ticket', async () => maru('setUser', await window.mint()));`;
  const mint = () => stage.ticket('miruna', { role: 'fan', member: 'member-2', name: '会員' });
  const moka = await stage.person({
    path: page(stage, 'expiry', { before }),
    prepare: (context) => context.exposeFunction('mint', mint),
  });
  await hears(moka, 'ready');
  // It has half a second more than the thirty in which another is asked for.
  await call(moka, 'setUser', { ...(await mint()), expires_at: Date.now() + 30_500 });
  await hears(moka, 'ticket', { room: 'expiry' });
  const chat = await moka.open();
  await chat.say('会員です');
  await chat.sees('会員です');
  // A ticket that the relay takes for none shuts the room, and a good one opens it.
  await call(moka, 'setUser', { ...(await mint()), ticket: 'no.ticket' });
  await chat.frame.locator('.bn.bad').waitFor();
  await call(moka, 'setUser', await mint());
  await chat.frame.locator('.bn.bad').waitFor({ state: 'detached' });
  await chat.say('まだ会員です');
});

/** Holds back what matches until `release` is called. */
function hold(pattern) {
  const { promise, resolve } = Promise.withResolvers();
  const prepare = (context) => context.route(pattern, async (route) => {
    await promise;
    await route.continue();
  });
  return { prepare, release: resolve };
}

scene('e1 a press before the second script is there opens the room at once, and nothing is lost when it comes', async (stage) => {
  await said(stage, 'early-press', ['もうある']);
  const { prepare, release } = hold(/\/a\/host-/);
  const moka = await stage.person({ path: page(stage, 'early-press'), prepare });
  await moka.launcher.click();
  await (await moka.frame()).locator('.ls .b').getByText('もうある').waitFor();
  assert.equal(await isOpen(moka), true);
  assert.equal(await moka.page.locator('iframe').isVisible(), true);
  const before = await moka.page.locator('iframe').boundingBox();
  // Nobody has told the room yet that it is open: whoever writes there does.
  await (await moka.frame()).locator('#maru-draft').focus();
  await moka.page.keyboard.insertText('もう書ける');
  const chat = await moka.chat();
  release();
  await hears(moka, 'ready');
  assert.deepEqual(await moka.page.locator('iframe').boundingBox(), before, 'nothing moves');
  await chat.frame.locator('#maru-close').click();
  await until(async () => !(await isOpen(moka)), 'the panel to close');
});

scene('e1 a loader that the browser kept from a release that is gone finds today’s second script', async (stage) => {
  const moka = await stage.person({
    path: page(stage, 'release'),
    allow: [/404/, /net::ERR_FAILED/],
    prepare: (context) => context.route(/\/a\/host-/, (route) => route.fulfill({ status: 404 })),
  });
  await hears(moka, 'ready');
  await moka.open();
});

scene('e1 a policy with nothing but a nonce is enough, and Trusted Types too', async (stage) => {
  const policy = "default-src 'none'; script-src 'nonce-abc'; frame-src {{relay}}; base-uri 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
  const path = `${stage.host.url}/nonce?${new URLSearchParams({ policy, tag: 'nonce="abc"', before: `<script nonce="abc">${QUEUE}${EARS}</script>` })}`;
  const moka = await stage.person({ name: 'もか', path });
  await hears(moka, 'ready');
  const chat = await moka.open();
  await chat.join('もか', '一度きりの数で');
  assert.equal(await moka.launcher.evaluate((button) => getComputedStyle(button).cursor), 'pointer');
});

scene('e1 a tag may accept one loader only: at its own address it is the same for ever, and another is not run', async (stage) => {
  const loader = Buffer.from(await (await fetch(`${stage.relay.url}/maru.js`)).arrayBuffer());
  const hash = createHash('sha256').update(loader).digest('hex').slice(0, 12);
  const at = (integrity) => `${stage.host.url}/pinned?${new URLSearchParams({
    loader: `/a/maru-${hash}.js`,
    tag: `integrity="sha384-${integrity}" crossorigin="anonymous"`,
    before: `<script>${QUEUE}${EARS}</script>`,
  })}`;
  const kept = (await fetch(`${stage.relay.url}/a/maru-${hash}.js`)).headers;
  assert.match(kept.get('cache-control'), /max-age=31536000, immutable/);
  const moka = await stage.person({ path: at(createHash('sha384').update(loader).digest('base64')) });
  await hears(moka, 'ready');
  await moka.open();
  const nori = await stage.person({ path: at(createHash('sha384').update('another').digest('base64')), allow: [/integrity/] });
  await until(() => nori.page.evaluate(() => document.readyState === 'complete'), 'the page to be there');
  assert.equal(await nori.launcher.count(), 0);
});
