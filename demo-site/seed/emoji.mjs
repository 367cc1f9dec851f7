// The pictures of a site's own emoji, as its owner would send them.
//
// Safe to run again: an emoji that the site has stays as it is.

import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));

/** `key`: the owner's, or the site's. */
export async function paint(relay, { site, emoji = {} }, key) {
  const all = `${relay}/api/v1/sites/${site}/emoji`;
  const ask = async (url, init) => {
    const answer = await fetch(url, { ...init, headers: { authorization: `Bearer ${key}` } });
    if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
  const known = new Set((await ask(all)).emoji.map(({ name }) => name));
  for (const [name, file] of Object.entries(emoji)) {
    if (known.has(name)) continue;
    const body = await readFile(join(HERE, 'emoji', file));
    await ask(`${all}/${encodeURIComponent(name)}`, { method: 'PUT', body });
  }
}
