// 10,000 messages: what one more costs, what a key costs, what they weigh in memory. Both hold all of them.

import { openGuest } from '../../../demo-site/seed/guest.mjs';
import { hex } from '../../browser/crowd.mjs';
import { SITE, line, median, throttle } from './ground.mjs';
import { held } from './held.mjs';
import { keep } from './kits.mjs';

const COUNT = 10_000;
const APPENDED = 40;
const KEYS = 100;
const FIELD = { ours: '#maru-draft', twin: '#draft' };
const LAUNCHER = { ours: 'maru-chat button', twin: '#twin-launcher' };

/** Seconds of script, style and layout so far. */
async function spent(wire) {
  const { metrics } = await wire.send('Performance.getMetrics');
  const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? 0;
  return of('ScriptDuration') + of('RecalcStyleDuration') + of('LayoutDuration');
}

/** In the frame: resolves when this is the last message that stands there, and has been painted. */
const shown = (text) => new Promise((go) => {
  const look = () => {
    const all = document.querySelectorAll('.ls .b');
    if (all[all.length - 1]?.textContent !== text) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(go));
  };
  const watch = new MutationObserver(look);
  watch.observe(document.querySelector('.ls'), { childList: true, characterData: true, subtree: true });
  look();
});

/** Who says something while it is measured: there before, so that nobody comes and goes meanwhile. */
const writers = (ground, turn) => Promise.all(
  [0, 1, 2].map((n) => openGuest({ relay: ground.relay.url, site: SITE, room: 'long', guest: hex(`writer ${turn} ${n}`), name: `かき${n}` })),
);

async function once(ground, which, texts) {
  const browser = await ground.browser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(`${ground.host.url}/bare`);
    const before = await held(browser, page);
    await page.goto(`${ground.host.url}/${which}?room=long`);
    await page.locator(LAUNCHER[which]).waitFor();
    await page.locator(LAUNCHER[which]).click();
    await page.frameLocator('iframe').locator(FIELD[which]).waitFor();
    const frame = page.frames().find((each) => each !== page.mainFrame());
    await frame.waitForFunction(() => document.querySelector('.ls .b'));
    // Up to the first message, page by page, and back to the newest: now all are held.
    const first = texts[0];
    await frame.evaluate(async (first) => {
      const there = () => [...document.querySelectorAll('.ls .b')].some((b) => b.textContent === first);
      let before;
      while (!there()) {
        const scroller = document.querySelector('.sc');
        // Two screens at a time, as somebody does who looks for it; where that moves nothing, a little back first.
        const stands = scroller.scrollTop === before;
        before = scroller.scrollTop;
        scroller.scrollBy(0, (stands ? 0.5 : -2) * scroller.clientHeight);
        await new Promise((go) => requestAnimationFrame(() => setTimeout(go, 10)));
      }
    }, first);
    await frame.evaluate(async (last) => {
      const there = () => [...document.querySelectorAll('.ls .b')].some((b) => b.textContent === last);
      while (!there() || document.querySelector('.sc').scrollTop !== 0) {
        // Who stands at the end already moves a little first: what hears scrolling hears nothing else.
        const scroller = document.querySelector('.sc');
        scroller.scrollTop = scroller.scrollTop === 0 ? -scroller.clientHeight / 2 : 0;
        await new Promise((go) => requestAnimationFrame(() => setTimeout(go, 10)));
      }
    }, texts.at(-1));
    const memory = (await held(browser, page)) - before;

    const wire = await throttle(page);
    await wire.send('Performance.enable');
    const appended = [];
    const guests = await writers(ground, texts.length);
    for (let n = 0; n < APPENDED; n += 1) {
      const text = line(texts.length);
      const start = await spent(wire);
      const stands = frame.evaluate(shown, text);
      await guests[n % guests.length].say(text, hex(text));
      await stands;
      appended.push((await spent(wire)) - start);
      texts.push(text);
    }
    for (const guest of guests) guest.close();
    await page.frameLocator('iframe').locator(FIELD[which]).focus();
    const start = await spent(wire);
    await page.keyboard.type('あ'.repeat(KEYS), { delay: 15 });
    const keys = ((await spent(wire)) - start) / KEYS;
    const mean = appended.reduce((sum, each) => sum + each, 0) / APPENDED;
    return { memory, append: median(appended) * 1000, mean: mean * 1000, key: keys * 1000 };
  } finally {
    await browser.close();
  }
}

export async function list(ground, rounds, tools, install) {
  const texts = await ground.talk('long', COUNT);
  const found = { ours: [], twin: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const which of round % 2 ? ['twin', 'ours'] : ['ours', 'twin']) found[which].push(await once(ground, which, texts));
    console.error(`  list: round ${round + 1} of ${rounds}`);
  }
  const pair = (what) => ({ ours: median(found.ours.map((each) => each[what])), twin: median(found.twin.map((each) => each[what])) });
  const kits = await keep(ground, tools, install, texts.slice(0, COUNT));
  return { memory: pair('memory'), kits, append: pair('append'), mean: pair('mean'), key: pair('key') };
}
