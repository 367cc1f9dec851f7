// Two people talk, across sites, in the languages that they are at home in.

import assert from 'node:assert/strict';

import { escape } from './chat.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

scene('i1 a nickname is enough: no field asks for anything else', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'i1' });
  const chat = await moka.open();
  await chat.type('はじめまして、もかです');
  await moka.page.keyboard.press('Enter');
  const fields = chat.frame.getByRole('dialog').locator('input, select, textarea');
  await fields.first().waitFor();
  assert.equal(await fields.count(), 1);
  await fields.fill('もか🌿');
  await fields.press('Enter');
  await chat.sees('はじめまして、もかです');
  assert.equal(await chat.draft.inputValue(), '');
});

scene('g1 what one says in Japanese and the other in Korean stands in one order in both browsers', async (stage) => {
  const moka = await stage.person({ name: 'もか', lang: 'ja', path: '/', room: 'g1' });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'g1' });
  const here = await moka.open();
  const there = await jigi.open();
  assert.notEqual(new URL(moka.page.url()).hostname, new URL(here.frame.url()).hostname);

  await here.join('もか', 'ティーザー見ましたか？');
  await there.sees('ティーザー見ましたか？');
  await there.join('윤슬지기', '봤어요! 세 번이나요ㅋㅋㅋ');
  await here.sees('봤어요! 세 번이나요ㅋㅋㅋ');
  await here.say('最後の音、聞こえました？');
  await there.sees('最後の音、聞こえました？');
  await there.say('나뭇잎 소리요? 소름 돋았어요 ㅠㅠ');
  const all = ['ティーザー見ましたか？', '봤어요! 세 번이나요ㅋㅋㅋ', '最後の音、聞こえました？', '나뭇잎 소리요? 소름 돋았어요 ㅠㅠ'];
  await here.endsWith(all);
  await there.endsWith(all);

  // Mine on the right without a portrait, the other's with name and portrait; each text says its language.
  const mine = here.frame.locator('.g.me').first();
  assert.equal(await mine.locator('.avw').count(), 0);
  const theirs = here.frame.locator('.g:not(.me)').first();
  assert.equal(await theirs.locator('.nm').textContent(), '윤슬지기');
  // Its face is drawn, of cells that no corner of the theme moves.
  const cells = () => theirs.locator('i.av').evaluate((face) => {
    const { backgroundImage, backgroundPosition } = getComputedStyle(face);
    return backgroundImage.split('data:image/svg').length + backgroundPosition;
  });
  await until(async () => (await cells()).startsWith('4'), 'the face to be drawn');
  const drawn = await cells();
  await here.frame.locator(':root').evaluate((root) => root.style.setProperty('--r', '0.5'));
  assert.equal(await cells(), drawn);
  assert.equal(await theirs.locator('.b').first().getAttribute('lang'), 'ko');
  assert.equal(await there.frame.locator('.g:not(.me) .b').first().getAttribute('lang'), 'ja');
});

scene('g1 the other browser shows a message within a blink', async (stage, t) => {
  const moka = await stage.person({ name: 'もか', room: 'blink' });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'blink' });
  const here = await moka.open();
  const there = await jigi.open();
  await here.join('もか', 'はかります');
  await there.sees('はかります');
  await here.draft.evaluate((field) => {
    field.addEventListener('keydown', ({ key }) => {
      if (key === 'Enter') window.pressedAt = performance.timeOrigin + performance.now();
    }, true);
  });
  const took = [];
  for (let n = 0; n < 20; n += 1) {
    const text = `まばたき、${n + 1}回目`;
    const shown = there.frame.evaluate((body) => new Promise((resolve) => {
      const look = () => {
        const there_is = [...document.querySelectorAll('.ls .b')].some((bubble) => bubble.textContent === body);
        if (!there_is) return;
        watch.disconnect();
        resolve(performance.timeOrigin + performance.now());
      };
      const watch = new MutationObserver(look);
      watch.observe(document.body, { childList: true, subtree: true, characterData: true });
    }), text);
    await here.say(text);
    took.push((await shown) - (await here.frame.evaluate(() => window.pressedAt)));
  }
  took.sort((a, b) => a - b);
  t.diagnostic(`from Enter to the other's screen: median ${took[10].toFixed(1)} ms, worst ${took.at(-1).toFixed(1)} ms`);
  // A blink is 100 to 400 ms. The bound is for the median, since the machine of a test does other things too.
  assert.ok(took[10] < 400, `median ${took[10]} ms`);
});

scene('g1 a reload keeps who I am and what was said', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'reload' });
  const chat = await moka.open();
  await chat.join('もか', '再読み込みの前');
  await moka.page.reload();
  const again = await moka.open();
  await again.sees('再読み込みの前');
  assert.equal(await again.frame.locator('.g.me .b').first().textContent(), '再読み込みの前', 'it is still mine');
  await again.say('再読み込みのあと');
  await again.endsWith(['再読み込みの前', '再読み込みのあと']);
  assert.equal(await again.frame.locator('#maru-name').count(), 0, 'nobody asks for the nickname twice');
});

scene('f1 an official post appears live in every open widget, with its badge', async (stage) => {
  const moka = await stage.person({ name: 'もか', lang: 'ja', room: 'f1' });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'f1' });
  const chats = [await moka.open(), await jigi.open()];
  await stage.post('ruan', '今夜20時、ここで会いましょう🌿\n오늘 밤 8시에 여기서 만나요.');
  for (const chat of chats) {
    await chat.frame.locator('#t-feed .nb').waitFor();
    await chat.tab(chat.words.news);
    const card = chat.frame.locator('.fe .cd').first();
    await card.getByText('오늘 밤 8시에 여기서 만나요.').waitFor();
    assert.equal(await card.locator('.ob').textContent(), chat.words.official);
    const name = await card.locator('.nm').textContent();
    assert.match(name, new RegExp(`^${chat.person.lang === 'ja' ? 'ルアン' : '루안'}`));
  }
});

scene('f1 an official speaks in the room too, and cannot be mistaken for a fan', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'badge' });
  const chat = await moka.open();
  await stage.post('haeon', 'リハーサル終わりました☀️', { room: 'badge' });
  const group = chat.frame.locator('.g.of');
  await group.waitFor();
  assert.equal(await group.locator('.ob').textContent(), WORDS.ja.official);
  assert.equal(await group.locator('.b').textContent(), 'リハーサル終わりました☀️');
});

scene('p1 the closed launcher counts what was said meanwhile', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'unread' });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'unread' });
  await moka.open();
  await moka.launcher.click();
  await moka.closed();
  const there = await jigi.open();
  await there.join('윤슬지기', '아무도 없어요?');
  await there.say('저 혼자네요ㅎㅎ');
  const label = () => moka.launcher.getAttribute('aria-label');
  await until(async () => /\b2\b/.test(await label()), 'the launcher to say 2');
  const chat = await moka.open();
  await chat.sees('저 혼자네요ㅎㅎ');
  await until(async () => !/\d/.test(await label()), 'the number to be gone');
});

scene('g6 the head count follows who is there, and a second tab of one person does not count twice', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'count' });
  const here = await moka.open();
  const shows = (chat, n) => chat.frame.locator('.ps').getByText(chat.words.members(n), { exact: true }).waitFor();
  await shows(here, 1);
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'count' });
  const there = await jigi.open();
  await shows(here, 2);
  await shows(there, 2);
  const tab = await jigi.context.newPage();
  await tab.goto(`${stage.relay.url}/r/count`);
  await tab.locator('.ps .dot:not(.of)').waitFor();
  await jigi.page.close();
  await tab.close();
  await shows(here, 1);
});

scene('g4 text is text: markup, line breaks and emoji stand as they were typed', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'text' });
  const chat = await moka.open();
  await chat.join('もか', '<img src=x onerror="alert(1)"> & <b>太字</b>');
  const lines = '一行目\n\n三行目 👩‍👩‍👧‍👦🏳️‍🌈\n  字下げ';
  await chat.say(lines);
  await chat.sees(lines);
  await chat.delivered();
  assert.equal(await chat.frame.locator('.ls img').count(), 0);
  const height = await chat.bubble(lines).evaluate((el) => el.getBoundingClientRect().height / parseFloat(getComputedStyle(el).lineHeight));
  assert.ok(height >= 4, `four lines are drawn as four, not ${height}`);
  assert.match(await chat.bubble(lines).textContent(), new RegExp(escape('三行目 👩‍👩‍👧‍👦')));
});
