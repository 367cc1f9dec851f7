// The line breaks, the page is reloaded, the browser dies: in the middle of things.

import assert from 'node:assert/strict';

import { openGuest } from '../../demo-site/seed/guest.mjs';
import { hex } from './crowd.mjs';
import { isKept } from './kept.mjs';
import { RELAY_IS_DOWN, until } from './person.mjs';
import { sentences } from './phrasebook.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Somebody whose line does not break says these, about as fast as a room allows, until all are acknowledged. */
async function goesOn(stage, room, texts) {
  const guest = await openGuest({ relay: stage.relay.url, site: 'miruna', room, guest: hex(`${room} beside`), name: '윤슬지기' });
  for (const [n, text] of texts.entries()) {
    await guest.say(text, hex(`${room} beside ${n}`));
    // The minute of silence is what this is about, and they talk all through it.
    await pause(750);
  }
  guest.close();
}

scene('g1 the line is cut for 60 s during 200 messages: all 200 once, in one order, one’s own among them', async (stage, t) => {
  const room = 'tunnel';
  const moka = await stage.person({ name: 'もか', path: `${stage.wired.url}/${room}`, allow: RELAY_IS_DOWN });
  const jigi = await stage.person({ name: '노을', lang: 'ko', path: `${stage.host.url}/${room}?lang=ko` });
  const chat = await moka.open();
  const there = await jigi.open();
  const all = sentences(200);
  const [mine, theirs] = [all.filter((_, n) => n % 2 === 0), all.filter((_, n) => n % 2 === 1)];
  await chat.join('もか', mine[0]);
  const beside = goesOn(stage, room, theirs);
  let n = 1;
  const type = async (count) => {
    for (; n < count; n += 1) await chat.say(mine[n]);
  };
  await type(30);
  stage.wire.cut();
  const began = performance.now();
  await type(60);
  await pause(60_000 - (performance.now() - began));
  stage.wire.mend();
  const mended = performance.now();
  await chat.connected();
  await chat.delivered(60_000);
  t.diagnostic(`everything of one’s own delivered ${Math.round(performance.now() - mended)} ms after the line was whole`);
  await type(100);
  await chat.delivered(60_000);
  await beside;
  await there.sees(mine[99]);
  await Promise.all([chat.sees(theirs[99]), there.sees(theirs[99])]);
  const [here, other] = [await chat.readFromTheStart(), await there.readFromTheStart()];
  assert.deepEqual([...here.all].sort(), [...all].sort(), 'all 200, each once');
  assert.deepEqual(other.all, here.all);
  assert.deepEqual(await stage.read(room), here.all);
  for (const list of [mine, theirs]) {
    assert.deepEqual(here.all.filter((text) => list.includes(text)), list, 'each in the order in which they were typed');
  }
});

scene('g1 the page is reloaded right after Enter: the message is there, and is delivered once', async (stage) => {
  const room = 'reload';
  const moka = await stage.person({ name: 'もか', path: `${stage.host.url}/${room}` });
  let chat = await moka.open();
  await chat.join('もか', 'はじめ');
  const all = ['はじめ'];
  for (let n = 0; n < 20; n += 1) {
    const text = `リロード ${n}`;
    await chat.type(text);
    await moka.page.keyboard.press('Enter');
    await moka.page.reload();
    chat = await moka.open();
    all.push(text);
    await chat.endsWith(all);
    await chat.delivered();
  }
  assert.deepEqual(await stage.read(room), all);
});

scene('r2 the page is reloaded while the relay is down: what waited still waits, and is delivered once', async (stage) => {
  const room = 'reload-dark';
  const moka = await stage.person({ name: 'もか', path: `${stage.relay.url}/r/miruna/${room}`, allow: RELAY_IS_DOWN });
  const chat = await moka.whole();
  await chat.join('もか', 'はじめ');
  await chat.delivered();
  await isKept(chat.frame);
  await stage.relay.kill();
  await chat.disconnected();
  await chat.say('暗いなかで 1');
  await chat.say('暗いなかで 2');
  await moka.page.reload();
  for (const text of ['はじめ', '暗いなかで 1', '暗いなかで 2']) await chat.sees(text);
  chat.entered = false;
  await chat.say('暗いなかで 3');
  await stage.relay.boot();
  await chat.connected();
  await chat.delivered();
  assert.deepEqual(await stage.read(room), ['はじめ', '暗いなかで 1', '暗いなかで 2', '暗いなかで 3']);
});

/** The message's record is on the disk, or it was there and is delivered. */
function isSafe(chat, text) {
  return until(() => chat.frame.evaluate(async (wanted) => {
    const base = await new Promise((done, fail) => {
      const asked = indexedDB.open('maru', 1);
      asked.onsuccess = () => done(asked.result);
      asked.onerror = fail;
    });
    const records = await new Promise((done) => {
      const asked = base.transaction('outbox').objectStore('outbox').getAll();
      asked.onsuccess = () => done(asked.result);
    });
    base.close();
    if (records.some((record) => record.text.includes(wanted))) return true;
    const bubbles = [...document.querySelectorAll('.ls .b')];
    return bubbles.at(-1).textContent === wanted && document.querySelector('.ql') === null;
  }, text), `"${text}" to be safe`);
}

scene('g1 the browser dies right after Enter, the first of a person’s life too: the message is there again, and stands once', async (stage) => {
  const room = 'crash';
  const path = `${stage.host.url}/${room}`;
  const moka = await stage.person({ name: 'もか', path, lasting: true, allow: RELAY_IS_DOWN });
  let chat = await moka.open();
  await chat.join('もか', 'はじめ');
  const all = ['はじめ'];
  for (let n = 0; n < 3; n += 1) {
    await isSafe(chat, all.at(-1));
    await moka.crash();
    await moka.restart(path);
    chat = await moka.open();
    await chat.endsWith(all);
    await chat.delivered();
    const text = `電池切れ ${n}`;
    await chat.type(text);
    await moka.page.keyboard.press('Enter');
    all.push(text);
  }
  await chat.delivered();
  assert.deepEqual(await stage.read(room), all);
  assert.equal(await chat.frame.locator('.g:not(.me)').count(), 0, 'and the person is who they were');
});

scene('g1 the browser dies before it hears that the relay has the messages: they stand once', async (stage) => {
  const room = 'crash-unheard';
  const path = `${stage.wired.url}/${room}`;
  const moka = await stage.person({ name: 'もか', path, lasting: true, allow: RELAY_IS_DOWN });
  const jigi = await stage.person({ name: '윤슬지기', path: `${stage.host.url}/${room}` });
  const there = await jigi.open();
  let chat = await moka.open();
  await chat.join('もか', 'はじめ');
  await chat.delivered();
  stage.wire.cut('back');
  const unheard = ['返事がない 1', '返事がない 2', '返事がない 3'];
  for (const text of unheard) await chat.say(text);
  await there.endsWith(['はじめ', ...unheard]);
  await moka.crash();
  stage.wire.mend();
  await moka.restart(path);
  chat = await moka.open();
  await chat.endsWith(['はじめ', ...unheard]);
  await chat.delivered();
  await chat.say('つながった');
  await chat.delivered();
  assert.deepEqual(await stage.read(room), ['はじめ', ...unheard, 'つながった']);
  assert.equal(await chat.frame.locator('.g:not(.me)').count(), 0, 'and the person is who they were');
});

scene('g1 the browser dies with messages that the relay never heard of: they go out when both are back', async (stage) => {
  const room = 'crash-dark';
  const path = `${stage.host.url}/${room}`;
  const moka = await stage.person({ name: 'もか', path, lasting: true, allow: RELAY_IS_DOWN });
  let chat = await moka.open();
  await chat.join('もか', 'はじめ');
  await chat.delivered();
  await stage.relay.kill();
  await chat.disconnected();
  const dark = Array.from({ length: 5 }, (_, n) => `届いていない ${n + 1}`);
  for (const text of dark) await chat.say(text);
  await isSafe(chat, dark[4]);
  await moka.crash();
  await stage.relay.boot();
  await moka.restart(path);
  chat = await moka.open();
  await chat.endsWith(['はじめ', ...dark]);
  await chat.delivered();
  assert.deepEqual(await stage.read(room), ['はじめ', ...dark]);
});
