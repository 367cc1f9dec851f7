// Host pages with nothing on them but the tag: one for each room, `/{room}?lang=…&mode=…`. `before` is what stands in the
// head before the tag, `loader` where its script is, `tag` what else stands in it, `policy` the page's Content-Security-Policy; {{relay}} is the relay.
//
// Why not the demo's pages with another room written into them: that is done by taking the browser's requests apart,
// and a browser whose requests are taken apart keeps no files, which is what an outage is about.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

import { ROOT } from './relay.mjs';

/** The tag that waits for the page's picture, as EMBED.md has it for owners to copy. */
export async function waitingTag(relay, data, nonce = '') {
  const [, tag] = /```html\n(<script>[^`]*here\.after[^`]*)```/.exec(await readFile(join(ROOT, 'docs/EMBED.md'), 'utf8'));
  return tag
    .replace('<script>', `<script nonce="${nonce}">`)
    .replace('https://relay.example', relay)
    .replace("{ site: 'miruna', room: 'lounge' }", JSON.stringify(data));
}

const quoted = (text) => text.replace(/[&"<]/g, (sign) => `&#${sign.charCodeAt(0)};`);

export async function serveHost(relay) {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://host.invalid');
    if (pathname === '/favicon.ico') return response.writeHead(204).end();
    const room = quoted(decodeURIComponent(pathname.slice(1)));
    const lang = quoted(searchParams.get('lang') ?? 'ja');
    const mode = searchParams.has('mode') ? `data-mode="${quoted(searchParams.get('mode'))}"` : '';
    const given = (name) => (searchParams.get(name) ?? '').replaceAll('{{relay}}', relay);
    const policy = given('policy') && { 'content-security-policy': given('policy') };
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...policy }).end(
      `<!doctype html><html lang="${lang}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
        `<title>${room}</title>${given('before')}<h1>${room}</h1><a href="/elsewhere/">elsewhere</a>` +
        (room === 'elsewhere/' ? '' : `<script async src="${relay}${quoted(searchParams.get('loader') ?? '/maru.js')}" data-site="miruna" data-room="${room}" ${mode} ${given('tag')}></script>`),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    }),
  };
}
