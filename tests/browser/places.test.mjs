// A room is a block of a page, a page, or every page's own.

import assert from 'node:assert/strict';

import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

scene('e2 a room is a block of the shop’s page, in the shop’s colour, with the shop’s news', async (stage) => {
  const hal = await stage.person({ name: 'ハル', path: '/shop/' });
  await hal.page.locator('#room').scrollIntoViewIfNeeded();
  const chat = await hal.chat('counter');
  assert.equal(await hal.launcher.count(), 0, 'no launcher where there is a block');
  assert.equal(await chat.frame.locator('#maru-close').count(), 0);
  const block = await hal.page.locator('#room').boundingBox();
  const frame = await hal.page.locator('#room iframe').boundingBox();
  assert.ok(frame.width > 300 && frame.width <= block.width + 1, `${frame.width} in ${block.width}`);
  assert.ok(frame.height >= 400, `${frame.height}`);
  await chat.join('ハル', '四月始まりの手帳はありますか？');
  const guest = await stage.person({ name: '문구덕후', lang: 'ko', path: '/ko/shop/' });
  await guest.page.locator('#room').scrollIntoViewIfNeeded();
  const there = await guest.chat('counter');
  await there.sees('四月始まりの手帳はありますか？');
  await stage.post('yoake', '手帳、本日入荷しました。', { site: 'yoake' });
  await there.tab(there.words.news);
  await there.frame.locator('.fe').getByText('手帳、本日入荷しました。').waitFor();
  const dot = await there.frame.locator('.tb').evaluate((el) => getComputedStyle(el, '::after').backgroundImage);
  assert.match(dot, /rgb\(11, 107, 131\)/);
});

scene('g6 what is said in a block of a page is read when the block can be seen', async (stage) => {
  await stage.settle('yoake', { read_marks: 'read' });
  const seen = (person) => person.page.locator('#room').scrollIntoViewIfNeeded();
  const hal = await stage.person({ name: 'ハル', path: '/shop/', room: 'block' });
  await seen(hal);
  const chat = await hal.chat('block');
  await chat.join('ハル', '棚の奥にありました');
  await chat.delivered();
  const guest = await stage.person({ name: '문구덕후', lang: 'ko', path: '/ko/shop/', room: 'block', viewport: { width: 800, height: 300 } });
  await seen(guest);
  const there = await guest.chat('block');
  await there.join('문구덕후', '아직 있나요?');
  await guest.page.evaluate(() => scrollTo({ top: 0, behavior: 'instant' }));
  await until(() => guest.page.locator('#room').evaluate((el) => el.getBoundingClientRect().top > innerHeight), 'the block to be below');
  await chat.say('まだ三冊あります');
  await there.sees('まだ三冊あります');
  const mark = chat.frame.locator('.rw', { hasText: 'まだ三冊あります' }).locator('.mt i');
  assert.equal(await mark.count(), 0, 'the block is below what can be seen');
  await seen(guest);
  await mark.filter({ hasText: chat.words.read(1) }).waitFor();
});

scene('e2 two rooms on one page do not hear each other', async (stage) => {
  const moka = await stage.person({ name: 'もか', path: '/rooms/' });
  const tokyo = await moka.chat('tokyo');
  await moka.page.locator('#room-seoul').scrollIntoViewIfNeeded();
  const seoul = await moka.chat('seoul');
  await tokyo.join('もか', '東京だけの話');
  await seoul.type('서울만의 이야기');
  await moka.page.keyboard.press('Enter');
  // Whoever has chosen a name in one room has it in the other, unless that one was there before.
  const field = seoul.frame.locator('#maru-name');
  await field.or(seoul.bubble('서울만의 이야기')).first().waitFor();
  if (await field.isVisible()) {
    await field.fill('もか');
    await field.press('Enter');
  }
  await seoul.sees('서울만의 이야기');
  assert.deepEqual(await tokyo.texts(), ['東京だけの話']);
  assert.deepEqual(await seoul.texts(), ['서울만의 이야기']);
});

scene('e2 each page has its own room by its path, and the room’s page shows the same', async (stage) => {
  const moka = await stage.person({ name: 'もか', path: '/articles/komorebi/' });
  await moka.page.locator('.said').scrollIntoViewIfNeeded();
  const chat = await moka.chat('/articles/komorebi/');
  const seed = stage.seeds.find(({ site }) => site === 'miruna').settings.rooms;
  assert.equal(await chat.frame.locator('h1').textContent(), seed['/articles/komorebi/'].ja);
  await chat.join('もか', '四時十二分の光、見てみたい');
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/articles/after-sun/' });
  await jigi.page.locator('.said').scrollIntoViewIfNeeded();
  const other = await jigi.chat('/articles/after-sun/');
  assert.equal((await other.texts()).length, 0);

  await jigi.page.goto(`${stage.relay.url}/r/${encodeURIComponent('/articles/komorebi/')}`);
  const whole = await jigi.whole();
  await whole.sees('四時十二分の光、見てみたい');
});

scene('e2 /r/{room} is the same room as the panel, shareable from it', async (stage) => {
  const moka = await stage.person({ name: 'もか' });
  const panel = await moka.open();
  await panel.join('もか', 'リンクで来てください');
  await panel.frame.locator('#maru-menu').click();
  const share = await panel.frame.getByRole('dialog').getByRole('link').getAttribute('href');
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko' });
  await jigi.page.goto(new URL(share, stage.relay.url).href);
  const page = await jigi.whole();
  await page.sees('リンクで来てください');
  await page.join('윤슬지기', '링크로 왔어요!');
  await panel.sees('링크로 왔어요!');
});
