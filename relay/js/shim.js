// What the runtime sees of the relay: the Worker's entry point and the objects' classes, around one wasm instance.
//
// Invariant: a trap costs what was under way, and no more. Rust code that panicked leaves its memory in no known state, so
// the next call starts on a fresh instance, and every object is built anew on it the next time that the runtime calls it.
// What an object must keep is in its storage and on its sockets' cards, never here. A timer is kept here, and not there, since
// what waits for it must be told by whichever instance lives by then. And an instance whose memory has grown is left for a fresh
// one as soon as nothing is under way: a wasm memory never shrinks, and the isolate has 128 MB for all its objects together.
//
// The build adds a line `export const X = lasting(app.X)` for every class that wrangler.toml binds.

import { WorkerEntrypoint } from 'cloudflare:workers';
import * as app from './index.js';

Error.stackTraceLimit = 100;

/** `criticalError` is set by the panic hook of the `worker` crate; `instanceId` grows with every instance. */
const state = app.__worker_init_state();

/** An instance holds 2 MiB when it starts, and some 30 KiB for a busy room. */
const MEMORY_MOST = 64 * 1024 * 1024;

/** Calls under way. Their futures live in the instance, so when it falls nothing else would ever answer them. */
const pending = new Set();

let fallen = state.criticalError;
Object.defineProperty(state, 'criticalError', {
  get: () => fallen,
  set(value) {
    fallen = value;
    if (!value) return;
    for (const fail of pending) fail(new Error('the relay restarted'));
    pending.clear();
  },
});

/** A trap that is no panic (a full stack, memory that cannot grow) has no hook and shows here only. */
function fell(fault) {
  if (fault instanceof WebAssembly.RuntimeError && !fallen) {
    console.error('the relay fell', fault);
    state.criticalError = true;
  }
}

addEventListener('error', (event) => fell(event.error));

function isLarge() {
  const bytes = app.memoryBytes();
  if (bytes > MEMORY_MOST) console.warn(`the relay starts anew: its memory had grown to ${Math.ceil(bytes / 1024 / 1024)} MiB`);
  return bytes > MEMORY_MOST;
}

function call(run) {
  if (fallen || (!pending.size && isLarge())) {
    app.__wbg_reset_state();
    state.criticalError = false;
  }
  let answer;
  try {
    answer = run();
  } catch (fault) {
    fell(fault);
    throw fault;
  }
  if (typeof answer?.then !== 'function') return answer;
  return new Promise((resolve, reject) => {
    pending.add(reject);
    answer.then(resolve, (fault) => {
      fell(fault);
      reject(fault);
    }).finally(() => pending.delete(reject));
  });
}

/** The class that the runtime builds: it holds the Rust object of the living instance, and makes a new one after a fall. */
export function lasting(Inner) {
  class Outer {
    #ctx;
    #env;
    #inner;
    #instance;

    constructor(ctx, env) {
      this.#ctx = ctx;
      this.#env = env;
      // What relay/src/object/clock.rs asks for.
      ctx.later = (ms, url) => setTimeout(() => this.#asked(url), ms);
      call(() => this.#living());
    }

    async #asked(url) {
      try {
        await Outer.reach(this, 'fetch', [new Request(url)]);
      } catch (fault) {
        console.error(fault);
      }
    }

    /** What a socket said, and its end. Where that fell, its other end comes back at once and finds out what became of it. */
    static hear(object, name, args) {
      try {
        // Nearly everything can be heard at once. The promises of the other way cost as much as what is done with a word.
        if (name === 'webSocketMessage' && call(() => object.#living().hearNow?.(...args))) return undefined;
      } catch (fault) {
        return Outer.#lost(fault, args);
      }
      return Outer.reach(object, name, args).catch((fault) => Outer.#lost(fault, args));
    }

    static #lost(fault, [socket]) {
      console.error(fault);
      try {
        socket.close(1011, 'Fault');
      } catch {
        // It is closed already.
      }
    }

    #living() {
      if (this.#instance !== state.instanceId) {
        this.#inner = new Inner(this.#ctx, this.#env);
        this.#instance = state.instanceId;
      }
      return this.#inner;
    }

    static reach(object, name, args) {
      return call(() => object.#living()[name](...args));
    }
  }
  for (const name of Object.getOwnPropertyNames(Inner.prototype)) {
    if (name === 'constructor' || name === 'free' || name === 'hearNow' || name.startsWith('__')) continue;
    const through = name.startsWith('webSocket') ? Outer.hear : Outer.reach;
    Outer.prototype[name] = function (...args) {
      return through(this, name, args);
    };
  }
  return Outer;
}

export default class extends WorkerEntrypoint {
  async fetch(request) {
    try {
      return await call(() => app.fetch(request, this.env, this.ctx));
    } catch (fault) {
      console.error(fault);
      return new Response('Something went wrong here. Please try again.\n', { status: 503, headers: { 'retry-after': '1' } });
    }
  }
}
