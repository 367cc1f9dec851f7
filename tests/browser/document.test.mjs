// The relay's document is the chat before the app is there, and the app takes it over in place.

import assert from 'node:assert/strict';

import { openGuest } from '../../demo-site/seed/guest.mjs';
import { stageOfFile } from './stage.mjs';
import { said } from './crowd.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

const TALK = ['木漏れ日って訳せないですよね', '저는 ‘볕뉘’라는 말이 좋아요', 'Sunlight through leaves ☀️', '二行\nあります', 'ㅋㅋㅋㅋㅋ'];

/** Holds back what matches until `release` is called. */
function hold(pattern) {
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  const prepare = (context) => context.route(pattern, async (route) => {
    await held;
    await route.continue();
  });
  return { prepare, release };
}

scene('e1 the messages are there before the app is', async (stage) => {
  await said(stage, 'early', TALK);
  const { prepare, release } = hold(/\/a\/[^/]*\.wasm/);
  const person = await stage.person({ room: 'early', prepare });
  await person.launcher.click();
  const frame = await person.frame();
  await frame.locator('.ls .b').nth(TALK.length - 1).waitFor();
  assert.deepEqual(await frame.locator('.ls .b').allTextContents(), TALK);
  release();
});

scene('e3 a browser that cannot fetch the app still shows the room', async (stage) => {
  await said(stage, 'nowasm', TALK);
  const person = await stage.person({
    room: 'nowasm',
    // The aborted request is the point of the scene; the browser and the module that wanted it say so.
    allow: [/\.wasm/, /net::ERR_FAILED/, /Failed to fetch/],
    prepare: (context) => context.route(/\/a\/[^/]*\.wasm/, (route) => route.abort()),
  });
  await person.launcher.click();
  const frame = await person.frame();
  await frame.locator('#maru-plain').waitFor();
  assert.deepEqual(await frame.locator('.ls .b').allTextContents(), TALK);
});

scene('e3 an app that has trapped leaves a page to read, and the page says so', async (stage) => {
  await said(stage, 'trap', TALK);
  const person = await stage.person({ room: 'trap' });
  await person.launcher.click();
  const frame = await person.frame();
  await frame.locator('.ps .dot:not(.of)').waitFor();
  await frame.locator('body').evaluate(() => {
    dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }));
  });
  await frame.locator('#maru-plain').waitFor();
  assert.deepEqual(await frame.locator('.ls .b').allTextContents(), TALK);
});

scene('e3 a browser without WebAssembly gets the room to read, and is told so', async (stage) => {
  await said(stage, 'bare', TALK);
  const person = await stage.person({
    room: 'bare',
    prepare: (context) => context.addInitScript(() => {
      delete globalThis.WebAssembly;
    }),
  });
  await person.launcher.click();
  const frame = await person.frame();
  await frame.getByText(WORDS.ja.no_wasm).waitFor();
  assert.deepEqual(await frame.locator('.ls .b').allTextContents(), TALK);
});

scene('e2 the page of a room is readable without scripts, in the language of the browser', async (stage) => {
  await said(stage, 'lounge', TALK);
  for (const lang of ['ja', 'ko']) {
    const person = await stage.person({ lang, scripts: false });
    await person.page.goto(`${stage.relay.url}/r/lounge`);
    assert.deepEqual(await person.page.locator('.ls .b').allTextContents(), TALK);
    assert.equal(await person.page.locator('html').getAttribute('lang'), lang);
    const seeded = stage.seeds.find(({ site }) => site === 'miruna').settings.rooms.lounge[lang];
    assert.equal(await person.page.locator('h1').textContent(), seeded);
    const told = person.page.locator('noscript .bn');
    await told.waitFor();
    assert.equal(await told.textContent(), WORDS[lang].no_script);
  }
});

/** An element as a tree of names, sorted attributes and texts: what a person could tell apart. */
function drawn(element) {
  const tree = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE) return null;
    const attributes = [...node.attributes].map(({ name, value }) => [name, value]).sort();
    return { name: node.localName, attributes, children: [...node.childNodes].map(tree).filter((child) => child) };
  };
  return tree(element);
}

scene('e1 the app takes the list over in place: the same elements, and what was typed before', async (stage) => {
  await said(stage, 'takeover', TALK);
  await stage.post('ruan', '公式からひとこと', { room: 'takeover' });
  const { prepare, release } = hold(/\/a\/[^/]*\.wasm/);
  const person = await stage.person({ room: 'takeover', prepare });
  await person.launcher.click();
  const frame = await person.frame();
  const list = frame.locator('.ls');
  await list.getByText('公式からひとこと').waitFor();
  const before = await list.evaluate(drawn);
  const draft = frame.locator('#maru-draft');
  await draft.focus();
  await person.page.keyboard.insertText('アプリより先に打った');
  release();
  const chat = await person.chat();
  assert.deepEqual(await list.evaluate(drawn), before);
  assert.equal(await chat.draft.inputValue(), 'アプリより先に打った');
  assert.equal(await frame.evaluate(() => document.activeElement.id), 'maru-draft', 'the field keeps the focus');
  await person.page.keyboard.insertText('、続き');
  assert.equal(await chat.draft.inputValue(), 'アプリより先に打った、続き');
});

scene('e1 a page that nobody touches has loaded before anything but the loader is asked for', async (stage) => {
  const asked = [];
  const person = await stage.person({
    room: 'quiet',
    prepare: (context) => context.on('request', (request) => asked.push(new URL(request.url()))),
  });
  // `goto` resolves at the load event; the document and the app are fetched when the page is idle after it.
  const byLoad = await person.page.evaluate((relay) => {
    const { loadEventStart } = performance.getEntriesByType('navigation')[0];
    return performance.getEntriesByType('resource')
      .filter(({ name, startTime }) => name.startsWith(relay) && startTime < loadEventStart)
      .map(({ name }) => new URL(name).pathname);
  }, stage.relay.url);
  assert.deepEqual(byLoad, ['/maru.js']);
  await person.frame();
  const ofRelay = asked.filter(({ origin }) => origin === stage.relay.url).map(({ pathname }) => pathname);
  assert.equal(ofRelay[0], '/maru.js');
});

scene('e1 what comes because the page is idle is not laid out and begins nothing, until somebody comes near, and on later pages', async (stage) => {
  const person = await stage.person({
    room: 'idle',
    prepare: (context) => context.addInitScript(() => {
      globalThis.compiled = 0;
      const { compileStreaming } = WebAssembly;
      WebAssembly.compileStreaming = (answer) => {
        globalThis.compiled += 1;
        return compileStreaming(answer);
      };
    }),
  });
  const frame = await person.frame();
  const begun = person.page.locator('button[data-in]');
  const kept = () => frame.evaluate(async () => {
    const { appWasm } = document.documentElement.dataset;
    await (await fetch(appWasm)).arrayBuffer();
    return { wide: innerWidth, keys: Object.keys(localStorage), compiled: globalThis.compiled };
  });
  // The app is there, and nobody has put it together: that would be the page's time.
  assert.deepEqual(await kept(), { wide: 0, keys: [], compiled: 0 });
  assert.equal(await begun.count(), 0);
  await person.launcher.hover();
  await begun.waitFor();
  assert.equal(await person.launcher.getAttribute('aria-expanded'), 'false');
  // Somebody who is known is told what is unread, and has not to come near for it.
  await person.page.mouse.move(0, 0);
  await person.page.reload();
  await begun.waitFor();
});

scene('e8 a page whose origin is not on the list can neither frame the room nor open its socket', async (stage) => {
  const guest = { relay: stage.relay.url, site: 'miruna', room: 'lounge', guest: '0'.repeat(31) + '1', name: 'のぞき' };
  const document = await fetch(`${stage.relay.url}/f/miruna/lounge`);
  const policy = document.headers.get('content-security-policy');
  assert.match(policy, /frame-ancestors [^;]*http:\/\/127\.0\.0\.1:8788/);
  assert.doesNotMatch(policy, /unsafe-inline|\*/);
  await assert.rejects(openGuest({ ...guest, origin: 'https://elsewhere.example' }));
  (await openGuest(guest)).close();
});
