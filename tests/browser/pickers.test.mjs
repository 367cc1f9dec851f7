// The stickers' panel and the emoji picker, opened in a room's page as the app opens them: by taps, by keys, and as axe sees them.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import { until } from './person.mjs';
import { ROOT } from './relay.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What the build says that each script is. */
const LAZY = JSON.parse(readFileSync(join(ROOT, 'target/maru/stage/widget/lazy.json'), 'utf8'));
const PHONE = { viewport: { width: 390, height: 844 }, phone: true };

/** Somebody in a room's page. */
async function inRoom(stage, who = {}) {
  const person = await stage.person({ ...who, path: `${stage.relay.url}/r/miruna/pickers?lang=${who.lang ?? 'ja'}` });
  await person.whole();
  return person;
}

/** Opens one, from the field; what it tells is gathered. */
async function open(person, what, spec = {}) {
  const [script] = LAZY[what];
  await person.page.locator('#maru-draft').focus();
  await person.page.evaluate(async ({ address, given }) => {
    const picker = await import(address);
    globalThis.heard = [];
    globalThis.opened = picker.open({
      ...given,
      parent: document.getElementById('maru'),
      site: 'miruna',
      onPick: (pick) => globalThis.heard.push(pick),
      onClose: () => globalThis.heard.push('closed'),
    });
  }, { address: `/a/${script}`, given: { lang: person.lang, ...spec } });
  await person.page.locator('.pk').waitFor();
  return {
    tiles: person.page.locator('.pg button'),
    tabs: person.page.getByRole('tab').and(person.page.locator('.pt button')),
    heard: () => person.page.evaluate(() => globalThis.heard),
    close: () => person.page.evaluate(() => globalThis.opened.close()),
  };
}

async function axe(person, what) {
  const { page } = person;
  await page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {}))));
  await page.evaluate(AXE);
  const found = await page.evaluate(async () => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'] });
    return violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary}`) }));
  });
  assert.deepEqual(found, [], what);
}

const focused = (person) => person.page.evaluate(() => document.activeElement.id || document.activeElement.dataset.name || document.activeElement.textContent);

scene('s1 one tap sends a sticker, and it stands first among the recents, also after a reload', async (stage) => {
  const moka = await inRoom(stage, PHONE);
  const panel = await open(moka, 'stickers');
  assert.equal(await panel.tiles.count(), 20);
  assert.equal(await panel.tabs.count(), 3);
  await moka.page.getByRole('button', { name: 'ありがとう' }).tap();
  await moka.page.getByRole('tab', { name: 'らっこのソラ' }).tap();
  await moka.page.getByRole('button', { name: 'どうぞ' }).tap();
  await moka.page.getByRole('button', { name: 'どうぞ' }).tap();
  assert.deepEqual(await panel.heard(), ['maru/thanks', 'sora/gift', 'sora/gift']);
  await moka.page.reload();
  await moka.whole();
  const again = await open(moka, 'stickers');
  assert.deepEqual(await again.tiles.evaluateAll((all) => all.map(({ dataset }) => dataset.name)), ['sora/gift', 'maru/thanks']);
});

scene('s1 where the first tap shows a sticker, it stands above the field, and the second tap or the button sends it', async (stage) => {
  const jiwoo = await inRoom(stage, { ...PHONE, lang: 'ko' });
  const panel = await open(jiwoo, 'stickers', { mode: 'preview' });
  await jiwoo.page.getByRole('button', { name: '고마워', exact: true }).tap();
  const shown = jiwoo.page.locator('.sp');
  await shown.waitFor();
  assert.deepEqual(await panel.heard(), []);
  const [above, field] = await Promise.all([shown.boundingBox(), jiwoo.page.locator('.cp').boundingBox()]);
  assert.ok(Math.abs(above.y + above.height - field.y) <= 1, `${above.y} + ${above.height} is not ${field.y}`);
  // Another one takes its place; the same one again sends.
  const ok = jiwoo.page.getByRole('button', { name: '오케이!', exact: true });
  await ok.tap();
  assert.equal(await shown.count(), 1);
  await ok.tap();
  assert.deepEqual(await panel.heard(), ['maru/ok']);
  assert.equal(await shown.count(), 0);
  await ok.tap();
  await shown.getByRole('button', { name: '취소' }).tap();
  assert.equal(await shown.count(), 0);
  await ok.tap();
  await shown.getByRole('button', { name: '전송', exact: true }).tap();
  assert.deepEqual(await panel.heard(), ['maru/ok', 'maru/ok']);
});

scene('s1 by keys alone: packs, stickers, Enter, Escape; the focus goes back to the field', async (stage) => {
  const moka = await inRoom(stage, { lang: 'en' });
  const { keyboard } = moka.page;
  const panel = await open(moka, 'stickers', { mode: 'preview' });
  assert.equal(await focused(moka), 'st-p-maru');
  await keyboard.press('ArrowRight');
  assert.equal(await focused(moka), 'st-p-sora');
  assert.equal(await moka.page.getByRole('tabpanel', { name: 'Sora the sea otter' }).count(), 1);
  await keyboard.press('ArrowDown');
  assert.equal(await focused(moka), 'sora/peek');
  await keyboard.press('ArrowRight');
  await keyboard.press('ArrowDown');
  const columns = await panel.tiles.evaluateAll((all) => all.filter(({ offsetTop }) => offsetTop === all[0].offsetTop).length);
  const names = await panel.tiles.evaluateAll((all) => all.map(({ dataset }) => dataset.name));
  assert.equal(await focused(moka), names[columns + 1]);
  await keyboard.press('Enter');
  await moka.page.locator('.sp').waitFor();
  await keyboard.press('Escape');
  assert.equal(await moka.page.locator('.sp').count(), 0);
  assert.equal(await focused(moka), names[columns + 1]);
  await keyboard.press('Enter');
  await keyboard.press('Enter');
  assert.deepEqual(await panel.heard(), [names[columns + 1]]);
  await keyboard.press('Home');
  assert.equal(await focused(moka), names[0]);
  await keyboard.press('ArrowUp');
  assert.equal(await focused(moka), 'st-p-sora');
  await keyboard.press('Escape');
  assert.deepEqual(await panel.heard(), [names[columns + 1], 'closed']);
  assert.equal(await moka.page.locator('.pk').count(), 0);
  assert.equal(await focused(moka), 'maru-draft');
});

scene('s1 only what is seen of a pack is fetched, it does not move in the grid, and nothing shifts when it comes', async (stage) => {
  const moka = await inRoom(stage, { ...PHONE, motion: 'no-preference' });
  let go;
  const held = new Promise((resolve) => (go = resolve));
  const asked = [];
  await moka.page.route('**/st/**', async (route) => {
    asked.push(new URL(route.request().url()).pathname);
    await held;
    await route.continue();
  });
  const panel = await open(moka, 'stickers');
  await moka.page.evaluate(() => Promise.all(document.getAnimations().map(({ finished }) => finished)));
  const places = () => panel.tiles.evaluateAll((all) => all.map((tile) => Object.values(tile.getBoundingClientRect().toJSON())));
  const before = await places();
  go();
  await until(() => panel.tiles.first().locator('img').evaluate((img) => img.complete && img.naturalWidth === 296), 'the first sticker');
  await until(() => panel.tiles.nth(7).locator('img').evaluate((img) => img.complete && img.naturalWidth === 296), 'the eighth');
  assert.deepEqual(await places(), before);
  assert.ok(asked.every((path) => path.endsWith('.png')), asked.join(' '));
  assert.ok(!asked.includes('/st/sora/gift.png'), 'a pack that nobody looks at');
});

scene('s1 shown large it moves, and stands still for who wants it so', async (stage) => {
  for (const [motion, ending] of [['no-preference', '.apng'], ['reduce', '.png']]) {
    const moka = await inRoom(stage, { motion });
    await open(moka, 'stickers', { mode: 'preview' });
    await moka.page.getByRole('button', { name: 'やっほー' }).click();
    const img = moka.page.locator('.sp img');
    await until(() => img.evaluate((element) => element.complete && element.naturalWidth === 296), 'the sticker');
    const path = await img.evaluate((element) => new URL(element.currentSrc).pathname);
    assert.ok(path === `/st/maru/hi${ending}`, `${motion}: ${path}`);
  }
});

scene('s1 every sticker is two files that are kept for a year, and found by pages of every build', async (stage) => {
  const moka = await inRoom(stage);
  const version = await moka.page.evaluate(() => document.documentElement.dataset.stickers);
  assert.match(version, /^[0-9a-f]{8}$/);
  for (const pack of ['maru', 'sora']) {
    const source = readFileSync(join(ROOT, `look/src/stickers/${pack}.rs`), 'utf8');
    const ids = [...source.matchAll(/sticker\(\s*"([a-z]+)"/g)].map(([, id]) => id);
    assert.equal(ids.length, 20);
    for (const id of ids) {
      for (const [ending, type] of [['png', 'image/png'], ['apng', 'image/apng']]) {
        const answer = await fetch(`${stage.relay.url}/st/${pack}/${id}.${ending}?${version}`);
        const bytes = new Uint8Array(await answer.arrayBuffer());
        assert.equal(answer.status, 200, `${pack}/${id}.${ending}`);
        assert.equal(answer.headers.get('content-type'), type);
        assert.equal(answer.headers.get('cache-control'), 'public, max-age=31536000, immutable');
        assert.ok(bytes.length < (ending === 'png' ? 12_000 : 90_000), `${pack}/${id}.${ending} has ${bytes.length} bytes`);
      }
    }
  }
  assert.equal((await fetch(`${stage.relay.url}/st/maru/hi.png?0ld`)).status, 200);
  assert.equal((await fetch(`${stage.relay.url}/st/maru/nobody.png?${version}`)).status, 404);
});

scene('s1 where the browser keeps nothing, the recents last as long as the page', async (stage) => {
  const moka = await inRoom(stage, {
    prepare: (context) => context.addInitScript(() => {
      Object.defineProperty(globalThis, 'localStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } });
    }),
  });
  const panel = await open(moka, 'stickers');
  await moka.page.getByRole('button', { name: 'OK！' }).click();
  await panel.close();
  const again = await open(moka, 'stickers');
  assert.deepEqual(await again.tiles.evaluateAll((all) => all.map(({ dataset }) => dataset.name)), ['maru/ok']);
});

scene('s1 asked for again, a picker takes up the other language, and tells only what the person does', async (stage) => {
  const moka = await inRoom(stage);
  for (const what of ['stickers', 'emoji']) {
    await moka.page.locator('#maru-draft').focus();
    await moka.page.evaluate(async ({ address }) => {
      const { default: ask } = await import(address);
      globalThis.heard = [];
      globalThis.ask = (spec) => ask(spec, (answer) => globalThis.heard.push(answer));
      globalThis.ask({ site: 'miruna', lang: 'ja' });
      globalThis.ask({ site: 'miruna', lang: 'ko' });
    }, { address: `/a/${LAZY[what][0]}` });
    const heard = () => moka.page.evaluate(() => globalThis.heard);
    assert.equal(await moka.page.locator('.pk').count(), 1);
    assert.equal(await moka.page.locator('.pk').getAttribute('lang'), 'ko');
    await moka.page.locator('.pg button').first().click();
    assert.deepEqual(await heard(), [what === 'emoji' ? { pick: '😀' } : { pick: 'maru/hi', with: '안녕!' }]);
    await moka.page.evaluate(() => globalThis.ask(null));
    assert.equal(await moka.page.locator('.pk').count(), 0);
    assert.equal((await heard()).length, 1);
    await moka.page.evaluate(() => globalThis.ask({ site: 'miruna', lang: 'en' }));
    await moka.page.keyboard.press('Escape');
    assert.deepEqual((await heard()).slice(1), [{ closed: true }]);
  }
});

scene('s1 an emoji is found in three languages, by the words of each', async (stage) => {
  for (const [lang, finds] of [
    ['ja', { ハート: '❤️', はーと: '❤️', おじぎ: '🙇', 韓国: '🇰🇷', クラッカー: '🎉' }],
    ['ko', { 하트: '❤️', 'ㅋㅋㅋ': '😆', 일본: '🇯🇵', 강아지: '🐶' }],
    ['en', { heart: '❤️', 'RED HEART': '❤️', party: '🎉', korea: '🇰🇷' }],
  ]) {
    const person = await inRoom(stage, { lang });
    const picker = await open(person, 'emoji');
    const field = person.page.getByRole('searchbox');
    for (const [text, emoji] of Object.entries(finds)) {
      await field.fill(text);
      // The group that stood there before may have it as well: what is found is fewer than any group.
      const found = async () => {
        const tiles = await picker.tiles.allTextContents();
        return tiles.includes(emoji) && tiles.length < 97;
      };
      await until(found, `${emoji} by ${text}`);
    }
    await field.fill('qqqqqq');
    await person.page.locator('.pe').waitFor();
    await field.fill('');
    await until(async () => (await picker.tiles.count()) > 100, 'the group again');
    await person.page.keyboard.press('ArrowDown');
    await person.page.keyboard.press('Enter');
    assert.equal((await picker.heard()).length, 1);
    await person.page.keyboard.press('Escape');
    assert.deepEqual((await picker.heard()).slice(1), ['closed']);
    assert.equal(await focused(person), 'maru-draft');
  }
});

scene('s1 an emoji of a person is there as a woman and a man too, and none is there twice', async (stage) => {
  const person = await inRoom(stage);
  const picker = await open(person, 'emoji');
  const all = [];
  for (const tab of (await picker.tabs.all()).slice(1)) {
    await tab.click();
    all.push(...(await picker.tiles.allTextContents()));
  }
  for (const emoji of ['🙇', '🙇‍♀️', '🙇‍♂️', '🧑‍🎤', '👩‍🎤', '👨‍🎤', '🇯🇵', '🇰🇷', '🏳️‍🌈', '❤️']) assert.ok(all.includes(emoji), emoji);
  assert.equal(new Set(all).size, all.length);
  assert.ok(all.length > 1700, all.length);
});

for (const scheme of ['light', 'dark']) {
  scene(`look axe finds nothing on the pickers, and each of their buttons is large enough for a finger (${scheme})`, async (stage) => {
    const moka = await inRoom(stage, { viewport: { width: 320, height: 640 }, scheme });
    const large = async (what) => {
      const small = await moka.page.locator('.pk button').evaluateAll((all) => all
        .map((button) => ({ of: button.outerHTML.slice(0, 80), ...button.getBoundingClientRect().toJSON() }))
        .filter(({ width, height }) => width < 44 || height < 44));
      assert.deepEqual(small, [], what);
      assert.equal(await moka.page.evaluate(() => document.documentElement.scrollWidth), 320);
    };
    const stickers = await open(moka, 'stickers', { mode: 'preview' });
    await axe(moka, 'the stickers');
    await moka.page.getByRole('button', { name: 'やっほー' }).click();
    await moka.page.locator('.sp').waitFor();
    await axe(moka, 'a sticker that is looked at');
    await large('the stickers');
    await moka.page.getByRole('tab', { name: '最近使ったスタンプ' }).click();
    await axe(moka, 'no recents');
    await stickers.close();
    await open(moka, 'emoji');
    await axe(moka, 'the emoji');
    await moka.page.getByRole('searchbox').fill('ハート');
    await until(async () => (await moka.page.locator('.pg button').count()) < 97, 'what is found');
    await axe(moka, 'what is found');
    await large('the emoji');
  });
}
