// The app in two parts: a first visit runs on the first alone, and the rest comes however the network is.

import assert from 'node:assert/strict';

import { until } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { VISITS } from './visits.mjs';

const { scene } = stageOfFile();

const REST = /\/a\/rest-\w+\.wasm$/;

/** How often the page has waited for the rest, and how often it asked and went on. */
const asked = (chat) => chat.frame.evaluate(() => {
  const all = performance.getEntriesByType('resource').filter(({ name }) => /\/a\/rest-/.test(name));
  const waited = all.filter(({ initiatorType }) => initiatorType === 'xmlhttprequest').length;
  return { waited, went: all.length - waited };
});

for (const [what, visit] of Object.entries(VISITS)) {
  scene(`first sight ${what} is opened, read and written in without the rest of the app`, async (stage) => {
    let asked = 0;
    const prepare = (context) => context.route(REST, () => {
      // It never comes.
      asked += 1;
    });
    await visit(stage, { prepare });
    assert.ok(asked > 0, 'it was asked for');
  });
}

scene('first sight the rest is asked for until it comes', async (stage) => {
  let refused = 0;
  const moka = await stage.person({
    room: 'rest-late',
    allow: [/503/],
    prepare: (context) => context.route(REST, (route) => {
      refused += 1;
      return refused < 3 ? route.fulfill({ status: 503 }) : route.fallback();
    }),
  });
  const chat = await moka.open();
  await until(() => refused === 3, 'the third time');
  await chat.frame.locator('#maru-menu').click();
  await chat.frame.locator('.se').waitFor();
  assert.equal((await asked(chat)).waited, 0);
});

scene('first sight whoever wants what the rest knows before it is there waits for it, and gets it', async (stage) => {
  const moka = await stage.person({
    room: 'rest-early',
    prepare: async (context) => {
      // The page's own request stays without an answer; the one that it waits for is answered.
      await context.addInitScript(() => {
        const { fetch } = globalThis;
        globalThis.fetch = (what, ...more) => (/\/a\/rest-/.test(what) ? new Promise(() => {}) : fetch(what, ...more));
      });
    },
  });
  const chat = await moka.open();
  await chat.frame.locator('#maru-menu').click();
  await chat.frame.locator('.se').waitFor();
  const { waited } = await asked(chat);
  assert.equal(waited, 1);
});

scene('first sight the rest joins once, where it is waited for and then comes by itself as well', async (stage) => {
  const moka = await stage.person({
    room: 'rest-twice',
    prepare: (context) => context.addInitScript(() => {
      const { fetch } = globalThis;
      const { compileStreaming, Instance } = WebAssembly;
      Object.assign(globalThis, { joined: 0, compiled: 0 });
      const late = new Promise((go) => {
        globalThis.come = go;
      });
      globalThis.fetch = async (what, ...more) => {
        if (/\/a\/rest-/.test(what)) await late;
        return fetch(what, ...more);
      };
      WebAssembly.Instance = new Proxy(Instance, {
        construct: (of, given) => {
          globalThis.joined += 1;
          return new of(...given);
        },
      });
      WebAssembly.compileStreaming = async (...given) => {
        const module = await compileStreaming(...given);
        // When whoever asked for it has gone on.
        setTimeout(() => {
          globalThis.compiled += 1;
        });
        return module;
      };
    }),
  });
  const chat = await moka.open();
  await chat.frame.locator('#maru-menu').click();
  await chat.frame.locator('.se').waitFor();
  assert.equal(await chat.frame.evaluate(() => globalThis.joined), 1);
  await chat.frame.evaluate(() => globalThis.come());
  await until(() => chat.frame.evaluate(() => globalThis.compiled === 2), 'the rest, by itself');
  assert.equal(await chat.frame.evaluate(() => globalThis.joined), 1);
});

scene('first sight for somebody who comes again the rest comes beside the app, and nothing waits for it', async (stage) => {
  const moka = await stage.person({ name: 'もか', room: 'rest-again' });
  const first = await moka.open();
  await first.join('もか', 'また来ます');
  await first.delivered();
  await moka.page.reload();
  const again = await moka.open();
  await again.frame.locator('.b', { hasText: 'また来ます' }).waitFor();
  await again.frame.locator('#maru-menu').click();
  await again.frame.locator('.se').waitFor();
  assert.equal((await asked(again)).waited, 0);
});

scene('first sight where the rest cannot be had when it is needed, the page says so and loses nothing', async (stage) => {
  const moka = await stage.person({
    room: 'rest-never',
    allow: [/RuntimeError|rest of the app|ERR_FAILED|Failed to load/],
    prepare: (context) => context.route(REST, (route) => route.abort()),
  });
  const chat = await moka.open();
  await chat.type('まだ送っていません');
  await chat.frame.locator('#maru-menu').click();
  await chat.frame.locator('#maru-plain').waitFor();
  assert.equal(await chat.draft.inputValue(), 'まだ送っていません');
});
