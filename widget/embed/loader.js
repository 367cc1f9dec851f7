// The tag: <script async src="https://relay/maru.js" data-site="…" data-room="…"></script>
//
// A guest in the page, and the first of two: it draws the launcher and can open the room, no more. Everything else that
// a page needs (how the panel moves, what page and frame tell each other, a room that is a block of the page, the calls)
// is host.js, which comes when the page is idle, when somebody reaches for the launcher, or when the page calls maru(…).
// Nothing is fetched before. It adds one element for each tag, <maru-chat>. The page's style sheets and its policy do not
// reach it: all of it is in a shadow root, whose important rules for the element itself come before the page's important
// ones; its style sheet is an adopted one, which no policy forbids; no markup is made from strings, which a policy may
// forbid; and host.js is imported, which carries the tag's nonce along. Attributes, calls and events: docs/EMBED.md.

((tag) => {
  const data = tag.dataset;
  const relay = new URL(tag.src).origin;
  // The relay knows what to do with a language that it does not speak, and with a choice that was not made.
  const lang = data.lang || document.documentElement.lang || navigator.language;
  const ask = { ...data, lang, place: data.mode || 'panel', host: location.origin };
  const room = data.map ? location.pathname : data.room || 'lounge';
  const src = `${relay}/f/${data.site}/${encodeURIComponent(room)}?${new URLSearchParams(ask)}`;

  // What waits for host.js, which then takes it as it comes: calls, and in `tags` what each tag has made. A call of the page
  // does not wait until the page is idle.
  const q = ((window.maru ||= (...call) => q.push(call)).q ||= []);
  const load = () =>
    (q.core ||= import(relay + HOST_JS)
      // Another release may have taken its place since the browser kept this one.
      .catch(() => import(`${relay}/host.js?${Date.now()}`))
      .catch(() => (q.core = 0)));
  q.tags ||= ((q.push = (call) => load((q[q.length] = call))), []);

  const host = document.createElement('maru-chat');
  const root = host.attachShadow({ mode: 'open' });
  const frame = document.createElement('iframe');
  const button = document.createElement('button');
  const made = { tag, ask, room, root, frame, button };
  frame.src = src;
  if (data.mode == 'inline') return load(q.tags.push(made));

  // The same tag pasted twice is one launcher; launchers of other rooms stand beside each other.
  if (document.getElementById(src)) return;
  // The mark is a circle with one corner on the floor. Its face is cut out of white, or of black where the accent is light.
  // What only somebody who comes near can see (the pointer, the ring of the focus, the shadow) is in host.js.
  (root.adoptedStyleSheets = [new CSSStyleSheet()])[0].replaceSync(`:host,:host:before,:host:after{all:initial!important}
:host{position:fixed!important;z-index:2147483000!important}
button{all:unset;position:fixed;right:24px;bottom:24px;margin:0 ${76 * document.querySelectorAll('maru-chat[id]').length}px env(safe-area-inset-bottom);width:52px;height:52px;padding:4px;border-radius:30px 30px 11px;background:${data.accent || '#bc2461'} content-box;z-index:1}
button:before{content:"";display:block;height:100%;background:inherit;filter:grayscale(1)contrast(99)invert(1);clip-path:path("M19 33a2 2 0 0 1 4 0a3 3 0 0 0 6 0a2 2 0 0 1 4 0a7 7 0 0 1-14 0M11 24a4 4 0 0 1 8 0a4 4 0 0 1-8 0M33 24a4 4 0 0 1 8 0a4 4 0 0 1-8 0")}
iframe{position:fixed;right:24px;bottom:100px;width:400px;height:min(648px,100vh - 120px);border:0;visibility:hidden}
[aria-expanded=true]+iframe{display:block;visibility:visible}
@media (max-width:480px),(max-height:480px){button{right:16px;bottom:16px}iframe{inset:0;width:100%;height:100%}}`);

  // Only the first: host.js may have put another in its place. One that comes while the page is idle is put there by host.js, and hidden:
  // it is not laid out, and its app begins when it is.
  const near = () => load(root.children[1] || root.append(frame), (frame.hidden = 0));
  let open;
  const show = (now) => {
    button.setAttribute('aria-expanded', (open = now));
    // What is closed before host.js is there may be the browser's page about an error: the next opening asks anew.
    open ? near() : frame.remove();
  };
  host.id = src;
  // Until host.js says it in the page's language, which is as soon as somebody comes to the button.
  button.title = 'Chat';
  // A finger enters when it touches.
  button.onpointerenter = button.onfocus = near;
  button.onclick = () => show(!open);
  show(false);
  frame.hidden = 1;
  root.append(button);
  document.documentElement.append(host);
  q.tags.push(made);
  // The page has come and had a second for itself. Where data are saved nothing comes unless a call waits for it.
  const idle = () => setTimeout(() => navigator.connection?.saveData > q.length || q.push(['idle']), 1e3);
  document.readyState == 'complete' ? idle() : addEventListener('load', idle);
})(document.currentScript || document.querySelector('script[data-site]'));
