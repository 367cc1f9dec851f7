// Elements in one call, and a style sheet that no policy forbids.

/** `on…` are listeners, the rest attributes; what is `false` or nothing is left out. */
export const el = (tag, given = {}, ...children) => {
  const made = tag === "svg" || tag === "circle" || tag === "path"
    ? document.createElementNS("http://www.w3.org/2000/svg", tag)
    : document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null && child !== false));
  return made;
};

/** Strokes on the grid of 24 that every icon has. */
export const icon = (d, more = "") =>
  el("svg", { class: "ic" + more, viewBox: "0 0 24 24", "aria-hidden": "true" }, el("path", { d }));

export const dress = (css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};
