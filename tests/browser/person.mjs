// Somebody with a browser profile of their own, and one page open in it; another page is another tab.
//
// Absent on purpose: sleeping. Everything here waits until something can be seen.

import { mkdir, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium } from 'playwright-core';

import { Chat } from './chat.mjs';

const TONGUES = { ja: 'ja-JP', ko: 'ko-KR', en: 'en-US' };

/** Errors of the browser's own that are nobody's fault: with the reason, and as narrow as they can be told. */
const HARMLESS = [
  // Chromium's own complaint when a page is left while a request is under way.
  /net::ERR_ABORTED/,
];

/** What a killed relay makes the browser say; a test that kills it allows it. */
export const RELAY_IS_DOWN = [
  /WebSocket connection to .* failed/,
  /net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET|FAILED)/,
  // It was killed in the middle of an answer.
  /net::ERR_(INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)/,
  // The script of the service worker, which is asked for anew.
  /An unknown error occurred when fetching the script/,
];

export class Person {
  errors = [];

  static async arrive(stage, who) {
    const {
      name = 'もか',
      lang = 'ja',
      path = '/',
      room,
      tag,
      viewport = { width: 1280, height: 800 },
      scheme = 'light',
      scripts = true,
      phone = false,
      pixels = 1,
      motion = 'reduce',
      allow = [],
      lasting = false,
      preferences,
      prepare,
      agent,
    } = who;
    const person = new Person();
    Object.assign(person, { stage, name, lang, path, allow, phone });
    person.dress = {
      viewport,
      locale: TONGUES[lang],
      timezoneId: 'Asia/Tokyo',
      colorScheme: scheme,
      javaScriptEnabled: scripts,
      deviceScaleFactor: pixels,
      reducedMotion: motion,
      ...(agent && { userAgent: agent }),
      ...(phone && { isMobile: true, hasTouch: true }),
    };
    if (lasting) {
      person.profile = await mkdtemp(join(tmpdir(), 'maru-profile-'));
      if (preferences) {
        await mkdir(join(person.profile, 'Default'));
        await writeFile(join(person.profile, 'Default/Preferences'), JSON.stringify(preferences));
      }
      await person.#start();
    } else {
      person.context = await stage.browser.newContext(person.dress);
      person.#hear();
    }
    if (room) await person.#inRoom(room, tag);
    await prepare?.(person.context);
    person.page = await person.context.newPage();
    person.#listen();
    await person.page.goto(new URL(path, stage.demo.url).href);
    return person;
  }

  /** The browser of a profile that outlives it: on the disk, as a person's own is. */
  async #start() {
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: this.stage.executable,
      args: this.stage.flags,
      // As people have it: pages that are left may be put away whole.
      ignoreDefaultArgs: ['--disable-back-forward-cache'],
      ...this.dress,
    });
    this.#hear();
  }

  /** The browser loses power. What it has told the disk is there when it starts again. */
  async crash() {
    // Chromium says in its profile which process has it: "host-pid".
    const pid = Number((await readlink(join(this.profile, 'SingletonLock'))).split('-').at(-1));
    const gone = new Promise((resolve) => this.context.once('close', resolve));
    process.kill(pid, 'SIGKILL');
    await gone;
  }

  /** Starts anew after a crash, at an address. */
  async restart(path) {
    await rm(join(this.profile, 'SingletonLock'), { force: true });
    await this.#start();
    this.page = await this.context.newPage();
    this.#listen();
    await this.page.goto(new URL(path, this.stage.demo.url).href);
  }

  /** Another tab of the same browser. */
  async tab(path) {
    const tab = Object.assign(new Person(), this, { page: await this.context.newPage() });
    tab.#listen();
    await tab.page.goto(new URL(path, this.stage.demo.url).href);
    return tab;
  }

  /** The same pages with another room, so that scenes of a file do not hear each other, and more in the tag. */
  async #inRoom(room, tag = '') {
    await this.context.route(`${this.stage.demo.url}/**`, async (route) => {
      if (route.request().resourceType() !== 'document') return route.fallback();
      const response = await route.fetch();
      const body = (await response.text()).replaceAll(/data-room="[^"]*"/g, `data-room="${room}" ${tag}`);
      return route.fulfill({ response, body });
    });
  }

  #saw(error) {
    const known = [...HARMLESS, ...this.allow].some((pattern) => pattern.test(error));
    if (!known) this.errors.push(error);
  }

  #hear() {
    this.context.setDefaultTimeout(30_000);
    this.context.on('weberror', (error) => this.#saw(`exception: ${error.error().stack ?? error.error()}`));
  }

  #listen() {
    this.page.on('crash', () => this.#saw('the page crashed'));
    this.page.on('console', (message) => {
      if (message.type() === 'error') this.#saw(`console: ${message.text()} (${message.location().url})`);
    });
  }

  /** The round button in the corner. It stands in an open shadow root, which locators look into. */
  get launcher() {
    return this.page.locator('button[aria-expanded]');
  }

  /** The frame of a room, once its document is there. */
  async frame(room) {
    const inRoom = (frame) => {
      const { origin, pathname } = urlOf(frame);
      const isRelay = origin === this.stage.relay.url || origin === this.stage.wire.url;
      if (!isRelay || !pathname.startsWith('/f/')) return false;
      return !room || decodeURIComponent(pathname.split('/')[3]) === room;
    };
    await until(() => this.page.frames().some(inRoom), `a frame of ${room ?? 'any room'}`);
    const frame = this.page.frames().find(inRoom);
    await frame.waitForLoadState('domcontentloaded');
    return frame;
  }

  /** The chat in a frame of the page, connected. */
  async chat(room) {
    const chat = new Chat(this, await this.frame(room));
    await chat.connected();
    return chat;
  }

  /** Presses the launcher and waits for the chat in the panel. */
  async open() {
    await this.launcher.click();
    return this.chat();
  }

  /** The panel is closed, whoever has closed it. */
  async closed() {
    await until(async () => (await this.launcher.getAttribute('aria-expanded')) === 'false', 'the panel to be closed');
  }

  /** Opens the panel and closes it: whoever has looked in once is told what is said there. */
  async follow() {
    await this.open();
    await this.page.evaluate(() => globalThis.maru('close'));
    await this.closed();
  }

  /** The chat of a page that is a room by itself. */
  async whole() {
    const chat = new Chat(this, this.page.mainFrame());
    await chat.connected();
    return chat;
  }

  async leave() {
    await this.context.close();
    if (this.profile) await rm(this.profile, { recursive: true, force: true });
  }
}

function urlOf(frame) {
  try {
    return new URL(frame.url());
  } catch {
    return {};
  }
}

/** Polls what the page cannot be asked to wait for. The time limit ends a broken run; no outcome depends on it. */
export async function until(holds, what, limit = 30_000) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${limit} ms for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
