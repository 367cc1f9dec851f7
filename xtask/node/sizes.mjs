// What files weigh: a JSON list of paths on stdin; a list of {raw, gzip, brotli} on stdout, at the strongest settings, as a
// CDN serves what never changes.

import { readFile } from 'node:fs/promises';
import { json } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';

const paths = await json(process.stdin);
const sizes = await Promise.all(
  paths.map(async (path) => {
    const content = await readFile(path);
    return { raw: content.length, gzip: gzipSync(content, { level: 9 }).length, brotli: brotliCompressSync(content).length };
  }),
);
console.log(JSON.stringify(sizes));
