// What is refused is refused in the person's own language, and what was typed stays.

import assert from 'node:assert/strict';

import { clean } from './hands.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();
const HOME = { ja: '/', ko: '/ko/', en: '/en/' };

scene('g4 5,000 units pass', async (stage) => {
  const person = await stage.person({ room: 'g4-pass' });
  const chat = await person.open();
  await chat.join('もか', 'いまから長いのを送ります');
  const long = '長'.repeat(4_998) + '🌿';
  assert.equal(long.length, 5_000);
  await chat.atField();
  await person.page.keyboard.insertText(long);
  await person.page.keyboard.press('Enter');
  await chat.sees(long);
});

for (const lang of ['ja', 'ko', 'en']) {
  scene(`g4 5,001 units are refused in words, and the draft stays (${lang})`, async (stage) => {
    const person = await stage.person({ lang, path: HOME[lang], room: `g4-${lang}` });
    const chat = await person.open();
    await chat.join('콩떡', 'ok');
    const long = '가'.repeat(5_001);
    await chat.atField();
    await person.page.keyboard.insertText(long);
    const told = chat.frame.locator('.xb.er');
    await told.waitFor();
    assert.equal(await told.textContent(), chat.words.body_max(5_000) + chat.words.over(1));
    await person.page.keyboard.press('Enter');
    assert.equal(await chat.draft.inputValue(), long);
    await person.page.keyboard.press('Backspace');
    await told.waitFor({ state: 'detached' });
    await person.page.keyboard.press('Enter');
    await chat.sees(long.slice(1));
    await chat.endsWith(['ok', long.slice(1)]);
  });

  scene(`i1 a nickname that hides, is blank, too long or an official's is refused in words (${lang})`, async (stage) => {
    // The relay is asked about the official's name and answers 422, which Chromium prints by itself.
    const allow = [/status of 422 .*\/f\/miruna\/ticket/];
    const person = await stage.person({ lang, path: HOME[lang], room: `i1-${lang}`, allow });
    const chat = await person.open();
    const draft = 'まだ送らないで / 아직 보내지 마요';
    await chat.type(draft);
    await person.page.keyboard.press('Enter');
    const field = chat.frame.locator('#maru-name');
    const refusals = [
      ['\u202etxt.exe', chat.words.refused.name_hostile],
      ['   ', chat.words.refused.name_blank],
      ['가'.repeat(25), chat.words.name_max(24)],
      ['루안', chat.words.refused.name_reserved],
    ];
    for (const [name, sentence] of refusals) {
      await field.fill(name);
      await field.press('Enter');
      await chat.frame.getByRole('alert').getByText(sentence, { exact: true }).waitFor();
      assert.equal(await field.getAttribute('aria-invalid'), 'true');
    }
    assert.equal(await chat.draft.inputValue(), draft, 'the draft stays');
    await field.fill('초록씨앗');
    await field.press('Enter');
    await chat.sees(draft);
  });
}

scene('g4 a blank text is not sent, and takes nothing away', async (stage) => {
  const person = await stage.person({ room: 'blank' });
  const chat = await person.open();
  await chat.join('もか', 'はじめ');
  for (const blank of ['   ', '\u3000', '\u200b\u2060']) {
    await chat.draft.fill(blank);
    await person.page.keyboard.press('Enter');
  }
  await chat.draft.fill('');
  await chat.say('おわり');
  await chat.endsWith(['はじめ', 'おわり']);
  assert.equal((await chat.texts()).length, 2);
});

scene('g3 in slow mode the button counts down to the next message, and what was sent before goes by itself', async (stage) => {
  await stage.settle('miruna', { slow_rooms: { g3: 4 } });
  const document = async () => (await fetch(`${stage.relay.url}/r/miruna/g3`)).text();
  // The relay may remember for a moment what held before.
  await until(async () => (await document()).includes('"slow_s":4'), 'slow mode to hold');
  const person = await stage.person({ room: 'g3' });
  const chat = await person.open();
  const button = chat.frame.locator('#maru-draft ~ .sd');
  const counts = () => button.evaluate((at) => [at.className, Number(at.textContent), at.getAttribute('aria-label').replace(/\d+/, 'n')]);
  const { send, send_in } = chat.words;
  await chat.join('もか', 'ひとつめ');
  await until(async () => (await counts())[0] === 'sd wt', 'the button to count');
  const [, first, label] = await counts();
  assert.ok(first >= 1 && first <= 4, `${first} s`);
  assert.equal(label, send_in('n'));
  await clean(chat.frame, 'a button that counts');
  // Sent too early: it is kept, the room says why, and it goes at its time.
  await chat.say('ふたつめ');
  const why = chat.frame.locator('.xb.er').getByText(chat.words.slow_mode(4));
  await why.waitFor();
  await chat.frame.locator('.ql').waitFor();
  await chat.delivered();
  await chat.endsWith(['ひとつめ', 'ふたつめ']);
  await why.waitFor({ state: 'detached' });
  await until(async () => JSON.stringify(await counts()) === JSON.stringify(['sd', 0, send]), 'the button to send again');
});
