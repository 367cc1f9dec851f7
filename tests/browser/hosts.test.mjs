// Hosts that are hard to live in.

import assert from 'node:assert/strict';

import { waitingTag } from './host.mjs';
import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

scene('e3 a host whose policy names the relay for scripts and frames only is enough', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'csp', path: '/hosts/strict-csp/', lang: 'ja' });
  const policy = (await moka.page.request.get(`${stage.demo.url}/hosts/strict-csp/`)).headers()['content-security-policy'];
  assert.match(policy, /^default-src 'none'; style-src 'self'; img-src 'self'; script-src http:\/\/localhost:\d+; frame-src http:\/\/localhost:\d+;/);
  const box = await moka.launcher.boundingBox();
  assert.deepEqual([box.width, box.height], [60, 60]);
  const chat = await moka.open();
  await chat.connected();
  // The page is English, and so is the frame, whatever the browser speaks.
  assert.equal(await chat.frame.evaluate(() => document.documentElement.lang), 'en');
  chat.words = WORDS.en;
  await chat.join('もか', 'きびしい家でも話せます');
});

/** Everything by which the launcher and the panel could look different. */
async function looks(stage, path) {
  const person = await stage.person({ room: 'css', path, motion: 'reduce' });
  await person.launcher.waitFor();
  const describe = (element) => {
    const chain = [];
    for (let node = element; node && node !== document.body; node = node.parentElement ?? node.getRootNode().host) {
      if (node === document.documentElement) break;
      const { display, position, opacity, transform, filter, clipPath, visibility, zIndex, backgroundColor, borderRadius, boxShadow, color, letterSpacing } = getComputedStyle(node);
      chain.push({ name: node.localName, display, position, opacity, transform, filter, clipPath, visibility, zIndex, backgroundColor, borderRadius, boxShadow, color, letterSpacing });
    }
    return chain;
  };
  const closed = { box: await person.launcher.boundingBox(), styles: await person.launcher.evaluate(describe) };
  const picture = await person.launcher.screenshot();
  await person.open();
  const panel = person.page.locator('iframe');
  await until(async () => (await panel.evaluate((el) => el.getAnimations({ subtree: true }).length)) === 0, 'the panel to stand still');
  const open = { box: await panel.boundingBox(), styles: await panel.evaluate(describe) };
  const launcher = { box: await person.launcher.boundingBox(), styles: await person.launcher.evaluate(describe) };
  return { closed, open, launcher, picture };
}

scene('e3 a host that resets, hides, turns and paints everything changes nothing', async (stage) => {
  const plain = await looks(stage, '/hosts/head/');
  const hostile = await looks(stage, '/hosts/hostile-css/');
  assert.deepEqual(hostile.closed, plain.closed);
  assert.deepEqual(hostile.open, plain.open);
  assert.deepEqual(hostile.launcher, plain.launcher);
  assert.ok(plain.open.box.width >= 380 && plain.open.box.height >= 500, 'the panel is there at all');
});

scene('e3 a relay whose address is of the same site as the page works on a thread of its own', async (stage) => {
  const sibling = stage.host.url.replace('127.0.0.1', 'localhost');
  await stage.settle('miruna', { origins: [...stage.origins, sibling] });
  const moka = await stage.person({ path: `${sibling}/thread` });
  assert.equal(new URL(sibling).hostname, new URL(stage.relay.url).hostname);
  const chat = await moka.open();
  await chat.connected();
  // A frame that shares the page's process has no session of its own, and asking for one fails.
  await (await moka.context.newCDPSession(chat.frame)).detach();
});

scene('e1 the tag works in the head', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'head', path: '/hosts/head/' });
  const chat = await moka.open();
  chat.words = WORDS.en;
  await chat.join('もか', 'ヘッドから');
});

scene('e1 the tag twice on a page is one launcher', async (stage) => {
  const moka = await stage.person({ room: 'twice', path: '/hosts/head/' });
  await moka.launcher.waitFor();
  await moka.page.evaluate((relay) => new Promise((loaded) => {
    const tag = document.createElement('script');
    Object.assign(tag, { src: `${relay}/maru.js`, async: true, onload: loaded });
    Object.assign(tag.dataset, { site: 'miruna', room: 'twice' });
    document.body.append(tag);
  }), stage.relay.url);
  assert.equal(await moka.launcher.count(), 1);
});

scene('e1 a tag that waits for the page’s picture asks for nothing before, and is a tag like any other then', async (stage) => {
  const policy = "default-src 'none'; script-src 'nonce-abc'; frame-src {{relay}}";
  const path = async (more) => {
    const before = `<main>${await waitingTag('{{relay}}', { site: 'miruna', room: 'late', ...more }, 'abc')}</main>`;
    return `${stage.host.url}/elsewhere/?${new URLSearchParams({ policy, before })}`;
  };
  const moka = await stage.person({ name: 'もか', path: await path() });
  await moka.launcher.waitFor();
  const after = await moka.page.evaluate((relay) => {
    const { loadEventStart } = performance.getEntriesByType('navigation')[0];
    const first = performance.getEntriesByType('resource').find(({ name }) => name.startsWith(relay));
    return first.startTime - loadEventStart;
  }, stage.relay.url);
  assert.ok(after >= 999, `the loader was asked for ${after} ms after the page had loaded`);
  const chat = await moka.open();
  await chat.join('もか', '後から来ました');
  // A block of the page comes where its script stands.
  const block = await stage.person({ path: await path({ mode: 'inline' }) });
  await block.chat();
  assert.equal(await block.page.evaluate(() => document.querySelector('maru-chat').previousElementSibling.dataset.mode), 'inline');
});

scene('e4 with storage blocked a guest can talk, and is told what that means', async (stage) => {
  const moka = await stage.person({
    name: 'もか',
    room: 'blocked',
    prepare: (context) => context.addInitScript(() => {
      if (window.top === window) return;
      for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'caches']) {
        Object.defineProperty(window, name, {
          get() {
            throw new DOMException('The operation is insecure.', 'SecurityError');
          },
        });
      }
    }),
  });
  const chat = await moka.open();
  await chat.frame.locator('.bn.warn').getByText(WORDS.ja.storage_title).waitFor();
  await chat.join('もか', '記録がなくても話せる');
  await chat.say('二つ目も');
  await chat.endsWith(['記録がなくても話せる', '二つ目も']);
});

scene('e7 the page’s language is the chat’s, and one choice changes it without losing the draft', async (stage) => {
  const paths = { ja: '/', ko: '/ko/', en: '/en/' };
  for (const [lang, path] of Object.entries(paths)) {
    // The browser speaks another language than the page: the page decides.
    const person = await stage.person({ lang: lang === 'ja' ? 'ko' : 'ja', path, room: 'lang' });
    const chat = await person.open();
    assert.equal(await chat.draft.getAttribute('placeholder'), WORDS[lang].placeholder);
    await person.leave();
  }
  const moka = await stage.person({ room: 'lang' });
  const chat = await moka.open();
  await chat.type('書きかけの文');
  await chat.frame.locator('#maru-lang').selectOption('ko');
  await until(async () => (await (await moka.chat()).draft.getAttribute('placeholder')) === WORDS.ko.placeholder, 'Korean');
  const now = await moka.chat();
  assert.equal(await now.draft.inputValue(), '書きかけの文');
  assert.equal(await now.frame.evaluate(() => document.documentElement.lang), 'ko');
  await now.frame.getByRole('tab', { name: WORDS.ko.news }).waitFor();
});

scene('e6 the chat is dark where the device is, and where the tag says so', async (stage) => {
  const drawn = async (who) => {
    const person = await stage.person({ room: 'dark', ...who });
    const chat = await person.open();
    const colours = await chat.frame.evaluate(() => {
      const { backgroundColor, color } = getComputedStyle(document.documentElement);
      return [backgroundColor, color];
    });
    await person.leave();
    return colours;
  };
  const light = ['rgb(237, 227, 211)', 'rgb(43, 36, 32)'];
  const dark = ['rgb(25, 21, 18)', 'rgb(244, 237, 227)'];
  assert.deepEqual(await drawn({ scheme: 'light' }), light);
  assert.deepEqual(await drawn({ scheme: 'dark' }), dark);
  assert.deepEqual(await drawn({ scheme: 'light', tag: 'data-scheme="dark"' }), dark);
  assert.deepEqual(await drawn({ scheme: 'dark', tag: 'data-scheme="light"' }), light);
});
