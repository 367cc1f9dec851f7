// A relay, the demo site on another site, and a browser: where people of the tests meet.
//
// Invariant: an exception, an unhandled rejection or an error on the console of any page or frame fails the test,
// unless the test said beforehand which one it provokes, and why.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { chromium } from 'playwright-core';

import { paint } from '../../demo-site/seed/emoji.mjs';
import { readSeeds, talk } from '../../demo-site/seed/talk.mjs';
import { serveDemo } from '../../demo-site/serve.mjs';
import { serveHost } from './host.mjs';
import { Person } from './person.mjs';
import { Relay, ROOT } from './relay.mjs';
import { Wire } from './wire.mjs';

const FAILURES = join(ROOT, 'target/maru/browser');

export class Stage {
  /** Keys: of the accounts, and of the sites. */
  keys = {};
  sites = {};

  static async open(flags = switches()) {
    const stage = new Stage();
    stage.relay = await Relay.start();
    stage.wire = await Wire.to(stage.relay.url);
    stage.demo = await serveDemo({ relay: stage.relay.url });
    stage.host = await serveHost(stage.relay.url);
    stage.wired = await serveHost(stage.wire.url);
    Object.assign(stage, { executable: executable(), flags });
    stage.browser = await chromium.launch({ executablePath: stage.executable, args: flags });
    stage.seeds = await readSeeds();
    for (const seed of stage.seeds) await stage.#found(seed);
    return stage;
  }

  /** The demo, and the hosts with nothing but a tag: one whose tag names the relay, one that reaches it by the wire. */
  get origins() {
    return [this.demo.url, this.host.url, this.wired.url];
  }

  /** Settings, accounts and emoji, no posts and no talk: a test says what it needs. */
  async #found(seed) {
    const { site, settings, accounts } = seed;
    const origins = [...settings.origins, ...this.origins];
    const { key: own } = await this.relay.api('PUT', `sites/${site}`, { ...settings, origins });
    this.sites[site] = own;
    for (const { id, ...account } of accounts) {
      const { key } = await this.relay.api('PUT', `sites/${site}/accounts/${id}`, account);
      this.keys[id] = key;
    }
    await paint(this.relay.url, seed, own);
  }

  /** Other settings than the seed's, for scenes that are about one. */
  async settle(site, more) {
    const { settings } = this.seeds.find((seed) => seed.site === site);
    await this.relay.api('PUT', `sites/${site}`, { ...settings, origins: [...settings.origins, ...this.origins], ...more });
  }

  /** A ticket for one of a site's own people. */
  ticket(site, who) {
    return this.relay.api('POST', `sites/${site}/tickets`, who, this.sites[site]);
  }

  /** A room as these entries tell it. */
  async tells(room, entries, { site = 'miruna', at = Date.now() - 60_000 } = {}) {
    const lines = entries.map(({ name, body, beside, ...rest }, n) => ({
      seq: n + 1,
      at,
      draft: String(n + 1).padStart(32, '0'),
      author: { member: `g${n + 1}`, name },
      what: { said: { body, with: beside } },
      ...rest,
    }));
    const head = { maru_room: { version: 1, site, room, epoch: '7'.padStart(16, '0'), head: lines.length, floor: 0, at } };
    const text = [head, ...lines].map((line) => `${JSON.stringify(line)}\n`).join('');
    const end = { end: { count: lines.length, sha256: createHash('sha256').update(text).digest('hex') } };
    const path = `${this.relay.url}/api/v1/sites/${site}/rooms/${encodeURIComponent(room)}/import`;
    const answer = await fetch(path, {
      method: 'PUT',
      headers: { authorization: `Bearer ${this.sites[site]}` },
      body: `${text}${JSON.stringify(end)}\n`,
    });
    assert.ok(answer.ok, await answer.text());
  }

  /** What the seeds have posted and said. */
  async fill() {
    for (const seed of this.seeds) {
      for (const { account, body, draft } of seed.posts) await this.post(account, body, { site: seed.site, draft });
      await talk(this.relay.url, seed);
    }
  }

  post(account, body, { site = 'miruna', ...rest } = {}) {
    return this.relay.api('POST', `sites/${site}/posts`, { body, ...rest }, this.keys[account]);
  }

  /** Every text of a room, as somebody who was never there reads it. */
  async read(room) {
    const reader = await this.person({ path: `${this.host.url}/${room}` });
    return (await (await reader.open()).readFromTheStart()).all;
  }

  /** Somebody with a browser profile of their own. */
  person(who = {}) {
    return Person.arrive(this, who);
  }

  async close() {
    await this.browser?.close();
    for (const part of [this.demo, this.host, this.wired, this.wire, this.relay]) await part?.close();
  }
}

/** The stage of a file: opened before its first scene, closed after its last. */
export function stageOfFile() {
  const file = { people: [] };
  before(async () => {
    file.stage = await Stage.open();
  });
  after(() => file.stage?.close());

  /** A test: its people go home at its end, and none of them may have seen an error. */
  const scene = (promise, play) =>
    test(promise, async (t) => {
      const people = [];
      const stage = Object.create(file.stage, {
        person: {
          value: async (who) => {
            const person = await file.stage.person(who);
            people.push(person);
            return person;
          },
        },
      });
      try {
        await play(stage, t);
        for (const person of people) assert.deepEqual(person.errors, [], `${person.name} saw errors`);
      } catch (failure) {
        await keep(promise, people);
        const seen = people.flatMap((person) => person.errors.map((error) => `${person.name}: ${error}`));
        if (seen.length) failure.stack += `\nOn the pages:\n${seen.join('\n')}`;
        throw failure;
      } finally {
        await Promise.all(people.map((person) => person.leave()));
        file.stage.wire.fault(null);
        file.stage.wire.mend();
        // A scene that failed in the dark leaves the light on for the next.
        if (!file.stage.relay.isUp) await file.stage.relay.boot();
      }
    });
  return { scene };
}

/** What everybody saw when it went wrong. */
async function keep(promise, people) {
  await mkdir(FAILURES, { recursive: true });
  const name = promise.replace(/[^a-z0-9]+/gi, '-').slice(0, 60);
  await Promise.all(
    people.map((person, n) => person.page.screenshot({ path: join(FAILURES, `${name}-${n}.png`) }).catch(() => {})),
  );
}

export function executable() {
  const named = process.env.MARU_CHROMIUM;
  const path = named ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
  if (!path) throw new Error('no browser: install Chromium, or name one in MARU_CHROMIUM');
  return path;
}

/** In the place of what `switches` says of features and processes: a frame is in its page's process, whatever it asks for. */
export const ONE_PROCESS = '--disable-features=IsolateOrigins,site-per-process,OriginIsolationHeader,LocalNetworkAccessChecks';

export function switches() {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return [
    ...asRoot,
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    // Two people share one machine: the one behind must not be slowed down.
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--force-color-profile=srgb',
    // A page that a test has altered (another room in its tag) counts as public, and this machine as a private network.
    '--disable-features=LocalNetworkAccessChecks',
    // The frame must be another process than the page, as it is for people.
    '--site-per-process',
  ];
}
