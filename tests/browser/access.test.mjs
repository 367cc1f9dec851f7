// Whoever uses a keyboard, a screen reader or strong contrast: axe on every main screen, and a walk by keys alone.

import assert from 'node:assert/strict';

import { clean } from './axe.mjs';
import { said } from './crowd.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

for (const scheme of ['light', 'dark']) {
  scene(`look axe finds nothing on the launcher, the chat, the news and the nickname sheet (${scheme})`, async (stage) => {
    const room = `axe-${scheme}`;
    await said(stage, room, ['見た！！', '저도요ㅠㅠ', 'Worth it 🌲']);
    await stage.post('ruan', '公式です', { room });
    await stage.post('ruan', `お知らせ ${scheme}\n本文です`);
    const moka = await stage.person({ name: 'もか', room, scheme });
    await moka.launcher.waitFor();
    await clean(moka.page, 'the page with the launcher');
    const chat = await moka.open();
    await clean(moka.page, 'the page with the panel');
    await clean(chat.frame, 'the chat');
    await chat.tab(chat.words.news);
    await chat.frame.locator('.fe .cd').first().waitFor();
    await clean(chat.frame, 'the news');
    await chat.tab(chat.words.chat);
    await chat.type('シートを見る');
    await moka.page.keyboard.press('Enter');
    await chat.frame.locator('#maru-name').waitFor();
    await clean(chat.frame, 'the nickname sheet');
    await chat.frame.locator('#maru-name').fill('\u202e');
    await chat.frame.locator('#maru-name').press('Enter');
    await chat.frame.getByRole('alert').waitFor();
    await clean(chat.frame, 'the nickname sheet with a refusal');
    await chat.frame.locator('#maru-name').fill('もか');
    await chat.frame.locator('#maru-name').press('Enter');
    await chat.sees('シートを見る');
    await clean(chat.frame, 'the chat with a message of mine');
  });

  scene(`look axe finds nothing on an empty room, a block of a page and a room’s page (${scheme})`, async (stage) => {
    const hal = await stage.person({ name: 'ハル', path: '/shop/', scheme });
    await hal.page.locator('#room').scrollIntoViewIfNeeded();
    const block = await hal.chat('counter');
    await clean(block.frame, 'an empty room, inline');
    await clean(hal.page, 'the shop');
    await hal.page.goto(`${stage.relay.url}/r/empty-${scheme}`);
    await hal.whole();
    await clean(hal.page, 'the page of a room');
  });
}

/** The innermost element with the focus, through shadow roots, as the page sees it. */
const focused = () => {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  return element;
};

scene('look by keys alone: open, write, choose a name, read the news, close, and stand where one stood', async (stage) => {
  const moka = await stage.person({ name: 'もか', lang: 'en', room: 'keys', path: '/hosts/head/' });
  const { keyboard } = moka.page;
  await moka.launcher.waitFor();
  await until(async () => {
    await keyboard.press('Tab');
    return (await moka.page.evaluateHandle(focused)).evaluate((el) => el?.hasAttribute?.('aria-expanded') ?? false);
  }, 'Tab to reach the launcher');
  await keyboard.press('Enter');
  const chat = await moka.chat();
  await until(async () => {
    const id = await chat.frame.evaluate(() => (document.hasFocus() ? document.activeElement.id : ''));
    if (id === 'maru-draft') return true;
    await keyboard.press('Tab');
    return false;
  }, 'Tab to reach the field');
  await keyboard.type('Hello by keys');
  await keyboard.press('Enter');
  await chat.frame.locator('#maru-name').waitFor();
  await until(() => chat.frame.evaluate(() => document.activeElement.id === 'maru-name'), 'the name field to have the focus');
  await keyboard.type('Moka');
  await keyboard.press('Enter');
  await chat.sees('Hello by keys');
  await until(() => chat.frame.evaluate(() => document.activeElement.id === 'maru-draft'), 'the focus to be back in the field');

  // The tabs are one stop, moved between with the arrows.
  await until(async () => {
    await keyboard.press('Shift+Tab');
    return chat.frame.evaluate(() => document.activeElement.id === 't-chat');
  }, 'Shift+Tab to reach the tabs');
  await keyboard.press('ArrowRight');
  await until(() => chat.frame.evaluate(() => document.activeElement.id === 't-feed'
    && document.activeElement.getAttribute('aria-selected') === 'true'), 'the news');

  await keyboard.press('Escape');
  await moka.closed();
  const back = await moka.page.evaluateHandle(focused);
  assert.equal(await back.evaluate((el) => el.hasAttribute('aria-expanded')), true, 'the focus is on the launcher again');
});

scene('look Escape in the nickname sheet closes the sheet alone, and keeps the draft', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'esc' });
  const chat = await moka.open();
  await chat.type('まだ名乗らない');
  await moka.page.keyboard.press('Enter');
  await chat.frame.locator('#maru-name').waitFor();
  await moka.page.keyboard.press('Escape');
  await chat.frame.locator('#maru-name').waitFor({ state: 'detached' });
  assert.equal(await chat.draft.inputValue(), 'まだ名乗らない');
  assert.equal(await moka.launcher.getAttribute('aria-expanded'), 'true');
});

scene('look 320 px wide, and text of twice the size: nothing scrolls sideways', async (stage) => {
  await said(stage, 'narrow', ['とても長い英単語 Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft', '띄어쓰기없이아주길게이어지는한국어문장도화면밖으로나가지않아야해요정말이에요믿어주세요']);
  const moka = await stage.person({ name: 'もか', room: 'narrow', viewport: { width: 320, height: 640 } });
  const chat = await moka.open();
  const sideways = () => chat.frame.evaluate(() => [...document.querySelectorAll('html, body, #maru, #maru *')]
    .filter((el) => el.scrollWidth > el.clientWidth + 1 && ['auto', 'scroll'].includes(getComputedStyle(el).overflowX) && el.clientWidth > 1)
    .map((el) => `${el.localName}.${el.className}`));
  const outside = () => chat.frame.evaluate(() => [...document.querySelectorAll('.b, .mt, .hd :not(select, option), .cp *')]
    .filter((el) => el.getBoundingClientRect().right > innerWidth + 1).map((el) => `${el.localName}.${el.className}`));
  assert.deepEqual(await sideways(), []);
  assert.deepEqual(await outside(), []);
  await chat.frame.evaluate(() => {
    document.documentElement.style.fontSize = '200%';
  });
  assert.deepEqual(await outside(), []);
});
