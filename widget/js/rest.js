// The rest of the app: the functions that a first visit does not run. The app is whole without it until one of them is called.
//
// Invariant: it is asked for as soon as the app is there, and again until it comes. Where a call is earlier, the page waits for it,
// as it waits for any script; where it cannot be had then, that is a trap like another: what was written is kept.
import { compiled } from "./module.js";
import { both, unpack } from "./unpack.js";

const { appRest: file } = document.documentElement.dataset;
let module;

// Once, whoever comes first: with it comes data, and the app may have written into that since.
const join = (module, imports) => {
  const there = imports[0][0];
  if (!there.value) new WebAssembly.Instance(module, imports);
  there.value = 1;
};

// Somebody who comes again calls it at once: then it comes beside the app, and nothing waits for it.
export const early = async () => {
  if (file) module = await compiled(file).catch(() => {});
};

export const bring = async (imports) => {
  for (let pause = 1e3; file; pause = Math.min(2 * pause, 6e4)) {
    try {
      return join(module ?? (await compiled(file)), imports);
    } catch {
      await new Promise((go) => setTimeout(go, pause));
    }
  }
};

export const wait = (imports) => {
  const ask = new XMLHttpRequest();
  ask.open("GET", file, false);
  // A request that the page waits for gives a text: each letter is a byte.
  ask.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    if (!module) {
      ask.send();
      let bytes = new Uint8Array();
      unpack((part) => (bytes = both(bytes, part)))(Uint8Array.from(ask.responseText, (letter) => letter.charCodeAt()));
      module = new WebAssembly.Module(bytes);
    }
    join(module, imports);
  } catch (reason) {
    throw new WebAssembly.RuntimeError("maru: the rest of the app is not there", { cause: reason });
  }
};
