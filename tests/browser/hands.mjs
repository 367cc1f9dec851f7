// What hands do with a message: hold it, press the other mouse button, go there by keys; and what axe says of what opens then.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { laterWords } from './words.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What loads later, as a person of this language reads it. */
export const later = (person) => laterWords(person.lang);

/** A finger stays on something until what it asks for is there. */
export async function hold(chat, target, opens = chat.frame.getByRole('menu')) {
  await target.scrollIntoViewIfNeeded();
  const session = await chat.page.context().newCDPSession(chat.page);
  const box = await target.boundingBox();
  const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
  await session.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
  await opens.waitFor();
  await session.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
  await session.detach();
}

/** The menu of a message, as this person opens one. */
export async function menuOf(chat, text) {
  const menu = chat.frame.getByRole('menu');
  const target = chat.bubble(text).first();
  if (chat.person.phone) await hold(chat, target);
  else await target.click({ button: 'right' });
  await menu.waitFor();
  return menu;
}

/** One thing of a message's menu. */
export async function choose(chat, text, name) {
  const menu = await menuOf(chat, text);
  await menu.getByRole('menuitem', { name, exact: true }).click();
}

export const items = (menu) => menu.getByRole('menuitem').evaluateAll((all) => all.map((item) => item.textContent));

/** Axe finds nothing there, when what moves has come to rest. */
export async function clean(place, what) {
  await place.evaluate(() => Promise.all(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    .map(({ finished }) => finished.catch(() => {}))));
  await place.evaluate(AXE);
  const found = await place.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { iframes: false, resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`) }));
  });
  assert.deepEqual(found, [], what);
}
