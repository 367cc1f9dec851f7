// Talk that nobody has to type: guests without a browser, who say things over sockets.

import { createHash } from 'node:crypto';

import { openGuest } from '../../demo-site/seed/guest.mjs';
import { until } from './person.mjs';

/** 128 bits that are the same for the same words. */
export const hex = (words) => createHash('sha256').update(words).digest('hex').slice(0, 32);

const NAMES = ['もか', '윤슬지기', 'まめ大福', '콩떡', 'Juniper', '초록씨앗', 'のり', '페리도트'];

function guestOf(stage, site, room, n) {
  const name = n < NAMES.length ? NAMES[n] : `${NAMES[n % NAMES.length]}${n}`;
  return openGuest({ relay: stage.relay.url, site, room, guest: hex(`${room} guest ${n}`), name });
}

/** These texts, in this order, said by a few people in turn. */
export async function said(stage, room, texts, { site = 'miruna', people = 3 } = {}) {
  const guests = await Promise.all(Array.from({ length: people }, (_, n) => guestOf(stage, site, room, n)));
  for (const [n, text] of texts.entries()) await guests[n % people].say(text, hex(`${room} ${n} ${text}`));
  for (const guest of guests) guest.close();
}

/** What the room lets a member say at once: protocol::limits::BURST_POSTS. */
const BURST = 20;
/** Sockets at a time: each hears all the others, and the relay's work is what is heard. */
const AT_ONCE = 8;
/** What one of them says before it waits for an answer: what is held comes again, and too many frames are a flood. */
const IN_A_ROW = 5;

/**
 * Many texts, by many guests who come, say as much as the room allows at once, and leave.
 * Returns the texts in the order that the room gave them.
 */
export async function crowded(stage, room, count, text, { site = 'miruna' } = {}) {
  const placed = [];
  let next = 0;
  const come = async () => {
    while (next * BURST < count) {
      const n = next;
      next += 1;
      const guest = await guestOf(stage, site, room, n);
      const say = async (k) => {
        const body = text(k);
        placed.push({ body, seq: await guest.say(body, hex(`${room} ${k}`)) });
      };
      const all = Array.from({ length: Math.min(BURST, count - n * BURST) }, (_, k) => n * BURST + k);
      while (all.length) await Promise.all(all.splice(0, IN_A_ROW).map(say));
      guest.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, come));
  return placed.sort((a, b) => a.seq - b.seq).map(({ body }) => body);
}

/**
 * Fans with nothing but a socket, who come back as the protocol asks: the first try after a cut at a random moment of the
 * room's window, further ones after a random part of a doubling wait. Resolves when all are in.
 */
export async function herd(stage, room, count, { site = 'miruna' } = {}) {
  const address = `${stage.relay.url.replace(/^http/, 'ws')}/s/${site}/${encodeURIComponent(room)}`;
  const fans = new Set();
  let gone = false;
  const ticketOf = async (n) => {
    const asked = await fetch(`${stage.relay.url}/f/${site}/ticket`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: stage.relay.url },
      body: JSON.stringify({ guest: hex(`${room} fan ${n}`), name: `ファン${n}` }),
    });
    return (await asked.json()).ticket;
  };
  const come = async (n) => {
    const fan = { in: false, tries: 0, window: 1000 };
    fans.add(fan);
    const ticket = await ticketOf(n);
    const join = () => {
      const socket = new WebSocket(address, { protocols: ['maru.v1'], headers: { origin: stage.relay.url } });
      fan.socket = socket;
      const again = () => {
        clearTimeout(late);
        Object.assign(socket, { onopen: null, onmessage: null, onclose: null });
        const spread = fan.in ? fan.window : Math.min(30_000, 500 * 2 ** fan.tries);
        Object.assign(fan, { in: false, tries: fan.tries + 1 });
        if (!gone) setTimeout(join, Math.random() * spread);
      };
      // A relay that goes while it is asked never answers, and node's socket does not close before it is open.
      const late = setTimeout(() => {
        socket.close();
        again();
      }, 5000);
      socket.onopen = () => socket.send(JSON.stringify({ hello: { ticket } }));
      socket.onmessage = ({ data }) => {
        const { welcome } = JSON.parse(data);
        if (!welcome) return;
        clearTimeout(late);
        Object.assign(fan, { in: true, tries: 0, window: welcome.reconnect_window_ms });
      };
      socket.onclose = again;
    };
    join();
  };
  for (let n = 0; n < count; n += 50) {
    await Promise.all(Array.from({ length: Math.min(50, count - n) }, (_, k) => come(n + k)));
  }
  const present = () => [...fans].filter((fan) => fan.in).length;
  await until(() => present() === count, `${count} fans to be in`, 60_000);
  return {
    present,
    /** The widest window that the room has named. */
    window: () => Math.max(...[...fans].map((fan) => fan.window)),
    leave() {
      gone = true;
      for (const { socket } of fans) socket.close();
    },
  };
}
