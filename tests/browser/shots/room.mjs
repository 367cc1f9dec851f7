// The fan club's room as most people see it: the talk, what a message offers, the sheet, the stickers, an official, the news.

import { menuOf } from '../hands.mjs';
import { fansTalk, join, later, away, toEnd, visit } from './cast.mjs';

const THANKS = {
  ja: 'もう見てくれたんだ🌿\n最後まで聴いてくれてありがとう！',
  ko: '다들 벌써 봤구나 🌿\n끝까지 들어 줘서 고마워요!',
  en: 'You have all seen it already 🌿\nThank you for listening to the end!',
};
const ASKED = '27일에 다 같이 여기 모여서 보는 거죠?';

export async function room(look) {
  const { stage, lang, shot } = look;
  const leave = await fansTalk(stage, look.room);
  const { person, chat } = await join(look);
  await shot(person, 'panel');
  if (!look.phone && lang === 'ja') await shot(person, 'front', { whole: true });
  const menu = await menuOf(chat, ASKED);
  await shot(person, 'menu');
  await away(chat, menu);
  await toEnd(chat);
  await chat.frame.locator('#maru-menu').click();
  const sheet = chat.frame.getByRole('dialog', { name: later(lang).settings.title });
  await sheet.waitFor();
  await shot(person, 'settings');
  await away(chat, sheet);
  await chat.frame.locator('#maru-face').click();
  const pad = chat.frame.locator('#maru-pad');
  await pad.locator('.pg button img').first().waitFor();
  await shot(person, 'stickers');
  await chat.frame.locator('#maru-face').click();
  await pad.locator('.pg').waitFor({ state: 'detached' });
  await stage.post('ruan', THANKS[lang], { room: look.room });
  await chat.frame.locator('.g.of').last().waitFor();
  await toEnd(chat);
  await shot(person, 'answered');
  leave();
}

export async function news(look) {
  const { person, chat } = await visit(look);
  await chat.tab(chat.words.news);
  await chat.frame.locator('.fe .cd').first().waitFor();
  await look.shot(person, 'news');
}
