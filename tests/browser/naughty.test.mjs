// G4, E3: what people write is shown harmlessly or refused in words, and nobody beside it is moved, painted over or misread.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { clean } from './axe.mjs';
import { said } from './crowd.mjs';
import { NAUGHTY } from './naughty.mjs';
import { until } from './person.mjs';
import { ROOT } from './relay.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();
const TEXTS = Object.values(NAUGHTY);
const SHOWN = TEXTS.map(({ text, shown }) => shown ?? text);
/** Each of them between two others. */
const NEIGHBOUR = '隣の人です';
const beside = (texts) => [NEIGHBOUR, ...texts.flatMap((text) => [text, NEIGHBOUR])];

/** Nothing of it ran, in any frame, and nothing asked. */
async function quiet(person) {
  for (const frame of person.page.frames()) {
    assert.equal(await frame.evaluate(() => globalThis.pwned), undefined, frame.url());
    assert.equal(await frame.locator('.ls img, .ls iframe, .ls script, .b svg, .ls [onerror]').count(), 0);
  }
}

scene('g4 naughty: each goes through the composer, and comes back as it was typed', async (stage) => {
  const half = Math.ceil(TEXTS.length / 2);
  for (const [n, part] of [TEXTS.slice(0, half), TEXTS.slice(half)].entries()) {
    const person = await stage.person({ name: 'もか', room: `naughty-typed-${n}` });
    const chat = await person.open();
    await chat.join('もか', 'いきます');
    for (const { text } of part) {
      await chat.draft.fill(text);
      await person.page.keyboard.press('Enter');
      await until(async () => (await chat.draft.inputValue()) === '', 'the text to be taken');
    }
    await chat.delivered();
    // Composed, so that what looks the same is the same.
    await chat.endsWith(part.map(({ text, shown }) => (shown ?? text).normalize()));
    await quiet(person);
  }
});

/** How far two pictures are apart within a box, in steps of 255, where they are farthest. */
const apart = (blank, pair, box) => blank.evaluate(async ({ sources, x, y, width, height }) => {
  const [one, other] = await Promise.all(sources.map(async (source) => {
    const picture = new Image();
    picture.src = `data:image/png;base64,${source}`;
    await picture.decode();
    const drawing = new OffscreenCanvas(picture.width, picture.height).getContext('2d');
    drawing.drawImage(picture, 0, 0);
    return drawing.getImageData(x, y, width, height).data;
  }));
  return one.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at])), 0);
}, { sources: pair, ...box });
/** Whether a picture has pure red within a box. */
const hasRed = async (blank, picture, box) => blank.evaluate(async ({ source, x, y, width, height }) => {
  const drawn = new Image();
  drawn.src = `data:image/png;base64,${source}`;
  await drawn.decode();
  const drawing = new OffscreenCanvas(drawn.width, drawn.height).getContext('2d');
  drawing.drawImage(drawn, 0, 0);
  const { data } = drawing.getImageData(x, y, width, height);
  return data.some((red, at) => at % 4 === 0 && red === 255 && data[at + 1] === 0 && data[at + 2] === 0);
}, { source: picture, ...box });

/** What is drawn in layers is rounded otherwise; ink is farther from paper than this. */
const ROUNDED = 8;

/** A list is windowed: so many of them, with their neighbours, are in the page at once. */
const AT_ONCE = 9;

for (let from = 0; from < SHOWN.length; from += AT_ONCE) {
  const part = SHOWN.slice(from, from + AT_ONCE);
  const names = Object.keys(NAUGHTY).slice(from);
  scene(`g4 naughty: over the wire, nothing beside them is moved or painted over, and axe finds nothing (from ${names[0]})`, async (stage) => {
    const room = `naughty-wire-${from}`;
    await said(stage, room, beside(part));
    const person = await stage.person({ name: 'もか', room, viewport: { width: 390, height: 844 } });
    const chat = await person.open();
    const blank = await person.context.newPage();
    await person.page.bringToFront();
    await chat.endsWith(beside(part));
    await clean(chat.frame, 'the room');
    const scroller = await chat.frame.locator('#maru-scroll').boundingBox();
    const groups = chat.frame.locator('.ls .g');
    const shapes = new Set();
    for (const [n] of part.entries()) {
      const group = groups.nth(2 * n + 1);
      await group.evaluate((el) => el.scrollIntoView({ block: 'center' }));
      const within = async (place) => {
        const { x, y, width, height } = await place.boundingBox();
        const top = Math.ceil(Math.max(y, scroller.y));
        return { x, width, y: top, height: Math.floor(Math.min(y + height, scroller.y + scroller.height)) - top };
      };
      const own = await within(group);
      const sides = [];
      for (const side of [groups.nth(2 * n), groups.nth(2 * n + 2)]) {
        const box = await within(side);
        if (box.height > 8) sides.push(box);
        shapes.add(await side.evaluate((el) => {
          const [bubble, time, name] = ['.b', '.mt', '.nm'].map((place) => el.querySelector(place).getBoundingClientRect());
          return [bubble.left, bubble.width, bubble.height, time.left - bubble.right, name.left].map(Math.round).join();
        }));
      }
      assert.ok(sides.length > 0, `a neighbour of ${names[n]} is on the screen`);
      // The fonts at hand build no tower; what would hold one is asked for by name.
      const held = await group.locator('.b').evaluateAll((all) => all.map((el) => getComputedStyle(el).overflow));
      assert.deepEqual(held, ['clip']);
      const picture = async () => (await person.page.screenshot()).toString('base64');
      // A picture may be older than the style, and than the scrolling: one is of now when a stain that was put there came and went.
      const dress = (name, value) => group.evaluate((el, [key, text]) => el.style.setProperty(key, text), [name, value]);
      let seen;
      const stained = (all, what) => until(async () => {
        seen = await picture();
        for (const box of [own, ...sides]) if ((await hasRed(blank, seen, box)) !== all) return false;
        return true;
      }, what, 10_000);
      await dress('box-shadow', '0 0 0 60px #f00, inset 0 0 0 9px #f00');
      await stained(true, 'a stain to be seen on the neighbours: what paints there would be');
      await dress('box-shadow', '');
      await stained(false, 'the stain to be gone');
      await dress('visibility', 'hidden');
      await until(async () => {
        const now = await picture();
        const differs = async (box) => (await apart(blank, [seen, now], box)) > ROUNDED;
        if (!(await differs(own))) return false;
        for (const side of sides) if (await differs(side)) return false;
        return true;
      }, `${names[n]} to go without a trace on its neighbours`, 10_000);
      await dress('visibility', '');
    }
    assert.equal(shapes.size, 1, `neighbours are of one shape: ${[...shapes].join(' | ')}`);
    const outside = await chat.frame.evaluate(() => [...document.querySelectorAll('.ls .b, .ls .mt, .ls .mo')]
      .filter((el) => el.getBoundingClientRect().right > innerWidth || el.getBoundingClientRect().left < 0)
      .map((el) => el.textContent.slice(0, 40)));
    assert.deepEqual(outside, []);
    await quiet(person);
  });
}

scene('e3 naughty: the relay’s document shows the same, and runs nothing', async (stage) => {
  await said(stage, 'naughty-document', SHOWN);
  const reader = await stage.person({ room: 'naughty-document', path: `${stage.relay.url}/r/naughty-document`, scripts: false });
  const bubbles = reader.page.locator('.ls .b');
  assert.deepEqual(await bubbles.allTextContents(), SHOWN);
  assert.equal(await reader.page.locator('.ls .mo').count(), TEXTS.filter(({ long }) => long).length);
  assert.equal(await reader.page.locator('img, .b svg, .b script').count(), 0);
});

scene('e3 every link leads where it is read to lead, on both edges', async (stage) => {
  const lines = readFileSync(join(ROOT, 'look/tests/links.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#'));
  const unescape = (text) => text.replace(/\\u\{([0-9a-f]+)\}/g, (_, code) => String.fromCodePoint(parseInt(code, 16)))
    .replaceAll('\\t', '\t').replaceAll('\\n', '\n').replaceAll('\0', '').replaceAll('\u0001', '');
  const texts = lines.map((line) => unescape(line.split(' -> ')[0]));
  const pages = [];
  for (let n = 0; n < texts.length; n += 20) pages.push(texts.slice(n, n + 20).join('\n'));
  await said(stage, 'links', pages);
  const links = (frame) => frame.evaluate(() => [...document.querySelectorAll('.ls a')].map((a) => ({
    href: a.getAttribute('href'), read: a.textContent, rel: a.rel, target: a.target,
    ...(({ protocol, username, password, host }) => ({ protocol, username, password, host }))(new URL(a.href)),
  })));
  const person = await stage.person({ room: 'links' });
  const chat = await person.open();
  const byApp = await links(chat.frame);
  const reader = await stage.person({ room: 'links', path: `${stage.relay.url}/r/links` });
  assert.deepEqual(await links(reader.page.mainFrame()), byApp, 'both edges make the same links');
  assert.ok(byApp.length > 25);
  for (const { href, read, rel, target, protocol, username, password, host } of byApp) {
    assert.equal(href, read);
    assert.equal(rel, 'noopener noreferrer nofollow ugc');
    assert.equal(target, '_blank');
    assert.ok(protocol === 'https:' || protocol === 'http:', href);
    assert.equal(username + password, '', href);
    assert.ok(read.toLowerCase().startsWith(`${protocol}//${host}`), `${read} leads to ${host}`);
  }
});

/** Where the letters of an element's text stand, from the left. */
const lefts = (locator, letters) => locator.evaluate((el, wanted) => wanted.map((letter) => {
  const walk = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const at = node.data.indexOf(letter);
    if (at === -1) continue;
    const range = document.createRange();
    range.setStart(node, at);
    range.setEnd(node, at + letter.length);
    return range.getBoundingClientRect().left;
  }
  return Number.NaN;
}), letters);

scene('g4 naughty: letters that run to the left do, and turn nothing around them', async (stage) => {
  await said(stage, 'bidi', ['\u202eabc', 'مرحبا!', 'hello!', '\u202ehttps://evil.example/?moc.knab//:sptth', 'abc\nשלום!'], { people: 1 });
  const person = await stage.person({ name: 'もか', room: 'bidi' });
  const chat = await person.open();
  const bubble = (n) => chat.bubbles.nth(n);
  const ordered = async (n, letters) => {
    const at = await lefts(bubble(n), letters);
    assert.deepEqual([...at].sort((a, b) => a - b), at, `${letters.join(' ')} from the left: ${at}`);
  };
  await ordered(0, ['c', 'b', 'a']);
  await ordered(1, ['!', 'ا', 'م']);
  await ordered(2, ['h', 'e', '!']);
  await ordered(3, ['https', 'evil', '?', 'moc']);
  await ordered(4, ['!', 'ש']);
  // The address is turned inside the text, and not what stands after it.
  const sides = await chat.frame.locator('.ls .g').first().evaluate((el) => {
    const [face, name, bubble, time] = ['.avw', '.nm', '.b', '.mt'].map((part) => [...el.querySelectorAll(part)].at(-1).getBoundingClientRect());
    return [face.left < name.left, name.left <= bubble.left, bubble.right < time.left];
  });
  assert.deepEqual(sides, [true, true, true]);
  // A name of such letters: its point stands at its end, and the field runs as what is typed in it does.
  const amal = await stage.person({ name: 'amal', room: 'bidi' });
  await (await amal.open()).join('أمل!', 'سلام!');
  await chat.sees('سلام!');
  const name = chat.frame.locator('.ls .nm', { hasText: 'أمل!' });
  const [point, letter] = await lefts(name, ['!', 'أ']);
  assert.ok(point < letter, 'the point is at the name’s left');
  assert.equal(await chat.draft.evaluate((el) => getComputedStyle(el).unicodeBidi), 'plaintext');
});

scene('g4 a long message is folded, and unfolds downwards, by pointer and by keys', async (stage) => {
  const long = Array.from({ length: 40 }, (_, n) => `${n + 1}행 긴 이야기`).join('\n');
  await said(stage, 'fold', ['앞', long, '뒤', long, '끝'], { people: 3 });
  const person = await stage.person({ name: 'もか', lang: 'ko', path: '/ko/', room: 'fold' });
  const chat = await person.open();
  const folded = chat.bubble(long).first();
  const height = (locator) => locator.evaluate((el) => el.getBoundingClientRect().height);
  assert.ok((await height(folded)) < 300, 'about twelve lines');
  const more = chat.frame.locator('.mo summary');
  assert.equal(await more.first().innerText(), chat.words.unfold);
  const top = () => folded.evaluate((el) => Math.round(el.getBoundingClientRect().top));
  await more.first().scrollIntoViewIfNeeded();
  const before = await top();
  await more.first().click();
  assert.ok((await height(folded)) > 40 * 20);
  assert.equal(await top(), before, 'its beginning stays where it is');
  assert.equal(await more.first().isVisible(), false);
  await more.nth(1).focus();
  await person.page.keyboard.press('Enter');
  assert.ok((await height(chat.bubble(long).nth(1))) > 40 * 20);
  // And without the app.
  const reader = await stage.person({ path: `${stage.relay.url}/r/fold`, scripts: false });
  const first = reader.page.locator('.ls .b', { hasText: '1행' }).first();
  assert.ok((await first.boundingBox()).height < 300);
  await reader.page.locator('.mo summary').first().click();
  assert.ok((await first.boundingBox()).height > 40 * 20);
});

scene('g4 512 KB pasted is refused in words at once, and takes nothing away', async (stage) => {
  const person = await stage.person({ name: 'もか', room: 'paste' });
  const chat = await person.open();
  await chat.type('まえ');
  await person.context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: stage.demo.url });
  await person.page.evaluate((text) => navigator.clipboard.writeText(text), 'あ'.repeat(512 * 1_024));
  await chat.draft.focus();
  await person.page.keyboard.press('Control+v');
  const told = chat.frame.locator('.xb.er');
  await told.waitFor();
  assert.equal(await told.textContent(), chat.words.body_max(5_000) + chat.words.over(512 * 1_024 + 2 - 5_000));
  assert.equal(await chat.draft.inputValue(), 'まえ');
  await person.page.evaluate(() => navigator.clipboard.writeText('うしろ'));
  await chat.draft.focus();
  await person.page.keyboard.press('Control+v');
  await told.waitFor({ state: 'detached' });
  assert.equal(await chat.draft.inputValue(), 'まえうしろ');
});

scene('g4 what is left is counted in letters, and what is too much in characters as people see them', async (stage) => {
  const person = await stage.person({ name: 'もか', room: 'count' });
  const chat = await person.open();
  const above = chat.frame.locator('.xb');
  const shows = (text) => until(async () => (await above.allTextContents()).join() === text, `"${text}" above the field`);
  await chat.draft.fill('あ'.repeat(4_899));
  await shows('');
  await chat.draft.fill('あ'.repeat(4_950));
  await shows(chat.words.left(50));
  // 11 units, and one character to those who see it.
  await chat.draft.fill('あ'.repeat(4_995) + '👨‍👩‍👧‍👦');
  await shows(chat.words.body_max(5_000) + chat.words.over(1));
  await chat.draft.fill('あ'.repeat(4_995) + '👨‍👩‍👧‍👦🇯🇵が\u3099');
  await shows(chat.words.body_max(5_000) + chat.words.over(3));
  // Hangul in pieces, as macOS hands it out: half of it when it is sent.
  const pieces = '하'.normalize('NFD').repeat(2_480);
  await chat.draft.fill(pieces);
  await shows('');
  await chat.draft.fill('하'.normalize('NFD').repeat(4_960));
  await shows(chat.words.left(40));
});
