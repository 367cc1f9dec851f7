// Somebody with a browser profile of their own, and one page open in it.
//
// Absent on purpose: sleeping. Everything here waits until something can be seen.

import { Chat } from './chat.mjs';

const TONGUES = { ja: 'ja-JP', ko: 'ko-KR', en: 'en-US' };

/** Errors of the browser's own that are nobody's fault: with the reason, and as narrow as they can be told. */
const HARMLESS = [
  // Chromium's own complaint when a page is left while a request is under way.
  /net::ERR_ABORTED/,
];

/** What a killed relay makes the browser say; a test that kills it allows it. */
export const RELAY_IS_DOWN = [/WebSocket connection to .* failed/, /net::ERR_(CONNECTION_|EMPTY_RESPONSE|SOCKET)/];

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
      prepare,
    } = who;
    const person = new Person();
    Object.assign(person, { stage, name, lang, path, allow, phone });
    person.context = await stage.browser.newContext({
      viewport,
      locale: TONGUES[lang],
      timezoneId: 'Asia/Tokyo',
      colorScheme: scheme,
      javaScriptEnabled: scripts,
      deviceScaleFactor: pixels,
      reducedMotion: motion,
      ...(phone && { isMobile: true, hasTouch: true }),
    });
    person.context.setDefaultTimeout(30_000);
    if (room) await person.#inRoom(room, tag);
    await prepare?.(person.context);
    person.page = await person.context.newPage();
    person.#listen();
    await person.page.goto(stage.demo.url + path);
    return person;
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

  #listen() {
    const saw = (error) => {
      const known = [...HARMLESS, ...this.allow].some((pattern) => pattern.test(error));
      if (!known) this.errors.push(error);
    };
    this.context.on('weberror', (error) => saw(`exception: ${error.error().stack ?? error.error()}`));
    this.page.on('crash', () => saw('the page crashed'));
    this.page.on('console', (message) => {
      if (message.type() === 'error') saw(`console: ${message.text()} (${message.location().url})`);
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
      if (origin !== this.stage.relay.url || !pathname.startsWith('/f/')) return false;
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

  /** The chat of a page that is a room by itself. */
  async whole() {
    const chat = new Chat(this, this.page.mainFrame());
    await chat.connected();
    return chat;
  }

  leave() {
    return this.context.close();
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
