// The part of the launcher's and the panel's style that is not needed for a first sight.
//
// Invariant: it comes after the loader's sheet, in the same shadow root, and moves nothing that stands: no layout shift.

export const SMALL = '(max-width:480px),(max-height:480px)';

const RADII = [24, 24, 8, 24];

/** The launcher's corners and the panel's follow the theme's radius. */
const corners = (radius) => RADII.map((px) => `${px * radius}px`).join(' ');

export const launcher = ({ accent = '#bc2461', radius = 1 }) => `
button{background-color:${accent};cursor:pointer;filter:drop-shadow(0 6px 14px #573e1c4d);forced-color-adjust:none}
button:focus-visible{outline:2px solid ${accent}}
[aria-expanded=true]:before{clip-path:path("M13 23a2 2 0 0 1 3-3L26 30 36 20a2 2 0 0 1 3 3L27 35a2 2 0 0 1-2 0")}
[data-n]:after{content:attr(data-n);position:absolute;right:-4px;top:-4px;padding:0 7px;border-radius:11px;background:#2b2420;color:#fff;box-shadow:0 0 0 2px #fff;font:700 12px/22px system-ui}
iframe{border-radius:${corners(radius)};color-scheme:light dark;box-shadow:0 6px 40px #573e1c4d;clip-path:circle(0 at 92% 100%);transition:clip-path .25s ease-out,visibility .25s ease-out}
[aria-expanded=true]+iframe{clip-path:circle(150% at 92% 100%)}
@media ${SMALL}{[aria-expanded=true]{inset:8px 8px auto auto}[data-in][aria-expanded=true]{visibility:hidden}iframe{border-radius:0}}
iframe.card{inset:auto 24px 96px auto;width:300px;max-width:calc(100% - 32px);border-radius:${20 * radius}px;visibility:visible;clip-path:none;transition:none}
@media ${SMALL}{iframe.card{right:16px;bottom:88px}}
@media (prefers-reduced-motion){iframe{transition:none}}`;

export const block = ({ radius = 1 }, height = '560px') => `:host,:host:before,:host:after{all:initial!important}
:host{display:block!important;height:${height}!important}
iframe{width:100%;height:100%;border:0;border-radius:${corners(radius)};color-scheme:light dark}`;
