// The pictures of docs/shots, taken from the demo as it is: `node tests/browser/shots.mjs [story | state …]`.
//
// Every picture is kept in target/maru/shots; the sheets of docs/shots are joined from what is there, and the page that shows
// them is written. Absent on purpose: retouching. A picture shows what the relay, the app and the demo draw.

import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ROOT } from './relay.mjs';
import { ONE_PROCESS, Stage, switches } from './stage.mjs';
import { Camera } from './shots/camera.mjs';
import { DEVICES, dress } from './shots/cast.mjs';
import { BY_THEMSELVES, FRONT, PHOTO_ROOMS, PLANNED, RUNS, TOPICS } from './shots/plan.mjs';
import { join as joinSheets } from './shots/sheet.mjs';

const OUT = process.env.MARU_SHOTS ?? join(ROOT, 'docs/shots');
const KEPT = join(ROOT, 'target/maru/shots');
/** Stories that are told at a time: while one waits for its relay, the other draws. */
const AT_ONCE = 2;
/** A story that takes longer is broken. */
const LIMIT_MS = 90_000;

const chosen = process.argv.slice(2);
const runs = RUNS.flatMap(({ story, states, looks }) => looks.map((look) => ({ story, states, ...look })))
  .filter(({ story, states }) => chosen.length === 0 || chosen.some((name) => story.name === name || states.includes(name)))
  .map((run, n) => ({ ...run, n, room: `${run.story.name}-${n}` }));

// In one process with its page, a frame is drawn at the picture's resolution.
const sharp = switches().filter((flag) => flag !== '--site-per-process' && !flag.startsWith('--disable-features'));
const stage = await Stage.open([...sharp, '--disable-site-isolation-trials', ONE_PROCESS]);
const camera = new Camera(KEPT);
let failed = 0;
await Promise.all([OUT, KEPT].map((folder) => mkdir(folder, { recursive: true })));

/** One story, or several that need the whole stage at the same moment. */
async function tell(story, told) {
  const began = performance.now();
  const name = `${story.name} ${told.map(({ device, lang, scheme }) => `${device} ${lang} ${scheme}`).join(', ')}`;
  const people = [];
  const looks = told.map(({ device, lang, scheme, room, states }) => ({
    stage: Object.create(stage, {
      person: {
        value: async (who) => {
          const person = await stage.person({ lang, scheme: scheme === 'both' ? 'light' : scheme, ...DEVICES[device], ...who });
          people.push(person);
          return person;
        },
      },
    }),
    lang,
    device,
    phone: device === 'phone',
    room,
    shot: (person, state, how) => camera.take(person, { state, states, device, lang, scheme, ...how }),
  }));
  let late;
  try {
    await Promise.race([
      BY_THEMSELVES.has(story) ? story(looks) : story(looks[0]),
      new Promise((_, fail) => {
        late = setTimeout(fail, LIMIT_MS, new Error('it takes too long'));
      }),
    ]);
  } catch (failure) {
    failed += 1;
    console.error(`${name}: ${failure.stack}`);
    for (const [n, { page }] of people.entries()) await page.screenshot({ path: join(KEPT, `failed-${told[0].room}-${n}.png`) }).catch(() => {});
  }
  clearTimeout(late);
  for (const { name: who, errors } of people) if (errors.length) console.error(`${name}, ${who}: ${errors.join('\n')}`);
  await Promise.all(people.map((person) => person.leave()));
  console.log(`${name} ${((performance.now() - began) / 1000).toFixed(1)} s`);
}

try {
  await stage.fill();
  await dress(stage, runs.map(({ room }) => room), runs.filter(({ story }) => PHOTO_ROOMS.has(story)).map(({ room }) => room));
  const alone = [...BY_THEMSELVES].map((story) => runs.filter((run) => run.story === story)).filter((told) => told.length);
  const waiting = runs.filter(({ story }) => !BY_THEMSELVES.has(story));
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let run = waiting.shift(); run; run = waiting.shift()) await tell(run.story, [run]);
  }));
  for (const told of alone) await tell(told[0].story, told);
  await joinSheets(stage, { topics: TOPICS, planned: PLANNED }, KEPT, OUT);
  for (const [to, from] of Object.entries(FRONT)) await copyFile(join(KEPT, `${from}.png`), join(OUT, `${to}.png`)).catch(() => {});
} finally {
  await stage.close();
}
if (failed) process.exitCode = 1;
