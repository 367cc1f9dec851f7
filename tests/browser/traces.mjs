// G5: what this Chromium tells of presses of Enter, as files for client/tests/traces.
//
// A bare field, and the browser's own composition events, caused below the page. What the rule must make of them is written
// here, and is no part of what is recorded.

import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Keys } from './chat.mjs';
import { ROOT } from './relay.mjs';

const FOLDER = join(ROOT, 'client/tests/traces');
const PREFIX = 'linux-chromium-';

/** In the order of the files: what is done, and what must come of it. `rule` names the answers, in their order. */
const SITUATIONS = {
  'ja-recorded-convert': {
    what: 'a conversion: Enter confirms 木陰, the next one sends',
    sent: ['木陰'],
    rule: ['keydown Enter Enter 13 => send', 'beforeinput insertLineBreak => swallow'],
    play: async (keys) => {
      for (const step of ['k', 'こ', 'こかげ', '木陰']) await keys.compose(step);
      await keys.takenEnter();
      await keys.commit('木陰');
      await keys.enterUp();
      await keys.enter();
      await keys.enterUp();
    },
  },
  'ja-recorded-cancel': {
    what: 'a conversion that is taken back, then Enter on an empty field',
    rule: ['keydown Enter Enter 13 => send', 'beforeinput insertLineBreak => swallow'],
    play: async (keys) => {
      await keys.compose('こかげ');
      await keys.compose('');
      await keys.enter();
      await keys.enterUp();
    },
  },
  'ja-recorded-blur': {
    what: 'the field is left while converting',
    left: '木陰',
    play: async (keys, page) => {
      await keys.compose('木陰');
      await page.evaluate(() => document.activeElement.blur());
    },
  },
  'ja-recorded-numpad': {
    what: 'a conversion, confirmed and sent by the numeric pad',
    sent: ['木陰'],
    rule: ['keydown Enter NumpadEnter 13 => send', 'beforeinput insertLineBreak => swallow'],
    play: async (keys) => {
      await keys.compose('木陰');
      await keys.takenEnter('NumpadEnter');
      await keys.commit('木陰');
      await keys.enterUp('NumpadEnter');
      await keys.enter(0, 'NumpadEnter');
      await keys.enterUp('NumpadEnter');
    },
  },
  'ko-recorded-syllable': {
    what: 'Enter on an open syllable',
    sent: ['안요'],
    rule: ['compositionend 요 => send'],
    play: async (keys) => {
      await keys.compose('안');
      await keys.commit('안');
      for (const step of ['ㅇ', '요']) await keys.compose(step);
      await keys.takenEnter();
      await keys.commit('요');
      await keys.enterUp();
    },
  },
  'ko-recorded-twice': {
    what: 'Enter on an open syllable, told twice',
    sent: ['요'],
    rule: ['compositionend 요 => send', 'keydown Enter Enter 13 => swallow', 'beforeinput insertLineBreak => swallow'],
    play: async (keys) => {
      for (const step of ['ㅇ', '요']) await keys.compose(step);
      await keys.takenEnter();
      await keys.commit('요');
      await keys.enter();
      await keys.enterUp();
    },
  },
  'ko-recorded-commit-first': {
    what: 'the syllable is handed over before the key is told, as ibus-hangul does',
    sent: ['요'],
    rule: ['keydown Enter Enter 13 => send', 'beforeinput insertLineBreak => swallow'],
    play: async (keys) => {
      for (const step of ['ㅇ', '요']) await keys.compose(step);
      await keys.commit('요');
      await keys.enter();
      await keys.enterUp();
    },
  },
  'ko-recorded-not-taken': {
    what: 'a key that nobody took while a syllable is open: the line would break, and the syllable stays open',
    sent: ['요'],
    rule: ['beforeinput insertLineBreak => send'],
    play: async (keys) => {
      await keys.compose('요');
      await keys.enter();
      await keys.enterUp();
    },
  },
  'ko-recorded-hanja': {
    what: 'Hanja is chosen by Enter, the next one sends',
    sent: ['韓'],
    rule: ['keydown Enter Enter 13 => send', 'beforeinput insertLineBreak => swallow'],
    play: async (keys) => {
      await keys.compose('한');
      await keys.takenEnter();
      await keys.commit('韓');
      await keys.enterUp();
      await keys.enter();
      await keys.enterUp();
    },
  },
  'zh-recorded-pinyin': {
    what: 'pinyin is kept as letters by Enter, the next one sends',
    sent: ['nihao'],
    rule: ['keydown Enter Enter 13 => send', 'beforeinput insertLineBreak => swallow'],
    play: async (keys) => {
      for (const step of ['ni', 'ni hao']) await keys.compose(step);
      await keys.takenEnter();
      await keys.commit('nihao');
      await keys.enterUp();
      await keys.enter();
      await keys.enterUp();
    },
  },
  'en-recorded-held': {
    what: 'Enter is held',
    sent: ['hi'],
    rule: [
      'keydown Enter Enter 13 => send', 'beforeinput insertLineBreak => swallow',
      'keydown Enter Enter 13 repeat => swallow', 'beforeinput insertLineBreak => swallow',
    ],
    play: async (keys, page) => {
      await page.keyboard.insertText('hi');
      await page.keyboard.down('Enter');
      await page.keyboard.down('Enter');
      await page.keyboard.up('Enter');
    },
  },
  'en-recorded-shift': {
    what: 'Shift and Enter is a new line, Control and Enter sends',
    sent: ['hi\n'],
    rule: ['keydown Enter Enter 13 ctrl => send'],
    play: async (keys, page) => {
      await page.keyboard.insertText('hi');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.press('Control+Enter');
    },
  },
  'en-recorded-unnamed': {
    what: 'a key without a name, and the line break that it was',
    sent: ['hi'],
    rule: ['beforeinput insertLineBreak => send'],
    play: async (keys, page) => {
      await page.keyboard.insertText('hi');
      await keys.unnamedEnter();
    },
  },
};

/** What a field hears, in the words of the trace files. */
function listen() {
  const area = document.querySelector('textarea');
  globalThis.heard = [];
  const note = (...words) => globalThis.heard.push(words.filter((word) => word !== '').join(' ').replaceAll('\n', '\\n'));
  for (const type of ['compositionstart', 'blur']) area.addEventListener(type, () => note(type));
  for (const type of ['compositionupdate', 'compositionend']) area.addEventListener(type, ({ data }) => note(type, data));
  area.addEventListener('beforeinput', ({ inputType, data }) => note('beforeinput', inputType, data ?? ''));
  for (const type of ['keydown', 'keyup']) {
    area.addEventListener(type, (e) => {
      const flags = { composing: e.isComposing, shift: e.shiftKey, ctrl: e.ctrlKey, meta: e.metaKey, alt: e.altKey, repeat: e.repeat };
      note(type, e.key, e.code || '-', `${e.keyCode}`, ...Object.keys(flags).filter((flag) => flags[flag]));
    });
  }
}

/** Every situation in this browser: its file's name, its text, and the text without the browser's version. */
export async function record(browser) {
  const files = [];
  for (const [name, { what, sent = [], left, rule = [], play }] of Object.entries(SITUATIONS)) {
    const page = await browser.newPage();
    await page.setContent('<textarea></textarea>');
    await page.focus('textarea');
    await page.evaluate(listen);
    await play(new Keys(await page.context().newCDPSession(page)), page);
    const heard = await page.evaluate(() => globalThis.heard);
    await page.close();
    const answers = [...rule];
    const steps = heard.map((line) => (answers[0]?.split(' => ')[0] === line ? answers.shift() : line));
    if (answers.length) throw new Error(`${name}: never heard ${answers[0]}\n${heard.join('\n')}`);
    const lines = (version) => [
      `what: Linux, Chromium, caused by the debugger: ${what}`,
      `source: recorded, Chromium${version}, by node tests/browser/record-traces.mjs`,
      ...sent.map((text) => `sent: ${text.replaceAll('\n', '\\n')}`),
      ...(left ? [`left: ${left}`] : []),
      '',
      ...steps,
      '',
    ].join('\n');
    const [major] = browser.version().split('.');
    files.push({ name: `${PREFIX}${name}.txt`, text: lines(` ${major}`), timeless: lines('') });
  }
  return files;
}

export function write(files) {
  for (const { name, text } of files) writeFileSync(join(FOLDER, name), text);
}

/** The recorded files as they are, without the version of the browser that they came from. */
export function recorded() {
  return readdirSync(FOLDER).filter((name) => name.includes('-recorded-')).sort().map((name) => ({
    name,
    timeless: readFileSync(join(FOLDER, name), 'utf8').replace(/^(source: recorded, Chromium) \d+/m, '$1'),
  }));
}
