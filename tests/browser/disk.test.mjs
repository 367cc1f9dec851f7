// What the app asks of the device's disk, counted: a key nothing, a message its record, a log once when the room rests.

import assert from 'node:assert/strict';

import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

/** Notes every write of the frame into IndexedDB, by the store it goes to. */
const counting = (context) =>
  context.addInitScript(() => {
    window.written = { outbox: 0, log: 0 };
    for (const act of ['put', 'delete', 'clear']) {
      const real = IDBObjectStore.prototype[act];
      IDBObjectStore.prototype[act] = function (...rest) {
        window.written[this.name] += 1;
        return real.apply(this, rest);
      };
    }
  });

/** The room's log on the disk has this, and nothing else is about to be written. */
const restsWith = (chat, text) =>
  until(
    () =>
      chat.frame.evaluate(
        (said) =>
          new Promise((done) => {
            const asked = indexedDB.open('maru');
            asked.onsuccess = () => {
              const logs = asked.result.transaction('log').objectStore('log').getAll();
              logs.onsuccess = () => {
                asked.result.close();
                // Who writes, and the two logs.
                done(logs.result.length === 3 && logs.result.some((log) => log.includes(`"${said}"`)));
              };
            };
          }),
        text,
      ),
    `the log to be put away with "${text}"`,
  );

scene('r2 a key does not touch the disk, a message is one record, and a log is written when the room rests', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'disk', prepare: counting });
  const chat = await moka.open();
  const written = () => chat.frame.evaluate(() => ({ ...window.written }));
  await chat.join('もか', 'はじめ');
  await chat.delivered();
  await restsWith(chat, 'はじめ');
  const before = await written();

  await chat.atField();
  await moka.page.keyboard.type('a key, and another, and what is typed is kept when the hands rest');
  await until(() => chat.frame.evaluate(() => Object.values(localStorage).some((kept) => kept.includes('hands rest'))), 'the draft to be kept');
  assert.deepEqual(await written(), before, 'typing writes nothing');

  await moka.page.keyboard.press('Enter');
  for (let n = 1; n < 20; n += 1) await chat.say(`つづけて ${n}`);
  await chat.delivered();
  await restsWith(chat, 'つづけて 19');
  const { outbox, log } = await written();
  assert.equal(outbox - before.outbox, 40, 'twenty records came and went');
  assert.ok(log - before.log < 5, `the log was not written for each message, but ${log - before.log} times`);
});
