// Talk that nobody has to type: guests without a browser, who say things over sockets.

import { createHash } from 'node:crypto';

import { openGuest } from '../../demo-site/seed/guest.mjs';

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
  for (const [n, text] of texts.entries()) await guests[n % people].say(text, hex(`${room} ${n}`));
  for (const guest of guests) guest.close();
}

/** What the room lets a member say at once: protocol::limits::BURST_POSTS. */
const BURST = 20;
/** Sockets at a time: each hears all the others, and the relay's work is what is heard. */
const AT_ONCE = 8;

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
      for (let k = n * BURST; k < Math.min(count, (n + 1) * BURST); k += 1) {
        const body = text(k);
        placed.push({ body, seq: await guest.say(body, hex(`${room} ${k}`)) });
      }
      guest.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, come));
  return placed.sort((a, b) => a.seq - b.seq).map(({ body }) => body);
}
