// Maru on the pages of others: the launcher, a block of a shop, a room's own page, another dress, and the browsers within apps.

import { crowded } from '../crowd.mjs';
import { until } from '../person.mjs';
import { voice } from '../voice.mjs';
import { HOME, MINE, SHOP, fansTalk, later, speak } from './cast.mjs';

const CALL = {
  ja: '18時になりました。みんな、縁側で待ってるね🌿',
  ko: '여섯 시예요! 다들 마루에서 기다리고 있을게요 🌿',
  en: 'It is six o’clock. I am waiting on the porch 🌿',
};

/** One after another: what an official posts is seen on every open page. */
export async function launcher(looks) {
  for (const { stage, lang, room, shot } of looks) {
    const person = await stage.person({ path: HOME[lang], room });
    await person.page.locator('button[data-in]').waitFor();
    await shot(person, 'launcher', { whole: true });
    await person.follow();
    await crowded(stage, room, 120, (n) => `${n + 1}`);
    await until(async () => (await person.launcher.getAttribute('data-n')) === '99+', 'the launcher to count 99+');
    await shot(person, 'unread', { whole: true });
    await stage.post('ruan', CALL[lang]);
    await person.page.locator('iframe.card').waitFor();
    await (await person.frame()).locator('#maru-card').getByText(CALL[lang].slice(-8)).waitFor();
    await shot(person, 'teaser', { whole: true });
  }
}

const COUNTER = {
  ja: ['四月始まりの手帳はありますか？', '2冊ください！'],
  ko: ['4월에 시작하는 다이어리도 있나요?', '두 권 살게요!'],
  en: ['Do you have one that begins in April?', 'Two of them, please!'],
};

/** The shop's room counts down who has yet to read, and there a first tap shows a sticker. */
export async function shop({ stage, lang, room, phone, shot }) {
  const { rooms: [{ talk }] } = stage.seeds.find(({ site }) => site === 'yoake');
  const leave = await speak(stage, room, talk, { site: 'yoake', readers: 0 });
  const person = await stage.person({ path: SHOP[lang], room });
  await person.page.locator('#room').scrollIntoViewIfNeeded();
  const chat = await person.chat(room);
  await chat.join(MINE[lang].name, COUNTER[lang][0]);
  await chat.say(COUNTER[lang][1]);
  await chat.delivered();
  await chat.frame.locator('.me .mt i').last().waitFor();
  await person.page.locator(phone ? '#room' : '#counter').evaluate((el) => el.scrollIntoView({ block: 'start', behavior: 'instant' }));
  await shot(person, 'inline', { whole: true });
  await chat.frame.locator('#maru-face').click();
  await chat.frame.locator('#maru-pad .pg button').nth(2).click();
  await chat.frame.locator('.sp img').waitFor();
  await shot(person, 'sticker-shown', { whole: true });
  leave();
}

/** Alone on its page. Only its own pages are framed by nobody, so it is also what a shared link opens. */
export async function ownPage({ stage, lang, room, shot }) {
  const leave = await fansTalk(stage, room);
  const person = await stage.person({ path: `${stage.relay.url}/r/miruna/${room}?lang=${lang}` });
  const chat = await person.whole();
  await chat.join(MINE[lang].name, MINE[lang].lines[0]);
  await chat.delivered();
  await shot(person, 'page', { whole: true });
  leave();
}

export async function dressed({ stage, lang, room, shot }) {
  const leave = await fansTalk(stage, room);
  const person = await stage.person({ path: HOME[lang], room });
  const chat = await person.open();
  await chat.join(MINE[lang].name, MINE[lang].lines[0]);
  await chat.delivered();
  const accent = () => chat.frame.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--accent'));
  const before = await accent();
  await person.page.evaluate(() => globalThis.maru('setTheme', { accent: '#2f5bd8', radius: 0.35, font: 'serif' }));
  await until(async () => (await accent()) !== before, 'the other dress');
  await shot(person, 'dressed', { whole: true });
  leave();
}

const APPS = {
  ja: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Safari Line/14.9.0',
  ko: 'Mozilla/5.0 (Linux; Android 14; SM-S911N; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/125.0 Mobile Safari/537.36 KAKAOTALK 10.8.3',
};

/** LINE's own browser in Japanese, KakaoTalk's in Korean, by what they call themselves. They are on phones. */
export async function within({ stage, lang, room, shot }) {
  const nori = await voice(stage, room, { name: 'のり' });
  await nori.say('https://miruna.example/teaser/');
  const person = await stage.person({
    agent: APPS[lang],
    path: `${stage.relay.url}/r/miruna/${room}?lang=${lang}`,
    prepare: (context) => context.addInitScript(() => {
      delete Navigator.prototype.serviceWorker;
    }),
  });
  const chat = await person.whole();
  await chat.join(MINE[lang].name, MINE[lang].lines[0]);
  await chat.delivered();
  await chat.frame.locator('#maru-menu').tap();
  await chat.frame.getByRole('button', { name: later(lang).settings.browser }).scrollIntoViewIfNeeded();
  await shot(person, 'in-app');
  nori.leave();
}
