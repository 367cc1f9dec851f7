// The rest of the app: the functions that a first visit does not run. The app is whole without it until one of them is called.
//
// Invariant: it is asked for as soon as the app is there, and again until it comes. Where a call is earlier, the page waits for it,
// as it waits for any script; where it cannot be had then, that is a trap like another: what was written is kept.
import { both, compiled, unpack } from "./unpack.js";

const { appRest: file } = document.documentElement.dataset;
let module;
let coming;

// Once, whoever comes first: with it comes data, and the app may have written into that since.
const join = (module, imports) => {
  const there = imports[0][0];
  if (!there.value) new WebAssembly.Instance(module, imports);
  there.value = 1;
};

const ask = async () => (module = await compiled(fetch(file)));

// Somebody who comes again calls it at once: then it comes beside the app, and nothing waits for it.
export const early = () => (coming = file && ask().catch(() => {}));

export const bring = async (imports) => {
  for (let pause = 1e3; file; pause = Math.min(2 * pause, 6e4)) {
    try {
      await coming;
      return join(module ?? (await ask()), imports);
    } catch {
      await new Promise((go) => setTimeout(go, pause));
    }
  }
};

export const wait = (imports) => {
  const request = new XMLHttpRequest();
  request.open("GET", file, false);
  // A request that the page waits for gives a text: each letter is a byte.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    if (!module) {
      request.send();
      let bytes = new Uint8Array();
      unpack((part) => (bytes = both(bytes, part)))(Uint8Array.from(request.responseText, (letter) => letter.charCodeAt()));
      module = new WebAssembly.Module(bytes);
    }
    join(module, imports);
  } catch (reason) {
    throw new WebAssembly.RuntimeError("maru: the rest of the app is not there", { cause: reason });
  }
};
