// Says what the fans of the demo said, in order: `node demo-site/seed/talk.mjs --relay URL [--site ID]`.
//
// Safe to run again: a message is known by its draft, so the relay answers with the place that it already has.

import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { openGuest } from './guest.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));

/** Every seed, as read from its file. */
export async function readSeeds() {
  const files = (await readdir(HERE)).filter((file) => file.endsWith('.json')).sort();
  return Promise.all(files.map(async (file) => JSON.parse(await readFile(join(HERE, file), 'utf8'))));
}

/** Says the talk of one seed's rooms. Rooms do not wait for each other; messages of a room do. */
export async function talk(relay, seed) {
  const counts = await Promise.all(seed.rooms.map((room) => talkIn(relay, seed.site, room)));
  return counts.reduce((sum, count) => sum + count, 0);
}

async function talkIn(relay, site, { room, talk: lines }) {
  const guests = new Map();
  try {
    for (const { guest, name, body, draft } of lines) {
      if (!guests.has(guest)) guests.set(guest, await openGuest({ relay, site, room, guest, name }));
      await guests.get(guest).say(body, draft);
    }
  } finally {
    for (const guest of guests.values()) guest.close();
  }
  return lines.length;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({ options: { relay: { type: 'string' }, site: { type: 'string' } } });
  if (!values.relay) {
    console.error('talk.mjs: --relay URL is missing');
    process.exit(2);
  }
  const seeds = (await readSeeds()).filter(({ site }) => !values.site || site === values.site);
  for (const seed of seeds) console.log(`${seed.site}: ${await talk(values.relay, seed)} messages are said`);
}
