// Axe, run in a page or in a frame.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Runs axe in a page or a frame; each place by itself, since neither may look into the other. */
async function faults(place) {
  await place.evaluate(AXE);
  const violations = await place.evaluate(async () => {
    const { violations: found } = await globalThis.axe.run(document, { iframes: false, resultTypes: ['violations'] });
    return found.map(({ id, nodes }) => ({ id, at: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`) }));
  });
  return violations;
}

/** Axe measures colours as they are now: what fades in must be there first. */
export async function clean(place, what) {
  await place.evaluate(() => Promise.all(document.getAnimations()
    .filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity)
    .map(({ finished }) => finished.catch(() => {}))));
  assert.deepEqual(await faults(place), [], what);
}
