// A conversation as it goes on: days, answers, calls, reactions, what is pinned, what was read, and what came meanwhile.

import { until } from '../person.mjs';
import { voice } from '../voice.mjs';
import { MINE, join, member, toEnd } from './cast.mjs';

const DAY = 86_400_000;

/** What was said on three days. */
const BEFORE = [
  [2, 'のり', '東京公演の席、2階の最前列でした'],
  [2, '윤슬지기', '우와 거기 잘 보이는 자리예요!'],
  [1, 'Juniper', 'Booked my flight to Seoul ✈️'],
  [1, '콩떡', '서울에서 만나요!! 떡 나눠 드릴게요'],
  [1, 'まめ大福', 'お餅…！'],
];

const SAID = {
  ja: { pinned: 'カムバックは11/27(金) 18:00、ここに集合です', called: (name) => `@${name}さん @のりさん 27日、何時に来ますか？`, mine: '18時ちょうどに！' },
  ko: { pinned: '컴백은 11/27(금) 18:00, 여기서 모여요', called: (name) => `@${name}님 @のり님 27일에 몇 시에 오세요?`, mine: '여섯 시 정각에요!' },
  en: { pinned: 'Comeback: Fri 27 Nov, 18:00, right here', called: (name) => `@${name} @のり what time will you be here on the 27th?`, mine: 'Six sharp!' },
};

export async function conversation(look) {
  const { stage, lang, room, shot } = look;
  const now = Date.now();
  await stage.tells(room, BEFORE.map(([days, name, body], n) => ({ name, body, at: now - days * DAY + n * 60_000 })));
  const staff = await voice(stage, room, { name: 'スタッフ', role: 'moderator', member: 'staff-1' });
  const nori = await voice(stage, room, { name: 'のり' });
  const jigi = await voice(stage, room, { name: '윤슬지기' });
  const say = SAID[lang];
  const notice = await staff.say(say.pinned);
  const { person, chat } = await join(look, {}, MINE[lang].lines.slice(0, 1));
  await chat.frame.locator('#maru-scroll').evaluate((el) => el.scrollTo({ top: -el.scrollHeight, behavior: 'instant' }));
  await shot(person, 'dates');
  await toEnd(chat);

  const lost = await jigi.say('앗 잘못 눌렀어요');
  const asked = await jigi.say('마지막에 나뭇잎 소리 들으셨어요?');
  const seven = await jigi.say('19시에 만나요');
  await nori.say('聞こえた！ イヤホンで聴くと右から左に流れるの', { reply: asked });
  await nori.say('え、なになに', { reply: lost });
  await jigi.edit(seven, '18시에 만나요');
  await jigi.unsend(lost);
  await chat.frame.locator('.gone').first().waitFor();
  await shot(person, 'answers');

  const me = await member(chat);
  const called = await jigi.say(say.called(MINE[lang].name), { mentions: [me, nori.member] });
  for (const [who, seq, kind] of [[nori, asked, 'heart'], [staff, asked, 'heart'], [jigi, asked, 'clap'], [nori, called, 'good'], [nori, seven, 'check']]) who.react(seq, kind);
  await chat.frame.locator(`#m${seven} + .rx`).waitFor();
  await chat.frame.locator(`#m${asked} + .rx button`).first().click();
  await chat.say(say.mine);
  await chat.delivered();
  for (const each of [nori, jigi, staff]) each.read(called + 1);
  await chat.frame.locator('.me .mt i').getByText(chat.words.read(3)).last().waitFor();
  await toEnd(chat);
  await shot(person, 'reactions');

  await staff.pin(notice);
  await chat.frame.locator('.nt').waitFor();
  await chat.frame.locator('.sy').last().waitFor();
  await toEnd(chat);
  await shot(person, 'pinned');
  await chat.frame.locator('.nt').getByRole('button', { name: chat.words.fold }).click();
  await chat.frame.locator('.nt.fold').waitFor();

  await chat.frame.locator('#maru-close').click();
  await until(async () => (await person.launcher.getAttribute('aria-expanded')) === 'false', 'the panel to be closed');
  for (const [who, text] of [[nori, 'あと10分！'], [jigi, '두근두근'], [nori, 'もう正座してる'], [jigi, 'ㅋㅋㅋㅋㅋ 저도요']]) await who.say(text);
  await person.launcher.click();
  await chat.frame.locator('.un').waitFor();
  await shot(person, 'ahead');

  await chat.frame.locator('#maru-scroll').evaluate((el) => el.scrollTo({ top: -560, behavior: 'instant' }));
  await chat.frame.locator('.jl').waitFor();
  for (const text of ['きた', 'きたきた', 'はじまった🌿']) await nori.say(text);
  await chat.frame.locator('.jl').getByText(chat.words.new_messages(3)).waitFor();
  await shot(person, 'newest');
  for (const who of [staff, nori, jigi]) who.leave();
}
