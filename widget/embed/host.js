// The second script of the tag: what a page needs of Maru once somebody may want the room.
//
// Invariant: every call is heard once and in order, whether it was made before the loader, before this file or after; what
// a page does wrong in a call is told on the console and stops nothing. After maru('shutdown') there is no element, listener,
// observer or timer of ours left; the function `maru` stays, so that no call of the page ever throws.
// Contract with loader.js, which a browser may have kept from another release: `maru.q` with the calls that wait, and
// `maru.q.tags`, each of them {tag, ask, room, root, frame, button}, and with the call 'idle' of its own.
// It is added to, never changed.

import { off, on, tell } from './host/events.js';
import { follow } from './host/path.js';
import { title } from './host/title.js';
import { Widget } from './host/widget.js';

const { q } = window.maru;
// An element of the page with the id "maru" stands in the function's place until there is one.
if (typeof window.maru != 'function') window.maru = Object.assign((...call) => q.push(call), { q });

let widgets = [];
// What was said to every room of the page holds for rooms that come later, too.
let standing = {};
// A page that calls wants its rooms: they begin, and do not wait until somebody comes near.
let calls = false;

/** Elements that the page has taken away, as applications do, are as good as shut down. */
const living = () => (widgets = widgets.filter((widget) => widget.host.isConnected || widget.waits || widget.end()));

const settled = () => {
  title(living().reduce((sum, widget) => sum + widget.unread, 0));
  follow(widgets.filter((widget) => widget.follows));
};

const CALLS = {
  open: (widget) => widget.show(true),
  close: (widget) => widget.show(false),
  toggle: (widget) => widget.show(!widget.open),
  room: (widget, name) => widget.go(String(name)),
  setLang: (widget, lang) => widget.speak(lang),
  setTheme: (widget, theme) => widget.dress(theme),
  setUser: (widget, ticket) => widget.vouch(ticket),
  shutdown: (widget) => widget.end(),
};

/** One call: maru('open'), or for one room of several maru({ room: 'seoul' }, 'open'). */
const run = (call) => {
  const list = [...call];
  const only = typeof list[0] == 'object' ? list.shift()?.room : undefined;
  const [name, ...rest] = list;
  // The loader's own: no page wants anything yet.
  if (name == 'idle') return living().forEach((widget) => widget.warm());
  const isMeant = (widget) => only === undefined || widget.room == only;
  calls = true;
  for (const widget of widgets.filter(isMeant)) widget.near();
  if (name == 'on') return on(rest[0], rest[1], only, living());
  if (name == 'off') return off(...rest);
  if (!Object.hasOwn(CALLS, name)) return console.warn(`maru: there is no call ${name}`);
  // It waits for a tag.
  if (!living().length && name != 'shutdown') return void Array.prototype.push.call(q, call);
  if (only === undefined && name.startsWith('set')) standing[name] = rest;
  for (const widget of widgets.filter(isMeant)) CALLS[name](widget, ...rest);
  if (name == 'shutdown') {
    living();
    if (!widgets.length) {
      standing = {};
      calls = false;
      off();
      q.length = 0;
    }
  }
  settled();
};

/** What waited, in its order. What cannot be done yet waits again. */
const replay = () => q.splice(0).forEach(attempt);

const attempt = (call) => {
  try {
    run(call);
  } catch (fault) {
    // The page's own mistake, or ours: the next call is heard all the same.
    reportError(fault);
  }
};

const adopt = (made) => {
  const widget = new Widget(made, (name, detail) => {
    if (name == 'unread') settled();
    tell(widget, name, detail);
  });
  living();
  widgets.push(widget);
  if (calls) widget.near();
  for (const name in standing) CALLS[name](widget, ...standing[name]);
  settled();
};

q.tags.splice(0).forEach(adopt);
q.tags.push = (made) => {
  adopt(made);
  replay();
};
replay();
q.push = attempt;
