// One chat, as a person uses it: by what stands on the screen, with a keyboard.
//
// What it looks for is look/MARKUP.md.

import { until } from './person.mjs';
import { WORDS } from './words.mjs';

export class Chat {
  constructor(person, frame) {
    Object.assign(this, { person, frame, page: person.page, words: WORDS[person.lang] });
  }

  get draft() {
    return this.frame.locator('#maru-draft');
  }

  get bubbles() {
    return this.frame.locator('.ls .b');
  }

  /** The app has taken over, and its socket is open. */
  async connected() {
    await this.frame.locator('.ps .dot:not(.of)').waitFor({ state: 'attached' });
  }

  async disconnected() {
    await this.frame.locator('.ps .dot.of').waitFor({ state: 'attached' });
  }

  /** Chooses a nickname, with the first message that asks for one. */
  async join(name, first) {
    await this.type(first);
    await this.send();
    const field = this.frame.locator('#maru-name');
    await field.fill(name);
    await field.press('Enter');
    await this.sees(first);
    return this;
  }

  /** The field has the keyboard. Only a person's click brings it into a frame of another process for sure. */
  async atField() {
    if (!this.entered) await this.frame.locator('h1').click();
    this.entered = true;
    await this.draft.focus();
  }

  /** Puts the text into the field the way an input method does, without sending it. */
  async type(text) {
    await this.atField();
    if (/[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u3131-\u318e]/.test(text) && !text.includes('\n')) {
      const keys = await this.keys();
      await keys.compose(text);
      await keys.commit(text);
    } else {
      await this.page.keyboard.insertText(text);
    }
  }

  /** Enter with a keyboard, the button on a phone. */
  async send() {
    if (this.person.phone) await this.frame.getByRole('button', { name: this.words.send, exact: true }).click();
    else await this.page.keyboard.press('Enter');
  }

  async say(text) {
    await this.type(text);
    await this.send();
    await until(async () => (await this.draft.inputValue()) === '', `the field to be empty after "${text}"`);
  }

  /** A bubble with exactly this text is on the screen's list. */
  async sees(text) {
    await this.bubble(text).first().waitFor({ state: 'attached' });
  }

  /** Nothing of mine waits or is on its way any more. */
  delivered(limit) {
    return until(async () => (await this.frame.locator('.ql').count()) === 0, 'everything to be delivered', limit);
  }

  bubble(text) {
    return this.bubbles.filter({ hasText: new RegExp(`^${escape(text)}$`) });
  }

  /** The bubbles that are in the page now, oldest first. Windowed: older ones may not be among them. */
  texts() {
    return this.bubbles.evaluateAll((all) => all.map((bubble) => bubble.textContent));
  }

  /** Waits until these are the last bubbles, in this order. Texts come faster from a test than from people: what stands behind a row is shown. */
  async endsWith(list) {
    const press = (what) => this.frame.locator(what).evaluateAll((all) => all.map((button) => button.click()).length);
    let unfolded = 0;
    await until(async () => {
      const last = (await this.texts()).slice(-list.length);
      if (JSON.stringify(last) === JSON.stringify(list)) return true;
      unfolded += await press('.fr button');
      // Whoever has unfolded something reads there.
      if (unfolded) await press('.jl');
      return false;
    }, `the list to end with ${JSON.stringify(list.slice(-3))}`).catch(async (failure) => {
      failure.message += `\nit is ${JSON.stringify((await this.texts()).slice(-list.length - 2))}`;
      throw failure;
    });
  }

  /** Every message from the first to the last, read by scrolling up. Texts must differ from each other. */
  async readFromTheStart() {
    const scroller = this.frame.locator('#maru-scroll');
    // One look for the bubbles and for what stands above them: the list may change between two.
    const look = () => scroller.evaluate((el, start) => ({
      texts: [...el.querySelectorAll('.b')].map((bubble) => bubble.textContent),
      atStart: [...el.querySelectorAll('.sy')].some((line) => line.textContent === start),
    }), this.words.history_start);
    let { texts: all } = await look();
    let most = all.length;
    await until(
      async () => {
        const { texts, atStart } = await look();
        most = Math.max(most, texts.length);
        const known = texts.indexOf(all[0]);
        if (known === -1) throw new Error(`a hole: nothing on the screen is next to "${all[0]}"`);
        if (known > 0) all = [...texts.slice(0, known), ...all];
        // Two screens at a time, so that what is known stays in the page.
        if (!atStart) await scroller.evaluate((el) => el.scrollBy(0, -el.clientHeight * 2));
        return atStart;
      },
      'the first message',
      120_000,
    );
    return { all, most };
  }

  /** Composition events of the browser itself, as an input method causes them. */
  async keys() {
    // A frame of the page's own process shares the page's session.
    const context = this.page.context();
    this.session ??= await context.newCDPSession(this.frame).catch(() => context.newCDPSession(this.page));
    return new Keys(this.session);
  }

  async tab(name) {
    await this.frame.getByRole('tab', { name: new RegExp(`^${escape(name)}`) }).click();
  }
}

/** The keyboard below the page: what an input method and the browser tell each other. */
export class Keys {
  constructor(session) {
    this.session = session;
  }

  compose(text) {
    return this.session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }

  commit(text) {
    return this.session.send('Input.insertText', { text });
  }

  /** Enter that the input method has taken: key code 229, nothing typed by it. */
  takenEnter(code) {
    return this.#key('rawKeyDown', { windowsVirtualKeyCode: 229 }, code);
  }

  enter(modifiers = 0, code) {
    return this.#key('keyDown', { windowsVirtualKeyCode: 13, text: '\r', unmodifiedText: '\r', modifiers }, code);
  }

  enterUp(code) {
    return this.#key('keyUp', { windowsVirtualKeyCode: 13 }, code);
  }

  /** As phones do it: the key says nothing, and the line would break. */
  async unnamedEnter() {
    const unnamed = { key: 'Unidentified', code: '', windowsVirtualKeyCode: 229 };
    await this.session.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', ...unnamed });
    await this.session.send('Input.dispatchKeyEvent', { type: 'char', text: '\r', unmodifiedText: '\r' });
    await this.session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...unnamed });
  }

  #key(type, rest, code = 'Enter') {
    return this.session.send('Input.dispatchKeyEvent', { type, key: 'Enter', code, ...rest });
  }
}

export const escape = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
