// Two hundred different things that fans say: our own sentences, put together from small parts.

const JA = [
  ['ティーザーの', '新曲の', '二番の', '最後の', 'イントロの', '緑の衣装の', '東京公演の', 'きのうの配信の'],
  ['ルアンが最高でした', '音が耳から離れない', '歌詞に泣いた…', '振付、もう覚えた！', '照明がきれいすぎるｗ', 'ところ、何回見ても飽きない', '話、だれかしませんか？', '感想を聞かせてください🌿'],
];
const KO = [
  ['이번 앨범', '해온 파트', '뮤비 마지막 장면', '서울 공연', '응원봉 색깔', '가사 두 번째 줄', '아까 그 소리', '윤슬 사진'],
  ['진짜 미쳤다ㅠㅠ', '몇 번을 봐도 좋아요', '다들 어땠어요?', '저만 울었나요ㅋㅋㅋ', '생각만 해도 두근두근', '얘기 더 해 주세요!', '벌써 그리워요…', '최고였어요 👏'],
];
const EN = [
  ['That bridge', 'The second verse', 'Her whisper at the end', 'The Tokyo stage', 'This porch', 'The leaf sound'],
  ['gave me chills', 'is on repeat here', 'deserves an award', 'made my whole week', 'feels like home', 'again, please!'],
];
const EMOJI = ['🌿', '☀️', '🌊', '💚', '👏', '😭', '🥹', '🎉', '✨', '🌲', '🫶', '👩‍👩‍👧'];

const pairs = ([first, second]) => first.flatMap((a, n) => second.map((_, k) => [a, second[(n + k) % second.length]]));

/** All different, in turn Japanese, Korean, Japanese, Korean, English, emoji. */
export function sentences(count) {
  const ja = pairs(JA).map(([a, b]) => a + b);
  const ko = pairs(KO).map(([a, b]) => `${a} ${b}`);
  const en = pairs(EN).map(([a, b]) => `${a} ${b}`);
  const emoji = EMOJI.flatMap((a, n) => EMOJI.slice(n + 1).map((b) => a + b + a));
  const banks = [ja, ko, ja, ko, en, emoji];
  const all = [];
  for (let n = 0; all.length < count; n += 1) {
    const next = banks[n % banks.length].shift();
    if (next) all.push(next);
    else if (banks.every((bank) => bank.length === 0)) throw new Error(`the phrase book has only ${all.length}`);
  }
  return all;
}
