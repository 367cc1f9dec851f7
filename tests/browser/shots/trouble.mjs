// When something is missing: nobody yet, no app yet, no connection, no storage, no room; and what was not taken.

import { crowded } from '../crowd.mjs';
import { RELAY_IS_DOWN, until } from '../person.mjs';
import { sentences } from '../phrasebook.mjs';
import { HOME, MINE, dress, fansTalk, join, toEnd, visit } from './cast.mjs';

export async function empty(look) {
  const { person, chat } = await visit(look);
  await chat.frame.locator('.em').waitFor();
  await look.shot(person, 'empty');
}

/** The relay's document, before the app is there; then, without WebAssembly, for good. */
export async function bare({ stage, lang, room, shot }) {
  const leave = await fansTalk(stage, room);
  let release;
  const held = new Promise((resolve) => {
    release = resolve;
  });
  const person = await stage.person({
    path: HOME[lang],
    room,
    prepare: (context) => context.route(/\/a\/[^/]*\.wasm/, async (route) => {
      await held;
      await route.continue().catch(() => {});
    }),
  });
  await person.launcher.click();
  await (await person.frame()).locator('.ls .b').last().waitFor();
  await shot(person, 'loading');
  release();
  const plain = await stage.person({
    path: HOME[lang],
    room,
    prepare: (context) => context.addInitScript(() => {
      delete globalThis.WebAssembly;
    }),
  });
  await plain.launcher.click();
  await (await plain.frame()).locator('#maru-plain').waitFor();
  await shot(plain, 'no-wasm');
  leave();
}

export async function unscripted({ stage, lang, room, shot }) {
  const leave = await fansTalk(stage, room);
  // The relay says 404 of an address that leads nowhere, and Chromium prints it.
  const person = await stage.person({ scripts: false, allow: [/status of 404/] });
  await person.page.goto(`${stage.relay.url}/r/miruna/${room}?lang=${lang}`);
  await person.page.locator('noscript .bn').waitFor();
  await shot(person, 'no-script', { unrest: true, whole: true });
  await person.page.goto(`${stage.relay.url}/r/nowhere/${room}?lang=${lang}`);
  await shot(person, 'lost', { unrest: true, whole: true });
  leave();
}

/** As people set it: no site may keep anything. */
export async function storage(look) {
  const { stage, lang, room, shot } = look;
  const leave = await fansTalk(stage, room);
  const person = await stage.person({
    lasting: true,
    preferences: { profile: { default_content_setting_values: { cookies: 2 } } },
    path: HOME[lang],
    room,
  });
  const chat = await person.open();
  await chat.join(MINE[lang].name, MINE[lang].lines[0]);
  await chat.delivered();
  await chat.frame.locator('.bn.warn').waitFor();
  await shot(person, 'storage');
  leave();
}

const FAST = { ja: 'まだ？', ko: '아직?', en: 'Yet?' };

/** More than the room takes at once: what is too much waits, and goes by itself. */
export async function flood(look) {
  const { stage, lang, room, shot } = look;
  const leave = await fansTalk(stage, room);
  const { person, chat } = await join(look);
  await chat.atField();
  const send = chat.frame.getByRole('button', { name: chat.words.send, exact: true });
  for (let n = 0; n < 48; n += 1) {
    await chat.page.keyboard.insertText(`${FAST[lang]} ${n + 1}`);
    if (look.phone) await send.evaluate((button) => button.click());
    else await chat.page.keyboard.press('Enter');
  }
  await until(async () => (await chat.frame.locator('.ql').count()) > 0, 'more than the room takes at once');
  await toEnd(chat);
  await shot(person, 'too-fast', { unrest: true });
  leave();
}

/** More is said than anybody reads. */
export async function crowd(look) {
  const leave = await fansTalk(look.stage, look.room);
  const { person, chat } = await join(look);
  const texts = sentences(150);
  await crowded(look.stage, look.room, texts.length, (n) => texts[n]);
  await chat.frame.locator('.fr').first().waitFor();
  await toEnd(chat);
  await look.shot(person, 'crowd', { unrest: true });
  leave();
}

const DARK = {
  ja: ['あれ、切れた？', '戻ったら届くはず'],
  ko: ['어 끊겼나?', '돌아오면 보내질 거예요'],
  en: ['Huh, did it drop?', 'It will arrive when we are back'],
};

/** Written in an outage, for a room that has become one of pictures meanwhile. */
export async function refused(looks) {
  const [{ stage }] = looks;
  const there = [];
  for (const look of looks) there.push({ look, ...(await join(look, { allow: RELAY_IS_DOWN })) });
  await dress(stage, undefined, looks.map(({ room }) => room));
  await stage.relay.kill();
  for (const { look, person, chat } of there) {
    await person.page.bringToFront();
    await chat.disconnected();
    await chat.say(DARK[look.lang][0]);
  }
  await stage.relay.boot();
  for (const { look, person, chat } of there) {
    await person.page.bringToFront();
    await chat.frame.getByText(chat.words.unsent).first().waitFor();
    await toEnd(chat);
    await look.shot(person, 'refused');
  }
}

/** All of them at once: one outage is enough. */
export async function offline(looks) {
  const [{ stage }] = looks;
  const there = [];
  for (const look of looks) {
    const leave = await fansTalk(stage, look.room);
    there.push({ look, ...(await join(look, { allow: RELAY_IS_DOWN })) });
    leave();
  }
  await stage.relay.kill();
  for (const { look, person, chat } of there) {
    await person.page.bringToFront();
    await chat.disconnected();
    for (const line of DARK[look.lang]) await chat.say(line);
    await chat.frame.locator('.bn.off').waitFor();
    await look.shot(person, 'offline');
  }
  await stage.relay.boot();
}
