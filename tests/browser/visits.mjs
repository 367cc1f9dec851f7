// First visits, as fans make them: what the app's first part has to know without the rest of it.
//
// In every one the room is opened and read, something is said, and what others say comes in. What one does after that (older messages,
// another tab, another language, a second visit) finds the rest, which is asked for when the first part runs: docs/adr/0025.

import { crowded } from './crowd.mjs';
import { RELAY_IS_DOWN } from './person.mjs';
import { voice } from './voice.mjs';

const image = (n) => ({ key: String(n).padStart(32, '0'), w: 1200, h: 900, tint: '#c0a080' });
const pixel = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48"/></svg>';

/** Says something in a room where one is new, and hears the answer. */
async function talks(stage, chat, room, { name, lines: [first, second], of = {} }) {
  await chat.join(name, first);
  await chat.delivered();
  const nori = await voice(stage, room, { name: 'のり', ...of });
  const seq = await nori.say('いらっしゃい');
  await chat.sees('いらっしゃい');
  nori.react(seq, 'heart');
  await chat.frame.locator('.rx button').last().waitFor();
  await chat.say(second);
  await chat.endsWith(['いらっしゃい', second]);
  await chat.delivered();
  nori.read(seq + 1);
  await chat.frame.locator('.me .mt i').last().waitFor();
  nori.leave();
}

/** Goes elsewhere with something in the field, and comes back: what is kept then cannot wait for anything. */
async function leaves(chat) {
  await chat.type('まだ送らない');
  await chat.frame.evaluate(() => {
    const see = (state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    };
    see('hidden');
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }));
    see('visible');
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false }));
  });
}

/** Everything that may stand in a room before somebody comes. */
async function lived(stage, room) {
  await stage.tells(room, [
    { name: 'もか', body: 'ありがとう', beside: { sticker: 'maru/thanks' } },
    { name: 'のり', body: '사진', beside: { images: [image(1), image(2), image(3)] } },
    { name: '콩떡', body: '공지 https://miruna.example/komorebi 보세요' },
    { name: 'のり', body: '見た:ペンラ:' },
    { name: 'もか', body: ':尊い:' },
    ...Array.from({ length: 120 }, (_, n) => ({ name: ['もか', '콩떡', 'Juniper'][n % 3], body: `${n}番目のことば` })),
  ]);
  const staff = await voice(stage, room, { name: 'スタッフ', role: 'moderator', member: 'staff-1' });
  const nori = await voice(stage, room, { name: 'のり' });
  const moka = await voice(stage, room, { name: 'もか' });
  const notice = await staff.say('カムバックは11/27(金) 18:00です');
  await staff.pin(notice);
  const answered = await nori.say('え、なになに', { reply: notice });
  await moka.say('@のりさん ここです', { mentions: [nori.member] });
  await nori.edit(answered, 'え、なんですか');
  await moka.unsend(await moka.say('まちがえた'));
  nori.react(notice, 'heart');
  moka.react(notice, 'heart');
  await nori.say(`とても長い話です。${'木陰にて、というタイトルを最初に見たとき、夏の歌だと思っていました。'.repeat(30)}`);
  await stage.post('ruan', 'もう見てくれたんだ🌿', { room });
  for (const who of [staff, nori, moka]) who.leave();
}

export const VISITS = {
  'an empty room': async (stage, { suffix = '', ...given }) => {
    const room = `visit-empty${suffix}`;
    const person = await stage.person({ ...given, room });
    const chat = await person.open();
    await talks(stage, chat, room, { name: 'もか', lines: ['はじめまして', 'よろしくお願いします🌿'] });
    await leaves(chat);
  },
  'a line that breaks': async (stage, { suffix = '', ...given }) => {
    const person = await stage.person({ ...given, room: `visit-tunnel${suffix}`, allow: RELAY_IS_DOWN });
    const chat = await person.open();
    await chat.join('もか', 'トンネルに入ります');
    await chat.delivered();
    await stage.relay.kill();
    await chat.disconnected();
    await chat.say('あれ、切れた？');
    await chat.frame.locator('.bn.off').waitFor();
    await stage.relay.boot();
    await chat.connected();
    await chat.delivered();
    await leaves(chat);
  },
  'a lively room, on a phone': async (stage, { suffix = '', ...given }) => {
    const room = `visit-lively${suffix}`;
    await lived(stage, room);
    const person = await stage.person({
      ...given,
      room,
      lang: 'ko',
      path: '/ko/',
      phone: true,
      viewport: { width: 390, height: 844 },
      prepare: async (context) => {
        await context.route(/\/(st|m)\//, (route) => route.fulfill({ contentType: 'image/svg+xml', body: pixel }));
        await given.prepare?.(context);
      },
    });
    const chat = await person.open();
    await chat.frame.locator('.nt .np').waitFor();
    await chat.frame.locator('.q').first().waitFor();
    await talks(stage, chat, room, { name: '윤슬지기', lines: ['안녕하세요', '반가워요'] });
  },
  'a long room': async (stage, { suffix = '', ...given }) => {
    const room = `visit-long${suffix}`;
    await crowded(stage, room, 160, (n) => `${n + 1}番目のことば`);
    const person = await stage.person({ ...given, room, lang: 'en', path: '/en/' });
    const chat = await person.open();
    await talks(stage, chat, room, { name: 'Sprout', lines: ['Just watched it.', 'Twice!'] });
  },
  'a page that is a room': async (stage, { suffix = '', ...given }) => {
    const person = await stage.person({ ...given, path: `${stage.relay.url}/r/yoake/visit${suffix}` });
    const chat = await person.whole();
    await chat.join('もか', '在庫はありますか');
    await chat.delivered();
  },
};
