// What one message and one key cost the page, on a phone that is four times slower than this machine, and how long it takes from
// somebody's Enter until somebody else, whose panel is closed, is called: `node tests/browser/cost.mjs`.
//
// Figures to look at, and no test: the machine does other things too. What a message may touch is held by history.test.mjs.

import { until } from './person.mjs';
import { Stage } from './stage.mjs';
import { voice } from './voice.mjs';

/** With those that warm up, what a room takes at once. */
const MESSAGES = 15;
const KEYS = 20;
const NOTICES = 15;
const SLOWER = 4;
/** widget/src/window.rs */
const MOST = 240;

const stage = await Stage.open();
try {
  for (const [room, full] of [['cost-few', 30], ['cost-many', 10_000]]) {
    await stage.tells(room, Array.from({ length: full }, (_, n) => ({ name: ['もか', 'まめ', '콩떡'][n % 3], body: `${n} きょうも木陰で` })));
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
    await chat.atField();
    const keys = await chat.keys();
    // Warm, as the messages were.
    for (let n = 0; n < 5; n += 1) await keys.commit('あ');
    const quiet = await spent();
    for (let n = 0; n < KEYS; n += 1) await keys.commit('木');
    const typed = await spent();
    const key = ((typed.script - quiet.script) / KEYS).toFixed(1);
    console.log(`${full} messages in the room, ${SLOWER} times slower: ${key} ms of script a key`);
    console.log(`${await held()} messages in the page, ${SLOWER} times slower: ${each('script')} ms of script a message, ${each('layout')} ms of style and layout`);
    nori.leave();
    await moka.leave();
  }
  const moka = await stage.person({ name: 'もか', path: `${stage.host.url}/cost-notice` });
  const chat = await moka.open();
  await chat.join('もか', 'はじめまして');
  await moka.launcher.click();
  const own = await chat.frame.evaluate(() => localStorage.getItem(Object.keys(localStorage).find((name) => name.endsWith('/member'))));
  const nori = await voice(stage, 'cost-notice', { name: 'のり' });
  const took = [];
  for (let n = 0; n < NOTICES; n += 1) {
    const called = moka.page.evaluate((count) => new Promise((done) => {
      const look = () => (document.title.startsWith(`(${count})`) ? done(Date.now()) : requestAnimationFrame(look));
      look();
    }), n + 1);
    const began = Date.now();
    await nori.say(`@もかさん ${n}`, { mentions: [own] });
    took.push((await called) - began);
  }
  took.sort((a, b) => a - b);
  console.log(`from the send to the number in the title of a page whose panel is closed: median ${took[took.length >> 1]} ms, most ${took.at(-1)} ms`);
} finally {
  await stage.close();
}
