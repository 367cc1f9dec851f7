// Who is in the pictures: the fans of the demo, and the person before whose screen one stands.

import { openGuest } from '../../../demo-site/seed/guest.mjs';
import { hex } from '../crowd.mjs';
import { laterWords } from '../words.mjs';

export const DEVICES = {
  phone: { viewport: { width: 390, height: 844 }, pixels: 2, phone: true },
  desktop: { viewport: { width: 1280, height: 800 } },
};

export const HOME = { ja: '/', ko: '/ko/', en: '/en/' };
export const SHOP = { ja: '/shop/', ko: '/ko/shop/', en: '/en/shop/' };

/** What the person of the picture says in the fan club's room. */
export const MINE = {
  ja: { name: 'ふたば', lines: ['みんな早いｗ 今から見ます！', '……見た。しばらく動けない'] },
  ko: { name: '새싹', lines: ['저 지금 봤어요', '아무것도 못 하고 있음ㅠㅠㅠㅠ'] },
  en: { name: 'Sprout', lines: ['Just watched it.', 'Nobody talk to me for an hour 🌿'] },
};

export const later = (lang) => laterWords(lang);

/** The fan club's talk once more, in a room of its own, so that no picture shows what another's person said. */
export async function fansTalk(stage, room) {
  const { rooms } = stage.seeds.find(({ site }) => site === 'miruna');
  return speak(stage, room, rooms.find(({ room: name }) => name === 'lounge').talk);
}

/** Those who speak stay, and so do some who only read: a picture's head count is of real sockets. Tells how to send them home. */
export async function speak(stage, room, lines, { readers = 6, site = 'miruna' } = {}) {
  const present = new Map();
  for (const [n, { name, body }] of lines.entries()) {
    if (!present.has(name)) present.set(name, await openGuest({ relay: stage.relay.url, site, room, guest: hex(name), name }));
    await present.get(name).say(body, hex(`${room} ${n}`));
  }
  const more = Array.from({ length: readers }, (_, n) => openGuest({ relay: stage.relay.url, site, room, guest: hex(`reader ${n}`), name: `reader ${n}` }));
  const all = [...present.values(), ...(await Promise.all(more))];
  return () => all.forEach((guest) => guest.close());
}

/** On the fan club's page, with the panel open. */
export async function visit({ stage, lang, room }, who = {}) {
  const person = await stage.person({ path: HOME[lang], room, ...who });
  return { person, chat: await person.open() };
}

/** The same, with a name and what was said under it. */
export async function join(look, who = {}, lines = MINE[look.lang].lines) {
  const { person, chat } = await visit(look, who);
  const [first, ...rest] = lines;
  await chat.join(MINE[look.lang].name, first);
  for (const line of rest) await chat.say(line);
  await chat.endsWith(lines);
  await chat.delivered();
  return { person, chat };
}

export const member = (chat, site = 'miruna') => chat.frame.evaluate((site) => localStorage.getItem(`maru/${site}/member`), site);

/** Puts away what lies over the room. */
export async function away(chat, what) {
  await chat.page.keyboard.press('Escape');
  await what.waitFor({ state: 'detached' });
}

/** The end of the list is before the eyes. */
export const toEnd = (chat) => chat.frame.locator('#maru-scroll').evaluate((el) => el.scrollTo({ top: 0, behavior: 'instant' }));

const photoRooms = new Set();
let titled = [];

/** Rooms that are called as the demo's are; the shop's count down who has yet to read, and show a sticker first. */
export async function dress(stage, rooms = titled, photos = []) {
  titled = rooms;
  for (const room of photos) photoRooms.add(room);
  for (const [site, room, more] of [['miruna', 'lounge', { photo_rooms: [...photoRooms] }], ['yoake', 'counter', { read_marks: 'count_down', chat: { sticker_tap: 'preview' } }]]) {
    const { settings } = stage.seeds.find((seed) => seed.site === site);
    const titles = Object.fromEntries(rooms.map((name) => [name, settings.rooms[room]]));
    await stage.settle(site, { rooms: { ...settings.rooms, ...titles }, ...more });
  }
}
