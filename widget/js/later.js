// What is not needed to read and to type loads later: a script for each, when it is first asked for, or before, when the app
// has nothing else to do. docs/adr/0017 says why, and what such a script gives.
//
// Invariant: what a person asked for is always answered. Where its files cannot be had, the answer says nothing, and the next time
// it is asked for they are tried again.
import files from "./lazy/files.js";

const ears = new EventTarget();
const say = (what, answer) =>
  ears.dispatchEvent(new MessageEvent("message", { data: what + " " + (JSON.stringify(answer) ?? "") }));

// A script whose import failed once fails for ever, in some browsers: it is imported when all that it consists of is there.
const bring = (what, init) =>
  Promise.all(
    files[what].split(" ").map(async (file) => {
      const answer = await fetch("/a/" + file, init);
      if (!answer.ok) throw new Error(String(answer.status));
      // To its end: a half is not kept.
      return answer.blob();
    }),
  );

const scripts = {};
export const load = async (what) => {
  await bring(what);
  return import("/a/" + files[what].split(" ")[0]);
};

// What it was asked for last, by each.
const asked = {};

// A picture opens in the viewer, and where that does not come, by itself: it is a link.
const look = (event) => {
  const link = event.target.closest?.(".ls a.im");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask("viewer", JSON.stringify({ lang: document.documentElement.lang, at: link.pathname }));
};

// Called once. What they answer is told in messages to what is given back.
export const begin = () => {
  document.addEventListener("click", look);
  return ears;
};

// `null` ends it: one that never came has nothing to end.
export const ask = async (what, text) => {
  asked[what] = JSON.parse(text);
  let script;
  try {
    script = await (scripts[what] ??= load(what));
  } catch {
    delete scripts[what];
    // Whoever asked twice is answered once; whom nobody waits for is not missed.
    if (asked[what] && !asked[what].quiet) say(what);
    delete asked[what];
    return;
  }
  const spec = asked[what];
  delete asked[what];
  if (spec !== undefined) script.default(spec, (answer) => say(what, answer));
};

// One after the other, when nothing else is to be done, and not where the person pays by the byte.
export const bringAll = async () => {
  const { connection } = navigator;
  if (connection?.saveData || /2g/.test(connection?.effectiveType)) return;
  try {
    // What somebody without a name needs first comes first.
    for (const what of new Set(["nickname", ...Object.keys(files)])) {
      await new Promise((go) => (self.requestIdleCallback ?? setTimeout)(go));
      await bring(what, { priority: "low" });
    }
  } catch {
    // It is brought when it is asked for.
  }
};
