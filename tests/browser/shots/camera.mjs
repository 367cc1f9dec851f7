// Takes a picture of a page when everything on it has come to rest, in the light, in the dark, or in both.

import { join } from 'node:path';

import { until } from '../person.mjs';

/** What of a desktop's window is on a sheet: the panel, with some of the page around it. */
const CORNER = { x: 1280 - 540, y: 0, width: 540, height: 800 };

/** The file of a picture. */
export const nameOf = ({ state, device, lang, scheme }) => `${state}-${device}-${lang}-${scheme}.png`;

/** What moves comes to its end, and fonts are there. What goes round for ever may go on; in a frame that nobody sees all stands still. */
async function still(person) {
  for (const frame of person.page.frames()) {
    await frame.evaluate(() => Promise.race([
      new Promise((rest) => setTimeout(rest, 1500)),
      Promise.all(document.getAnimations()
        .filter(({ effect }) => effect.getComputedTiming().endTime < 1500)
        .map(({ finished }) => finished.catch(() => {}))),
    ]));
    await frame.evaluate(() => document.fonts.ready.then(() => {}));
  }
}

/** All pictures that are before the eyes, and not below the edge of what scrolls. A frame that nobody sees draws none. */
const drawn = (person) => until(async () => {
  const all = await Promise.all(person.page.frames().map((frame) => frame.evaluate(() => new Promise((tell) => {
    if (document.images.length === 0 || innerWidth === 0) return tell(true);
    const eye = new IntersectionObserver((seen) => {
      eye.disconnect();
      tell(seen.every(({ isIntersecting, target }) => !isIntersecting || target.complete));
    });
    for (const img of document.images) eye.observe(img);
    return setTimeout(tell, 500, true);
  }))));
  return all.every(Boolean);
}, 'the pictures to be drawn');

export class Camera {
  constructor(folder) {
    this.folder = folder;
  }

  async take(person, { state, states, device, lang, scheme, whole = false, unrest = false }) {
    if (!states.includes(state)) throw new Error(`the plan has no "${state}" in this story`);
    const { page } = person;
    for (const each of scheme === 'both' ? ['light', 'dark'] : [scheme]) {
      if (scheme === 'both') await page.emulateMedia({ colorScheme: each });
      if (!unrest) {
        await still(person);
        await drawn(person);
      }
      await page.screenshot({
        path: join(this.folder, nameOf({ state, device, lang, scheme: each })),
        animations: unrest ? 'allow' : 'disabled',
        caret: 'initial',
        ...(device === 'desktop' && !whole && { clip: CORNER }),
      });
    }
    if (scheme === 'both') await page.emulateMedia({ colorScheme: 'light' });
  }
}
