// One room in the page: a launcher with its panel, or a block.
//
// Invariant: a word counts only from this room's own frame and from the relay's origin; what the page tells goes to that
// origin alone. No text of a message is in any of them: what is to be read of one is drawn by the frame itself.
// The frame that the loader has made may have begun before this file was here, so it is asked whether it is ready.

import { Expiry } from './ticket.js';
import { SMALL, block, launcher } from './style.js';

const LABELS = { ja: 'チャット', ko: '채팅' };
const COLOUR = /^#[\da-f]{6}$/i;
const THEME = ['accent', 'scheme', 'radius', 'font'];

const view = visualViewport;

export class Widget {
  open = false;
  ready = false;
  unread = 0;
  /** Not in the page yet: its place is not. */
  waits = false;
  #ears = new AbortController();
  #sheet = new CSSStyleSheet();
  #expiry = new Expiry(() => this.tell('ticket'));
  /** What the frame is told as soon as it is ready. */
  #words = {};
  #first;

  constructor({ tag, ask, room, root, frame, button }, tell) {
    const { dataset } = tag;
    Object.assign(this, { ask, room, root, frame, button, tell, data: dataset, host: root.host });
    this.#first = { ...ask };
    this.relay = new URL(tag.src).origin;
    this.follows = 'map' in dataset;
    this.inline = dataset.mode == 'inline';
    const signal = { signal: this.#ears.signal };
    addEventListener('message', this.#hear, signal);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, this.#sheet];
    this.#paint();
    if (this.inline) return this.#place(tag);
    this.open = button.getAttribute('aria-expanded') == 'true';
    button.onclick = () => this.show(!this.open);
    button.onpointerenter = button.onfocus = () => this.#want();
    addEventListener('keydown', (event) => this.open && event.key == 'Escape' && this.show(false), signal);
    for (const change of ['resize', 'scroll']) view.addEventListener(change, () => this.#fit(), signal);
    this.#label();
    this.#fit();
    // One that was there before hears nothing until its document is there, and says then that it is ready.
    if (frame.isConnected) frame.contentWindow.postMessage({ maru: 1, do: 'hi' }, '*');
  }

  /** Opens or closes the panel; a block is open as long as it is in view. */
  show(now) {
    if (this.inline || now == this.open) return;
    this.#card(0);
    this.#want();
    this.open = now;
    // Measured, so that a frame made just now is seen to open.
    this.#state(this.frame.offsetWidth);
    this.button.setAttribute('aria-expanded', now);
    // What is closed before it was ready may be the browser's page about an error: the next opening asks anew.
    if (!now && !this.ready) this.frame.remove();
    this.#fit();
    if (now) this.frame.focus();
    else if (this.root.activeElement == this.frame) this.button.focus();
    this.tell(now ? 'open' : 'close');
  }

  /** To another room. A frame of its own, since an address that changes in a frame is a step of the page's history. */
  go(room) {
    this.follows &&= room == location.pathname;
    if (room == this.room) return;
    this.room = room;
    const old = this.frame;
    this.frame = old.cloneNode();
    this.frame.className = '';
    this.#address();
    // As the loader makes it, which looks whether a room is there already.
    if (!this.inline) this.host.id = this.#src(this.#first);
    this.#unheard();
    if (old.isConnected) old.replaceWith(this.frame);
    this.#fit();
  }

  speak(lang) {
    this.ask.lang = lang;
    this.#label();
    this.#say('lang', { lang });
    this.#address();
  }

  /** What is left out stays; null takes the page's word back, so that the site's holds. */
  dress(theme) {
    for (const name in theme) {
      const value = theme[name] ?? '';
      if (!THEME.includes(name)) console.warn(`maru: a theme has no ${name}`);
      else if (name == 'accent' && value && !COLOUR.test(value)) console.warn(`maru: an accent is like #bc2461, and ${value} is not`);
      else if (name == 'radius' && !(value >= 0 && value <= 1.5)) console.warn(`maru: a radius is from 0 to 1.5, and ${value} is not`);
      else this.ask[name] = value;
    }
    this.#paint();
    this.#say('theme', Object.fromEntries(THEME.map((name) => [name, `${this.ask[name] ?? ''}`])));
    this.#address();
  }

  /** A ticket as the relay gave it to the site's server, or null: the guest again. */
  vouch(ticket) {
    if (ticket && !(ticket.ticket && ticket.member)) return console.warn('maru: setUser needs what POST /api/v1/sites/{site}/tickets has answered, or null');
    this.#expiry.of(ticket);
    this.#say('user', { ticket: ticket ? JSON.stringify(ticket) : '' });
  }

  /** Takes everything away. */
  end() {
    this.#ears.abort();
    this.#expiry.of(null);
    this.unread = 0;
    this.waits = false;
    this.host.remove();
    this.frame.remove();
  }

  #hear = ({ source, origin, data }) => {
    if (source != this.frame.contentWindow || origin != this.relay || data?.maru != 1) return;
    const { is, n } = data;
    if (is == 'ready' && !this.ready) {
      this.ready = true;
      this.button.dataset.in = '';
      for (const word in this.#words) this.#post(word, this.#words[word]);
      this.#state();
      this.tell(is);
    }
    if (is == 'known') this.near();
    if (is == 'open') this.show(true);
    if (is == 'close') this.show(false);
    if (is == 'card') this.#card(n);
    if (is == 'ticket') this.#expiry.ask();
    if (is == 'message') this.tell(is, { id: n, post: data.post, mine: data.mine, official: data.official, mention: data.mention });
    if (is == 'unread' && n != this.unread) {
      this.unread = n;
      this.#badge();
      this.tell(is, { n });
    }
  };

  #badge() {
    const { button, unread } = this;
    if (unread) button.dataset.n = unread > 99 ? '99+' : unread;
    else delete button.dataset.n;
    this.#label();
  }

  #label() {
    const label = LABELS[this.ask.lang.slice(0, 2)] || 'Chat';
    this.frame.title = this.button.title = label;
    this.button.setAttribute('aria-label', label + (this.unread ? ` (${this.unread})` : ''));
  }

  /** The newest of what is announced, as a small card over the launcher: the frame itself, which draws nothing else. */
  #card(height) {
    if (this.open || this.inline) return;
    this.frame.className = height ? 'card' : '';
    this.frame.style.height = height ? `${height}px` : '';
  }

  /** A phone's keyboard covers the page without making it smaller: the frame keeps to what is left to see. */
  #fit() {
    if (this.frame.className || this.inline) return;
    const { style } = this.frame;
    const fits = this.open && matchMedia(SMALL).matches;
    style.height = fits ? `${view.height}px` : '';
    style.top = fits ? `${view.offsetTop}px` : '';
  }

  #paint() {
    const { accent, radius } = this.ask;
    const theme = { accent: accent || undefined, radius: radius === '' ? undefined : radius };
    this.#sheet.replaceSync(this.inline ? block(theme, this.data.height) : launcher(theme));
  }

  /**
   * A frame that comes while the page is idle is heard from its first word on. So nobody asks it anything, which would make the browser
   * set up a window for a document that has not come yet.
   */
  warm() {
    if (!this.inline && !this.frame.isConnected) this.root.append(this.frame);
  }

  #want() {
    this.near();
    this.warm();
  }

  /** Somebody may want the room: a frame that was made when the page was idle is laid out, and begins. */
  near() {
    if (!this.frame.hidden) return;
    this.frame.hidden = false;
    // Nothing is in it, so that any origin may read it. A document that is not there yet finds itself laid out.
    this.frame.contentWindow?.postMessage({ maru: 1, do: 'near' }, '*');
  }

  /** A frame that is not in the page yet begins with all that was said; one that is keeps what it shows. */
  #address() {
    if (!this.frame.isConnected) this.frame.src = this.#src(Object.fromEntries(Object.entries(this.ask).filter(([, value]) => value !== '')));
  }

  #src(ask) {
    return `${this.relay}/f/${this.data.site}/${encodeURIComponent(this.room)}?${new URLSearchParams(ask)}`;
  }

  /** Another frame has told nothing yet. */
  #unheard() {
    this.ready = false;
    this.unread = 0;
    delete this.button.dataset.in;
    this.#badge();
    this.tell('unread', { n: 0 });
  }

  #state() {
    if (this.ready) this.#post(this.open ? 'open' : 'close');
  }

  #say(word, rest) {
    this.#words[word] = rest;
    if (this.ready) this.#post(word, rest);
  }

  #post(word, rest) {
    this.frame.contentWindow.postMessage({ maru: 1, do: word, ...rest }, this.relay);
  }

  /** A block stands where its target is, or after its tag. A target may come later, as an application draws it. */
  #place(tag) {
    const { target } = this.data;
    const at = target ? document.querySelector(target) : tag;
    this.waits = !at;
    if (at) {
      this.frame.title = LABELS[this.ask.lang.slice(0, 2)] || 'Chat';
      at[target ? 'append' : 'after'](this.host);
      this.root.append(this.frame);
      // What is said there is read while the block can be seen.
      const eye = new IntersectionObserver(([{ isIntersecting }]) => {
        this.open = isIntersecting;
        this.#state();
      });
      eye.observe(this.host);
      return this.#ears.signal.addEventListener('abort', () => eye.disconnect());
    }
    const observer = new MutationObserver(() => {
      if (!document.querySelector(target)) return;
      observer.disconnect();
      this.#place(tag);
    });
    observer.observe(document, { childList: true, subtree: true });
    this.#ears.signal.addEventListener('abort', () => observer.disconnect());
  }
}
