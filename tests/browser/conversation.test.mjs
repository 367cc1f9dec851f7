// A conversation as it is read: who answers whom, what was taken back or changed, who has read it, and what is pinned.

import assert from 'node:assert/strict';

import { crowded } from './crowd.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { voice } from './voice.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

const row = (chat, seq) => chat.frame.locator(`#m${seq}`);
const shows = (place, text) => place.filter({ hasText: text }).waitFor();

scene('g8 an answer shows whom it answers, and a press leads to it, however far above it is', async (stage) => {
  const texts = await crowded(stage, 'answer', 600, (n) => `${n + 1}番目のことば`);
  const nori = await voice(stage, 'answer', { name: 'のり' });
  const seq = await nori.say('いちばん最初のこれ', { reply: 1 });
  const moka = await stage.person({ name: 'もか', room: 'answer' });
  const chat = await moka.open();
  const quote = row(chat, seq).locator('.q');
  await shows(quote, texts[0]);
  assert.ok((await chat.texts()).length < 320, 'what is answered is not in the page');
  await quote.click();
  await chat.frame.locator('#m1.hit').waitFor();
  const seen = await row(chat, 1).evaluate((el) => {
    const { top, bottom } = el.getBoundingClientRect();
    const list = el.closest('.sc').getBoundingClientRect();
    return top >= list.top && bottom <= list.bottom;
  });
  assert.ok(seen, 'it is before the eyes');
  // What is said meanwhile is counted on the way back.
  await nori.say('まだ上にいる？');
  const jump = chat.frame.locator('.jl');
  await jump.getByText(chat.words.new_messages(1)).waitFor();
  await jump.click();
  await chat.endsWith(['まだ上にいる？']);
  nori.leave();
});

scene('g7 what is taken back is a tombstone everywhere, and names nobody', async (stage) => {
  const jigi = await voice(stage, 'gone', { name: '윤슬지기' });
  const nori = await voice(stage, 'gone', { name: 'のり' });
  const seq = await jigi.say('잘못 보냈어요');
  const answer = await nori.say('え、なになに', { reply: seq });
  const moka = await stage.person({ name: 'もか', room: 'gone' });
  const chat = await moka.open();
  await shows(row(chat, answer).locator('.q'), '잘못 보냈어요');
  await jigi.unsend(seq);
  const isGone = async (frame) => {
    await shows(frame.locator(`#m${seq} .gone`), WORDS.ja.gone);
    await shows(frame.locator(`#m${answer} .q`), WORDS.ja.gone);
    const list = await frame.locator('.ls').textContent();
    assert.ok(!list.includes('윤슬지기') && !list.includes('잘못'), list);
  };
  await isGone(chat.frame);
  await moka.page.reload();
  await isGone((await moka.open()).frame);
  const plain = await stage.person({ scripts: false });
  await plain.page.goto(`${stage.relay.url}/r/gone`);
  await isGone(plain.page);
  for (const who of [jigi, nori]) who.leave();
});

scene('g7 a changed message says that it was, beside its time', async (stage) => {
  const jigi = await voice(stage, 'edited', { name: '윤슬지기' });
  const seq = await jigi.say('7시에 만나요');
  const moka = await stage.person({ name: 'もか', room: 'edited' });
  const chat = await moka.open();
  await chat.sees('7시에 만나요');
  await jigi.edit(seq, '8시에 만나요');
  await chat.sees('8시에 만나요');
  await shows(row(chat, seq).locator('.mt'), WORDS.ja.edited);
  assert.equal(await chat.frame.locator('.ls .rw').count(), 1, 'the change is no message');
  jigi.leave();
});

scene('g8 reactions are the same in every browser, and a press joins them or takes it back', async (stage) => {
  const nori = await voice(stage, 'react', { name: 'のり' });
  const seq = await nori.say('27日、楽しみ！');
  const moka = await stage.person({ name: 'もか', room: 'react' });
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'react' });
  const here = await moka.open();
  const there = await jigi.open();
  await here.join('もか', 'わたしも');
  await there.sees('わたしも');
  nori.react(seq, 'heart');
  const pill = (chat) => chat.frame.locator(`#m${seq} + .rx button`);
  for (const chat of [here, there]) await pill(chat).getByText('❤️ 1').waitFor();
  await pill(here).click();
  for (const chat of [here, there]) await pill(chat).getByText('❤️ 2').waitFor();
  assert.equal(await pill(here).getAttribute('aria-pressed'), 'true');
  assert.equal(await pill(there).getAttribute('aria-pressed'), 'false');
  await pill(here).click();
  await pill(there).getByText('❤️ 1').waitFor();
  nori.react(seq, undefined);
  for (const chat of [here, there]) await pill(chat).waitFor({ state: 'detached' });
  nori.leave();
});

scene('g8 a name that is called stands out, the reader\'s own more', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'call' });
  const chat = await moka.open();
  await chat.join('もか', 'だれかいますか');
  const own = await row(chat, 1).evaluate(() => {
    const key = Object.keys(localStorage).find((name) => name.endsWith('/member'));
    return localStorage.getItem(key);
  });
  const nori = await voice(stage, 'call', { name: 'のり' });
  await nori.say('@もかさん @のりさん ここです', { mentions: [own, nori.member] });
  const called = chat.frame.locator('.mn');
  await called.nth(1).waitFor();
  assert.deepEqual(await called.allTextContents(), ['@もかさん', '@のりさん']);
  assert.deepEqual(await called.evaluateAll((all) => all.map((el) => el.className)), ['mn i', 'mn']);
  nori.leave();
});

scene('g6 one\'s own message tells how many have read it', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'read' });
  const here = await moka.open();
  await here.join('もか', '見た？');
  await here.delivered();
  const mark = here.frame.locator('.me .mt i');
  assert.equal(await mark.count(), 0, 'nobody but me has');
  const nori = await voice(stage, 'read', { name: 'のり' });
  nori.read(1);
  await shows(mark, WORDS.ja.read(1));
  const jigi = await stage.person({ name: '윤슬지기', lang: 'ko', path: '/ko/', room: 'read' });
  await (await jigi.open()).join('윤슬지기', '봤어요');
  await shows(mark, WORDS.ja.read(2));
  nori.leave();
});

scene('g6 where a room counts down, each message shows who is left, until nobody is', async (stage) => {
  await stage.settle('yoake', { read_marks: 'count_down' });
  const of = { site: 'yoake' };
  const nori = await voice(stage, 'left', { name: 'のり', ...of });
  const jigi = await voice(stage, 'left', { name: '윤슬지기', ...of });
  const moka = await stage.person({ name: 'もか', lang: 'ko', path: `${stage.relay.url}/r/yoake/left` });
  const chat = await moka.whole();
  const seq = await nori.say('다 모였나요?');
  await chat.sees('다 모였나요?');
  const number = row(chat, seq).locator('.mt i');
  await until(async () => (await number.textContent()) === '1', 'one to be left');
  jigi.read(seq);
  await number.waitFor({ state: 'detached' });
  for (const who of [nori, jigi]) who.leave();
});

scene('g6 what came while the panel was closed begins with a line, which a reload keeps and leaving takes away', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'line' });
  const jigi = await voice(stage, 'line', { name: '윤슬지기' });
  await jigi.say('안녕하세요');
  const chat = await moka.open();
  const line = (chat) => chat.frame.locator('.un');
  const shut = async () => {
    await moka.launcher.click();
    await moka.closed();
  };
  const stands = async (chat) => {
    await shows(line(chat), WORDS.ja.unread);
    assert.equal(await line(chat).evaluate((el) => el.nextElementSibling.querySelector('.b').textContent), '자요?');
  };
  await chat.sees('안녕하세요');
  assert.equal(await line(chat).count(), 0, 'a first visit has read nothing and missed nothing');
  await shut();
  await jigi.say('자요?');
  await jigi.say('내일 봐요');
  await moka.open();
  await stands(chat);
  await moka.page.reload();
  const again = await moka.open();
  await stands(again);
  await jigi.say('앗 깼다');
  await again.sees('앗 깼다');
  await stands(again);
  await shut();
  await moka.open();
  await line(again).waitFor({ state: 'detached' });
  jigi.leave();
});

scene('g12 whoever joins sees what is pinned, folds it for good, and no longer when it is taken back', async (stage) => {
  const staff = await voice(stage, 'pin', { name: 'スタッフ', role: 'moderator', member: 'staff-1' });
  const seq = await staff.say('カムバックは11/27(金) 18:00です');
  for (let n = 0; n < 15; n += 1) await staff.say(`ほかの話 ${n}`);
  await staff.pin(seq);
  const moka = await stage.person({ name: 'もか', room: 'pin' });
  const chat = await moka.open();
  const bar = chat.frame.locator('.nt');
  await shows(bar.locator('.np'), 'カムバックは11/27(金) 18:00です');
  await shows(chat.frame.locator('.sy'), WORDS.ja.pinned('スタッフ'));
  await bar.locator('.np').click();
  await chat.frame.locator(`#m${seq}.hit`).waitFor();
  await bar.getByRole('button', { name: WORDS.ja.fold }).click();
  await chat.frame.locator('.nt.fold').waitFor();
  await moka.page.reload();
  const again = await moka.open();
  const folded = again.frame.locator('.nt.fold');
  await folded.waitFor();
  await folded.getByRole('button', { name: WORDS.ja.pin, exact: true }).click();
  await again.frame.locator('.nt .np').waitFor();
  await staff.unsend(seq);
  await again.frame.locator('.nt').waitFor({ state: 'detached' });
  staff.leave();
});

scene('s1 g16 a sticker and pictures are drawn without a bubble, and nothing moves when they come', async (stage) => {
  const image = (n) => ({ key: String(n).padStart(32, '0'), w: 1200, h: 900, tint: '#c0a080' });
  await stage.tells('pictures', [
    { name: 'もか', body: 'ありがとう', beside: { sticker: 'maru/thanks' } },
    { name: 'のり', body: '사진', beside: { images: Array.from({ length: 20 }, (_, n) => image(n)) } },
    { name: 'まめ', body: 'うちの子', beside: { images: [image(30)] } },
  ]);
  const pixel = '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480"/></svg>';
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  const moka = await stage.person({
    name: 'もか',
    path: `${stage.relay.url}/r/pictures`,
    // All of it is seen at once: what is not is not asked for.
    viewport: { width: 390, height: 1200 },
    prepare: (context) => context.route(/\/(st|m)\//, async (route) => {
      await held;
      await route.fulfill({ contentType: 'image/svg+xml', body: pixel });
    }),
  });
  const chat = await moka.whole();
  const places = () => chat.frame.locator('.rw').evaluateAll((all) => all.map((el) => {
    const { top, width, height } = el.getBoundingClientRect();
    return [top, width, height];
  }));
  await chat.frame.locator('.im u').waitFor();
  const before = await places();
  release();
  await until(
    () => chat.frame.locator('.ls img').evaluateAll((all) => all.every((img) => img.complete && img.naturalWidth > 0)),
    'the pictures to be there',
  );
  assert.deepEqual(await places(), before);
  assert.equal(await chat.frame.locator('.im u').textContent(), '+16');
  assert.deepEqual(
    await chat.frame.locator('.sk img').evaluate(({ alt, width, height }) => [alt, width, height]),
    ['ありがとう', 148, 132],
  );
  assert.equal(await chat.frame.locator('.ig').first().evaluate((el) => el.offsetWidth), 248);
  assert.deepEqual(await chat.texts(), ['うちの子'], 'words are shown where somebody wrote some');
});

scene('look what comes is read aloud in one go, and one\'s own words are not', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'aloud' });
  const chat = await moka.open();
  await chat.join('もか', 'しずかですね');
  const told = chat.frame.locator('.pl > [role="status"]');
  const jigi = await voice(stage, 'aloud', { name: '윤슬지기' });
  await jigi.say('저 왔어요');
  await shows(told, '윤슬지기: 저 왔어요');
  for (const n of [1, 2, 3, 4]) await jigi.say(`그리고 ${n}`);
  await shows(told, chat.words.new_messages(4));
  assert.equal(await chat.frame.getByRole('log').getAttribute('aria-live'), 'off');
  jigi.leave();
});
