// Texts that people send by accident, for fun or to hurt. Each stands in a bubble as it was typed (`shown` where something of it
// is taken out), and reaches nothing beside it.

const pile = (base, marks) => base + Array.from({ length: marks }, (_, n) => String.fromCharCode(0x300 + (n % 0x70))).join('');
const family = '👨‍👩‍👧‍👦';

export const NAUGHTY = {
  // What turns the text around it.
  'an override that is never closed': { text: '\u202e見えますか gpj.exe' },
  'overrides, embeddings and isolates without ends': { text: 'あ\u202d\u202b\u2067\u2066\u2068\u202e 12:34 ) ( 既読' },
  'marks that turn digits': { text: '\u200f12:34\u061c 午後\u200e!' },
  Arabic: { text: 'مرحبا بالعالم، كيف حالكم؟ (12:34)' },
  'Hebrew with Latin and digits': { text: 'שלום! ABC 123 (xyz) עולם' },
  // What is piled up, hidden or large.
  'marks piled up': { text: ['Z', 'a', 'l', 'g', 'o'].map((letter) => pile(letter, 120)).join('') },
  'marks piled on Thai, Arabic and kana': { text: `ก${'็'.repeat(60)} م${'\u064b'.repeat(60)} が${'\u3099'.repeat(60)}` },
  'nothing but what cannot be seen, around a letter': { text: `\u200b\u2060\ufeffあ${'\u200b'.repeat(300)}` },
  'very wide letters': { text: '﷽𒐫𒈙'.repeat(20) },
  '5,000 units of families': { text: family.repeat(454), long: true },
  '5,000 units without a space': { text: 'w'.repeat(5_000), long: true },
  '5,000 jamo': { text: 'ㅋ'.repeat(5_000), long: true },
  '5,000 line breaks': { text: `上${'\n'.repeat(4_998)}下`, long: true },
  'flags by tags, and annotations': { text: '🏴󠁧󠁢󠁥󠁮󠁧󠁿 \ufff9親\ufffaおや\ufffb \ufffc' },
  // What other programs would run.
  'a script': { text: '</p></script><script>globalThis.pwned = 1</script>' },
  'a picture with a handler': { text: '"><img src=x onerror="globalThis.pwned = 1">' },
  'a drawing with a handler': { text: '<svg/onload=globalThis.pwned=1>\'-globalThis.pwned-\'' },
  'a template': { text: '{{constructor.constructor("globalThis.pwned=1")()}} ${globalThis.pwned=1} &lt;b&gt; &#x202e;' },
  'a statement and a format': { text: "'; DROP TABLE entries;-- %s%n ../../etc/passwd __proto__ null" },
  'control characters': { text: 'a\u0000b\u001b[31mc\u0007\u0085d', shown: 'ab[31mcd' },
  // Addresses.
  'schemes that run or read': { text: 'javascript:globalThis.pwned=1 data:text/html,<script>1</script> vbscript:x file:///etc/passwd JaVaScRiPt://a.jp/%0aglobalThis.pwned=1' },
  'a bank that is none': { text: 'https://bank.example@evil.example https://bank.example%40evil.example/ https://bank.example\\@evil.example' },
  'letters that look like others': { text: 'https://b\u0430nk.example https://www.b\u0430nk.example/ https://bank.ex\u0430mple' },
  'an address, turned': { text: '\u202ehttps://evil.example/?moc.knab//:sptth' },
  'a very long address': { text: `https://a.jp/${'x'.repeat(700)}?${'%e3%81%82'.repeat(60)}`, long: true },
};
