// The relay on this machine: the root's wrangler.toml on local workerd, without wrangler's own development server.
//
//   node xtask/node/serve.mjs --port 8787 --persist .maru/dev --owner-key KEY
//
// One line of JSON on stdout when it answers: {"ready":"http://localhost:8787","workerd":PID}. When workerd dies, another one
// is started on the same storage and port, and the line comes again. After the first line stdin is obeyed:
//   reload   reads wrangler.toml and the built files again; port and storage stay. Prints the ready line again.
//   worker DIR   the same with the Worker that was built into DIR; without DIR, with the one that wrangler.toml names.
//   evict    puts every object out of memory, as the platform does when it likes; sockets hibernate. Prints {"evicted":N}.
//   evict CLASS   the objects of one class alone; `evict CLASS close` cuts their sockets.
// A command that fails prints {"failed":COMMAND,"why":TEXT}.
// When stdin closes, it ends: whoever started it may die in any way and leaves nothing behind. Logs go to stderr.

import childProcess from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { enableCompileCache, syncBuiltinESMExports } from 'node:module';
import { createInterface } from 'node:readline';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

process.env.WRANGLER_SEND_METRICS = 'false';
process.env.WRANGLER_HIDE_BANNER = 'true';
process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false';

// Wrangler is 15 MB of script; the second start finds it compiled.
enableCompileCache(join(ROOT, 'node_modules', '.cache', 'compiled'));

const { values: args } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    persist: { type: 'string' },
    'owner-key': { type: 'string', default: 'maru-dev-owner-key' },
    // Another deployment than ours: what a bench compares with.
    config: { type: 'string', default: join(ROOT, 'wrangler.toml') },
    // Another build of the Worker than the one that wrangler.toml names.
    worker: { type: 'string' },
    // NAME=VALUE in the place of what wrangler.toml gives.
    var: { type: 'string', multiple: true, default: [] },
    // No static files. Locally they stand as two Workers more in front of ours, through which each frame of a socket goes.
    'without-assets': { type: 'boolean', default: false },
    // What workerd keeps for its own tests, such as a storage that is full.
    experimental: { type: 'boolean', default: false },
  },
});
const CONFIG = resolve(args.config);

// The tests end the runtime by its process id, as a crash would.
let workerd;
const { spawn } = childProcess;
childProcess.spawn = (program, ...rest) => {
  const child = spawn(program, ...rest);
  if (/workerd/.test(program)) workerd = child.pid;
  return child;
};
syncBuiltinESMExports();

const { Miniflare, Log, LogLevel, convertV4MiniflareOptions } = await import('miniflare');
const { unstable_getMiniflareWorkerOptions: workerOptionsOf, unstable_readConfig: readConfig } = await import('wrangler');

const persist = resolve(args.persist ?? join(ROOT, '.maru', 'state'));
await mkdir(persist, { recursive: true });

/** Whoever started us reads stdout line by line, as JSON. */
class ToStderr extends Log {
  log(message) {
    console.error(message);
  }
}

/** Nothing else may come between the lines: what workerd logs goes the way of every log. */
function say(word) {
  process.stdout.write(`${JSON.stringify(word)}\n`);
}
console.log = console.error;

let { worker, experimental } = args;

/** What miniflare is to run, read anew each time. */
async function options(port) {
  const { name } = readConfig({ config: CONFIG });
  const { workerOptions, main } = workerOptionsOf(CONFIG);
  if (args['without-assets']) delete workerOptions.assets;
  const folder = worker ? resolve(worker) : dirname(resolve(dirname(CONFIG), main));
  const entry = join(folder, basename(main));
  const wasm = join(folder, 'index_bg.wasm');
  const module = existsSync(wasm) ? [{ type: 'CompiledWasm', path: wasm, contents: await readFile(wasm) }] : [];
  return convertV4MiniflareOptions({
    host: 'localhost',
    port,
    log: new ToStderr(LogLevel.WARN),
    unsafeHandleRuntimeRestart: ready,
    resourcePersistencePath: persist,
    workers: [
      {
        ...workerOptions,
        compatibilityFlags: [...(workerOptions.compatibilityFlags ?? []), ...(experimental ? ['experimental'] : [])],
        name,
        bindings: {
          ...workerOptions.bindings,
          ...Object.fromEntries(args.var.map((each) => each.split(/=(.*)/))),
          OWNER_KEY: args['owner-key'],
        },
        modulesRoot: folder,
        modules: [{ type: 'ESModule', path: entry, contents: await readFile(entry, 'utf8') }, ...module],
      },
    ],
  });
}

let url;
let miniflare;

/** Starts it, or starts it anew with what is on the disk now, and says so when it answers. */
async function start() {
  const wanted = await options(url ? Number(url.port) : Number(args.port));
  if (miniflare) await miniflare.setOptions(wanted);
  else miniflare = new Miniflare(wanted);
  await ready();
}

async function ready() {
  url = await miniflare.ready;
  say({ ready: `http://localhost:${url.port}`, workerd });
}

/** To another build, which is one for tests and may use what workerd keeps for its own; or back. */
function change(folder) {
  worker = folder;
  experimental = Boolean(folder);
  return start();
}

async function evict(rest) {
  const [only, webSockets = 'hibernate'] = rest?.split(' ') ?? [];
  const { durable_objects: objects, name } = readConfig({ config: CONFIG });
  let evicted = 0;
  for (const { class_name: kind } of objects.bindings) {
    if (only && kind !== only) continue;
    for (const id of await miniflare.listDurableObjectIds(kind, name)) {
      try {
        await miniflare.unsafeEvictDurableObject(name, kind, { id, webSockets });
        evicted += 1;
      } catch (fault) {
        // One that is not in memory is where it should be.
        if (!/not currently running/.test(fault?.message)) throw fault;
      }
    }
  }
  say({ evicted });
}

async function end() {
  await miniflare?.dispose();
  process.exit(0);
}

await start();

// One command at a time; a command that fails is told and does not end the relay.
let turn = Promise.resolve();
const commands = { reload: start, worker: change, evict };
const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const [word, rest] = line.trim().split(/\s+(.*)/);
  turn = turn.then(() => commands[word](rest)).catch((fault) => {
    console.error(fault);
    say({ failed: line.trim(), why: String(fault?.message ?? fault) });
  });
});
lines.on('close', () => turn.then(end));
process.on('SIGINT', end);
process.on('SIGTERM', end);
