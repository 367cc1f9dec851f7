// What the field is for: an answer, somebody's name, a sticker, an emoji; and the room that has no field.

import assert from 'node:assert/strict';

import { said } from './crowd.mjs';
import { choose, clean, later } from './hands.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { voice } from './voice.mjs';

const { scene } = stageOfFile();
const PHONE = { viewport: { width: 390, height: 844 }, phone: true };

async function own(stage, room, who = {}, first = 'はじめまして') {
  const person = await stage.person({ name: 'もか', path: `${stage.relay.url}/r/miruna/${room}`, ...who });
  const chat = await (await person.whole()).join(person.name, first);
  await chat.delivered();
  return chat;
}

/** What the room has, as its document tells it. */
async function logOf(stage, room) {
  const html = await (await fetch(`${stage.relay.url}/r/miruna/${room}`)).text();
  return JSON.parse(/id="boot">(.*?)<\/script>/s.exec(html)[1]).chat;
}

const bar = (chat) => chat.frame.locator('.rb');
const list = (chat) => chat.frame.getByRole('listbox');

scene('g8 an answer is begun from the menu, shows whom it answers, and can be given up', async (stage) => {
  const nori = await voice(stage, 'reply', { name: 'のり' });
  const seq = await nori.say('27日、楽しみに待っててね');
  const chat = await own(stage, 'reply', PHONE);
  await choose(chat, '27日、楽しみに待っててね', later(chat.person).menu.reply);
  await bar(chat).getByText('のりに返信').waitFor();
  await clean(chat.frame, 'the bar of an answer');
  await bar(chat).getByRole('button', { name: chat.words.cancel }).tap();
  await bar(chat).waitFor({ state: 'detached' });
  await choose(chat, '27日、楽しみに待っててね', later(chat.person).menu.reply);
  await bar(chat).waitFor();
  await chat.say('ずっと待ってる');
  await chat.bubbles.filter({ hasText: 'ずっと待ってる' }).locator('.q').filter({ hasText: '27日、楽しみに待っててね' }).waitFor();
  await bar(chat).waitFor({ state: 'detached' });
  assert.ok(seq > 0);
  nori.leave();
});

scene('g8 an answer that is being written survives a reload and a switch of language', async (stage) => {
  await said(stage, 'replyreload', ['聞こえた？'], { people: 1 });
  const chat = await own(stage, 'replyreload');
  await choose(chat, '聞こえた？', later(chat.person).menu.reply);
  await chat.type('うん、');
  await chat.frame.locator('#maru-lang').selectOption('en');
  await bar(chat).getByText('Reply to もか').waitFor();
  await chat.page.reload();
  const after = await chat.person.whole();
  await bar(after).waitFor();
  assert.equal(await after.draft.inputValue(), 'うん、');
  await after.draft.focus();
  await after.page.keyboard.press('Enter');
  await after.bubbles.filter({ hasText: 'うん、' }).locator('.q').waitFor();
});

scene('g8 a name is chosen by arrow keys and Enter, さん is added, and whom it calls is told', async (stage) => {
  const nori = await voice(stage, 'mention', { name: 'のり担' });
  await nori.say('だれか呼んで');
  const chat = await own(stage, 'mention');
  await chat.page.keyboard.insertText('ねえ @');
  await list(chat).waitFor();
  await clean(chat.frame, 'the list of names');
  const names = await list(chat).getByRole('option').evaluateAll((all) => all.map((one) => one.querySelector('b').textContent));
  assert.equal(names[0], 'のり担', 'who spoke last is first');
  assert.ok(names.includes('ルアン'), 'officials can be called');
  // Each has the face that the list of messages shows for them, and nothing else beside the name.
  const face = (place) => place.evaluate((one) => one.querySelector('.av').outerHTML);
  assert.equal(await face(list(chat).getByRole('option').first()), await face(chat.frame.locator('.g:not(.me) .avw').first()));
  assert.equal(await list(chat).getByRole('option').first().textContent(), 'のり担');
  await chat.page.keyboard.press('ArrowDown');
  await chat.page.keyboard.press('ArrowUp');
  await chat.page.keyboard.press('Enter');
  await until(async () => (await chat.draft.inputValue()) === 'ねえ @のり担さん ', 'the name to stand in the field');
  await list(chat).waitFor({ state: 'detached' });
  await chat.page.keyboard.insertText('見た？');
  await chat.page.keyboard.press('Enter');
  await chat.bubbles.filter({ hasText: '見た？' }).waitFor();
  await chat.delivered();
  const { list: entries } = await logOf(stage, 'mention');
  assert.deepEqual(entries.at(-1).what.said.with.mentions, [nori.member]);
  nori.leave();
});

scene('g8 the list narrows with what is typed, in kana and Hangul, and Escape closes nothing but it', async (stage) => {
  for (const name of ['のり', 'もかこ', '콩떡', '콩나물']) {
    const one = await voice(stage, 'narrow', { name });
    await one.say(`${name}です`);
    one.leave();
  }
  const jigi = await own(stage, 'narrow', { name: '윤슬지기', lang: 'ko' }, '안녕하세요');
  const shown = async () => (await list(jigi).count()) === 0 ? [] : list(jigi).getByRole('option').evaluateAll((all) => all.map((one) => one.querySelector('b').textContent));
  const is = (names) => until(async () => JSON.stringify(await shown()) === JSON.stringify(names), `the list to be ${names}`);
  await jigi.page.keyboard.insertText('@콩');
  await is(['콩나물', '콩떡']);
  await jigi.page.keyboard.insertText('떡');
  await is(['콩떡']);
  await jigi.page.keyboard.press('Escape');
  await is([]);
  assert.equal(await jigi.draft.inputValue(), '@콩떡');
  await jigi.draft.fill('');
  await jigi.page.keyboard.insertText('@ノ');
  await is(['のり']);
  await jigi.page.keyboard.press('Tab');
  await until(async () => (await jigi.draft.inputValue()) === '@のり님 ', 'the name to stand in the field');
});

scene('g8 Enter that confirms kana chooses nobody; Enter within a syllable chooses, and sends nothing', async (stage) => {
  for (const name of ['のり', '콩떡']) {
    const one = await voice(stage, 'ime', { name });
    await one.say(`${name}です`);
    one.leave();
  }
  const chat = await own(stage, 'ime');
  const keys = await chat.keys();
  await chat.page.keyboard.insertText('@');
  await list(chat).waitFor();
  await keys.compose('のり');
  await keys.takenEnter();
  await keys.commit('のり');
  await keys.enterUp();
  assert.equal(await chat.draft.inputValue(), '@のり');
  await keys.enter();
  await keys.enterUp();
  await until(async () => (await chat.draft.inputValue()) === '@のりさん ', 'the name to stand in the field');
  await chat.draft.fill('');
  await chat.page.keyboard.insertText('@');
  await list(chat).waitFor();
  await keys.compose('콩');
  await keys.takenEnter();
  await keys.commit('콩');
  await keys.enterUp();
  await until(async () => (await chat.draft.inputValue()) === '@콩떡さん ', 'the name to stand in the field');
  assert.deepEqual((await chat.texts()).at(-1), 'はじめまして', 'nothing was sent');
});

scene('s1 the face opens stickers in the keyboard’s place, one tap sends, and an answer stays an answer', async (stage) => {
  await said(stage, 'sticker', ['どうだった？'], { people: 1 });
  const chat = await own(stage, 'sticker', PHONE);
  await choose(chat, 'どうだった？', later(chat.person).menu.reply);
  const face = chat.frame.locator('#maru-face');
  await face.tap();
  const pad = chat.frame.locator('#maru-pad');
  await pad.locator('.pg button img').first().waitFor();
  assert.equal(await face.getAttribute('aria-expanded'), 'true');
  await clean(chat.frame, 'the panel of stickers');
  await pad.locator('.pg button').first().tap();
  await chat.delivered();
  const { list: entries } = await logOf(stage, 'sticker');
  const last = entries.at(-1).what.said;
  assert.match(last.with.sticker, /^maru\//);
  assert.equal(last.with.reply, 1);
  assert.ok(last.body.length > 1 && !last.body.includes('/'), `its words: ${last.body}`);
  await bar(chat).waitFor({ state: 'detached' });
  await face.tap();
  await pad.locator('.pg').waitFor({ state: 'detached' });
});

scene('s1 an emoji is put where the caret is, the draft around it stays, and keys alone do it', async (stage) => {
  const chat = await own(stage, 'emoji');
  await chat.page.keyboard.insertText('最高です');
  await chat.draft.evaluate((field) => field.setSelectionRange(2, 2));
  await chat.frame.locator('#maru-face').focus();
  await chat.page.keyboard.press('Enter');
  const pad = chat.frame.locator('#maru-pad');
  await pad.locator('.pg button').first().waitFor();
  await chat.frame.getByRole('button', { name: chat.words.emoji, exact: true }).focus();
  await chat.page.keyboard.press('Enter');
  await pad.locator('.em-p .pg button').first().waitFor();
  await clean(chat.frame, 'the picker of emoji');
  await pad.locator('#em-p-faces').focus();
  await chat.page.keyboard.press('Enter');
  const emoji = await pad.locator('.pg button').first().textContent();
  await pad.locator('.pg button').first().focus();
  await chat.page.keyboard.press('Enter');
  await until(async () => (await chat.draft.inputValue()) === `最高${emoji}です`, 'the emoji to stand in the field');
  await chat.page.keyboard.press('Escape');
  await pad.locator('.pg').waitFor({ state: 'detached' });
  assert.equal(await chat.draft.inputValue(), `最高${emoji}です`);
});

scene('s1 an emoji of the site’s own is a tap in the picker, and is drawn wherever it stands, the same by the relay and the app', async (stage) => {
  const staff = await voice(stage, 'own-emoji', { name: 'スタッフ', role: 'moderator', member: 'staff-1' });
  const notice = await staff.say('11/27 18:00 :축하:');
  await staff.pin(notice);
  await staff.say('集合で:leafi::ペンラ: https://miruna.example/:leafi: :だれ:', { reply: notice });
  await staff.say(':尊い:\n:leafi:');
  const person = await stage.person({ name: 'もか', path: `${stage.relay.url}/r/miruna/own-emoji`, ...PHONE });
  const frame = person.page.mainFrame();
  const drawn = () => frame.locator('#p-chat').evaluate((place) => [...place.querySelectorAll('.np, .q > span > span, p.b')].map((all) => all.innerHTML.replace(/<a class="q".*<\/a>/, '')));
  await frame.locator('.ej.l').nth(1).waitFor();
  const before = await drawn();
  const chat = await (await person.whole()).join('もか', ':');
  await chat.delivered();
  assert.deepEqual((await drawn()).slice(0, before.length), before);
  const written = (place) => place.evaluate((all) => [...all.querySelectorAll(':scope > img')].map((image) => [image.alt, image.naturalWidth]));
  const loaded = async (place, wanted) => {
    await until(async () => JSON.stringify(await written(place)) === JSON.stringify(wanted.map((name) => [name, 96])), `${wanted} to be drawn`);
  };
  await loaded(frame.locator('.np'), [':축하:']);
  await loaded(frame.locator('.q > span > span'), [':축하:']);
  await loaded(frame.locator('p.b', { hasText: ':だれ:' }), [':leafi:', ':ペンラ:']);
  // Alone they are large, and nothing stands behind them.
  const alone = frame.locator('p.b:has(> .ej.l)');
  await loaded(alone, [':尊い:', ':leafi:']);
  assert.deepEqual(await alone.evaluate((bubble) => [getComputedStyle(bubble).backgroundColor, bubble.querySelector('img').clientWidth]), ['rgba(0, 0, 0, 0)', 64]);

  await chat.frame.locator('#maru-face').tap();
  await chat.frame.getByRole('button', { name: chat.words.emoji, exact: true }).tap();
  const pad = chat.frame.locator('#maru-pad');
  const own = pad.getByRole('button', { name: ':버블티:' });
  await own.tap();
  await until(async () => (await chat.draft.inputValue()) === ':버블티:', 'its name to stand in the field');
  await clean(chat.frame, 'the site’s emoji');
  await pad.getByRole('searchbox').fill('ぺんら');
  await pad.getByRole('button', { name: ':ペンラ:' }).tap();
  await until(async () => (await chat.draft.inputValue()) === ':버블티::ペンラ:', 'both to stand in the field');
  await chat.send();
  await chat.delivered();
  await loaded(alone.last(), [':버블티:', ':ペンラ:']);
  const { list: entries } = await logOf(stage, 'own-emoji');
  assert.equal(entries.at(-1).what.said.body, ':버블티::ペンラ:');
});

scene('g14 a photo-only room has no field: pictures, stickers, and a line that says so, before the app as well', async (stage) => {
  await stage.settle('miruna', { photo_rooms: ['lonely'] });
  const document = async () => (await fetch(`${stage.relay.url}/r/miruna/lonely?lang=ko`)).text();
  // The relay may remember for a moment what held before.
  await until(async () => (await document()).includes('사진과 스티커만 올리는 방이에요</p>'), 'the rule to hold');
  assert.ok(!(await document()).includes('maru-draft'));
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: `${stage.relay.url}/r/miruna/lonely`, ...PHONE });
  const chat = await jigi.whole();
  const group = chat.frame.getByRole('region', { name: chat.words.photos_only });
  await group.waitFor();
  assert.equal(await chat.draft.count(), 0);
  await clean(chat.frame, 'a room without a field');
  await group.getByRole('button', { name: chat.words.stickers }).tap();
  const tile = chat.frame.locator('#maru-pad .pg button').first();
  await tile.waitFor();
  await tile.tap();
  // Whoever speaks has a name.
  const name = chat.frame.locator('#maru-name');
  await name.fill('윤슬지기');
  await name.press('Enter');
  await name.waitFor({ state: 'detached' });
  // What was tapped before has waited for it.
  await chat.frame.locator('.ls .sk').waitFor();
  await chat.delivered();
  const { list: entries } = await logOf(stage, 'lonely');
  assert.match(entries.at(-1).what.said.with.sticker, /\//);
});
