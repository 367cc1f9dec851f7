// A room is put back as it was while people are in it.

import assert from 'node:assert/strict';

import { RELAY_IS_DOWN, until } from './person.mjs';
import { OWNER_KEY } from './relay.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

const asked = async (stage, path, options) => {
  const answer = await fetch(`${stage.relay.url}/api/v1/sites/miruna/rooms/${path}`, {
    ...options,
    headers: { authorization: `Bearer ${OWNER_KEY}` },
  });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return text;
};

scene('r4 a room is put back with people in it: every list becomes the file’s by itself, and what was being typed stays', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'restored', allow: RELAY_IS_DOWN });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'restored', allow: RELAY_IS_DOWN });
  const here = await moka.open();
  const there = await jigi.open();
  await here.join('もか', '残る');
  await there.join('윤슬지기', '남는다');
  await here.endsWith(['残る', '남는다']);
  const file = await asked(stage, 'restored/export');
  assert.match(file, /\{"end":\{"count":2,"sha256":"[0-9a-f]{64}"\}\}\n$/);

  await here.say('消える 1');
  await there.say('사라진다 2');
  await here.endsWith(['残る', '남는다', '消える 1', '사라진다 2']);
  await there.endsWith(['残る', '남는다', '消える 1', '사라진다 2']);
  await here.type('書きかけ');
  const { head, replaced } = JSON.parse(await asked(stage, 'restored/import?replace=true', { method: 'PUT', body: file }));
  assert.deepEqual([head, replaced.head], [2, 4]);

  const shown = async (chat) => JSON.stringify(await chat.texts());
  for (const chat of [here, there]) {
    await until(async () => (await shown(chat)) === JSON.stringify(['残る', '남는다']), 'the list of the file');
    await chat.connected();
  }
  assert.equal(await here.draft.inputValue(), '書きかけ', 'the draft is the person’s, not the room’s');
  await here.send();
  await there.say('이어서');
  await until(async () => (await here.texts()).length === 4, 'both messages');
  const after = await here.texts();
  assert.deepEqual(after.slice(0, 2), ['残る', '남는다']);
  assert.deepEqual(new Set(after.slice(2)), new Set(['書きかけ', '이어서']));
  await there.endsWith(after);
});
