// What lies over the room: the nickname, and what the settings lead to.

import { choose } from '../hands.mjs';
import { voice } from '../voice.mjs';
import { MINE, fansTalk, join, later, visit } from './cast.mjs';

const DAY = 86_400_000;
const OFFICIAL = { ja: 'ルアン', ko: '루안', en: 'Ruan' };

async function settings(chat, lang) {
  await chat.frame.locator('#maru-menu').click();
  const sheet = chat.frame.getByRole('dialog', { name: later(lang).settings.title });
  await sheet.waitFor();
  return sheet;
}

export async function nickname(look) {
  const { stage, lang, room, shot } = look;
  const leave = await fansTalk(stage, room);
  // The relay is asked about the official's name and answers 422, which Chromium prints by itself.
  const { person, chat } = await visit(look, { allow: [/status of 422/] });
  await chat.type(MINE[lang].lines[0]);
  await chat.send();
  const field = chat.frame.locator('#maru-name');
  await field.waitFor();
  await shot(person, 'nickname');
  await field.fill(OFFICIAL[lang]);
  await field.press('Enter');
  await chat.frame.getByRole('alert').waitFor();
  await shot(person, 'name-refused');
  leave();
}

export async function choices(look) {
  const { stage, lang, room, shot } = look;
  const now = Date.now();
  const words = ['おはよう', '좋은 아침이에요', 'Good morning', 'きょうも木陰で', '오늘도 마루에서'];
  const entries = Array.from({ length: 90 }, (_, n) => ({ name: ['もか', '노을', 'Fern'][n % 3], body: `${words[n % 5]} ${n + 1}`, at: now - (90 - n) * (DAY / 3) }));
  await stage.tells(room, entries);
  const nori = await voice(stage, room, { name: '티켓왕' });
  await nori.say('先払いでチケット譲ります');
  const { person, chat } = await join(look, {}, MINE[lang].lines.slice(0, 1));
  const say = later(lang);
  const first = await settings(chat, lang);
  await first.locator('#se-date').fill(new Date(now - 10 * DAY + 9 * 3_600_000).toISOString().slice(0, 10));
  await first.getByRole('button', { name: say.settings.go, exact: true }).click();
  await chat.frame.locator('.rw.hit').waitFor();
  await shot(person, 'date', { unrest: true });
  await chat.frame.locator('.jl').click();
  await choose(chat, '先払いでチケット譲ります', say.menu.block);
  await chat.bubble('先払いでチケット譲ります').waitFor({ state: 'detached' });

  const sheet = await settings(chat, lang);
  await sheet.locator('#se-sound').check();
  await sheet.locator('#se-quiet').check();
  await sheet.locator('#se-from').fill('23:00');
  await sheet.locator('#se-to').fill('07:00');
  await sheet.locator('#se-quiet').evaluate((el) => el.scrollIntoView({ block: 'center' }));
  await shot(person, 'quiet');
  await sheet.getByText(say.settings.blocked, { exact: true }).click();
  const unblock = sheet.getByRole('button', { name: `티켓왕 ${say.settings.unblock}` });
  await unblock.waitFor();
  await unblock.scrollIntoViewIfNeeded();
  await shot(person, 'block-list');
  await sheet.locator('#se-forget').click();
  const sure = chat.frame.getByRole('alertdialog', { name: say.settings.forget });
  await sure.waitFor();
  await shot(person, 'forget');
  nori.leave();
}
