// From the press until messages can be read, until one can type, and until one can send: ours and the twin, in turn.
//
// One can type when the field takes a text that is not lost: our document has its field before the app is there, and the app
// takes over what stands in it. One can send when the app says that it is there.

import { NETS, median, throttle } from './ground.mjs';

export const HOW = ['cold', 'hover', 'warm'];
const HOVER_MS = 300;
const LAUNCHER = { ours: 'maru-chat button', twin: '#twin-launcher' };

/** In every document: when the first message has been painted, and when the app says that it is there. */
const watch = () => {
  const now = () => performance.timeOrigin + performance.now();
  if (window === top) {
    window.noted = {};
    addEventListener('click', () => (window.noted.click ??= now()), true);
    addEventListener('message', ({ data }) => {
      if (data?.readable) window.noted.readable ??= data.readable;
      if (data?.typable) window.noted.typable ??= data.typable;
      if (data?.maru === 1 && data.is === 'ready') window.noted.ready ??= now();
    });
    return;
  }
  // Drawn in this frame, on the screen with the next.
  const seen = (what, as) => {
    const look = () => {
      if (document.querySelector(what)) requestAnimationFrame(() => top.postMessage({ [as]: now() }, '*'));
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  };
  seen('.ls .b', 'readable');
  seen('textarea', 'typable');
};

async function once(ground, browser, which, { net, how }) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  await context.addInitScript(watch);
  const address = `${ground.host.url}/${which}?room=open`;
  try {
    if (how === 'warm') {
      const before = await context.newPage();
      await before.goto(address);
      await before.locator(LAUNCHER[which]).click();
      await before.waitForFunction(() => window.noted.ready && window.noted.readable);
      // Compiled code is written to the cache a moment after it was compiled.
      await before.waitForTimeout(2500);
      await before.close();
    }
    const page = await context.newPage();
    await throttle(page, net);
    await page.goto(address, { waitUntil: 'load' });
    const launcher = page.locator(LAUNCHER[which]);
    await launcher.waitFor();
    const { x, y, width, height } = await launcher.boundingBox();
    const [left, top] = [x + width / 2, y + height / 2];
    await page.mouse.move(left, top);
    if (how === 'hover') await page.waitForTimeout(HOVER_MS);
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForFunction(() => window.noted.ready && window.noted.readable && window.noted.typable, null, { timeout: 60_000 });
    const { click, readable, typable, ready } = await page.evaluate(() => window.noted);
    const since = (at) => Math.max(0, at - click);
    return { read: since(readable), type: since(typable), send: since(ready) };
  } finally {
    await context.close();
  }
}

export async function open(ground, rounds) {
  await ground.talk('open', 60);
  const cases = Object.keys(NETS).flatMap((net) => HOW.map((how) => ({ net, how })));
  const found = new Map();
  const browser = await ground.browser();
  try {
    for (let round = 0; round < rounds; round += 1) {
      for (const each of cases) {
        // Who goes first changes, so that neither has the warmer machine.
        for (const which of round % 2 ? ['twin', 'ours'] : ['ours', 'twin']) {
          const key = `${each.net}/${each.how}/${which}`;
          const times = await once(ground, browser, which, each);
          found.set(key, [...(found.get(key) ?? []), times]);
        }
      }
      console.error(`  open: round ${round + 1} of ${rounds}`);
    }
  } finally {
    await browser.close();
  }
  return cases.map(({ net, how }) => {
    const of = (which, what) => Math.round(median(found.get(`${net}/${how}/${which}`).map((times) => times[what])));
    const pair = (what) => ({ ours: of('ours', what), twin: of('twin', what) });
    return { net, how, read: pair('read'), type: pair('type'), send: pair('send') };
  });
}
