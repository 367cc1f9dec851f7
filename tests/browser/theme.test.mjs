// A page dresses its room.

import assert from 'node:assert/strict';

import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';

const { scene } = stageOfFile();

const colour = (chat, name) => chat.frame.evaluate((name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`), name);
const floor = (chat) => chat.frame.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
const LIGHT = 'rgb(237, 227, 211)';
const DARK = 'rgb(25, 21, 18)';

/** The clock of the device, which page and frame share, at the first painted frame that has it. */
const painted = (chat, name, value) => chat.frame.evaluate(([name, value]) => new Promise((done) => {
  const look = () => {
    if (getComputedStyle(document.documentElement).getPropertyValue(name) === value) requestAnimationFrame(() => done(performance.timeOrigin + performance.now()));
    else requestAnimationFrame(look);
  };
  look();
}), [name, value]);
const dress = (person, theme) => person.page.evaluate((theme) => {
  const at = performance.timeOrigin + performance.now();
  maru('setTheme', theme);
  return at;
}, theme);

scene('e6 setTheme paints launcher and frame anew in less than 100 ms, without a load', async (stage, t) => {
  const moka = await stage.person({ path: `${stage.host.url}/paint` });
  const chat = await moka.open();
  await chat.type('書きかけ');
  const times = [];
  // Colours that nobody has asked for before, and last a scheme.
  for (const [theme, name, value] of [
    [{ accent: '#0b6b83' }, '--accent', '#0b6b83'],
    [{ accent: '#5b3dd1' }, '--accent', '#5b3dd1'],
    [{ accent: '#1f6b45' }, '--accent', '#1f6b45'],
    [{ scheme: 'dark' }, '--floor', '#191512'],
  ]) {
    const seen = painted(chat, name, value);
    const at = await dress(moka, theme);
    times.push(Math.round((await seen) - at));
  }
  t.diagnostic(`${times.join(', ')} ms from the call to the painted frame`);
  assert.ok(Math.max(...times) < 100, `${times} ms`);
  assert.equal(await moka.launcher.evaluate((button) => getComputedStyle(button).backgroundColor), 'rgb(31, 107, 69)');
  assert.equal(await chat.draft.inputValue(), '書きかけ');
});

scene('e6 a scheme that changes asks nobody, and null gives the site its own again', async (stage) => {
  const moka = await stage.person({ path: `${stage.host.url}/flip`, scheme: 'light' });
  const chat = await moka.open();
  assert.equal(await floor(chat), LIGHT);
  const asked = [];
  moka.page.on('request', (request) => asked.push(request.url()));
  for (const [scheme, seen] of [['dark', DARK], ['light', LIGHT], ['auto', LIGHT], ['dark', DARK], [null, LIGHT]]) {
    await dress(moka, { scheme });
    await until(async () => (await floor(chat)) === seen, `${scheme}`);
  }
  // The files of the app come by themselves, once, when it has nothing else to do.
  const paths = asked.filter((url) => url.startsWith(stage.relay.url)).map((url) => new URL(url).pathname);
  assert.deepEqual(paths.filter((path) => !path.startsWith('/a/')), []);
});

scene('e6 an accent that cannot be read is put right, and the console says so', async (stage) => {
  const moka = await stage.person({ path: `${stage.host.url}/lemon` });
  const warned = [];
  moka.page.on('console', (message) => message.type() === 'warning' && warned.push(message.text()));
  const chat = await moka.open();
  await dress(moka, { accent: '#f5d000' });
  await until(() => warned.length, 'the warning');
  assert.match(warned[0], /^maru: text in the accent #f5d000 would have a contrast of 1\.\d, and needs 4\.5: it is written in #[0-9a-f]{6}/);
  assert.equal(await colour(chat, 'accent'), '#f5d000');
  assert.equal(await colour(chat, 'accent-ink'), warned[0].match(/written in (#\w{6})/)[1]);
  await dress(moka, { accent: '#bc2461' });
  await until(async () => (await colour(chat, 'accent')) === '#bc2461', 'the other accent');
  assert.equal(warned.length, 1);
});

scene('e6 radius and font are the site’s, the tag’s or the page’s, and nothing but that gets into a style sheet', async (stage) => {
  const bare = await stage.person({ path: `${stage.host.url}/round` });
  const corner = (chat) => chat.frame.locator('.cp .fd').evaluate((field) => getComputedStyle(field).borderTopLeftRadius);
  const face = (chat) => chat.frame.evaluate(() => getComputedStyle(document.body).fontFamily);
  const plain = await bare.open();
  assert.equal(await corner(plain), '22px');
  await dress(bare, { radius: 0, font: 'Klee One, serif' });
  await until(async () => (await corner(plain)) === '0px', 'square corners');
  assert.match(await face(plain), /^"Klee One", serif, /);
  assert.equal(await bare.page.locator('iframe').evaluate((frame) => getComputedStyle(frame).borderTopLeftRadius), '0px');
  await dress(bare, { font: 'x;}:root{--floor:#f00' });
  await until(async () => !/Klee/.test(await face(plain)), 'a font that is none to be as if it were not said');
  assert.equal(await floor(plain), LIGHT);
  const tagged = await stage.person({ path: `${stage.host.url}/tagged?${new URLSearchParams({ tag: 'data-radius="0.5" data-font="Klee One" data-accent="#0b6b83"' })}` });
  const chat = await tagged.open();
  assert.equal(await corner(chat), '11px');
  assert.match(await face(chat), /^"Klee One", /);
  assert.equal(await colour(chat, 'accent'), '#0b6b83');
});
