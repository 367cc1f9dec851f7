// What a person chooses for this device, in one sheet from the header; and what calls them.

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

async function open(chat) {
  await chat.frame.locator('#maru-menu').click();
  const sheet = chat.frame.getByRole('dialog', { name: later(chat.person).settings.title });
  await sheet.waitFor();
  return sheet;
}

/** Every chime from now on is counted, at the browser's own oscillators. */
const listen = (context) => context.addInitScript(() => {
  globalThis.chimes = [];
  const { start } = OscillatorNode.prototype;
  OscillatorNode.prototype.start = function begin(...when) {
    globalThis.chimes.push(Math.round(this.frequency.value));
    return start.apply(this, when);
  };
});
const chimes = (chat) => chat.frame.evaluate(() => globalThis.chimes.splice(0));

scene('e7 the language is one tap away in the header and in the settings, and the draft stays', async (stage) => {
  const chat = await own(stage, 'lang');
  await chat.type('書きかけ');
  await (await open(chat)).locator('#se-lang').selectOption('ko');
  await chat.frame.getByRole('dialog', { name: '설정' }).waitFor();
  assert.equal(await chat.frame.locator('html').getAttribute('lang'), 'ko');
  await chat.page.keyboard.press('Escape');
  await chat.frame.locator('#maru-lang').selectOption('ja');
  await chat.frame.getByRole('button', { name: '設定' }).waitFor();
  assert.equal(await chat.draft.inputValue(), '書きかけ');
});

scene('e6 light and dark are the person’s to choose, at once, and kept; and given back to the site', async (stage) => {
  const chat = await own(stage, 'scheme');
  const floor = () => chat.frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await floor();
  const sheet = await open(chat);
  await sheet.locator('#se-theme').selectOption('dark');
  await until(async () => (await floor()) !== light, 'the floor to be dark');
  const dark = await floor();
  await clean(chat.frame, 'the settings in the dark');
  await chat.page.reload();
  await chat.person.whole();
  assert.equal(await floor(), dark);
  await (await open(chat)).locator('#se-theme').selectOption('auto');
  await until(async () => (await floor()) === light, 'the floor to be light again');
});

scene('p1 a chime is heard for what is not seen, another for a mention, and never in quiet hours or before a touch', async (stage) => {
  const nori = await voice(stage, 'chime', { name: 'のり' });
  await nori.say('いるよ');
  const chat = await own(stage, 'chime', { prepare: listen });
  const sheet = await open(chat);
  await clean(chat.frame, 'the settings');
  assert.deepEqual(await chimes(chat), [], 'silent, unless it is chosen');
  await sheet.locator('#se-sound').check();
  await until(async () => (await chimes(chat)).length === 2, 'the chime to be heard once');
  await chat.page.keyboard.press('Escape');
  // Before the eyes nothing chimes; elsewhere it does.
  await nori.say('見てる？');
  await chat.sees('見てる？');
  assert.deepEqual(await chimes(chat), []);
  await chat.tab(chat.words.news);
  await nori.say('おーい');
  await until(async () => (await chimes(chat)).length === 2, 'two notes');
  const me = await chat.frame.evaluate(() => localStorage.getItem('maru/miruna/member'));
  await nori.say('@もかさん 来て', { mentions: [me] });
  await until(async () => (await chimes(chat)).length === 3, 'three notes, of another tune');
  // Quiet hours: all day.
  const again = await open(chat);
  await again.locator('#se-quiet').check();
  await again.locator('#se-from').fill('00:00');
  await again.locator('#se-to').fill('23:59');
  await chat.page.keyboard.press('Escape');
  await nori.say('@もかさん しー', { mentions: [me] });
  await chat.bubble('@もかさん しー').waitFor({ state: 'attached' });
  assert.deepEqual(await chimes(chat), []);
  nori.leave();
});

scene('p1 mentions only leaves the rest silent, and the choice is there after a reload', async (stage) => {
  const nori = await voice(stage, 'mentions', { name: 'のり' });
  await nori.say('いるよ');
  const chat = await own(stage, 'mentions', { prepare: listen });
  const sheet = await open(chat);
  await sheet.locator('#se-sound').check();
  await sheet.locator('#se-notices').selectOption('mentions');
  await chat.page.reload();
  await chat.person.whole();
  const after = await open(chat);
  assert.equal(await after.locator('#se-notices').inputValue(), 'mentions');
  assert.ok(await after.locator('#se-sound').isChecked());
  await chat.page.keyboard.press('Escape');
  await chat.tab(chat.words.news);
  await chimes(chat);
  await nori.say('みんな、おはよう');
  await chat.bubble('みんな、おはよう').waitFor({ state: 'attached' });
  assert.deepEqual(await chimes(chat), []);
  const me = await chat.frame.evaluate(() => localStorage.getItem('maru/miruna/member'));
  await nori.say('@もかさん 起きて', { mentions: [me] });
  await until(async () => (await chimes(chat)).length === 3, 'the mention to be heard');
  nori.leave();
});

scene('g5 Enter sends, until the person wants a new line of it: then Ctrl and Enter send, also after a reload', async (stage) => {
  const chat = await own(stage, 'enter');
  const sheet = await open(chat);
  await sheet.locator('#se-enter').uncheck();
  await chat.page.keyboard.press('Escape');
  await chat.type('一行め');
  await chat.page.keyboard.press('Enter');
  await chat.page.keyboard.insertText('second');
  await until(async () => (await chat.draft.inputValue()) === '一行め\nsecond', 'two lines in the field');
  await chat.page.reload();
  const after = await chat.person.whole();
  await after.draft.focus();
  await after.draft.press('ControlOrMeta+Enter');
  await after.sees('一行め\nsecond');
  assert.ok(!(await (await open(after)).locator('#se-enter').isChecked()));
});

scene('i7 whoever is blocked is listed in the settings, and comes back from there', async (stage) => {
  await said(stage, 'blocklist', ['しつこい一言'], { people: 1 });
  const chat = await own(stage, 'blocklist', PHONE);
  const say = later(chat.person);
  await choose(chat, 'しつこい一言', say.menu.block);
  await chat.bubble('しつこい一言').waitFor({ state: 'detached' });
  const sheet = await open(chat);
  await sheet.getByText(say.settings.blocked).tap();
  await clean(chat.frame, 'the settings with somebody blocked');
  await sheet.getByRole('button', { name: `もか ${say.settings.unblock}` }).tap();
  await sheet.getByText(say.settings.nobody).waitFor();
  await chat.sees('しつこい一言');
});

scene('g9 a date leads to what was said on it', async (stage) => {
  const day = 86_400_000;
  const now = Date.now();
  const entries = Array.from({ length: 900 }, (_, n) => ({
    name: 'nori',
    body: `${n + 1}番目`,
    at: now - (900 - n) * (day / 30),
  }));
  await stage.tells('dates', entries);
  const moka = await stage.person({ name: 'もか', path: `${stage.relay.url}/r/miruna/dates` });
  const chat = await moka.whole();
  const wanted = new Date(now - 20 * day + 9 * 3_600_000).toISOString().slice(0, 10);
  const midnight = new Date(`${wanted}T00:00:00+09:00`).getTime();
  const first = entries.findIndex(({ at }) => at >= midnight);
  const sheet = await open(chat);
  await sheet.locator('#se-date').fill(wanted);
  await sheet.getByRole('button', { name: later(moka).settings.go, exact: true }).click();
  await chat.frame.locator('.rw.hit').filter({ hasText: entries[first].body }).waitFor();
});

scene('e2 the link of the room is in the settings, can be copied, and opens the room', async (stage) => {
  const moka = await stage.person({
    name: 'もか',
    path: `${stage.relay.url}/r/miruna/link`,
    prepare: (context) => context.grantPermissions(['clipboard-read', 'clipboard-write']),
  });
  const chat = await moka.whole();
  const say = later(moka);
  const sheet = await open(chat);
  await sheet.getByRole('button', { name: say.settings.copy, exact: true }).click();
  await chat.frame.getByRole('status').filter({ hasText: say.toast.copied }).waitFor();
  assert.equal(await moka.page.evaluate(() => navigator.clipboard.readText()), `${stage.relay.url}/r/miruna/link`);
});

scene('i8 what this device knows of the person is forgotten when they say so, once asked, and what they said stays', async (stage) => {
  const chat = await own(stage, 'forget', {}, 'わすれないで');
  await chat.type('下書き');
  const guest = await chat.page.evaluate(() => localStorage.getItem('maru/miruna/guest'));
  const say = later(chat.person).settings;
  await (await open(chat)).locator('#se-forget').click();
  const sure = chat.frame.getByRole('alertdialog', { name: say.forget });
  await clean(chat.frame, 'the question');
  await sure.getByRole('button', { name: say.keep }).click();
  await sure.waitFor({ state: 'detached' });
  await (await open(chat)).locator('#se-forget').click();
  await Promise.all([chat.page.waitForEvent('load'), sure.getByRole('button', { name: say.forget_do }).click()]);
  await chat.person.whole();
  const kept = await chat.page.evaluate(() => Object.entries(localStorage));
  assert.deepEqual(kept.filter(([key]) => /name|draft/.test(key)), []);
  assert.ok(!kept.some(([, text]) => text === guest), 'somebody else');
  assert.equal(await chat.draft.inputValue(), '');
  await chat.sees('わすれないで');
  assert.equal(await chat.frame.locator('.g.me').count(), 0, 'it is not theirs any more');
});

scene('look the sheet is walked by keys alone, round and round, and gives the focus back; 320 px are enough', async (stage) => {
  const chat = await own(stage, 'walk', { viewport: { width: 320, height: 600 } });
  await chat.frame.locator('#maru-menu').focus();
  await chat.page.keyboard.press('Enter');
  const sheet = chat.frame.getByRole('dialog');
  await sheet.waitFor();
  assert.ok(await sheet.evaluate((box) => box.scrollWidth <= box.clientWidth), 'nothing is wider than the screen');
  assert.ok(await chat.frame.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  const seen = [];
  for (let n = 0; n < 40 && (seen.length < 2 || seen.at(-1) !== seen[0]); n += 1) {
    await chat.page.keyboard.press('Tab');
    seen.push(await chat.frame.evaluate(() => {
      const { id, textContent, tagName } = document.activeElement;
      return `${tagName} ${id} ${id ? '' : textContent}`;
    }));
  }
  assert.equal(seen.at(-1), seen[0], 'round');
  for (const id of ['se-lang', 'se-theme', 'se-sound', 'se-notices', 'se-quiet', 'se-date', 'se-forget']) {
    assert.ok(seen.some((one) => one.includes(id)), `${id} among ${seen}`);
  }
  await clean(chat.frame, 'the settings at 320 px');
  await chat.page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  assert.equal(await chat.frame.evaluate(() => document.activeElement.id), 'maru-menu');
});
