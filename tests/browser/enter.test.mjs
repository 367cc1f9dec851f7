// G5: Enter is right for both input methods. The browser's own composition events, caused below the page.
//
// Cannot reach: real input methods, and browsers other than Chromium. client/tests/traces has their order of events, and the
// files that were recorded are held to this browser here.

import assert from 'node:assert/strict';

import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { record, recorded } from './traces.mjs';
import { laterWords } from './words.mjs';

const { scene } = stageOfFile();

async function talker(stage, room, lang = 'ja') {
  const person = await stage.person({ name: '글쓴이', lang, path: lang === 'ja' ? '/' : '/ko/', room });
  const chat = await person.open();
  await chat.join('글쓴이', 'あ');
  await chat.atField();
  return chat;
}

/** Says a last message, so that everything before it has certainly arrived, once or twice. */
async function arrived(chat, list) {
  await chat.say('以上');
  await chat.endsWith(['あ', ...list, '以上']);
}

scene('g5 ja: Enter while converting confirms, and the next Enter sends once', async (stage) => {
  const chat = await talker(stage, 'g5-ja');
  const keys = await chat.keys();
  for (const step of ['k', 'こ', 'こか', 'こかげ', '木陰']) await keys.compose(step);
  await keys.takenEnter();
  await keys.commit('木陰');
  await keys.enterUp();
  assert.equal(await chat.draft.inputValue(), '木陰', 'confirmed, not sent');
  for (const step of ['に', 'にて']) await keys.compose(step);
  await keys.takenEnter();
  await keys.commit('にて');
  await keys.enterUp();
  assert.equal(await chat.draft.inputValue(), '木陰にて');
  await keys.enter();
  await keys.enterUp();
  await chat.sees('木陰にて');
  await arrived(chat, ['木陰にて']);
});

scene('g5 ko: one Enter on an open syllable sends once, with that syllable', async (stage) => {
  const chat = await talker(stage, 'g5-ko', 'ko');
  const keys = await chat.keys();
  for (const [open, whole] of [['안', '안'], ['녕', '녕'], ['하', '하'], ['세', '세']]) {
    await keys.compose(open);
    await keys.commit(whole);
  }
  for (const step of ['ㅇ', '요']) await keys.compose(step);
  await keys.takenEnter();
  await keys.commit('요');
  await keys.enterUp();
  await chat.sees('안녕하세요');
  assert.equal(await chat.draft.inputValue(), '');
  await arrived(chat, ['안녕하세요']);
});

scene('g5 ko: a second keydown for the same Enter neither sends again nor leaves a syllable behind', async (stage) => {
  const chat = await talker(stage, 'g5-ko-twice', 'ko');
  const keys = await chat.keys();
  await keys.compose('좋');
  await keys.commit('좋');
  for (const step of ['ㅇ', '아', '아']) await keys.compose(step);
  await keys.commit('아');
  for (const step of ['ㅇ', '요']) await keys.compose(step);
  // Chromium on macOS: the key is told while the syllable is open, and once more when it is whole.
  await keys.takenEnter();
  await keys.commit('요');
  await keys.enter();
  await keys.enterUp();
  await chat.sees('좋아요');
  assert.equal(await chat.draft.inputValue(), '');
  await arrived(chat, ['좋아요']);
});

scene('g5 ko: jamo alone are a message', async (stage) => {
  const chat = await talker(stage, 'g5-jamo', 'ko');
  const keys = await chat.keys();
  for (const step of ['ㅋ', 'ㅋㅋ', 'ㅋㅋㅋ']) await keys.compose(step);
  await keys.takenEnter();
  await keys.commit('ㅋㅋㅋ');
  await keys.enterUp();
  await chat.sees('ㅋㅋㅋ');
  await arrived(chat, ['ㅋㅋㅋ']);
});

scene('g5 Enter sends once however long it is held', async (stage) => {
  const chat = await talker(stage, 'g5-held');
  await chat.type('おさえたまま');
  await chat.page.keyboard.down('Enter');
  await chat.page.keyboard.down('Enter');
  await chat.page.keyboard.down('Enter');
  await chat.page.keyboard.up('Enter');
  await chat.sees('おさえたまま');
  assert.equal(await chat.draft.inputValue(), '');
  await arrived(chat, ['おさえたまま']);
});

scene('g5 Shift and Enter is a new line, and the line breaks arrive', async (stage) => {
  const chat = await talker(stage, 'g5-shift');
  for (const line of ['一行目', '두 번째 줄']) {
    await chat.type(line);
    await chat.page.keyboard.press('Shift+Enter');
  }
  await chat.type('third');
  assert.equal(await chat.draft.inputValue(), '一行目\n두 번째 줄\nthird');
  await chat.page.keyboard.press('Enter');
  await arrived(chat, ['一行目\n두 번째 줄\nthird']);
});

scene('g5 on a phone Enter is a new line, and the button sends', async (stage) => {
  const person = await stage.person({ name: '폰', lang: 'ko', path: '/ko/', room: 'g5-phone', phone: true, viewport: { width: 390, height: 844 } });
  const chat = await person.open();
  await chat.type('첫 줄');
  await chat.page.keyboard.press('Enter');
  await chat.type('둘째 줄');
  assert.equal(await chat.draft.inputValue(), '첫 줄\n둘째 줄');
  await chat.frame.getByRole('button', { name: chat.words.send, exact: true }).click();
  await chat.frame.locator('#maru-name').fill('폰');
  await chat.frame.getByRole('button', { name: laterWords('ko').nickname.join, exact: true }).click();
  await chat.sees('첫 줄\n둘째 줄');
  await until(async () => (await chat.draft.inputValue()) === '', 'the field to be empty');
});

scene('g5 the recorded traces are what this browser tells', async (stage) => {
  const now = (await record(stage.browser)).map(({ name, timeless }) => ({ name, timeless }));
  assert.deepEqual(now.sort((a, b) => (a.name < b.name ? -1 : 1)), recorded());
});

scene('g5 ko: an Enter that nobody took sends the open syllable with it, once', async (stage) => {
  const chat = await talker(stage, 'g5-untaken', 'ko');
  const keys = await chat.keys();
  await keys.compose('좋');
  await keys.commit('좋');
  for (const step of ['ㅇ', '아', '아요']) await keys.compose(step);
  // The key is no input method's, and the syllable stays open: Chromium would break the line before it.
  await keys.enter();
  await keys.enterUp();
  await chat.sees('좋아요');
  assert.equal(await chat.draft.inputValue(), '');
  await arrived(chat, ['좋아요']);
});

scene('g5 Enter of the numeric pad confirms and sends as the other does', async (stage) => {
  const chat = await talker(stage, 'g5-numpad');
  const keys = await chat.keys();
  await keys.compose('木陰');
  await keys.takenEnter('NumpadEnter');
  await keys.commit('木陰');
  await keys.enterUp('NumpadEnter');
  assert.equal(await chat.draft.inputValue(), '木陰');
  await keys.enter(0, 'NumpadEnter');
  await keys.enterUp('NumpadEnter');
  await arrived(chat, ['木陰']);
});

/** What a settings sheet says: see widget/src/ui/field.rs. */
const choose = (chat, word) => chat.frame.evaluate((detail) => dispatchEvent(new CustomEvent('maru:enter', { detail })), word);
const does = (chat, word) => until(async () => (await chat.draft.getAttribute('enterkeyhint')) === word, `Enter to be "${word}"`);

scene('g5 on a desktop a person may choose that Enter is a new line; Control and Enter sends; and it holds', async (stage) => {
  const person = await stage.person({ name: '글쓴이', lang: 'ko', path: '/ko/', room: 'g5-choice' });
  const chat = await person.open();
  await chat.join('글쓴이', 'あ');
  await does(chat, 'send');
  await choose(chat, 'whatever');
  await choose(chat, 'enter');
  await does(chat, 'enter');
  await chat.type('첫 줄');
  await person.page.keyboard.press('Enter');
  await chat.type('둘째 줄');
  assert.equal(await chat.draft.inputValue(), '첫 줄\n둘째 줄');
  await person.page.keyboard.press('Control+Enter');
  await chat.sees('첫 줄\n둘째 줄');
  await until(async () => (await chat.draft.inputValue()) === '', 'the field to be empty');
  await person.page.reload();
  const again = await person.open();
  await does(again, 'enter');
  const keys = await again.keys();
  await again.atField();
  await keys.compose('요');
  await keys.takenEnter();
  await keys.commit('요');
  await keys.enter();
  await keys.enterUp();
  assert.equal(await again.draft.inputValue(), '요\n');
  await choose(again, 'send');
  await does(again, 'send');
  await person.page.keyboard.press('Enter');
  await again.endsWith(['첫 줄\n둘째 줄', '요']);
});

scene('g5 on a phone a person may choose that Enter sends, also where the key has no name', async (stage) => {
  const person = await stage.person({ name: '폰', lang: 'ko', path: '/ko/', room: 'g5-phone-sends', phone: true, viewport: { width: 390, height: 844 } });
  const chat = await person.open();
  await chat.join('폰', 'あ');
  await does(chat, 'enter');
  await choose(chat, 'send');
  await does(chat, 'send');
  const keys = await chat.keys();
  await chat.atField();
  await keys.compose('안녕');
  await keys.commit('안녕');
  await keys.unnamedEnter();
  await chat.sees('안녕');
  await chat.atField();
  await keys.compose('하세요');
  await keys.unnamedEnter();
  await chat.endsWith(['あ', '안녕', '하세요']);
  assert.equal(await chat.draft.inputValue(), '');
});
