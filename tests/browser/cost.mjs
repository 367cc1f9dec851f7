// What one message costs the page, on a phone that is four times slower than this machine: `node tests/browser/cost.mjs`.
//
// A figure to look at, and no test: the machine does other things too. What a message may touch is held by history.test.mjs.

import { crowded } from './crowd.mjs';
import { until } from './person.mjs';
import { Stage } from './stage.mjs';
import { voice } from './voice.mjs';

/** With those that warm up, what a room takes at once. */
const MESSAGES = 15;
const SLOWER = 4;
/** widget/src/window.rs */
const MOST = 240;

const stage = await Stage.open();
try {
  for (const [room, full] of [['cost-few', 30], ['cost-many', 400]]) {
    await crowded(stage, room, full, (n) => `${n} きょうも木陰で`);
    const nori = await voice(stage, room, { name: 'のり' });
    const moka = await stage.person({ path: `${stage.relay.url}/r/${room}`, viewport: { width: 390, height: 844 } });
    const chat = await moka.whole();
    // As many as the page ever holds, and then back to the end.
    const scroller = chat.frame.locator('#maru-scroll');
    const held = () => chat.frame.locator('.rw').count();
    await until(async () => {
      await scroller.evaluate((el) => el.scrollTo({ top: -el.scrollHeight, behavior: 'instant' }));
      return (await held()) >= Math.min(full, MOST);
    }, 'the page to be full');
    const back = chat.frame.locator('.jl');
    if (await back.count()) await back.click();
    await until(() => scroller.evaluate((el) => el.scrollTop === 0), 'the end');
    const cdp = await moka.context.newCDPSession(moka.page);
    await cdp.send('Performance.enable');
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const spent = async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      const of = (name) => metrics.find((metric) => metric.name === name).value * 1000;
      return { script: of('ScriptDuration'), layout: of('LayoutDuration') + of('RecalcStyleDuration') };
    };
    // The first ones warm the machine up.
    for (let n = 0; n < 5; n += 1) await nori.say(`はじめ ${n}`);
    await chat.sees('はじめ 4');
    const before = await spent();
    for (let n = 0; n < MESSAGES; n += 1) {
      await nori.say(`いくつめ ${n}`);
      await chat.sees(`いくつめ ${n}`);
    }
    const after = await spent();
    const each = (what) => ((after[what] - before[what]) / MESSAGES).toFixed(1);
    console.log(`${await held()} messages in the page, ${SLOWER} times slower: ${each('script')} ms of script a message, ${each('layout')} ms of style and layout`);
    nori.leave();
    await moka.leave();
  }
} finally {
  await stage.close();
}
