// Long rooms: the first message can be reached, and the page stays small.

import assert from 'node:assert/strict';

import { crowded } from './crowd.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { voice } from './voice.mjs';

const { scene } = stageOfFile();

/** Bubbles in the page at once, whatever the room has. The list keeps 200 to 300. */
const MOST = 320;

const line = (n) => `${String(n + 1).padStart(5, '0')} ${['おはよう', '안녕하세요', 'hello', 'きょうも木陰で', '오늘도 마루에서'][n % 5]}`;

scene('g9 scrolling up over 300 messages ends at the first, with no hole and no more rows than fit', async (stage, t) => {
  const order = await crowded(stage, 'g9', 330, line);
  const moka = await stage.person({ name: 'もか', room: 'g9' });
  const chat = await moka.open();
  const { all, most } = await chat.readFromTheStart();
  assert.deepEqual(all, order);
  assert.ok(most <= MOST, `${most} bubbles in the page`);
  t.diagnostic(`at most ${most} bubbles in the page`);
});

scene('g9 what is read stays where it is when others talk, and one press leads to the end', async (stage) => {
  const order = await crowded(stage, 'g9-stay', 150, line);
  const moka = await stage.person({ name: 'もか', room: 'g9-stay' });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'g9-stay' });
  const chat = await moka.open();
  const there = await jigi.open();
  await there.join('윤슬지기', '도착');
  await chat.sees('도착');
  const scroller = chat.frame.locator('#maru-scroll');
  await scroller.evaluate((el) => el.scrollTo({ top: -600, behavior: 'instant' }));
  const jump = chat.frame.locator('.jl');
  await jump.waitFor();
  // The bubble that is now in the middle of the screen is the one being read.
  const read = await scroller.evaluate((el) => {
    const middle = el.getBoundingClientRect().top + el.clientHeight / 2;
    const bubbles = [...el.querySelectorAll('.b')];
    const bubble = bubbles.find((b) => b.getBoundingClientRect().bottom > middle);
    return { text: bubble.textContent, top: bubble.getBoundingClientRect().top };
  });
  assert.ok(order.includes(read.text));
  for (let n = 0; n < 5; n += 1) await there.say(`아래에서 ${n + 1}`);
  await jump.getByText(chat.words.new_messages(5)).waitFor();
  const now = await chat.bubble(read.text).evaluate((el) => el.getBoundingClientRect().top);
  assert.ok(Math.abs(now - read.top) <= 1, `moved by ${now - read.top} px`);
  await jump.click();
  await until(async () => Math.abs(await scroller.evaluate((el) => el.scrollTop)) < 2, 'the end');
  await chat.endsWith(['아래에서 5']);
});

scene('g9 whoever talks, reads or reacts has their own row drawn, and no other', async (stage) => {
  await crowded(stage, 'g9-touch', 300, line);
  const nori = await voice(stage, 'g9-touch', { name: 'のり' });
  const moka = await stage.person({ name: 'もか', room: 'g9-touch' });
  const chat = await moka.open();
  await chat.join('もか', '見ています');
  await chat.delivered();
  /** Which rows were changed in the page until it is so: their ids, as it were their seqs. */
  const touched = async (act, isSo) => {
    await chat.frame.evaluate(() => {
      window.touched = new Set();
      window.watch?.disconnect();
      const rowOf = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest?.('.ls > li');
      window.watch = new MutationObserver((list) => {
        for (const { target, addedNodes, removedNodes } of list) {
          for (const node of [target, ...addedNodes, ...removedNodes]) {
            const li = node.nodeName === 'LI' ? node : rowOf(node);
            if (li) window.touched.add(li.querySelector('.rw')?.id ?? li.className);
          }
        }
      });
      window.watch.observe(document.querySelector('.ls'), { subtree: true, childList: true, attributes: true, characterData: true });
    });
    await act();
    await isSo();
    return chat.frame.evaluate(() => [...window.touched]);
  };
  const seq = await nori.say('ひとつめ');
  await chat.sees('ひとつめ');
  const rows = () => chat.frame.locator('.rw').evaluateAll((all) => all.map((el) => el.id));

  const all = await rows();
  const said = await touched(() => nori.say('ふたつめ'), () => chat.sees('ふたつめ'));
  // The page slides: what was first goes out of it.
  const mayChange = new Set([...all.slice(0, 3), ...all.slice(-2), `m${seq + 1}`, 'dc']);
  assert.deepEqual(said.filter((id) => !mayChange.has(id)), [], `${said}`);

  const pill = chat.frame.locator(`#m${seq} + .rx`);
  const reacted = await touched(async () => nori.react(seq, 'fire'), () => pill.waitFor());
  assert.deepEqual(reacted.length, 1, `${reacted}`);

  const mark = chat.frame.locator('.me .mt i').last();
  const read = await touched(async () => nori.read(seq), () => mark.getByText(chat.words.read(1)).waitFor());
  assert.equal(read.length, 1, `${read}`);
  nori.leave();
});

scene('g9 a message more is styled, and no row that stands there already', async (stage, t) => {
  await crowded(stage, 'g9-style', 200, line);
  const nori = await voice(stage, 'g9-style', { name: 'のり' });
  const moka = await stage.person({ path: `${stage.relay.url}/r/g9-style`, viewport: { width: 390, height: 844 } });
  const chat = await moka.whole();
  await chat.readFromTheStart();
  await chat.frame.locator('.jl').click();
  // The first ones bring what the page has not drawn yet.
  for (const text of ['ひとつめ', 'ふたつめ']) {
    await nori.say(text);
    await chat.endsWith([text]);
  }
  const rows = await chat.frame.locator('.rw').count();
  await stage.browser.startTracing(moka.page, { categories: ['devtools.timeline'] });
  await nori.say('みっつめ');
  await chat.endsWith(['みっつめ']);
  const { traceEvents } = JSON.parse(await stage.browser.stopTracing());
  const styled = traceEvents.filter(({ name }) => name === 'UpdateLayoutTree').reduce((sum, { args }) => sum + (args.elementCount ?? 0), 0);
  t.diagnostic(`${styled} elements for one of ${rows} rows`);
  assert.ok(styled > 0 && styled < rows / 2, `${styled} elements were styled`);
  nori.leave();
});

scene('g9 a room of 10,000 messages opens, types and scrolls like a small one', async (stage, t) => {
  const order = await crowded(stage, 'g9-10000', 10_000, line);
  assert.equal(order.length, 10_000);
  const moka = await stage.person({ name: 'もか', room: 'g9-10000' });
  const chat = await moka.open();
  await chat.endsWith(order.slice(-20));

  // Up by some thousand, then back to the end.
  const scroller = chat.frame.locator('#maru-scroll');
  let most = 0;
  let seen = new Set(await chat.texts());
  await until(async () => {
    const texts = await chat.texts();
    most = Math.max(most, texts.length);
    seen = seen.union(new Set(texts));
    await scroller.evaluate((el) => el.scrollBy({ top: -el.clientHeight * 8, behavior: 'instant' }));
    return seen.size >= 2_000;
  }, '2,000 messages to have been on the screen', 180_000);
  assert.ok([...seen].every((text) => order.includes(text)));
  assert.ok(most <= MOST, `${most} bubbles in the page`);

  // A keystroke is drawn in the next frames, not after the list was gone through.
  await chat.atField();
  await chat.frame.evaluate(() => {
    window.slow = [];
    new PerformanceObserver((list) => window.slow.push(...list.getEntries().map(({ duration }) => duration)))
      .observe({ type: 'event', durationThreshold: 104, buffered: false });
  });
  const text = 'Typing in a long room';
  await moka.page.keyboard.type(text);
  assert.equal(await chat.draft.inputValue(), text);
  const slow = await chat.frame.evaluate(() => window.slow);
  t.diagnostic(`at most ${most} bubbles in the page; ${slow.length} of ${text.length} keystrokes took over 104 ms`);
  assert.ok(slow.length <= text.length / 2, `slow keystrokes: ${slow}`);
  await chat.draft.fill('');
  await chat.join('もか', '一万と一つ目');
  await chat.endsWith(['一万と一つ目']);
});
