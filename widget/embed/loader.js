// The tag: <script async src="https://relay/maru.js" data-site="…" data-room="…"></script>
//
// A guest in the page: it adds one element for each tag, <maru-chat>, and touches nothing else. It fetches nothing
// before the page is idle or somebody reaches for the launcher. The page's style sheets and its policy do not reach it:
// all of it is in a shadow root, whose important rules for the element itself come before the page's important ones;
// its style sheet is an adopted one, which no policy forbids, and no markup is made from strings, which a policy may
// forbid. Taking the element away takes everything away.
//
// data-site; data-room (lounge), or data-map="pathname" (the page’s path is the room); data-mode="inline" with data-target (a
// selector; without it, where the tag stands) and data-height; data-lang; data-scheme; data-accent.

((tag) => {
  const data = tag.dataset;
  const relay = new URL(tag.src).origin;
  const inline = data.mode == 'inline';
  // The relay knows what to do with a language that it does not speak, and with a choice that was not made.
  const lang = data.lang || document.documentElement.lang || navigator.language;
  const label = { ja: 'チャット', ko: '채팅' }[lang.slice(0, 2)] || 'Chat';
  const src = `${relay}/f/${data.site}/${encodeURIComponent(data.map ? location.pathname : data.room || 'lounge')}?place=${inline ? 'inline' : 'panel'}&lang=${lang}&scheme=${data.scheme || ''}&host=${location.origin}`;
  // The same tag pasted twice is one launcher; launchers of other rooms stand beside each other.
  if (document.getElementById(src)) return;

  const host = document.createElement('maru-chat');
  const root = host.attachShadow({ mode: 'open' });
  const frame = document.createElement('iframe');
  const button = document.createElement('button');
  const view = visualViewport;
  const small = '(max-width:480px),(max-height:480px)';
  const accent = data.accent || '#bc2461';
  let open = inline;
  let ready;

  // The mark is a circle with one corner on the floor. Its face, and the arrow that it is when open, are cut out of
  // white, or of black where the accent is light.
  (root.adoptedStyleSheets = [new CSSStyleSheet()])[0].replaceSync(`:host,:host:before,:host:after{all:initial!important}
:host{display:block!important;${inline ? `height:${data.height || '560px'}` : 'position:fixed!important;z-index:2147483000'}!important}
iframe{width:100%;height:100%;border:0;border-radius:24px 24px 8px;color-scheme:light dark}
button{all:unset;position:fixed;right:24px;bottom:24px;margin:0 ${76 * document.querySelectorAll('maru-chat[id]').length}px env(safe-area-inset-bottom);width:52px;height:52px;border:4px solid #0000;border-radius:30px 30px 11px;background:${accent} padding-box;cursor:pointer;z-index:1;filter:drop-shadow(0 6px 14px #573e1c4d);forced-color-adjust:none}
button:focus-visible{outline:2px solid ${accent}}
button:before{content:"";display:block;height:100%;background:#fff;background:oklch(from ${accent} calc((.66 - l)*99) 0 0);clip-path:path("M19 33a2 2 0 0 1 4 0a3 3 0 0 0 6 0a2 2 0 0 1 4 0a7 7 0 0 1-14 0M11 24a4 4 0 0 1 8 0a4 4 0 0 1-8 0M33 24a4 4 0 0 1 8 0a4 4 0 0 1-8 0")}
[aria-expanded=true]:before{clip-path:path("M13 23a2 2 0 0 1 3-3L26 30 36 20a2 2 0 0 1 3 3L27 35a2 2 0 0 1-2 0")}
[data-n]:after{content:attr(data-n);position:absolute;right:-8px;top:-8px;padding:0 7px;border-radius:11px;background:#2b2420;color:#fff;box-shadow:0 0 0 2px #fff;font:700 12px/22px system-ui}
button+iframe{position:fixed;right:24px;bottom:100px;width:400px;height:min(648px,100vh - 120px);box-shadow:0 6px 40px #573e1c4d;visibility:hidden;clip-path:circle(0 at 92% 100%);transition:.25s ease-out}
[aria-expanded=true]+iframe{visibility:visible;clip-path:circle(150% at 92% 100%)}
@media ${small}{button{right:16px;bottom:16px}[id][aria-expanded=true]{visibility:hidden}button+iframe{inset:0;width:100%;height:100%;border-radius:0}}
@media (prefers-reduced-motion){button+iframe{transition:none}}`);
  frame.title = button.ariaLabel = label;

  const warm = () => frame.parentNode || ((frame.src = src), root.append(frame));
  const tell = () => ready && frame.contentWindow.postMessage({ maru: 1, do: open ? 'open' : 'close' }, relay);

  // A phone's keyboard covers the page without making it smaller: the frame keeps to what is left to see.
  const fit = () => (frame.style.cssText = open && matchMedia(small).matches ? `height:${view.height}px;top:${view.offsetTop}px` : '');

  const show = (now) => {
    warm();
    open = now;
    // Measured, so that a frame made just now is seen to open. Until it is ready there is nobody to tell.
    tell(frame.offsetWidth);
    button.ariaExpanded = open;
    // What is closed before it was ready may be the browser's page about an error: the next opening asks anew.
    open || ready || frame.remove();
    fit();
    (open ? frame : button).focus();
  };

  addEventListener('message', (event) => {
    if (event.source != frame.contentWindow || event.origin != relay) return;
    const { is, n } = event.data;
    if (is == 'ready') tell((button.id = ready = 1));
    if (is == 'close') show(false);
    if (is == 'unread') {
      n ? (button.dataset.n = n > 99 ? '99+' : n) : delete button.dataset.n;
      button.ariaLabel = label + (n ? ` (${n})` : '');
    }
  });

  if (inline) {
    const place = (at = data.target ? document.querySelector(data.target) : tag) => {
      if (!at) return addEventListener('load', () => place());
      at[data.target ? 'append' : 'after'](host);
      warm();
    };
    return place();
  }

  host.id = src;
  button.ariaExpanded = false;
  button.onclick = () => show(!open);
  // A finger enters when it touches.
  button.onpointerenter = button.onfocus = warm;
  root.append(button);
  document.documentElement.append(host);
  addEventListener('keydown', (event) => open && event.key == 'Escape' && show(false));
  view.addEventListener('resize', fit);
  // The page has come and had a second for itself.
  const idle = () => navigator.connection?.saveData || setTimeout(warm, 1e3);
  document.readyState == 'complete' ? idle() : addEventListener('load', idle);
})(document.currentScript || document.querySelector('script[data-site]'));
