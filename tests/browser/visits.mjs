// First visits, as fans make them, until the room is heard: what the app's first part has to know without the rest of it.
//
// In every one the room is opened and read, and something is written, whether the room answers yet or not.

import { Chat } from './chat.mjs';
import { crowded } from './crowd.mjs';
import { until } from './person.mjs';
import { voice } from './voice.mjs';

const image = (n) => ({ key: String(n).padStart(32, '0'), w: 1200, h: 900, tint: '#c0a080' });
const pixel = '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="48"><rect width="64" height="48"/></svg>';

/** The app has taken over, whether its socket is open or not. */
async function taken(chat) {
  await chat.frame.locator('#maru-menu[data-do]').waitFor();
  return chat;
}

/** The panel, and the app in it. */
export async function open(person) {
  await person.launcher.click();
  return taken(new Chat(person, await person.frame()));
}

/** What stands in the field is the person's, and stays. */
async function types(chat, text) {
  await chat.type(text);
  await until(async () => (await chat.draft.inputValue()) === text, `"${text}" to stand there`);
}

/** Goes elsewhere with something in the field, and comes back: what is kept then cannot wait for anything. */
async function leaves(chat) {
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
    const person = await stage.person({ ...given, room: `visit-empty${suffix}` });
    // The page is idle, and the app comes before anybody asks for it.
    await taken(new Chat(person, await person.frame()));
    const chat = await open(person);
    await types(chat, 'はじめまして');
    await person.launcher.click();
    const closed = () => until(async () => (await person.launcher.getAttribute('aria-expanded')) === 'false', 'the panel to be closed');
    await closed();
    await leaves(await open(person));
  },
  'a lively room, on a phone, and again': async (stage, { suffix = '', ...given }) => {
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
    const chat = await open(person);
    await chat.frame.locator('.nt .np').waitFor();
    await chat.frame.locator('.q').first().waitFor();
    await types(chat, '안녕하세요');
    await leaves(chat);
    await person.page.reload();
    const again = await open(person);
    await until(async () => (await again.draft.inputValue()) === '안녕하세요', 'what was written before');
  },
  'a long room, looked at': async (stage, { suffix = '', ...given }) => {
    const room = `visit-long${suffix}`;
    await crowded(stage, room, 60, (n) => `${n + 1}番目のことば`);
    const person = await stage.person({ ...given, room, lang: 'en', path: '/en/' });
    const chat = await open(person);
    const scroller = chat.frame.locator('#maru-scroll');
    const at = () => scroller.evaluate((el) => el.scrollTop);
    await scroller.evaluate((el) => el.scrollBy(0, -el.clientHeight));
    await until(async () => (await at()) < 0, 'older ones');
    await scroller.evaluate((el) => el.scrollTo(0, 0));
    await until(async () => (await at()) === 0, 'the newest');
    await types(chat, 'Just watched it.');
  },
  'a page that is a room': async (stage, { suffix = '', ...given }) => {
    const person = await stage.person({ ...given, path: `${stage.relay.url}/r/yoake/visit${suffix}` });
    const chat = await taken(new Chat(person, person.page.mainFrame()));
    await types(chat, '在庫はありますか');
  },
};
