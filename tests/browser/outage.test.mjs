// The relay loses power in the middle of a conversation, and nobody loses a word.

import assert from 'node:assert/strict';

import { RELAY_IS_DOWN, until } from './person.mjs';
import { sentences } from './phrasebook.mjs';
import { stageOfFile } from './stage.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

scene('g1 the relay is killed and comes back: what was said stays, what was typed meanwhile arrives once', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'cut', allow: RELAY_IS_DOWN });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'cut', allow: RELAY_IS_DOWN });
  const here = await moka.open();
  const there = await jigi.open();
  await here.join('もか', '停電の前');
  await there.join('윤슬지기', '정전 전에');
  await here.endsWith(['停電の前', '정전 전에']);

  await stage.relay.kill();
  await here.disconnected();
  await there.disconnected();
  await here.say('停電のあいだ 1');
  await here.say('停電のあいだ 2');
  await there.say('정전 중에 하나');
  await here.frame.getByText(WORDS.ja.waiting).first().waitFor();
  await here.frame.locator('.bn.off').waitFor();
  assert.equal(await here.frame.locator('.bn.off .rn').textContent(), '2', 'the banner counts what waits');
  assert.ok((await here.texts()).includes('停電の前'), 'what was there stays readable');

  await stage.relay.boot();
  await here.connected();
  await there.connected();
  await until(async () => (await here.texts()).length === 5 && (await here.frame.locator('.ql').count()) === 0, 'all five');
  const order = await here.texts();
  await there.endsWith(order);
  assert.deepEqual(order.slice(0, 2), ['停電の前', '정전 전에']);
  assert.deepEqual(new Set(order.slice(2)), new Set(['停電のあいだ 1', '停電のあいだ 2', '정전 중에 하나']));
  assert.ok(order.indexOf('停電のあいだ 1') < order.indexOf('停電のあいだ 2'), 'in the order in which they were typed');
  assert.equal(await here.frame.locator('.bn').count(), 0, 'the banner has gone');
});

scene('g1 200 messages typed by two, the relay killed in the middle, and a third who comes later: one order for all', async (stage, t) => {
  const moka = await stage.person({ name: 'もか', allow: RELAY_IS_DOWN });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', allow: RELAY_IS_DOWN });
  const here = await moka.open();
  const there = await jigi.open();
  const all = sentences(200);
  const typed = { here: [], there: [] };
  const say = async (text, n) => {
    const who = n % 2 === 0 ? 'here' : 'there';
    typed[who].push(text);
    await (who === 'here' ? here : there).say(text);
  };

  await here.join('もか', all[0]);
  await there.join('윤슬지기', all[1]);
  typed.here.push(all[0]);
  typed.there.push(all[1]);
  for (let n = 2; n < 90; n += 1) {
    await say(all[n], n);
    // Now and then they wait for each other, as people do.
    if (n % 10 === 0) await (n % 2 === 0 ? there : here).sees(all[n]);
  }
  // The power goes while messages are under way, and they type on.
  await stage.relay.kill();
  for (let n = 90; n < 110; n += 1) await say(all[n], n);
  await here.disconnected();
  await stage.relay.boot();
  for (let n = 110; n < 120; n += 1) await say(all[n], n);
  // No faster than the outbox of fifty lets them; what it does then is the next scene's.
  await here.delivered(60_000);
  await there.delivered(60_000);
  for (let n = 120; n < 200; n += 1) {
    await say(all[n], n);
    if (n % 10 === 0) await (n % 2 === 0 ? there : here).sees(all[n]);
  }

  const reads = async (chat) => {
    await chat.connected();
    await chat.delivered(60_000);
    return chat.readFromTheStart();
  };
  await Promise.all([here.sees(all[199]), there.sees(all[198])]);
  const mine = await reads(here);
  const juniper = await stage.person({ name: 'Juniper', lang: 'en', path: '/en/' });
  const later = await juniper.open();
  const [theirs, latecomers] = [await reads(there), await reads(later)];

  assert.equal(mine.all.length, 200);
  assert.deepEqual(new Set(mine.all), new Set(all), 'every message, once');
  assert.deepEqual(theirs.all, mine.all);
  assert.deepEqual(latecomers.all, mine.all);
  for (const list of Object.values(typed)) {
    assert.deepEqual(mine.all.filter((text) => list.includes(text)), list, 'each in the order in which they typed');
  }
  t.diagnostic(`rows in the page at most: ${Math.max(mine.most, theirs.most, latecomers.most)}`);
});

scene('r2 the outbox holds fifty: the next message stays in the field, with the reason, and goes out later', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'full', allow: RELAY_IS_DOWN });
  const chat = await moka.open();
  await chat.join('もか', 'はじまり');
  await chat.delivered();
  await stage.relay.kill();
  await chat.disconnected();
  const waiting = Array.from({ length: 50 }, (_, n) => `待っている ${n + 1}`);
  for (const text of waiting) await chat.say(text);
  await chat.type('五十一番目');
  await moka.page.keyboard.press('Enter');
  const reason = chat.frame.getByText(chat.words.queue_full);
  await reason.waitFor();
  // What is typed is kept when the hands rest; the reason must outlive that.
  await until(() => chat.frame.evaluate(() => Object.values(localStorage).some((kept) => kept.includes('五十一番目'))), 'the draft to be kept');
  assert.equal(await reason.isVisible(), true, 'the reason stays as long as the text');
  assert.equal(await chat.draft.inputValue(), '五十一番目');
  await stage.relay.boot();
  await chat.connected();
  await chat.delivered(60_000);
  await moka.page.keyboard.press('Enter');
  await chat.endsWith([...waiting, '五十一番目']);
});

scene('r2 a page that loads while the relay is down is left alone, and works when it is back', async (stage) => {
  await stage.relay.kill();
  const moka = await stage.person({ room: 'down', allow: RELAY_IS_DOWN });
  assert.equal(await moka.page.locator('h1').count(), 1);
  assert.equal(await moka.launcher.count(), 0);
  await stage.relay.boot();
  await moka.page.reload();
  const chat = await moka.open();
  await chat.join('もか', '戻ってきた');
});
