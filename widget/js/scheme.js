// Light or dark, as the person wants it. The document has the tokens of both, the dark ones in a media rule: its condition is
// the scheme, and is put back when the person wants what the site has. A page that dresses the room (theme.js) leaves the
// person their choice.

const WHEN = { light: "not all", dark: "all", auto: "(prefers-color-scheme:dark)" };

export const scheme = (word) => {
  document.documentElement.dataset.scheme = word;
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
    const rule = [...sheet.cssRules].find((rule) => rule.media && rule.cssRules[0]?.style?.getPropertyValue("--accent"));
    if (!rule) continue;
    rule.was ??= rule.media.mediaText;
    rule.media.mediaText = WHEN[word] ?? rule.was;
  }
};
