// Which stretches of the app first visits run: for `cargo xtask profile`, which serves a build that notes them.
//
// Writes the numbers of those that ran, as a JSON list, into the file that MARU_PROFILE names.

import { writeFile } from 'node:fs/promises';

import { Stage } from './stage.mjs';
import { VISITS } from './visits.mjs';

/** xtask/src/build/split/count.rs */
const RAN = 'ran';

/** In the page, before the app: keeps hold of what is instantiated. A page that is loaded again begins with what ran before. */
const hold = () => {
  const { instantiate } = WebAssembly;
  WebAssembly.instantiate = async (...given) => {
    const made = await instantiate.apply(WebAssembly, given);
    globalThis.ranIn = (made.instance ?? made).exports;
    return made;
  };
};

/** The same on a slow line: what is drawn while something is waited for is a part of a visit. */
const slow = () => {
  const { fetch, WebSocket } = globalThis;
  const { send } = WebSocket.prototype;
  const late = (work) => new Promise((done) => setTimeout(() => done(work()), 400));
  globalThis.fetch = (...given) => late(() => fetch(...given));
  WebSocket.prototype.send = function (...given) {
    late(() => send.apply(this, given));
  };
};

/** So long somebody reads on: what the app does by the clock is a part of a visit, too. */
const READS_MS = 8_000;

const ran = new Set();

const collect = async (page) => {
  for (const frame of page.frames()) {
    const found = await frame.evaluate((name) => [...new Uint8Array(globalThis.ranIn?.[name]?.buffer ?? 0)], RAN);
    found.forEach((has, number) => has && ran.add(number));
  }
};

const stage = await Stage.open();
try {
  const all = Object.entries(VISITS).flatMap(([name, visit]) => [
    [name, visit, false],
    [`${name}, on a slow line`, visit, true],
  ]);
  for (const [name, visit, isSlow] of all) {
    const people = [];
    const prepare = async (context) => {
      await context.addInitScript(hold);
      if (isSlow) await context.addInitScript(slow);
    };
    const watched = Object.create(stage, {
      person: {
        value: async (who) => {
          const person = await stage.person(who);
          people.push(person);
          const { page } = person;
          const { reload } = page;
          page.reload = async (...given) => {
            await collect(page);
            return reload.apply(page, given);
          };
          return person;
        },
      },
    });
    await visit(watched, { prepare, suffix: isSlow ? '-slow' : '' });
    await new Promise((done) => setTimeout(done, READS_MS));
    for (const { page } of people) await collect(page);
    for (const person of people) await person.leave();
    console.log(`  ${name}: ${ran.size} stretches so far`);
  }
} finally {
  await stage.close();
}
await writeFile(process.env.MARU_PROFILE, JSON.stringify([...ran].sort((a, b) => a - b)));
