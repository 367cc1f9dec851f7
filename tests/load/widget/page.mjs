// What the tag costs a host's page: Lighthouse with it, with the tag that waits, with a script of the relay's that does nothing,
// and without any, in turn.
//
// Lighthouse tells by a model of a slow phone what it saw on this machine, and its model lets any script that comes before the first
// picture delay it; so it is also made to slow the browser itself down, and to tell what it saw then.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { executable } from '../../browser/stage.mjs';
import { median } from './ground.mjs';

const run = promisify(execFile);

async function audit(tools, url, throttling) {
  const { stdout } = await run(
    process.execPath,
    [
      join(tools, 'node_modules/lighthouse/cli/index.js'),
      url,
      '--output=json',
      '--quiet',
      '--only-categories=performance',
      `--throttling-method=${throttling}`,
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

const PAGES = { with: 'ours?room=open', waits: 'waits?room=open', empty: 'empty', without: 'bare' };

export async function page(ground, tools, rounds) {
  const found = { simulate: {}, devtools: {} };
  for (let round = 0; round < rounds; round += 1) {
    for (const throttling in found) {
      const turn = Object.keys(PAGES);
      for (const which of round % 2 ? turn.reverse() : turn) {
        (found[throttling][which] ??= []).push(await audit(tools, `${ground.host.url}/${PAGES[which]}`, throttling));
      }
    }
    console.error(`  host: round ${round + 1} of ${rounds}`);
  }
  const all = (list) => Object.fromEntries(Object.keys(list[0]).map((what) => [what, median(list.map((each) => each[what]))]));
  const each = (pages) => Object.fromEntries(Object.entries(pages).map(([which, list]) => [which, all(list)]));
  return { simulate: each(found.simulate), devtools: each(found.devtools) };
}
