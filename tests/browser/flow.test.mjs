// A crowd that is faster than anybody reads: the list shows some of each beat and counts the others, and all of it is there.

import assert from 'node:assert/strict';

import { clean } from './hands.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { voice } from './voice.mjs';

const { scene } = stageOfFile();

/** As widget/src/view/flow.rs has them. */
const BEAT_MS = 1_500;
const SHOWN = 5;
const CROWD = 4;

/** So many guests, who each say so much as fast as they are answered. */
async function crowdOf(stage, room, people) {
  const guests = await Promise.all(Array.from({ length: people }, (_, n) => voice(stage, room, { name: `ファン${n + 1}` })));
  return {
    flood: (word, each) => Promise.all(guests.map(async ({ say }, n) => {
      for (let k = 0; k < each; k += 1) await say(`${word} ${n + 1}-${k + 1}`);
    })),
    leave: () => guests.forEach((guest) => guest.leave()),
  };
}

const textOf = ({ what }) => what.said.body;

/** What the list of somebody of this name shows of these: texts, and how many stand behind a row. */
function folded(entries, name) {
  const rows = [];
  let [beat, said, speakers] = [0, 0, new Set()];
  for (const entry of entries) {
    const now = Math.floor(entry.at / BEAT_MS);
    const isCrowd = entry.author.name !== name && !entry.author.role;
    if (isCrowd && now !== beat) [beat, said, speakers] = [now, 0, new Set()];
    if (isCrowd) [said, speakers] = [said + 1, speakers.add(entry.author.member)];
    if (!isCrowd || said <= SHOWN || speakers.size < CROWD) rows.push(textOf(entry));
    else if (typeof rows.at(-1) === 'number') rows.push(rows.pop() + 1);
    else rows.push(1);
  }
  return rows;
}

/** The same, as it stands on the screen. */
const shown = (chat) => chat.frame.locator('.ls').evaluate((list) => [...list.querySelectorAll('.b, .fr')]
  .map((row) => (row.matches('.b') ? row.textContent : Number(row.textContent.replace(/\D/g, '')))));

async function shows(chat, rows) {
  const same = async () => JSON.stringify(await shown(chat)) === JSON.stringify(rows);
  await until(same, 'the rows of a crowd').catch(async (failure) => {
    failure.message += `\nthey are ${JSON.stringify(await shown(chat))}\nand not  ${JSON.stringify(rows)}`;
    throw failure;
  });
}

/** Somebody who has spoken already, a crowd, and whoever else hears all of it. */
async function gathered(stage, room, who) {
  const hears = await voice(stage, room, { name: 'きく' });
  const person = await stage.person({ room, name: 'もか', ...who });
  const chat = await person.open();
  await chat.join('もか', 'はじめ');
  await chat.delivered();
  return { chat, person, hears, crowd: await crowdOf(stage, room, 20) };
}

const all = (hears, count) => until(() => hears.entries().length >= count && hears.entries(), `${count} messages`);

scene('g3 of a flood five a beat are shown, a row counts the others, and a press shows all of it where the row stood', async (stage) => {
  const { chat, person, hears, crowd } = await gathered(stage, 'g3-flood');
  const staff = await voice(stage, 'g3-flood', { name: 'スタッフ', role: 'moderator', member: 'staff-1' });
  const { frame, words } = chat;
  await Promise.all([crowd.flood('ことば', 6), chat.say('わたしも'), staff.say('押さないでね')]);
  const entries = await all(hears, 123);
  const rows = folded(entries, 'もか');
  await shows(chat, rows);
  const numbers = rows.filter((row) => typeof row === 'number');
  assert.equal(rows.length - numbers.length + numbers.reduce((a, b) => a + b, 0), 123, 'shown and folded are all');
  assert.ok(numbers.length > 0, 'a flood');
  assert.ok(rows.includes('わたしも') && rows.includes('押さないでね'));
  await clean(frame, 'rows of a crowd');

  const buttons = frame.locator('.fr button');
  const placeOf = (locator) => locator.evaluate((row) => row.getBoundingClientRect().top);
  const texts = entries.map(textOf);
  for (let left = numbers.length; left > 0; left -= 1) {
    const last = buttons.last();
    const n = numbers[left - 1];
    assert.equal(await last.textContent(), words.crowd(n));
    assert.equal(await last.getAttribute('aria-label'), words.unfold_crowd(n));
    // What stands above stays there.
    const above = rows[rows.lastIndexOf(n) - 1];
    const first = texts[texts.indexOf(above) + 1];
    await last.scrollIntoViewIfNeeded();
    const before = await placeOf(chat.bubble(above));
    // By keys, and by a press.
    if (left % 2) {
      await last.focus();
      await person.page.keyboard.press('Enter');
    } else await last.click();
    await until(async () => (await buttons.count()) === left - 1, 'the row to be unfolded');
    await chat.sees(first);
    const moved = await placeOf(chat.bubble(above)) - before;
    assert.ok(Math.abs(moved) <= 1, `moved by ${moved} px`);
    const focused = () => frame.evaluate(() => document.activeElement.querySelector('.b')?.textContent);
    await until(async () => (await focused()) === first, 'the keyboard to go on there');
    rows.splice(rows.lastIndexOf(n), 1, ...texts.slice(texts.indexOf(first), texts.indexOf(first) + n));
  }
  await shows(chat, texts);

  // What comes while somebody reads further up is told by the chip, and folded neither then nor afterwards.
  await crowd.flood('もっと', 1);
  const jump = frame.locator('.jl').getByText(words.new_messages(20));
  await jump.waitFor();
  const more = (await all(hears, 143)).map(textOf);
  await jump.click();
  await shows(chat, more);
  // And what was once folded is a part of the history like any other.
  await person.page.reload();
  const again = await person.open();
  assert.deepEqual((await again.readFromTheStart()).all, more);
  crowd.leave();
  staff.leave();
  hears.leave();
});

scene('g3 a jump to what stands behind a row unfolds it', async (stage) => {
  const { chat, hears, crowd } = await gathered(stage, 'g3-jump', { viewport: { width: 390, height: 844 }, phone: true });
  await crowd.flood('ことば', 4);
  const entries = await all(hears, 81);
  const rows = folded(entries, 'もか');
  await shows(chat, rows);
  const hidden = entries.find((entry) => !rows.includes(textOf(entry)));
  const staff = await voice(stage, 'g3-jump', { name: 'スタッフ', role: 'moderator', member: 'staff-1' });
  await staff.say('これのこと', { reply: hidden.seq });
  await chat.frame.locator('.b a.q').click();
  const row = chat.frame.locator(`#m${hidden.seq}`);
  await row.waitFor();
  await until(() => row.evaluate((at) => at.getBoundingClientRect().top > 0 && at.getBoundingClientRect().bottom < innerHeight), 'it to be before the eyes');
  assert.ok((await chat.frame.locator('.fr').count()) < rows.filter((text) => typeof text === 'number').length);
  for (const one of [crowd, staff, hears]) one.leave();
});

scene('g3 a calm room is as it was, and so is what three say, however fast', async (stage) => {
  for (const [room, people, each] of [['g3-calm', 5, 1], ['g3-fast', 3, 5]]) {
    const hears = await voice(stage, room, { name: 'きく' });
    const chat = await (await stage.person({ room })).open();
    const crowd = await crowdOf(stage, room, people);
    await crowd.flood('ことば', each);
    await shows(chat, (await all(hears, people * each)).map(textOf));
    crowd.leave();
    hears.leave();
  }
});
