// What browsers and deploys do to a page that is open: put away, frozen, cut off with everybody else.

import assert from 'node:assert/strict';

import { crowded, herd, said } from './crowd.mjs';
import { RELAY_IS_DOWN, until } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

const lines = (of, count) => Array.from({ length: count }, (_, n) => `${of} ${n + 1}`);

/** Leaves the page for another and comes back to it. True: the browser had put it away whole. */
async function away(person, meanwhile) {
  await person.page.evaluate(() => addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })));
  await person.page.evaluate(() => document.querySelector('a').click());
  await person.page.waitForURL('**/elsewhere/');
  await meanwhile();
  await person.page.goBack({ waitUntil: 'commit' });
  return person.page.evaluate(() => window.persisted === true);
}

scene('g1 the page is left and come back to: whole, and live', async (stage) => {
  const path = `${stage.host.url}/back`;
  const moka = await stage.person({ name: 'もか', path });
  let chat = await moka.open();
  await chat.join('もか', '出かける前');
  await chat.delivered();
  for (const when of ['一度目', '二度目']) {
    const meanwhile = lines(when, 12);
    assert.equal(await away(moka, () => said(stage, 'back', meanwhile)), false);
    chat = await moka.open();
    await chat.endsWith(meanwhile);
    await chat.say(`${when} ただいま`);
    await chat.delivered();
  }
  await said(stage, 'back', ['おかえり']);
  await chat.endsWith(['二度目 ただいま', 'おかえり']);
});

scene('g1 the page comes out of the back/forward cache: it has heard everything, and speaks', async (stage) => {
  const path = `${stage.host.url}/cached`;
  // A profile on the disk, as people have: there the browser puts pages away whole.
  const moka = await stage.person({ name: 'もか', path, lasting: true, allow: RELAY_IS_DOWN });
  const jigi = await stage.person({ name: '윤슬지기', path });
  const there = await jigi.open();
  const chat = await moka.open();
  await chat.join('もか', '出かける前');
  await chat.delivered();
  // Closed, it counts on the launcher what is unread: the debugger cannot look into the frame of a page that came back.
  const unread = () => moka.launcher.getAttribute('data-n');
  await moka.launcher.click();
  await moka.closed();
  assert.equal(await away(moka, () => said(stage, 'cached', lines('留守に', 12))), true);
  await until(async () => (await unread()) === '12', 'what was said meanwhile to be counted, each once');
  await said(stage, 'cached', ['おかえり']);
  await until(async () => (await unread()) === '13', 'what is said now to be heard');
  await moka.launcher.click();
  await until(async () => (await unread()) === null, 'it to be read');
  await moka.page.keyboard.type('ただいま');
  await moka.page.keyboard.press('Enter');
  await there.endsWith(['留守に 12', 'おかえり', 'ただいま']);
});

/** Freezes a tab as a phone does with one that is not looked at, or lets it go on. */
async function freeze(person, state) {
  person.cdp ??= await person.context.newCDPSession(person.page);
  await person.cdp.send('Page.setWebLifecycleState', { state });
}

scene('g1 a tab is frozen and goes on: it catches up without a hole, whatever became of its socket', async (stage) => {
  const room = 'frozen';
  const moka = await stage.person({ name: 'もか', path: `${stage.relay.url}/r/miruna/${room}`, allow: RELAY_IS_DOWN });
  const chat = await moka.whole();
  await chat.join('もか', 'はじめ');
  await chat.delivered();
  const all = ['はじめ'];
  const during = async (texts) => {
    await said(stage, room, texts);
    all.push(...texts);
  };
  // The socket lives on.
  await freeze(moka, 'frozen');
  await during(lines('眠っている', 30));
  await freeze(moka, 'active');
  await chat.endsWith(all);
  // The socket dies, and the relay with it.
  await freeze(moka, 'frozen');
  await during(lines('まだ眠っている', 10));
  await stage.relay.kill();
  await stage.relay.boot();
  await during(lines('深く眠っている', 10));
  await freeze(moka, 'active');
  await chat.connected();
  await chat.endsWith(all);
  // More than a page is missing.
  await freeze(moka, 'frozen');
  all.push(...(await crowded(stage, room, 230, (n) => `とても長く ${n + 1}`)));
  await freeze(moka, 'active');
  await chat.endsWith(all.slice(-30));
  await chat.say('おはよう');
  all.push('おはよう');
  await chat.delivered();
  assert.deepEqual((await chat.readFromTheStart()).all, all);
});

const HERD = Number(process.env.MARU_HERD ?? 500);

scene(`r2 a deploy cuts off the page and ${HERD} others at once: all are back, the page among them`, async (stage, t) => {
  const room = 'deploy';
  const moka = await stage.person({ name: 'もか', path: `${stage.host.url}/${room}`, allow: RELAY_IS_DOWN });
  const chat = await moka.open();
  await chat.join('もか', 'デプロイの前');
  await chat.delivered();
  const fans = await herd(stage, room, HERD);
  await until(async () => (await chat.frame.locator('.ps').textContent()).includes(String(HERD + 1)), 'all to be counted');
  await stage.relay.deploy();
  const up = performance.now();
  await chat.connected();
  const back = performance.now() - up;
  t.diagnostic(`the page was back ${Math.round(back)} ms after the relay, whose window was ${fans.window()} ms`);
  // A try that meets the relay as it goes is given up after ten seconds, and the next one waits a moment.
  assert.ok(back < fans.window() + 15_000, `${back} ms`);
  await until(() => fans.present() === HERD, 'the others to be back', 60_000);
  t.diagnostic(`all ${HERD} others were back ${Math.round(performance.now() - up)} ms after the relay was`);
  await chat.say('デプロイのあと');
  await chat.delivered();
  await chat.endsWith(['デプロイの前', 'デプロイのあと']);
  fans.leave();
});
