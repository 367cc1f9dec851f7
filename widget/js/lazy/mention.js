// Whom an `@` may call: a list above the field, narrowed by what is typed.
//
// Invariants: what an input method is doing is its own affair: Enter that confirms kana chooses nobody, and Enter within a Hangul
// syllable chooses when the syllable is whole, and sends nothing. The focus stays in the field; the list follows it.
import { dress, el, put } from "./kit/el.js";
import css from "./mention.css";
import words from "./words/mention.js";

const MOST = 8;
const HANGUL = /[\u3131-\u318e\uac00-\ud7a3]$/;
// A call begins with an `@` that no letter stands before, and goes on to the caret without a space.
const CALL = /(?<![A-Za-z0-9])@([^\s@]*)$/;

const list = el("ul", { class: "ml", id: "maru-calls", role: "listbox" });
const told = el("p", { class: "vh", role: "status" });
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 96));

let spec;
let area;
let found = [];
let at = 0;
let of_now;
let script = "";
// Enter came while a syllable was open.
let chosen = false;

// spec: { lang, people: [[name, official, face], …], after }
export default (next) => {
  spec = next;
  if (!spec) return close();
  dress(css);
  const field = document.getElementById("maru-draft");
  if (field && field != area) {
    area = field;
    // Before the field's own ears, which are on itself.
    for (const [name, hear] of Object.entries({ keydown, compositionupdate, compositionend, beforeinput })) {
      area.parentElement.addEventListener(name, hear, true);
    }
    area.addEventListener("input", look);
    area.addEventListener("click", look);
    area.addEventListener("blur", close);
  }
  look();
};

const call = () => CALL.exec(area.value.slice(0, area.selectionStart));

function look() {
  const begun = spec && document.activeElement == area && call();
  if (!begun) return close();
  const query = plain(begun[1]);
  const of = ([name]) => plain(name).indexOf(query);
  found = spec.people
    .map((one) => [one, of(one)])
    .filter(([, place]) => place >= 0)
    // Those whose name begins so, then those who have it within; each as they spoke lately.
    .sort(([, one], [, other]) => Number(one > 0) - Number(other > 0))
    .slice(0, MOST)
    .map(([one]) => one);
  if (!found.length) return close();
  // The same names again: the person may have gone down to one of them.
  if (of_now !== (of_now = found.join())) at = 0;
  draw();
}

// As the app draws it: a crest is a symbol of the document's sprite.
const portrait = ([look, ...parts], official) => {
  if (!official) return el("i", { class: look, "aria-hidden": "true" });
  const made = (name, given) => {
    const one = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(given)) one.setAttribute(key, value);
    return one;
  };
  const svg = made("svg", { class: look, viewBox: "0 0 48 48", "aria-hidden": "true" });
  const [href, fill, color] = parts;
  svg.append(made("path", { fill, d: "M0 0h48v48H0z" }), made("use", { href, fill, stroke: fill, color }));
  return svg;
};

const draw = () => {
  const say = words[spec.lang];
  list.replaceChildren(
    ...found.map(([name, official, face], n) =>
      el(
        "li",
        {
          role: "option",
          id: "maru-call-" + n,
          "aria-selected": String(n == at),
          onpointerdown: (event) => event.preventDefault(),
          onclick: () => choose(n),
        },
        portrait(face, official),
        el("b", {}, name),
        official > 0 && el("span", {}, say.official),
      ),
    ),
  );
  list.setAttribute("aria-label", say.list);
  const form = area.parentElement;
  if (!list.isConnected) form.append(list, told);
  told.textContent = put(say.found, found.length);
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-activedescendant", "maru-call-" + at);
  list.children[at].scrollIntoView({ block: "nearest" });
};

function close() {
  found = [];
  of_now = undefined;
  chosen = false;
  if (!list.isConnected) return;
  list.remove();
  told.remove();
  for (const name of ["aria-controls", "aria-autocomplete", "aria-activedescendant"]) area.removeAttribute(name);
}

const choose = (n) => {
  const begun = call();
  const one = found[n];
  close();
  if (!begun || !one) return;
  const end = area.selectionStart;
  const text = "@" + one[0] + spec.after + " ";
  area.focus();
  area.setSelectionRange(end - begun[0].length, end);
  // As if it was typed, so that it can be undone as what is typed.
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, end - begun[0].length, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

const mine = (event) => {
  event.preventDefault();
  event.stopPropagation();
};

function keydown(event) {
  if (event.target != area || !found.length) return;
  const { key, code } = event;
  const enter = key == "Enter" || code == "Enter" || code == "NumpadEnter" || key == "Tab";
  const composing = event.isComposing || event.keyCode == 229;
  if (composing) {
    if (!enter || !HANGUL.test(script) || key == "Tab") return;
    // Not prevented: it makes the syllable whole. Only nobody else hears of it.
    event.stopPropagation();
    chosen = true;
    return;
  }
  if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
  if (enter) {
    mine(event);
    choose(at);
  } else if (key == "ArrowDown" || key == "ArrowUp") {
    mine(event);
    at = (at + (key == "ArrowDown" ? 1 : -1) + found.length) % found.length;
    draw();
  } else if (key == "Escape") {
    mine(event);
    close();
  }
}

function compositionupdate({ data }) {
  script = data ?? "";
}

function compositionend() {
  if (!chosen) return;
  chosen = false;
  const n = at;
  // The field hears of the syllable first.
  setTimeout(() => found.length && choose(n));
}

function beforeinput(event) {
  if (found.length && (chosen || /^insert(LineBreak|Paragraph)$/.test(event.inputType))) {
    if (/^insert(LineBreak|Paragraph)$/.test(event.inputType)) mine(event);
  }
}
