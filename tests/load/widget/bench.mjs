// `cargo xtask bench widget`: ours beside the twin and beside published kits, in one run.
//
//   node tests/load/widget/bench.mjs [--rounds 7] [--only open,list,host,kits] [--dry]
//
// It writes docs/performance/widget.json and the tables and chart made of it; --dry prints and writes nothing.

import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { build } from 'esbuild';

import { ROOT } from '../../browser/relay.mjs';
import { Ground, squeeze } from './ground.mjs';
import { kits } from './kits.mjs';
import { list } from './list.mjs';
import { open } from './open.mjs';
import { page } from './page.mjs';
import { write } from './report.mjs';

const { values: args } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: 'open,list,host,kits' },
    dry: { type: 'boolean', default: false },
  },
});
/** A round of the long room takes minutes. */
const of = (part) => Math.min(Number(args.rounds), part === 'list' ? 3 : Infinity);
const parts = args.only.split(',');
const TOOLS = join(ROOT, 'target/maru/bench');

/** Into a folder under target/: nothing of it is ours, and nothing of it is committed. */
async function install(folder, packages) {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  await promisify(execFile)('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--legacy-peer-deps'], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
}

async function twinOf() {
  const source = join(ROOT, 'tests/load/twin');
  await install(TOOLS, { preact: '11.2.0', ...(parts.includes('host') ? { lighthouse: '13.5.0' } : {}) });
  const { outputFiles } = await build({
    entryPoints: [join(source, 'twin.jsx')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    nodePaths: [join(TOOLS, 'node_modules')],
    logLevel: 'error',
  });
  const [script] = outputFiles.map(({ contents }) => squeeze(Buffer.from(contents)));
  const [style, loader] = await Promise.all(['twin.css', 'loader.js'].map(async (file) => squeeze(await readFile(join(source, file)))));
  return { script, style, loader };
}

const twin = await twinOf();
const ground = await Ground.lay(twin);
try {
  const found = { rounds: Object.fromEntries(parts.map((part) => [part, of(part)])), twin_bytes: twin.script.length + twin.style.length };
  if (parts.includes('open')) found.open = await open(ground, of('open'));
  if (parts.includes('list')) found.list = await list(ground, of('list'), TOOLS, install);
  if (parts.includes('host')) found.host = await page(ground, TOOLS, of('host'));
  if (parts.includes('kits')) found.kits = await kits(TOOLS, install);
  console.log(JSON.stringify(found, null, 1));
  if (!args.dry) await write(found);
} finally {
  await ground.close();
}
