// What the person chooses for this device, in one sheet.
//
// Invariant: every choice holds at once, and is told once; nothing has to be saved. What cannot be taken back is asked once.
import { inApp, outside } from "./kit/app.js";
import { copyText } from "./kit/copy.js";
import { button, dress, el, icon } from "./kit/el.js";
import { isTouch, layer } from "./kit/layer.js";
import { toast } from "./kit/toast.js";
import css from "./settings.css";
import { forget } from "./settings/forget.js";
import words from "./words/settings.js";

const LANGS = { ja: "日本語", ko: "한국어", en: "English" };
const CLOSE = "m6.5 6.5 11 11M17.5 6.5l-11 11";
const GO = "m9 5 7 7-7 7";

let close;
let blocked;

// spec: { lang, name, theme, sound, notices, from, to, share, site, blocked: [[member, name], …] }
export default (spec, tell) => {
  close?.();
  if (!spec) return;
  dress(css);
  const say = words[spec.lang];
  const set = (act, value) => tell({ act, with: String(value ?? "") });
  blocked = [...spec.blocked];

  // One row: what it is, and the choice.
  const row = (name, ...choice) => el("div", { class: "sr" }, el("span", { class: "sn" }, name), ...choice);
  const pick = (name, id, options, now, hear) =>
    el(
      "div",
      { class: "sr" },
      el("label", { class: "sn", for: id }, name),
      el(
        "select",
        { class: "ss", id, onchange: (event) => hear(event.target.value) },
        Object.entries(options).map(([value, text]) => el("option", { value, selected: value == now }, text)),
      ),
    );
  const turn = (name, id, now, hear, hint) =>
    el(
      "label",
      { class: "sr", for: id },
      el("span", { class: "sn" }, name, hint && el("small", { id: id + "-h" }, hint)),
      el("input", {
        class: "sw",
        id,
        type: "checkbox",
        role: "switch",
        checked: now,
        "aria-describedby": hint && id + "-h",
        onchange: (event) => hear(event.target.checked),
      }),
    );

  const field = document.getElementById("maru-draft");
  const enter =
    field &&
    !isTouch() &&
    turn(
      say.enter,
      "se-enter",
      field.enterKeyHint == "send",
      (on) => dispatchEvent(new CustomEvent("maru:enter", { detail: on ? "send" : "enter" })),
      say.enter_hint,
    );

  const link = new URL(spec.share, location.href).href;
  const date = el("input", { class: "sd8", id: "se-date", type: "date", min: "2024-01-01", max: day(Date.now()) });
  const go = el(
    "form",
    {
      class: "sr",
      onsubmit: (event) => {
        event.preventDefault();
        const at = date.value && new Date(date.value + "T00:00").getTime();
        if (!at) return date.focus();
        close();
        set("date", at);
      },
    },
    el("label", { class: "sn", for: "se-date" }, say.jump),
    date,
    el("button", { type: "submit", class: "bt so sm" }, say.go),
  );

  const list = el("ul", { class: "sb" });
  const people = () => {
    list.replaceChildren(
      ...(blocked.length
        ? blocked.map(([member, name]) =>
            el(
              "li",
              { class: "sr" },
              el("span", { class: "sn" }, name),
              button(
                {
                  class: "bt so sm",
                  "aria-label": `${name} ${say.unblock}`,
                  onclick: () => {
                    blocked = blocked.filter(([other]) => other != member);
                    set("unblock", member);
                    people();
                    (list.querySelector("button") ?? list.closest("details").querySelector("summary")).focus();
                  },
                },
                say.unblock,
              ),
            ),
          )
        : [el("li", { class: "sr e" }, say.nobody)]),
    );
  };
  people();

  const box = el(
    "div",
    { class: "sh se", role: "dialog", "aria-modal": "true", "aria-labelledby": "se-t", tabindex: -1, onkeydown: keep },
    el("div", { class: "sx" }, el("h2", { id: "se-t" }, say.title), button({ class: "ib", "aria-label": say.close, title: say.close, onclick: () => close() }, icon(CLOSE))),
    button(
      {
        class: "sr",
        onclick: () => {
          close();
          set("rename");
        },
      },
      el("span", { class: "sn" }, say.name),
      el("b", {}, spec.name || say.none_yet),
      icon(GO, "ic s"),
    ),
    pick(say.language, "se-lang", LANGS, spec.lang, (value) => set("lang", value)),
    pick(say.theme, "se-theme", { auto: say.auto, light: say.light, dark: say.dark }, spec.theme || "auto", (value) => set("theme", value)),
    turn(say.sound, "se-sound", spec.sound == "on", (on) => set("sound", on ? "on" : "off")),
    pick(say.notices, "se-notices", { all: say.all, mentions: say.mentions, off: say.off }, spec.notices, (value) => set("notices", value)),
    quiet(spec, say, turn, set),
    enter,
    field && go,
    row(
      say.share,
      el("a", { class: "su", href: link, target: inApp ? undefined : "_blank", rel: "noopener" }, link.replace(/^https?:\/\//, "")),
      button(
        {
          class: "bt so sm",
          onclick: async () => toast({ lang: spec.lang, is: (await copyText(link)) ? "copied" : "uncopied" }),
        },
        say.copy,
      ),
    ),
    inApp && button({ class: "sr", id: "se-browser", onclick: () => goOn(spec, link) }, el("span", { class: "sn" }, say.browser), icon(GO, "ic s")),
    el("details", { class: "sl" }, el("summary", { class: "sr" }, el("span", { class: "sn" }, say.blocked), el("b", {}, String(blocked.length || ""))), list),
    button({ class: "sr no", id: "se-forget", onclick: () => ask() }, el("span", { class: "sn" }, say.forget)),
  );

  const ask = () => {
    close();
    const sure = el(
      "div",
      { class: "sh", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "se-t", "aria-describedby": "se-d", tabindex: -1 },
      el("h2", { id: "se-t" }, say.forget),
      el("p", { id: "se-d" }, say.forget_sure),
      el(
        "div",
        { class: "bs" },
        button({ class: "bt so", onclick: () => close() }, say.keep),
        button({ class: "bt so no", onclick: () => forget(spec.site) }, say.forget_do),
      ),
    );
    close = layer(sure, { first: sure.querySelector("button") });
  };
  close = layer(box);
};

// When no sound is made. Both times are shown only while there are such hours.
const quiet = (spec, say, turn, set) => {
  const time = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
  const [from, to] = [
    ["se-from", say.from, spec.from ?? 1320],
    ["se-to", say.to, spec.to ?? 420],
  ].map(([id, name, minute]) => el("input", { class: "sd8", id, type: "time", value: time(minute), "aria-label": name, onchange: () => tell(true) }));
  const minutes = ({ value }) => value.split(":").reduce((hours, minutes) => hours * 60 + +minutes, 0);
  const times = el("div", { class: "sr sq", hidden: spec.from === undefined }, from, el("span", {}, "–"), to);
  const tell = (on) => {
    times.hidden = !on;
    if (!on || (from.value && to.value)) set("quiet", on ? `${minutes(from)}-${minutes(to)}` : "off");
  };
  return [turn(say.quiet, "se-quiet", spec.from !== undefined, tell, say.quiet_hint), times];
};

// Who the person is goes ahead of them, and waits for a number that is good once: docs/PROTOCOL.md.
const goOn = async ({ lang, site }, link) => {
  try {
    const kept = (what) => localStorage.getItem(`maru/${site}/${what}`) ?? undefined;
    // Where nothing is kept, nobody is anybody.
    if (!kept("guest")) return outside(link);
    const session = { guest: kept("guest"), name: kept("name"), draft: document.getElementById("maru-draft")?.value };
    const answer = await fetch(`/f/${site}/handover`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(session),
    });
    if (!answer.ok) throw answer;
    outside(link + "#h=" + (await answer.json()).code);
  } catch {
    toast({ lang, is: "lost" });
  }
};

const day = (at) => {
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 6e4).toISOString().slice(0, 10);
};

// The Tab key goes round within the sheet.
function keep(event) {
  if (event.key != "Tab") return;
  const all = [...this.querySelectorAll("button, select, input, a, summary")].filter((each) => each.offsetParent);
  const [first, last] = [all[0], all.at(-1)];
  const here = document.activeElement;
  if (event.shiftKey ? here == first || here == this : here == last) {
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }
}
