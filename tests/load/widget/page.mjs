// What the tag costs a host's page: Lighthouse with it and without, in turn.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { executable } from '../../browser/stage.mjs';
import { median } from './ground.mjs';

const run = promisify(execFile);

async function audit(tools, url) {
  const { stdout } = await run(
    process.execPath,
    [
      join(tools, 'node_modules/lighthouse/cli/index.js'),
      url,
      '--output=json',
      '--quiet',
      '--only-categories=performance',
      '--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage',
    ],
    { env: { ...process.env, CHROME_PATH: executable() }, maxBuffer: 1 << 27 },
  );
  const { audits, categories } = JSON.parse(stdout);
  const of = (name) => audits[name].numericValue;
  return {
    score: categories.performance.score * 100,
    lcp: of('largest-contentful-paint'),
    tbt: of('total-blocking-time'),
    cls: of('cumulative-layout-shift'),
  };
}

export async function page(ground, tools, rounds) {
  const found = { with: [], without: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const which of round % 2 ? ['without', 'with'] : ['with', 'without']) {
      found[which].push(await audit(tools, `${ground.host.url}/${which === 'with' ? 'ours?room=open' : 'bare'}`));
    }
    console.error(`  host: round ${round + 1} of ${rounds}`);
  }
  const all = (list) => Object.fromEntries(Object.keys(list[0]).map((what) => [what, median(list.map((each) => each[what]))]));
  return { with: all(found.with), without: all(found.without) };
}
