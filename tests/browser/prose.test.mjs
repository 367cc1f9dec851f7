// G4: where lines end, in the three languages, on both edges; by prose that was written for this test.

import assert from 'node:assert/strict';

import { said } from './crowd.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

const JA = [
  '先週末、縁側ライブの先行抽選に申し込みました。「今回こそは」と思いながら、結果の発表を待っています。前回は落選だったので、ちょっとどきどきしています…！',
  'ルアンさんの「こもれび」、サビのところがとくに好きです。リリックビデオの最後、ふっと光が差すところで、いつも泣いてしまいます。みなさんはどの曲が好きですか？',
  'グッズの受け取りは、会場の入口ゲート（東側）でよかったでしょうか。チャットでキャンセルの方法も聞けたらうれしいです。よろしくお願いします。',
];
const KO = [
  '지난 주말에 마루 라이브 선예매를 신청했는데요, 결과 발표까지 사흘이나 남아서 하루에도 몇 번씩 알림을 확인하고 있어요. 이번에는 꼭 당첨됐으면 좋겠습니다.',
  '새 앨범에서 제일 많이 들은 노래는 세 번째 곡이에요. 후렴으로 넘어가기 직전에 숨소리가 들리는 부분이 정말 좋아서, 이어폰으로 들으면 바로 옆에서 불러 주는 것 같아요.',
  '굿즈 수령 장소가 동쪽 출입구라고 들었는데 혹시 다녀오신 분 계신가요? 대기줄이 길면 먼저 식사를 하고 오후에 가려고 합니다. 미리 알려 주시면 감사하겠습니다!',
];
/** What may not begin a line in Japanese, and what may not end one. */
const NOT_FIRST = /[、。，．・：；？！…ー゛゜ヽヾゝゞ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ」』）】〉》]/;
const NOT_LAST = /[「『（【〈《]/;

/** The lines of each bubble, as they are broken. */
const linesOf = (frame) => frame.evaluate(() => [...document.querySelectorAll('.ls .b, .tx p')].map((bubble) => {
  const lines = [];
  const walk = document.createTreeWalker(bubble, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    for (let at = 0; at < node.length; at += 1) {
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + 1);
      const { top, width } = range.getBoundingClientRect();
      if (width === 0) continue;
      const last = lines.at(-1);
      if (last && Math.abs(last.top - top) < 8) last.text += node.data[at];
      else lines.push({ top, text: node.data[at] });
    }
  }
  const { lineBreak, overflowWrap, wordBreak, textWrap } = getComputedStyle(bubble);
  return { lang: bubble.lang || bubble.parentNode.lang, lines: lines.map(({ text }) => text.trim()), style: { lineBreak, overflowWrap, wordBreak, textWrap } };
}));

function judge(bubbles, texts) {
  assert.equal(bubbles.length, texts.length);
  for (const { lang, lines, style } of bubbles) {
    assert.equal(style.lineBreak, 'strict');
    assert.equal(style.overflowWrap, 'anywhere');
    assert.match(style.textWrap, /pretty/);
    assert.ok(lines.length > 1, `it has lines: ${lines.join(' / ')}`);
    if (lang === 'ko') {
      assert.equal(style.wordBreak, 'keep-all');
      const words = new Set(texts.join(' ').split(/\s+/));
      for (const word of lines.join(' ').split(/\s+/)) assert.ok(words.has(word), `"${word}" is a whole word: ${lines.join(' / ')}`);
    } else {
      assert.equal(lang, 'ja');
      for (const line of lines) {
        assert.doesNotMatch(line[0], NOT_FIRST, lines.join(' / '));
        assert.doesNotMatch(line.at(-1), NOT_LAST, lines.join(' / '));
      }
    }
    // A last line of one letter is what `pretty` is there for.
    assert.ok([...lines.at(-1)].length > 1, lines.join(' / '));
  }
}

for (const width of [320, 390, 1_280]) {
  scene(`g4 Korean words stay whole and no Japanese line begins with what may not begin one, on both edges (${width} px)`, async (stage) => {
    const room = `prose-${width}`;
    const texts = [...JA, ...KO];
    await said(stage, room, texts);
    const viewport = { width, height: 844 };
    // Read in Korean: what a message is written in decides, and not who reads it.
    const person = await stage.person({ lang: 'ko', path: '/ko/', room, viewport });
    const chat = await person.open();
    judge(await linesOf(chat.frame), texts);
    const reader = await stage.person({ lang: 'ko', path: `${stage.relay.url}/r/${room}`, viewport, prepare: (context) => context.route(/\/a\/app/, (route) => route.abort()), allow: [/net::ERR_FAILED/] });
    judge(await linesOf(reader.page.mainFrame()), texts);
  });
}

scene('g4 a post in Japanese breaks between phrases, and one in Korean between words', async (stage) => {
  for (const text of [...JA, ...KO]) await stage.post('ruan', text);
  const person = await stage.person({ room: 'prose-posts', viewport: { width: 390, height: 844 } });
  const chat = await person.open();
  await chat.tab(chat.words.news);
  await chat.frame.locator('.fe .cd').first().waitFor();
  const posts = (await linesOf(chat.frame)).reverse();
  judge(posts, [...JA, ...KO]);
  for (const { lang, style } of posts) assert.equal(style.wordBreak, lang === 'ja' ? 'auto-phrase' : 'keep-all');
});
