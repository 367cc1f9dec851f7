// The rest of the app: the functions that a first visit does not run. The app is whole without it until one of them is called.
//
// Invariant: it is asked for as soon as the app is there, and again until it comes. Where a call is earlier, the page waits for it,
// as it waits for any script; where it cannot be had then, that is a trap like another: what was written is kept.
import { unpack } from "./unpack.js";

const { appRest: file } = document.documentElement.dataset;

const join = (imports) => {
  imports[0][0].value = 1;
};

export const bring = async (imports) => {
  for (let pause = 1e3; file; pause = Math.min(2 * pause, 6e4)) {
    try {
      const answer = await fetch(file);
      if (!answer.ok) throw new Error(String(answer.status));
      await WebAssembly.instantiate(unpack(new Uint8Array(await answer.arrayBuffer())), imports);
      return join(imports);
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
    ask.send();
    const bytes = Uint8Array.from(ask.responseText, (letter) => letter.charCodeAt());
    new WebAssembly.Instance(new WebAssembly.Module(unpack(bytes)), imports);
  } catch (reason) {
    throw new WebAssembly.RuntimeError("maru: the rest of the app is not there", { cause: reason });
  }
  join(imports);
};
