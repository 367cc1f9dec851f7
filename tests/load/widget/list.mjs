// 10,000 messages: what one more costs, what a key costs, what they weigh in memory. Both hold all of them.

import { readFile } from 'node:fs/promises';

import { said } from '../../browser/crowd.mjs';
import { SITE, line, median, throttle } from './ground.mjs';

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

/** Bytes that the page's own processes share with nobody. */
async function held(browser, page) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('HeapProfiler.enable');
  for (let n = 0; n < 3; n += 1) await wire.send('HeapProfiler.collectGarbage');
  await wire.detach();
  const whole = await browser.newBrowserCDPSession();
  const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
  let sum = 0;
  for (const { id, type } of processInfo) {
    if (type !== 'renderer') continue;
    const maps = await readFile(`/proc/${id}/smaps_rollup`, 'utf8');
    for (const [, kb] of maps.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)) sum += Number(kb) * 1024;
  }
  await whole.detach();
  return sum;
}

const shows = (frame, text) => frame.waitForFunction((text) => [...document.querySelectorAll('.ls .b')].some((b) => b.textContent === text), text, { timeout: 120_000 });

async function once(ground, which, texts) {
  const browser = await ground.browser();
  try {
    const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await page.goto(`${ground.host.url}/${which}?room=long`);
    await page.locator(LAUNCHER[which]).waitFor();
    const before = await held(browser, page);
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
        document.querySelector('.sc').scrollTop = 0;
        await new Promise((go) => requestAnimationFrame(() => setTimeout(go, 10)));
      }
    }, texts.at(-1));
    const memory = (await held(browser, page)) - before;

    const wire = await throttle(page);
    await wire.send('Performance.enable');
    const appended = [];
    for (let n = 0; n < APPENDED; n += 1) {
      const text = line(COUNT + texts.length + n);
      const start = await spent(wire);
      await said(ground, 'long', [text], { site: SITE, people: 1 });
      await shows(frame, text);
      appended.push((await spent(wire)) - start);
      texts.push(text);
    }
    await page.frameLocator('iframe').locator(FIELD[which]).focus();
    const start = await spent(wire);
    await page.keyboard.type('あ'.repeat(KEYS), { delay: 15 });
    const keys = ((await spent(wire)) - start) / KEYS;
    return { memory, append: median(appended) * 1000, key: keys * 1000 };
  } finally {
    await browser.close();
  }
}

export async function list(ground, rounds) {
  const texts = await ground.talk('long', COUNT);
  const found = { ours: [], twin: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const which of round % 2 ? ['twin', 'ours'] : ['ours', 'twin']) found[which].push(await once(ground, which, texts));
    console.error(`  list: round ${round + 1} of ${rounds}`);
  }
  const pair = (what) => ({ ours: median(found.ours.map((each) => each[what])), twin: median(found.twin.map((each) => each[what])) });
  return { memory: pair('memory'), append: pair('append'), key: pair('key') };
}
