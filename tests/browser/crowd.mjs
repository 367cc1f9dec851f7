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

/**
 * Many texts, said by many people at once, each at the pace that the room allows a member.
 * Returns the texts in the order that the room gave them.
 */
export async function crowded(stage, room, count, people, text, { site = 'miruna' } = {}) {
  const placed = [];
  const each = Math.ceil(count / people);
  const one = async (n) => {
    const guest = await guestOf(stage, site, room, n);
    for (let k = n * each; k < Math.min(count, (n + 1) * each); k += 1) {
      const body = text(k);
      placed.push({ body, seq: await patiently(() => guest.say(body, hex(`${room} ${k}`))) });
    }
    guest.close();
  };
  await Promise.all(Array.from({ length: people }, (_, n) => one(n)));
  return placed.sort((a, b) => a.seq - b.seq).map(({ body }) => body);
}

/** Said again after as long as the room asks for, until it takes it. */
async function patiently(say) {
  for (;;) {
    try {
      return await say();
    } catch (failure) {
      if (failure.refused?.refusal !== 'too_fast') throw failure;
      await new Promise((resolve) => setTimeout(resolve, failure.refused.retry_after_ms ?? 200));
    }
  }
}
