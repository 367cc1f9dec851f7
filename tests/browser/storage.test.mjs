// Browsers that keep little or nothing for a frame of another site.

import assert from 'node:assert/strict';

import { Chat } from './chat.mjs';
import { RELAY_IS_DOWN } from './person.mjs';
import { stageOfFile } from './stage.mjs';
import { WORDS } from './words.mjs';

const { scene } = stageOfFile();

/** An IndexedDB that says no, or nothing. */
const REFUSALS = {
  'throws': (context) => context.addInitScript(() => {
    indexedDB.open = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
  }),
  'fails': (context) => context.addInitScript(() => {
    indexedDB.open = () => {
      const asked = new EventTarget();
      setTimeout(() => asked.onerror?.(new Event('error')));
      return asked;
    };
  }),
  'never answers': (context) => context.addInitScript(() => {
    indexedDB.open = () => new EventTarget();
  }),
};

for (const [how, prepare] of Object.entries(REFUSALS)) {
  scene(`e4 IndexedDB ${how}: messages wait in memory, the banner says what that means, and all are delivered`, async (stage) => {
    const room = `refused-${how.replace(' ', '-')}`;
    const moka = await stage.person({ name: 'もか', path: `${stage.host.url}/${room}`, allow: RELAY_IS_DOWN, prepare });
    const chat = await moka.open();
    await chat.join('もか', 'メモリだけで');
    await chat.delivered();
    await stage.relay.kill();
    await chat.disconnected();
    await chat.say('待っている 1');
    await chat.say('待っている 2');
    await chat.frame.locator('.bn').getByText(WORDS.ja.unkept_text).waitFor();
    await stage.relay.boot();
    await chat.connected();
    await chat.delivered();
    assert.deepEqual(await stage.read(room), ['メモリだけで', '待っている 1', '待っている 2']);
  });
}

/** What a frame of another site may keep in this browser. */
const allowed = (frame) => frame.evaluate(async () => {
  const tried = async (work) => {
    try {
      await work();
      return true;
    } catch {
      return false;
    }
  };
  return {
    localStorage: await tried(() => localStorage.setItem('try', '1')),
    indexedDB: await tried(() => new Promise((done, fail) => {
      const asked = indexedDB.open('try');
      asked.onsuccess = done;
      asked.onerror = fail;
    })),
    serviceWorker: await tried(() => navigator.serviceWorker.register('/sw.js')),
  };
});

// As people set it: third-party cookies blocked; and every site's data.
const SETTINGS = {
  'third-party cookies': { profile: { cookie_controls_mode: 1, block_third_party_cookies: true } },
  'all site data': { profile: { default_content_setting_values: { cookies: 2 } } },
};

for (const [what, preferences] of Object.entries(SETTINGS)) {
  scene(`e4 the browser blocks ${what}: a guest talks, and is told what is not kept`, async (stage, t) => {
    const room = what.replaceAll(/\W/g, '-');
    const moka = await stage.person({ name: 'もか', path: `${stage.host.url}/${room}`, lasting: true, preferences });
    const chat = await moka.open();
    await chat.join('もか', '設定がきびしい');
    await chat.say('それでも話せる');
    await chat.delivered();
    const may = await allowed(chat.frame);
    t.diagnostic(JSON.stringify(may));
    const told = chat.frame.locator('.bn.warn').getByText(WORDS.ja.storage_title);
    if (!may.localStorage) await told.waitFor();
    assert.equal(await told.count(), may.localStorage && may.indexedDB ? 0 : 1);
    assert.deepEqual(await stage.read(room), ['設定がきびしい', 'それでも話せる']);
  });
}

scene('e4 a browser without service workers has everything else', async (stage) => {
  const moka = await stage.person({
    name: 'もか',
    path: `${stage.host.url}/workerless`,
    prepare: (context) => context.addInitScript(() => {
      delete Navigator.prototype.serviceWorker;
    }),
  });
  const chat = await moka.open();
  await chat.join('もか', '働き手はいない');
  await moka.page.reload();
  const again = new Chat(moka, (await moka.open()).frame);
  await again.endsWith(['働き手はいない']);
});
