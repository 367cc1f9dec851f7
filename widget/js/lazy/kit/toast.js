// A line of ink above the field, for five seconds, read aloud politely.
//
// Invariant: one at a time, over everything but what was opened after it. What can be undone is told as `undo` to whoever asked,
// once; after that it cannot be.
import { button, dress, el, put } from "./el.js";
import css from "./toast.css";
import words from "../words/toast.js";

const MS = 5_000;
const place = el("div", { class: "ts", role: "status" });
let end;
// Above all that stands around the field, also when that grows, and above the way back to the newest.
let around;
const lay = () => {
  const chip = document.querySelector("main > :not([hidden]) .jl")?.getBoundingClientRect().top;
  place.style.bottom = innerHeight - (chip ?? document.querySelector("main").getBoundingClientRect().bottom) + 12 + "px";
};

// spec: { lang, is, name, undo }
export const toast = (spec, tell) => {
  dress(css);
  clearTimeout(end);
  if (!spec) return place.replaceChildren();
  const say = words[spec.lang];
  const close = () => {
    const had = place.contains(document.activeElement);
    place.replaceChildren();
    around.disconnect();
    if (had) document.getElementById("maru-draft")?.focus();
  };
  const undo =
    spec.undo &&
    button(
      {
        class: "tu",
        onclick: () => {
          clearTimeout(end);
          close();
          tell({ act: "undo", with: spec.undo });
        },
      },
      ring(),
      say.undo,
    );
  document.body.append(place);
  // Over a sheet in which it was asked for, and under one that opens later.
  place.style.zIndex = document.querySelector(".lz") ? 10 : 5;
  lay();
  around ??= new ResizeObserver(lay);
  around.observe(document.querySelector("main"));
  // A region that is new is not read: first it is there, then it says something.
  place.replaceChildren();
  requestAnimationFrame(() => place.replaceChildren(el("p", { class: "to" }, put(say[spec.is], spec.name ?? ""), undo)));
  // Whoever is there has not made up their mind.
  const over = () => (place.matches(":hover, :focus-within") ? (end = setTimeout(over, 1_000)) : close());
  end = setTimeout(over, MS);
};

const ring = () => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "tr");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  for (const name of ["a", "b"]) {
    const circle = document.createElementNS(svg.namespaceURI, "circle");
    for (const [key, value] of Object.entries({ class: name, cx: 10, cy: 10, r: 8, pathLength: 100 })) circle.setAttribute(key, value);
    svg.append(circle);
  }
  return svg;
};
