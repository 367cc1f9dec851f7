// The demo's web server: static files, with the relay's address put where a page says {{relay}}.
//
// Invariant: what it serves is what any static host would serve. It knows nothing of Maru but one address.
// `_headers` is read as Cloudflare reads it: a path (with * for any rest), and indented headers below it.

import { createServer } from 'node:http';
import { readFile, stat } from 'node:fs/promises';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const PAGES = join(dirname(fileURLToPath(import.meta.url)), 'pages');

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** `[{pattern, headers}]` of a `_headers` file. */
export function parseHeaders(text) {
  const rules = [];
  for (const line of text.split('\n')) {
    const words = line.trim();
    if (words === '' || words.startsWith('#')) continue;
    if (/^\s/.test(line)) {
      const colon = words.indexOf(':');
      rules.at(-1)?.headers.push([words.slice(0, colon).trim(), words.slice(colon + 1).trim()]);
    } else {
      const escaped = words.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
      rules.push({ pattern: new RegExp(`^${escaped}$`), headers: [] });
    }
  }
  return rules;
}

/** The file of a path, or none; a folder's file is its index.html. Nothing outside `pages` is reachable. */
async function fileOf(pathname) {
  const path = normalize(join(PAGES, pathname));
  if (path !== PAGES && !path.startsWith(PAGES + sep)) return null;
  if (path.endsWith(`${sep}_headers`)) return null;
  const found = await stat(path).catch(() => null);
  if (found?.isDirectory()) {
    return pathname.endsWith('/') ? join(path, 'index.html') : { moved: `${pathname}/` };
  }
  return found?.isFile() ? path : null;
}

async function answer(relay, request, response) {
  let pathname;
  try {
    pathname = decodeURIComponent(new URL(request.url, 'http://demo.invalid').pathname);
  } catch {
    response.writeHead(400).end();
    return;
  }
  const filled = (text) => text.replaceAll('{{relay}}', relay);
  const file = await fileOf(pathname);
  if (file?.moved) {
    response.writeHead(301, { location: file.moved }).end();
    return;
  }
  const body = file ? await readFile(file).catch(() => null) : null;
  const headers = { 'cache-control': 'no-store' };
  for (const rule of parseHeaders(filled(await readFile(join(PAGES, '_headers'), 'utf8')))) {
    if (rule.pattern.test(pathname)) for (const [name, value] of rule.headers) headers[name.toLowerCase()] = value;
  }
  if (body === null) {
    const page = await readFile(join(PAGES, '404.html'), 'utf8');
    response.writeHead(404, { ...headers, 'content-type': TYPES['.html'] }).end(filled(page));
    return;
  }
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const sent = extname(file) === '.html' ? filled(body.toString('utf8')) : body;
  response.writeHead(200, { ...headers, 'content-type': type }).end(request.method === 'HEAD' ? '' : sent);
}

/** Serves the demo for a relay. Port 0 takes any free one. */
export async function serveDemo({ relay, port = 0, host = '127.0.0.1' }) {
  const server = createServer((request, response) => {
    answer(relay, request, response).catch((fault) => {
      console.error(fault);
      response.writeHead(500).end();
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    url: `http://${host}:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8788' },
      host: { type: 'string', default: '127.0.0.1' },
      relay: { type: 'string', default: 'http://localhost:8787' },
    },
  });
  const { url } = await serveDemo({ relay: values.relay, port: Number(values.port), host: values.host });
  console.log(JSON.stringify({ ready: url }));
}
