// What a page shows of a room that is closed: a number, in the title too, and a card.

import assert from 'node:assert/strict';

import { said } from './crowd.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

const title = (person, text) => until(async () => (await person.page.title()) === text, `the title ${text}`);
const card = (person) => person.page.locator('iframe.card');
/** Closed, and known to be. */
const ready = (person) => person.page.locator('button[data-in]').waitFor();
/** The same, by somebody who has looked in before. */
const following = async (person) => {
  await person.follow();
  await ready(person);
};
const focus = (person) => person.page.evaluate(() => document.activeElement.tagName);
const write = (person, text) => person.page.evaluate((text) => {
  document.title = text;
}, text);

scene('p1 the title counts what is unread, and is the page’s own again when it is read', async (stage) => {
  const moka = await stage.person({ path: `${stage.host.url}/counted` });
  await following(moka);
  await said(stage, 'counted', ['一', '二', '三']);
  await title(moka, '(3) counted');
  await write(moka, 'ほかの題');
  await title(moka, '(3) ほかの題');
  await said(stage, 'counted', ['四']);
  await title(moka, '(4) ほかの題');
  await moka.page.evaluate(() => {
    const other = document.createElement('title');
    other.textContent = 'もう一つ';
    document.querySelector('title').replaceWith(other);
  });
  await title(moka, '(4) もう一つ');
  await moka.open();
  await title(moka, 'もう一つ');
  assert.equal(await moka.launcher.getAttribute('data-n'), null);
});

scene('p1 whoever has come near but never looked in holds no socket and is told what the document knows; who has looked in is told from then on', async (stage) => {
  const moka = await stage.person({ path: `${stage.host.url}/follow` });
  const sockets = [];
  moka.page.on('websocket', (socket) => sockets.push(socket.url()));
  await moka.launcher.hover();
  await ready(moka);
  await said(stage, 'follow', ['一']);
  await moka.page.reload();
  await ready(moka);
  await title(moka, '(1) follow');
  assert.deepEqual(sockets, []);
  await moka.follow();
  await until(() => sockets.length >= 2, 'the room’s socket and the feed’s');
  await said(stage, 'follow', ['二']);
  await title(moka, '(1) follow');
  // Also on the next page, with a panel that stays closed.
  await moka.page.reload();
  await ready(moka);
  await said(stage, 'follow', ['三']);
  await title(moka, '(2) follow');
});

scene('p1 a page that answers each change of its title with its own is let win', async (stage) => {
  const moka = await stage.person({ path: `${stage.host.url}/stubborn` });
  await following(moka);
  await moka.page.evaluate(() => {
    window.writes = 0;
    new MutationObserver(() => {
      if (document.title === 'Mine') return;
      window.writes += 1;
      document.title = 'Mine';
    }).observe(document.head, { childList: true, characterData: true, subtree: true });
  });
  await said(stage, 'stubborn', ['一']);
  await until(() => moka.page.evaluate(() => window.writes >= 10), 'ten changes');
  await title(moka, 'Mine');
  assert.ok((await moka.page.evaluate(() => window.writes)) <= 11);
});

scene('p1 an official post shows itself over the launcher, once, and none of its text is in the page', async (stage) => {
  const moka = await stage.person({ path: `${stage.host.url}/card`, viewport: { width: 1280, height: 800 } });
  await following(moka);
  await said(stage, 'card', ['ただの話']);
  await title(moka, '(1) card');
  assert.equal(await card(moka).count(), 0, 'what a fan says is no card');
  const held = await focus(moka);
  const began = performance.now();
  await stage.post('ruan', '27日、楽しみに待っててね');
  await card(moka).waitFor();
  const frame = await moka.frame();
  await frame.locator('#maru-card').getByText('27日、楽しみに待っててね').waitFor();
  assert.ok(performance.now() - began < 1_000, `${performance.now() - began} ms`);
  const [shown, drawn] = [await card(moka).boundingBox(), await frame.locator('#maru-card').boundingBox()];
  assert.deepEqual([shown.width, shown.height], [300, drawn.height]);
  assert.ok(shown.height > 50 && shown.height < 120, `${shown.height}`);
  assert.equal(await focus(moka), held, 'it takes nobody’s focus');
  const host = (await moka.page.content()) + (await moka.page.evaluate(() => document.querySelector('maru-chat').shadowRoot.innerHTML));
  assert.doesNotMatch(host, /楽しみ/);
  // Once: another page of the same browser does not show it again.
  const other = await moka.tab(`${stage.host.url}/card`);
  await ready(other);
  await title(other, '(1) card');
  assert.equal(await card(other).count(), 0);
  await other.page.close();
  await moka.page.bringToFront();
  await frame.locator('#maru-card .go').click();
  await until(async () => (await moka.launcher.getAttribute('aria-expanded')) === 'true', 'the panel to open');
  const chat = await moka.chat();
  assert.equal(await chat.frame.locator('#t-feed').getAttribute('aria-selected'), 'true');
  assert.equal(await card(moka).count(), 0);
  assert.equal(await chat.frame.locator('#maru-card').count(), 0);
});

scene('p1 a card that is put away is not followed by others until the room has been open, on a phone too', async (stage) => {
  const moka = await stage.person({ path: `${stage.host.url}/away`, phone: true, viewport: { width: 390, height: 844 } });
  await following(moka);
  await stage.post('ruan', '一つ目のお知らせ');
  await card(moka).waitFor();
  const box = await card(moka).boundingBox();
  const launcher = await moka.launcher.boundingBox();
  assert.ok(box.y + box.height <= launcher.y && box.x >= 0, 'above the launcher');
  const frame = await moka.frame();
  await frame.locator('#maru-card .ib').click();
  await until(async () => (await card(moka).count()) === 0, 'the card to go');
  await stage.post('ruan', '二つ目のお知らせ');
  await title(moka, '(2) away');
  assert.equal(await card(moka).count(), 0);
  await moka.page.reload();
  await ready(moka);
  await title(moka, '(2) away');
  assert.equal(await card(moka).count(), 0, 'it is remembered');
  const chat = await moka.open();
  await chat.frame.locator('#maru-close').click();
  await moka.closed();
  await stage.post('ruan', '三つ目のお知らせ');
  await card(moka).waitFor();
});
