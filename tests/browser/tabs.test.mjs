// One person, several tabs of one room: one outbox, and nothing in it goes out twice.

import assert from 'node:assert/strict';

import { said } from './crowd.mjs';
import { RELAY_IS_DOWN } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

/** Two tabs of one person in a room, both connected. */
async function two(stage, room) {
  const path = `${stage.host.url}/${room}`;
  const moka = await stage.person({ name: 'もか', path, allow: RELAY_IS_DOWN });
  const first = await moka.open();
  await first.join('もか', 'はじめ');
  await first.delivered();
  const tab = await moka.tab(path);
  const second = await tab.open();
  return { moka, tab, first, second };
}

const own = (of) => Array.from({ length: 5 }, (_, n) => `${of} ${n + 1}`);

scene('g1 two tabs write while the relay is down: each message once, each tab’s in its order, the same in both', async (stage) => {
  const { moka, tab, first, second } = await two(stage, 'both');
  await stage.relay.kill();
  await first.disconnected();
  await second.disconnected();
  const [left, right] = [own('左のタブ'), own('右のタブ')];
  for (const [n, text] of left.entries()) {
    await moka.page.bringToFront();
    await first.say(text);
    await tab.page.bringToFront();
    await second.say(right[n]);
  }
  await stage.relay.boot();
  for (const chat of [first, second]) await chat.connected();
  for (const chat of [first, second]) await chat.delivered();
  const all = await stage.read('both');
  assert.deepEqual([...all].sort(), ['はじめ', ...left, ...right].sort(), 'each once');
  for (const list of [left, right]) assert.deepEqual(all.filter((text) => list.includes(text)), list);
  for (const chat of [first, second]) await chat.endsWith(all);
});

scene('g1 a tab is closed with unsent messages: the other one sends them, once', async (stage) => {
  const { moka, tab, first, second } = await two(stage, 'closed');
  await stage.relay.kill();
  await first.disconnected();
  await second.disconnected();
  const left = own('閉じたタブ');
  await moka.page.bringToFront();
  for (const text of left) await first.say(text);
  await tab.page.bringToFront();
  await second.say('残ったタブ');
  await moka.page.close();
  // The other has taken them over before the relay is back.
  for (const text of left) await second.sees(text);
  await stage.relay.boot();
  await second.connected();
  await second.delivered();
  const all = await stage.read('closed');
  assert.deepEqual([...all].sort(), ['はじめ', '残ったタブ', ...left].sort(), 'each once');
  assert.deepEqual(all.filter((text) => left.includes(text)), left, 'in the order in which they were typed');
});

scene('g1 every tab is closed with unsent messages: the next page sends them, once', async (stage) => {
  const { moka, tab, first, second } = await two(stage, 'all-closed');
  const path = moka.page.url();
  await stage.relay.kill();
  await first.disconnected();
  await second.disconnected();
  const [left, right] = [own('左'), own('右')];
  await moka.page.bringToFront();
  for (const text of left) await first.say(text);
  await tab.page.bringToFront();
  for (const text of right) await second.say(text);
  await moka.page.close();
  await tab.page.close();
  await stage.relay.boot();
  // Two pages at once: one of them takes what was left, not both.
  const [third, fourth] = await Promise.all([moka.tab(path), moka.tab(path)]);
  await third.page.bringToFront();
  const chat = await third.open();
  await fourth.page.bringToFront();
  const other = await fourth.open();
  for (const text of [...left, ...right]) await Promise.all([chat.sees(text), other.sees(text)]);
  for (const each of [chat, other]) await each.delivered();
  const all = await stage.read('all-closed');
  assert.deepEqual([...all].sort(), ['はじめ', ...left, ...right].sort(), 'each once');
  for (const list of [left, right]) assert.deepEqual(all.filter((text) => list.includes(text)), list);
});

scene('g1 two tabs of a live room hear each other and double nothing', async (stage) => {
  const { moka, tab, first, second } = await two(stage, 'live');
  const all = ['はじめ'];
  for (let n = 0; n < 6; n += 1) {
    const [page, chat] = n % 2 === 0 ? [moka.page, first] : [tab.page, second];
    await page.bringToFront();
    await chat.say(`${n} 番目`);
    all.push(`${n} 番目`);
    for (const each of [first, second]) await each.endsWith(all);
  }
  await said(stage, 'live', ['よそから']);
  for (const each of [first, second]) await each.endsWith([...all, 'よそから']);
  assert.deepEqual(await stage.read('live'), [...all, 'よそから']);
});
