// What people write at the edges: long names, long words, other directions, marks that pile up; and a very long room.

import { NAUGHTY } from '../naughty.mjs';
import { until } from '../person.mjs';
import { HOME, speak, toEnd, visit } from './cast.mjs';

const LONG = [
  { name: '숲속에서온편지를기다리는초록빛리피의하루일기장', body: '띄어쓰기없이아주길게이어지는한국어문장도화면밖으로나가지않아야해요' },
  { name: '木漏れ日の下でずっと待っているルアン担のもか🌿', body: 'ひとつめの段落です。木陰にて、というタイトルを最初に見たとき、夏の歌だと思っていました。でも聴いてみたら秋の終わりで、落ち葉を踏む音がして、それがだんだん拍手に変わっていくんですよね。\n\n二つめの段落。あの拍手、去年の東京公演で録ったものだそうです。' },
  { name: 'Juniper', body: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk https://miruna.example/articles/komorebi/?from=lounge&lang=ja#photo-3' },
  { name: '콩떡', body: 'ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ' },
  { name: 'まめ大福', body: '🌿' },
];

const PART = {
  ja: '木漏れ日が縁側に落ちて、だれかの笑い声がする。',
  ko: '마루에 햇살이 내려앉고 누군가 웃는 소리가 들려요. ',
  en: 'Light falls on the porch, and somebody is laughing. ',
};

async function shown(look, state, lines) {
  const leave = await speak(look.stage, look.room, lines);
  const { person, chat } = await visit(look);
  await chat.frame.locator('.ls .b').first().waitFor();
  await toEnd(chat);
  await look.shot(person, state);
  leave();
}

export const long = (look) => shown(look, 'long', LONG);

export const folded = (look) => shown(look, 'folded', [
  { name: 'のり', body: 'きょうの感想、長いです' },
  { name: 'まめ大福', body: PART[look.lang].repeat(300).slice(0, 5_000) },
  { name: '콩떡', body: '다 읽었어요ㅋㅋㅋ' },
]);

const said = (names) => names.map((name, n) => ({ name: ['もか', '윤슬지기', 'يارا'][n % 3], body: NAUGHTY[name].text }));

export const turned = (look) => shown(look, 'turned', said([
  'an override that is never closed',
  'overrides, embeddings and isolates without ends',
  'Arabic',
  'Hebrew with Latin and digits',
  'marks that turn digits',
]));

export const naughty = (look) => shown(look, 'naughty', said([
  'marks piled up',
  'marks piled on Thai, Arabic and kana',
  'very wide letters',
  'a picture with a handler',
  'a bank that is none',
]));

const TALK = ['おはよう', '안녕하세요', 'hello', 'きょうも木陰で', '오늘도 마루에서', '見た！！', '저도요ㅠㅠ', 'Worth it 🌲'];

/** Ten thousand, and somebody who reads back. */
export async function history(look) {
  const now = Date.now();
  await look.stage.tells(look.room, Array.from({ length: 10_000 }, (_, n) => ({
    name: ['もか', '윤슬지기', 'Juniper', 'のり', '콩떡'][n % 5],
    body: `${String(n + 1).padStart(5, '0')} ${TALK[n % TALK.length]}`,
    at: now - (10_000 - n) * 60_000,
  })));
  const person = await look.stage.person({ path: HOME[look.lang], room: look.room });
  const chat = await person.open();
  await chat.sees(`10000 ${TALK[9_999 % TALK.length]}`);
  const scroller = chat.frame.locator('#maru-scroll');
  await until(
    () => scroller.evaluate((el) => {
      const { top } = el.getBoundingClientRect();
      const seen = [...el.querySelectorAll('.b')].find((bubble) => bubble.getBoundingClientRect().top > top);
      if (Number.parseInt(seen.textContent, 10) < 9_500) return true;
      el.scrollBy({ top: -el.clientHeight * 4, behavior: 'instant' });
      return false;
    }),
    'five hundred messages to have been passed',
  );
  await look.shot(person, 'history');
}
