// What a browser has kept for an outage, looked at from within a room's document.

import { until } from './person.mjs';

/** Paths, with what they ask for, of what the service worker has kept here. */
export const kept = (frame) => frame.evaluate(async () => {
  const cache = await caches.open('maru-1');
  return (await cache.keys()).map(({ url }) => url.slice(location.origin.length));
});

/** Waits until the room that this document shows is kept, as it is for somebody who is in it. */
export async function isKept(frame) {
  await frame.locator('h1').click();
  await until(async () => {
    const here = await frame.evaluate(() => location.pathname + location.search);
    return (await kept(frame)).includes(here);
  }, 'the room to be kept');
}
