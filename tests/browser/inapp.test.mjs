// The browsers within LINE and KakaoTalk, by what they call themselves: no second window, and a way out that keeps who one is.

import assert from 'node:assert/strict';

import { said } from './crowd.mjs';
import { later } from './hands.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

const PHONE = { viewport: { width: 390, height: 844 }, phone: true };
const AGENTS = {
  line: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.9.0',
  kakao: 'Mozilla/5.0 (Linux; Android 14; SM-S911N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0 Mobile Safari/537.36 KAKAOTALK 10.8.3',
};

/** Their browser: it calls itself so, has no service worker, and opens no window. What leaves the page is noted. */
const within = (app, left) => async (context) => {
  await context.addInitScript(() => {
    delete Navigator.prototype.serviceWorker;
    globalThis.open = () => {
      throw new Error('a second window was asked for');
    };
  });
  context.on('page', (page) => page.on('popup', () => left.push('a window')));
  await context.route(/openExternalBrowser=1/, (route) => {
    left.push(route.request().url());
    return route.fulfill({ status: 204 });
  });
  void app;
};

async function visitor(stage, app, room) {
  const left = [];
  const person = await stage.person({
    name: 'もか',
    agent: AGENTS[app],
    path: `${stage.relay.url}/r/miruna/${room}`,
    prepare: within(app, left),
    // The browser has no program for an address of KakaoTalk's own.
    allow: [/Failed to launch 'kakaotalk:/],
    ...PHONE,
  });
  const session = await person.page.context().newCDPSession(person.page);
  await session.send('Page.enable');
  session.on('Page.frameRequestedNavigation', ({ url }) => left.push(url));
  return { person, left, chat: await person.whole() };
}

for (const app of ['line', 'kakao']) {
  scene(`e5 in ${app}’s browser a link opens the phone’s own, and nothing asks for a window`, async (stage) => {
    await said(stage, `links-${app}`, ['これ https://example.com/teaser?a=1 見て'], { people: 1 });
    const { chat, left } = await visitor(stage, app, `links-${app}`);
    const link = chat.frame.locator('.b a').first();
    await link.waitFor();
    await until(async () => (await link.getAttribute('target')) === null, 'the link to ask for no window');
    assert.equal(await chat.frame.locator('a[target]').count(), 0);
    await link.tap();
    const to = app === 'line' ? 'https://example.com/teaser?a=1&openExternalBrowser=1' : `kakaotalk://web/openExternal?url=${encodeURIComponent('https://example.com/teaser?a=1')}`;
    await until(() => left.includes(to), `${to}, not ${left}`);
    assert.ok(!left.includes('a window'));
  });

  scene(`e5 out of ${app}’s browser in two taps, as who one is, with what one was writing`, async (stage) => {
    const { person, chat, left } = await visitor(stage, app, `out-${app}`);
    await chat.join('もか', 'ここから');
    await chat.delivered();
    await chat.type('つづきはむこうで');
    await chat.frame.locator('#maru-menu').tap();
    await chat.frame.getByRole('button', { name: later(person).settings.browser }).tap();
    const isOut = (url) => url.includes('openExternal') && url.includes(`out-${app}`);
    const url = await until(() => left.find(isOut), 'the way out');
    const outside = app === 'line' ? url : decodeURIComponent(url.split('url=')[1]);
    const code = /#h=([0-9a-f]{32})$/.exec(outside)[1];
    const guest = await person.page.evaluate(() => localStorage.getItem('maru/miruna/guest'));
    assert.ok(!outside.includes(guest), 'who they are is in no address');

    const there = await stage.person({ name: 'もか', path: outside, ...PHONE });
    const other = await there.whole();
    assert.equal(new URL(there.page.url()).hash, '', 'the number leaves the address');
    assert.equal(await there.page.evaluate(() => localStorage.getItem('maru/miruna/guest')), guest);
    await other.frame.locator('.g.me .b').filter({ hasText: 'ここから' }).waitFor();
    assert.equal(await other.draft.inputValue(), 'つづきはむこうで');
    await other.frame.getByRole('button', { name: other.words.send, exact: true }).tap();
    await chat.frame.locator('.g.me .b').filter({ hasText: 'つづきはむこうで' }).waitFor();

    // A second time it is nobody's.
    const late = await stage.person({ name: 'のり', path: `${stage.relay.url}/r/miruna/out-${app}#h=${code}`, allow: [/410/], ...PHONE });
    const stranger = await late.whole();
    assert.notEqual(await late.page.evaluate(() => localStorage.getItem('maru/miruna/guest')), guest);
    await stranger.sees('ここから');
    assert.equal(await stranger.frame.locator('.g.me').count(), 0);
  });
}

scene('e5 whoever is somebody in the browser already stays who they are', async (stage) => {
  const { person, chat, left } = await visitor(stage, 'line', 'stay');
  await chat.join('もか', 'ここから');
  await chat.delivered();
  const there = await stage.person({ name: 'のり', path: `${stage.relay.url}/r/miruna/stay`, ...PHONE });
  await (await there.whole()).join('のり', 'いるよ');
  await chat.frame.locator('#maru-menu').tap();
  await chat.frame.getByRole('button', { name: later(person).settings.browser }).tap();
  const outside = await until(() => left.find((url) => url.includes('#h=') || url.includes('stay')), 'the way out');
  await there.page.goto('about:blank');
  await there.page.goto(outside);
  const other = await there.whole();
  assert.equal(await there.page.evaluate(() => localStorage.getItem('maru/miruna/name')), 'のり');
  await other.frame.locator('.g.me .b').filter({ hasText: 'いるよ' }).waitFor();
});

scene('e5 elsewhere a link opens a window of its own, and the settings have no way out', async (stage) => {
  await said(stage, 'plain', ['これ https://example.com/ 見て'], { people: 1 });
  const moka = await stage.person({ name: 'もか', path: `${stage.relay.url}/r/miruna/plain`, ...PHONE });
  const chat = await moka.whole();
  assert.equal(await chat.frame.locator('.b a').first().getAttribute('target'), '_blank');
  await chat.frame.locator('#maru-menu').tap();
  await chat.frame.getByRole('dialog').waitFor();
  assert.equal(await chat.frame.getByRole('button', { name: later(moka).settings.browser }).count(), 0);
});
