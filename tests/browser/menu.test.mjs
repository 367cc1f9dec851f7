// What is done with a message: a sheet for a finger, a popover for a mouse, and keys alone.

import assert from 'node:assert/strict';

import { said } from './crowd.mjs';
import { choose, clean, items, later, menuOf } from './hands.mjs';
import { RELAY_IS_DOWN, until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { voice } from './voice.mjs';

const { scene } = stageOfFile();
const PHONE = { viewport: { width: 390, height: 844 }, phone: true };

/** A page of the room by itself, with a name. */
async function own(stage, room, who, first = 'はじめまして') {
  const person = await stage.person({ name: 'もか', path: `${stage.relay.url}/r/miruna/${room}`, ...who });
  const chat = await (await person.whole()).join(person.name, first);
  await chat.delivered();
  return chat;
}

scene('g7 a message can be taken back from a phone: asked once, gone for everybody', async (stage) => {
  const chat = await own(stage, 'unsend', PHONE, '送りまちがい');
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: `${stage.relay.url}/r/miruna/unsend` });
  const there = await jigi.whole();
  await there.sees('送りまちがい');
  const say = later(chat.person).menu;
  await choose(chat, '送りまちがい', say.unsend);
  const sure = chat.frame.getByRole('alertdialog', { name: say.sure });
  await sure.getByRole('button', { name: say.keep }).tap();
  await sure.waitFor({ state: 'detached' });
  await chat.sees('送りまちがい');
  await choose(chat, '送りまちがい', say.unsend);
  await clean(chat.frame, 'the question');
  await sure.getByRole('button', { name: say.unsend }).tap();
  for (const each of [chat, there]) {
    await each.frame.locator('.gone').waitFor();
    assert.equal(await each.bubble('送りまちがい').count(), 0);
  }
});

scene('g7 a message is changed in the field, and the draft that stood there comes back', async (stage) => {
  const chat = await own(stage, 'edit', {}, '3回止めた');
  const say = later(chat.person).menu;
  await chat.type('書きかけのこと');
  await choose(chat, '3回止めた', say.edit);
  await until(async () => (await chat.draft.inputValue()) === '3回止めた', 'the text to stand in the field');
  await chat.frame.getByRole('region', { name: chat.words.editing }).waitFor();
  // Given up, and begun again.
  await chat.page.keyboard.press('Escape');
  await until(async () => (await chat.draft.inputValue()) === '書きかけのこと', 'the draft to be back');
  await choose(chat, '3回止めた', say.edit);
  await until(async () => (await chat.draft.inputValue()) === '3回止めた', 'the text to stand in the field');
  await chat.draft.evaluate((field) => field.setSelectionRange(field.value.length, field.value.length));
  await chat.page.keyboard.insertText('ら見えた');
  await chat.page.keyboard.press('Enter');
  await chat.sees('3回止めたら見えた');
  await until(async () => (await chat.draft.inputValue()) === '書きかけのこと', 'the draft to be back');
  assert.equal(await chat.bubbles.count(), 1);
});

scene('g7 a change survives a reload in the middle, and a switch of language', async (stage) => {
  const chat = await own(stage, 'editreload', {}, '直すつもり');
  await chat.type('下書き');
  await choose(chat, '直すつもり', later(chat.person).menu.edit);
  await until(async () => (await chat.draft.inputValue()) === '直すつもり', 'the text to stand in the field');
  await chat.draft.press('End');
  await chat.page.keyboard.insertText('です');
  await chat.frame.locator('#maru-lang').selectOption('ko');
  await chat.frame.locator('.rb').getByText('메시지 수정').waitFor();
  await chat.page.reload();
  const after = await chat.person.whole();
  assert.equal(await after.draft.inputValue(), '直すつもりです');
  await after.frame.locator('.rb').waitFor();
  await after.draft.focus();
  await after.page.keyboard.press('Enter');
  await after.sees('直すつもりです');
  await until(async () => (await after.draft.inputValue()) === '下書き', 'the draft of before');
});

scene('g8 a reaction is one press in the menu, and the same press takes it back', async (stage) => {
  await said(stage, 'react', ['最高だった'], { people: 1 });
  const chat = await own(stage, 'react', PHONE);
  const say = later(chat.person).menu;
  const menu = await menuOf(chat, '最高だった');
  const all = menu.getByRole('menuitemradio');
  assert.equal(await all.count(), 8);
  for (const box of await all.evaluateAll((list) => list.map((one) => one.getBoundingClientRect().toJSON()))) {
    assert.ok(box.height >= 44 && box.top === (await all.first().evaluate((one) => one.getBoundingClientRect().top)), 'one row, high enough');
  }
  await clean(chat.frame, 'the sheet');
  await menu.getByRole('menuitemradio', { name: say.fire, exact: true }).tap();
  await chat.frame.locator('.rx').getByText('🔥').waitFor();
  const again = await menuOf(chat, '最高だった');
  const mine = again.getByRole('menuitemradio', { name: say.fire, exact: true });
  assert.equal(await mine.getAttribute('aria-checked'), 'true');
  await mine.tap();
  await chat.frame.locator('.rx').waitFor({ state: 'detached' });
});

scene('g8 keys alone reach a message, walk its menu, react, and come back to it', async (stage) => {
  await said(stage, 'keys', ['一つめ', '二つめ'], { people: 1 });
  const chat = await own(stage, 'keys', {});
  const say = later(chat.person).menu;
  const { keyboard } = chat.page;
  const focused = () => chat.frame.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent);
  await chat.frame.locator('#maru-scroll').focus();
  await keyboard.press('ArrowUp');
  await keyboard.press('ArrowUp');
  const row = await chat.frame.evaluate(() => document.activeElement.id);
  await keyboard.press('Enter');
  await chat.frame.getByRole('menu').waitFor();
  assert.equal(await focused(), say.heart);
  await keyboard.press('ArrowRight');
  assert.equal(await focused(), say.good);
  await keyboard.press('ArrowDown');
  assert.equal(await focused(), say.reply);
  await keyboard.press('End');
  assert.equal(await focused(), say.block);
  await keyboard.press('ArrowDown');
  assert.equal(await focused(), say.heart, 'round and round');
  await keyboard.press('Home');
  await clean(chat.frame, 'the popover');
  await keyboard.press('Escape');
  await chat.frame.getByRole('menu').waitFor({ state: 'detached' });
  assert.equal(await chat.frame.evaluate(() => document.activeElement.id), row, 'the focus is where it was');
  await keyboard.press('Enter');
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await chat.frame.locator('.rx').getByText('👍').waitFor();
  assert.equal(await chat.frame.evaluate(() => document.activeElement.id), row);
});

scene('look the popover stays within the frame, wherever the pointer is, in the dark as well', async (stage) => {
  await said(stage, 'corner', Array.from({ length: 12 }, (_, n) => `${n + 1}つめのことば`), { people: 2 });
  const moka = await stage.person({ name: 'もか', room: 'corner', scheme: 'dark' });
  const chat = await (await moka.open()).join('もか', '端っこ');
  await chat.delivered();
  for (const text of ['端っこ', '12つめのことば', '8つめのことば']) {
    const menu = await menuOf(chat, text);
    const fits = await menu.evaluate((box) => {
      const { left, top, right, bottom } = box.getBoundingClientRect();
      return left >= 0 && top >= 0 && right <= innerWidth && bottom <= innerHeight;
    });
    assert.ok(fits, text);
    // Each reaction has a place of its own, above what can be done: a class that another style sheet knows would pile them up.
    const places = await menu.getByRole('menuitemradio').evaluateAll((all) => all.map((one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return { at: `${Math.round(left)},${Math.round(top)}`, ok: width >= 44 && height >= 44, top };
    }));
    assert.equal(new Set(places.map(({ at }) => at)).size, 8, text);
    const first = await menu.getByRole('menuitem').first().evaluate((one) => one.getBoundingClientRect().top);
    assert.ok(places.every(({ ok, top }) => ok && top < first), text);
    await clean(chat.frame, 'the popover in the dark');
    await moka.page.keyboard.press('Escape');
    await menu.waitFor({ state: 'detached' });
  }
});

scene('i7 whoever is blocked vanishes at once, comes back by one press, and stays away after a reload', async (stage) => {
  const nori = await voice(stage, 'block', { name: 'のり' });
  await nori.say('しつこい一言');
  const chat = await own(stage, 'block', {});
  const say = later(chat.person);
  await choose(chat, 'しつこい一言', say.menu.block);
  await chat.bubble('しつこい一言').waitFor({ state: 'detached' });
  const toast = chat.frame.getByRole('status').filter({ hasText: say.toast.blocked.replace('{n}', 'のり') });
  await toast.getByRole('button', { name: say.toast.undo }).click();
  await chat.sees('しつこい一言');
  await choose(chat, 'しつこい一言', say.menu.block);
  await chat.bubble('しつこい一言').waitFor({ state: 'detached' });
  await toast.getByRole('button', { name: say.toast.undo }).focus();
  await clean(chat.frame, 'the toast');
  await nori.say('まだいる？');
  await chat.page.reload();
  const after = await chat.person.whole();
  await after.sees('はじめまして');
  assert.deepEqual(await after.texts(), ['はじめまして']);
  nori.leave();
});

scene('m1 a report is thanked for, and the others are told nothing', async (stage) => {
  const nori = await voice(stage, 'report', { name: 'のり' });
  const seq = await nori.say('先払いでチケット譲ります');
  const chat = await own(stage, 'report', PHONE);
  const say = later(chat.person);
  await choose(chat, '先払いでチケット譲ります', say.menu.report);
  const grounds = chat.frame.getByRole('menu', { name: say.menu.why });
  assert.deepEqual(await items(grounds), ['spam', 'abuse', 'scam', 'private', 'other'].map((name) => say.menu[name]));
  await clean(chat.frame, 'the grounds');
  await grounds.getByRole('menuitem', { name: say.menu.scam }).tap();
  await chat.frame.getByRole('status').filter({ hasText: say.toast.noted }).waitFor();
  const { reports } = await stage.relay.api('GET', 'sites/miruna/rooms/report/reports');
  assert.deepEqual(reports.map((report) => [report.seq, report.grounds]), [[seq, 'scam']]);
  nori.leave();
});

scene('g12 who looks after the room pins from the menu and takes anybody’s message away; a fan is offered neither', async (stage) => {
  await said(stage, 'moderated', ['会場は2階です', '荒らしの一言'], { people: 1 });
  const { ticket, ...rest } = await stage.ticket('miruna', { role: 'moderator', member: 'staff-1', name: 'スタッフ' });
  const staff = await stage.person({
    name: 'スタッフ',
    path: `${stage.relay.url}/r/miruna/moderated`,
    prepare: (context) => context.route('**/f/miruna/ticket', (route) => route.fulfill({ json: { ticket, ...rest } })),
  });
  const chat = await staff.whole();
  await chat.sees('会場は2階です');
  const say = later(staff).menu;
  await choose(chat, '会場は2階です', say.pin);
  await chat.frame.locator('.nt').getByText('会場は2階です').waitFor();
  assert.ok((await items(await menuOf(chat, '会場は2階です'))).includes(say.unpin));
  await staff.page.keyboard.press('Escape');
  await choose(chat, '荒らしの一言', say.unsend);
  await chat.frame.getByRole('alertdialog', { name: say.sure_other }).getByRole('button', { name: say.unsend }).click();
  await chat.frame.locator('.gone').waitFor();
  await choose(chat, '会場は2階です', say.unpin);
  await chat.frame.locator('.nt').waitFor({ state: 'detached' });
  const fan = await own(stage, 'moderated', {});
  const offered = await items(await menuOf(fan, '会場は2階です'));
  assert.deepEqual(offered, [say.reply, say.copy, say.report, say.block]);
});

scene('g7 a text is copied, and that is said', async (stage) => {
  const chat = await own(stage, 'copy', { prepare: (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']) }, '写してください');
  const say = later(chat.person);
  await choose(chat, '写してください', say.menu.copy);
  await chat.frame.getByRole('status').filter({ hasText: say.toast.copied }).waitFor();
  assert.equal(await chat.page.evaluate(() => navigator.clipboard.readText()), '写してください');
});

scene('r2 a menu opens in an outage; one that was never brought says so, and is brought by the next press', async (stage) => {
  let dark = true;
  const moka = await stage.person({
    name: 'もか',
    path: `${stage.relay.url}/r/miruna/dark`,
    allow: RELAY_IS_DOWN,
    // The menu's script does not come, as long as it is dark.
    prepare: (context) => context.route(/\/a\/menu-/, (route) => (dark ? route.abort() : route.fallback())),
  });
  const chat = await (await moka.whole()).join('もか', '暗いところで');
  await chat.delivered();
  await chat.bubble('暗いところで').click({ button: 'right' });
  await chat.frame.getByRole('status').filter({ hasText: chat.words.later_lost }).waitFor();
  dark = false;
  await menuOf(chat, '暗いところで');
  await moka.page.keyboard.press('Escape');
  await stage.relay.kill();
  await chat.disconnected();
  const menu = await menuOf(chat, '暗いところで');
  await menu.getByRole('menuitem', { name: later(moka).menu.reply }).click();
  await chat.frame.locator('.rb').waitFor();
});
