// The look that the page around wants: tokens that the relay computes for an accent, a radius and a font; and a scheme, for
// which nobody is asked, since the tokens of both are there.
//
// Not one of those that load later: a page that calls is promised its colours within 100 ms, the first time too.
// Invariant: the last wish holds, however the answers come. The person's own choice of light or dark (js/scheme.js) goes before
// the page's.

const WHEN = { light: "not all", dark: "all", auto: "(prefers-color-scheme:dark)" };

const address = (theme) => {
  const asked = new URLSearchParams();
  for (const name of ["accent", "radius", "font"]) if (theme[name]) asked.set(name, theme[name]);
  return `/t/${location.pathname.split("/")[2]}?${asked}`;
};

let worn = address(Object.fromEntries(new URLSearchParams(location.search)));
let css = document.querySelector("style").textContent;
let said;
let sheet;

// The rules of the dark tokens, in the document's sheet and in ours.
const night = () =>
  [...document.styleSheets, ...document.adoptedStyleSheets].flatMap((sheet) =>
    [...sheet.cssRules].filter((rule) => rule.media && rule.cssRules[0]?.style?.getPropertyValue("--accent")),
  );

const dress = async (theme) => {
  const wanted = address(theme);
  if (worn != wanted) {
    worn = wanted;
    const answer = await fetch(wanted);
    if (!answer.ok) throw new Error(String(answer.status));
    const text = await answer.text();
    // Another was wished for meanwhile.
    if (worn != wanted) return;
    css = text;
    const old = sheet;
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets.filter((each) => each != old), sheet];
  }
  for (const rule of night()) {
    rule.site ??= rule.was ?? rule.media.mediaText;
    rule.was = WHEN[theme.scheme] ?? rule.site;
    rule.media.mediaText = WHEN[document.documentElement.dataset.scheme] ?? rule.was;
  }
  const moved = css.match(/^\/\*(.*?)\*\//)?.[1];
  if (moved && moved != said) console.warn((said = moved));
};

// Where the relay cannot be had the room keeps its look, and the next wish is asked for anew.
export const wear = (theme) => dress(theme).catch(() => (worn = ""));
