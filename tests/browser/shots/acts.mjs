// What a person does with a message: their own, and another's.

import { choose, menuOf } from '../hands.mjs';
import { until } from '../person.mjs';
import { voice } from '../voice.mjs';
import { MINE, away, join, later, toEnd } from './cast.mjs';

const OTHERS = ['マスキングテープ、まだ余ってる方いますか？', '先払いでチケット譲ります。DMください'];
const ANSWER = { ja: 'うちに3つあります！', ko: '저 세 개 있어요!', en: 'I have three!' };
const MORE = { ja: '（3回め）', ko: ' (세 번째)', en: ' (third time)' };

export async function acts(look) {
  const { stage, lang, room, shot } = look;
  const nori = await voice(stage, room, { name: 'のり' });
  const seller = await voice(stage, room, { name: '티켓왕' });
  await nori.say(OTHERS[0]);
  const { person, chat } = await join(look);
  const { menu: say } = later(lang);
  const [first, second] = MINE[lang].lines;

  const menu = await menuOf(chat, first);
  await shot(person, 'own-menu');
  await menu.getByRole('menuitem', { name: say.edit, exact: true }).click();
  await until(async () => (await chat.draft.inputValue()) === first, 'the text to stand in the field');
  await chat.draft.evaluate((field) => field.setSelectionRange(field.value.length, field.value.length));
  await chat.page.keyboard.insertText(MORE[lang]);
  await shot(person, 'editing');
  if (look.phone) await chat.frame.getByRole('button', { name: chat.words.done, exact: true }).click();
  else await chat.page.keyboard.press('Enter');
  await chat.sees(`${first}${MORE[lang]}`);

  await choose(chat, second, say.unsend);
  const sure = chat.frame.getByRole('alertdialog', { name: say.sure });
  await sure.waitFor();
  await shot(person, 'unsending');
  await sure.getByRole('button', { name: say.unsend }).click();
  await chat.frame.locator('.gone').waitFor();
  await choose(chat, OTHERS[0], say.reply);
  await chat.frame.locator('.rb').waitFor();
  await chat.type(ANSWER[lang]);
  await shot(person, 'replying');
  await chat.send();
  await chat.delivered();
  await toEnd(chat);
  await shot(person, 'changed');

  await seller.say(OTHERS[1]);
  await chat.sees(OTHERS[1]);
  await choose(chat, OTHERS[1], say.report);
  const grounds = chat.frame.getByRole('menu', { name: say.why });
  await grounds.waitFor();
  await shot(person, 'report');
  await away(chat, grounds);
  await choose(chat, OTHERS[1], say.block);
  await chat.bubble(OTHERS[1]).waitFor({ state: 'detached' });
  await shot(person, 'blocked', { unrest: true });
  for (const who of [nori, seller]) who.leave();
}
