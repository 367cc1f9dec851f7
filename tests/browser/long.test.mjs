// The relay is away for long: a quarter of a minute, or with MARU_LONG=1 ten minutes.

import assert from 'node:assert/strict';

import { said } from './crowd.mjs';
import { isKept } from './kept.mjs';
import { Chat } from './chat.mjs';
import { RELAY_IS_DOWN } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

const DARK_S = process.env.MARU_LONG ? 600 : 15;
const MESSAGES = 20;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

scene(`r2 the relay is down for ${DARK_S} s: the last 200 messages and the posts are read, writing goes on, pages open, all of it goes out once`, async (stage, t) => {
  const room = 'long';
  const path = `${stage.host.url}/${room}`;
  await stage.post('ruan', '停電の前のお知らせ\n公式です');
  // More than the document shows: what the device has read is there too.
  const before = Array.from({ length: 220 }, (_, n) => `前から ${n + 1}`);
  await said(stage, room, before, { people: 12 });
  const moka = await stage.person({ name: 'もか', path, allow: RELAY_IS_DOWN });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: `${path}?lang=ko`, allow: RELAY_IS_DOWN });
  let chat = await moka.open();
  await chat.join('もか', 'もかです');
  const there = await jigi.open();
  await there.join('윤슬지기', '지기예요');
  for (const each of [chat, there]) await each.delivered();
  await chat.readFromTheStart();
  await isKept(chat.frame);

  await stage.relay.kill();
  const began = performance.now();
  for (const each of [chat, there]) await each.disconnected();
  const [mine, theirs] = [[], []];
  for (let n = 1; n <= MESSAGES; n += 1) {
    mine.push(`停電中 ${n}`);
    await chat.say(mine.at(-1));
    if (n % 2 === 0) {
      theirs.push(`정전 중 ${n}`);
      await there.say(theirs.at(-1));
    }
    if (n === MESSAGES / 2) {
      // A fresh page in the middle of it.
      await moka.page.reload();
      const asked = performance.now();
      await moka.launcher.click();
      chat = new Chat(moka, await moka.frame());
      await chat.sees('もかです');
      t.diagnostic(`a fresh page was readable ${Math.round(performance.now() - asked)} ms after the launcher was pressed`);
      await chat.sees(mine.at(-1));
    }
    await pause((n * DARK_S * 1000) / MESSAGES - (performance.now() - began));
  }
  for (const each of [chat, there]) await each.frame.locator('.bn.off').getByText(each.words.outage_text).waitFor();
  await chat.frame.locator('.bn.off').getByText(WORDS.ja.unreachable_title).waitFor();
  const seen = await readable(chat, 200);
  t.diagnostic(`${seen.length} messages can be read after ${DARK_S} s`);
  assert.deepEqual(seen.slice(-mine.length - 2), ['もかです', '지기예요', ...mine]);
  assert.deepEqual(seen.slice(0, -mine.length - 2), before.slice(-(seen.length - mine.length - 2)), 'without a hole');
  await chat.frame.locator('#t-feed').click();
  await chat.frame.locator('.fe').getByText('公式です').first().waitFor();
  await chat.frame.locator('#t-chat').click();

  await stage.relay.boot();
  const up = performance.now();
  for (const each of [chat, there]) await each.connected();
  for (const each of [chat, there]) await each.delivered(60_000);
  t.diagnostic(`everything was delivered ${Math.round(performance.now() - up)} ms after the relay was back`);
  const after = (await stage.read(room)).slice(before.length + 2);
  assert.deepEqual([...after].sort(), [...mine, ...theirs].sort(), 'each once');
  for (const list of [mine, theirs]) assert.deepEqual(after.filter((text) => list.includes(text)), list);
  for (const each of [chat, there]) await each.endsWith(after);
});

/** At least so many messages, by scrolling up as far as the device knows. */
async function readable(chat, count) {
  const scroller = chat.frame.locator('#maru-scroll');
  let all = await chat.texts();
  for (let turns = 0; all.length < count && turns < 40; turns += 1) {
    await scroller.evaluate((el) => new Promise((drawn) => {
      el.scrollBy(0, -el.clientHeight * 2);
      requestAnimationFrame(() => requestAnimationFrame(drawn));
    }));
    const now = await chat.texts();
    const known = now.indexOf(all[0]);
    if (known > 0) all = [...now.slice(0, known), ...all];
  }
  return all;
}
