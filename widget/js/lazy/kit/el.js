// Elements without markup: a text stays a text, whoever wrote it.

const NS = "http://www.w3.org/2000/svg";

// `el("button", { class: "x", onclick: f }, "text", child)`; what is undefined, null or false is left out.
export const el = (tag, given = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(given)) {
    if (typeof value == "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== undefined && value !== null && value !== false) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child || child === 0));
  return made;
};

export const button = (given, ...children) => el("button", { type: "button", ...given }, ...children);

// A drawing of 24 × 24, as those of the document's sprite.
export const icon = (path, size = "ic") => {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("class", size);
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const d of [path].flat()) {
    const line = document.createElementNS(NS, "path");
    line.setAttribute("d", d);
    svg.append(line);
  }
  return svg;
};

// The policy forbids inline styles; a sheet that a script constructs is none. Each once.
const dressed = new Set();
export const dress = (css) => {
  if (dressed.has(css)) return;
  dressed.add(css);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
};

// A phrase around a number, or a name.
export const put = (phrase, n) => phrase.replace("{n}", () => n);
