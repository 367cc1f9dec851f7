// The pictures of docs/shots, taken from the demo as it is: `node tests/browser/shots.mjs [name …]`.
//
// Absent on purpose: retouching. A picture shows what the relay, the app and the demo draw.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { openGuest } from '../../demo-site/seed/guest.mjs';
import { hex } from './crowd.mjs';
import { RELAY_IS_DOWN } from './person.mjs';
import { ROOT } from './relay.mjs';
import { Stage, switches } from './stage.mjs';

const OUT = process.env.MARU_SHOTS ?? join(ROOT, 'docs/shots');
const HOME = { ja: '/', ko: '/ko/', en: '/en/' };
const PHONE = { viewport: { width: 390, height: 844 }, pixels: 2, phone: true };
const DESKTOP = { viewport: { width: 1280, height: 800 } };

/** What the person of the picture has said in the fan club's room. */
const MINE = {
  ja: { name: 'ふたば', lines: ['みんな早いｗ 今から見ます！', '……見た。しばらく動けない'] },
  ko: { name: '새싹', lines: ['저 지금 봤어요', '아무것도 못 하고 있음ㅠㅠㅠㅠ'] },
  en: { name: 'Sprout', lines: ['Just watched it.', 'Nobody talk to me for an hour 🌿'] },
};

async function talking(stage, look) {
  const { lang } = look;
  await fansTalk(stage, look.room);
  const person = await stage.person({ ...look, path: HOME[lang] });
  const chat = await person.open();
  const { name, lines: [first, ...rest] } = MINE[lang];
  await chat.join(name, first);
  for (const line of rest) await chat.say(line);
  await chat.endsWith([first, ...rest]);
  await chat.delivered();
  return { person, chat };
}

/** The fan club's talk once more, in a room of its own, so that no picture shows what another's person said. */
async function fansTalk(stage, room) {
  const { rooms } = stage.seeds.find(({ site }) => site === 'miruna');
  await speak(stage, room, rooms.find(({ room: name }) => name === 'lounge').talk);
}

async function speak(stage, room, lines) {
  const present = new Map();
  for (const [n, { name, body }] of lines.entries()) {
    if (!present.has(name)) present.set(name, await openGuest({ relay: stage.relay.url, site: 'miruna', room, guest: hex(name), name }));
    await present.get(name).say(body, hex(`${room} ${n}`));
  }
  // They stay, and so do some who only read: the picture's head count is of real sockets.
  const readers = Array.from({ length: 18 }, (_, n) => openGuest({ relay: stage.relay.url, site: 'miruna', room, guest: hex(`reader ${n}`) }));
  await Promise.all(readers);
}

async function still(person) {
  for (const frame of person.page.frames()) {
    await frame.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))));
    await frame.evaluate(() => document.fonts.ready.then(() => {}));
  }
}

const SHOTS = {
  async launcher(stage, look) {
    const person = await stage.person({ ...look, path: HOME[look.lang] });
    await person.launcher.waitFor();
    return { person };
  },
  panel: talking,
  async answered(stage, look) {
    const shot = await talking(stage, look);
    await stage.post('ruan', look.lang === 'ko' ? '다들 벌써 봤구나 🌿\n끝까지 들어 줘서 고마워요!' : 'もう見てくれたんだ🌿\n最後まで聴いてくれてありがとう！', { room: look.room });
    await shot.chat.frame.locator('.g.of').last().waitFor();
    return shot;
  },
  async news(stage, look) {
    const person = await stage.person({ ...look, path: HOME[look.lang] });
    const chat = await person.open();
    await chat.tab(chat.words.news);
    await chat.frame.locator('.fe .cd').first().waitFor();
    return { person };
  },
  async shop(stage, look) {
    const person = await stage.person({ ...look, room: undefined, path: { ja: '/shop/', ko: '/ko/shop/', en: '/en/shop/' }[look.lang] });
    await person.page.locator('#room').scrollIntoViewIfNeeded();
    await person.chat('counter');
    await person.page.locator(look.phone ? '#room' : '#counter').evaluate((el) => el.scrollIntoView({ block: 'start', behavior: 'instant' }));
    return { person };
  },
  async nickname(stage, look) {
    await fansTalk(stage, look.room);
    const person = await stage.person({ ...look, path: HOME[look.lang] });
    const chat = await person.open();
    await chat.type(MINE[look.lang].lines[0]);
    await chat.send();
    await chat.frame.locator('#maru-name').waitFor();
    return { person };
  },
  async empty(stage, look) {
    const person = await stage.person({ ...look, path: HOME[look.lang] });
    const chat = await person.open();
    await chat.frame.locator('.em').waitFor();
    return { person };
  },
  async long(stage, look) {
    await speak(stage, look.room, LONG);
    const person = await stage.person({ ...look, path: HOME[look.lang] });
    const chat = await person.open();
    await chat.frame.locator('.ls .b').first().waitFor();
    return { person };
  },
  async offline(stage, look) {
    const shot = await talking(stage, { ...look, allow: RELAY_IS_DOWN });
    await stage.relay.kill();
    await shot.chat.disconnected();
    await shot.chat.say(look.lang === 'ko' ? '어 끊겼나?' : 'あれ、切れた？');
    await shot.chat.say(look.lang === 'ko' ? '돌아오면 보내질 거예요' : '戻ったら届くはず');
    await shot.chat.frame.locator('.bn.off').waitFor();
    return { ...shot, after: () => stage.relay.boot() };
  },
};

const PLAN = [
  ['launcher', 'desktop', 'ja', 'light'],
  ['launcher', 'phone', 'ko', 'light'],
  ['panel', 'desktop', 'ja', 'light'],
  ['panel', 'desktop', 'ko', 'dark'],
  ['panel', 'desktop', 'en', 'light'],
  ['answered', 'phone', 'ja', 'light'],
  ['answered', 'phone', 'ko', 'dark'],
  ['news', 'phone', 'ko', 'light'],
  ['news', 'phone', 'ja', 'dark'],
  ['shop', 'desktop', 'ja', 'light'],
  ['shop', 'phone', 'ko', 'light'],
  ['nickname', 'phone', 'ja', 'light'],
  ['nickname', 'phone', 'ko', 'dark'],
  ['empty', 'phone', 'ko', 'light'],
  ['empty', 'phone', 'ja', 'dark'],
  ['long', 'phone', 'ja', 'light'],
  ['offline', 'phone', 'ja', 'light'],
  ['offline', 'phone', 'ko', 'dark'],
];

const LONG = [
  { name: '숲속에서온편지를기다리는초록빛리피의하루일기장', body: '띄어쓰기없이아주길게이어지는한국어문장도화면밖으로나가지않아야해요' },
  { name: '木漏れ日の下でずっと待っているルアン担のもか🌿', body: 'ひとつめの段落です。木陰にて、というタイトルを最初に見たとき、夏の歌だと思っていました。でも聴いてみたら秋の終わりで、落ち葉を踏む音がして、それがだんだん拍手に変わっていくんですよね。\n\n二つめの段落。あの拍手、去年の東京公演で録ったものだそうです。' },
  { name: 'Juniper', body: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerk https://miruna.example/articles/komorebi/?from=lounge&lang=ja#photo-3' },
  { name: '콩떡', body: 'ㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋㅋ' },
  { name: 'まめ大福', body: '🌿' },
];

const chosen = process.argv.slice(2);
const wanted = PLAN.map((shot) => [shot.join('-'), ...shot]).filter(([file]) => chosen.length === 0 || chosen.some((name) => file.startsWith(name)));
await mkdir(OUT, { recursive: true });
// In one process with its page, a frame is drawn at the picture's resolution.
const sharp = switches().filter((flag) => flag !== '--site-per-process' && !flag.startsWith('--disable-features'));
const stage = await Stage.open([...sharp, '--disable-site-isolation-trials', '--disable-features=LocalNetworkAccessChecks,IsolateOrigins,site-per-process']);
try {
  await stage.fill();
  await stage.title(wanted.map(([file]) => file));
  for (const [file, what, device, lang, scheme] of wanted) {
    const look = { lang, scheme, room: file, ...(device === 'phone' ? PHONE : DESKTOP) };
    const { person, after } = await SHOTS[what](stage, look);
    await still(person);
    await person.page.screenshot({ path: join(OUT, `${file}.png`), animations: 'disabled' });
    await person.leave();
    await after?.();
    console.log(file);
  }
} finally {
  await stage.close();
}
