// Brings the demo's two sites into being on a relay: settings, accounts, emoji, their posts, what fans said.
//
//   node xtask/node/seed.mjs --relay URL --demo URL --owner-key KEY --keys .maru/dev/keys.json
//
// Safe to run again: settings and accounts are put, posts and talk are known by their drafts. The relay tells a key once, so
// they are kept in the file; without an account's key its posts cannot be repeated, which is told.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { paint } from '../../demo-site/seed/emoji.mjs';
import { readSeeds, talk } from '../../demo-site/seed/talk.mjs';

const { values: args } = parseArgs({
  options: { relay: { type: 'string' }, demo: { type: 'string' }, 'owner-key': { type: 'string' }, keys: { type: 'string' } },
});

async function api(method, path, body, key) {
  const answer = await fetch(`${args.relay}/api/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} /api/v1/${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}

const keys = JSON.parse(await readFile(args.keys, 'utf8').catch(() => '{}'));

/** A key is told once: it is written down before anything else happens. */
async function keep(name, key) {
  if (!key) return;
  keys[name] = key;
  await mkdir(dirname(args.keys), { recursive: true });
  await writeFile(args.keys, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
}

for (const seed of await readSeeds()) {
  const { site, settings, accounts, posts } = seed;
  const origins = [...new Set([...settings.origins, args.demo])];
  const { key } = await api('PUT', `sites/${site}`, { ...settings, origins }, args['owner-key']);
  await keep(site, key);
  for (const { id, ...account } of accounts) {
    const answer = await api('PUT', `sites/${site}/accounts/${id}`, account, args['owner-key']);
    await keep(`${site}/${id}`, answer.key);
  }
  await paint(args.relay, seed, args['owner-key']);
  for (const { account, ...post } of posts) {
    const name = `${site}/${account}`;
    if (keys[name]) await api('POST', `sites/${site}/posts`, post, keys[name]);
    else console.error(`  the key of ${name} is lost: its posts are left as they are`);
  }
  await talk(args.relay, seed);
}
