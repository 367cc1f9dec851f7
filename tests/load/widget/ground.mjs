// What the bench stands on: a relay with talk in it behind an edge that compresses, a host with each tag, a throttled browser.
//
// Invariant: ours and the twin's bytes travel the same way: brotli, the same cache rules, the same throttle.

import { createServer, request as ask } from 'node:http';
import { connect } from 'node:net';
import { brotliCompressSync, constants } from 'node:zlib';

import { chromium } from 'playwright-core';

import { crowded, said } from '../../browser/crowd.mjs';
import { waitingTag } from '../../browser/host.mjs';
import { Relay } from '../../browser/relay.mjs';
import { ONE_PROCESS, executable } from '../../browser/stage.mjs';

export const SITE = 'bench';
/** As DevTools names them: bytes a second and milliseconds, with its own factors. */
export const NETS = {
  'Fast 4G': { downloadThroughput: (9e6 * 0.9) / 8, uploadThroughput: (1.5e6 * 0.9) / 8, latency: 60 * 2.75 },
  'Slow 4G': { downloadThroughput: (1.6e6 * 0.9) / 8, uploadThroughput: (0.75e6 * 0.9) / 8, latency: 150 * 3.75 },
};
export const SLOWER = 4;

export const squeeze = (bytes, quality = 11) =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });

const listen = (server) => new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server.address().port)));

/** As the edge of a content network does: files compressed once and for good, pages as they come. */
async function edge(relay) {
  const { port } = new URL(relay);
  const files = new Map();
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === '/nothing.js') return outgoing.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=300' }).end('0');
    const onward = ask({ port, host: '127.0.0.1', path: incoming.url, method: incoming.method, headers: incoming.headers }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.on('end', () => {
        const bytes = Buffer.concat(parts);
        const { 'content-length': _, 'transfer-encoding': __, ...headers } = answer.headers;
        const isText = /text|javascript|json|wasm|svg|css/.test(headers['content-type'] ?? '');
        if (!isText || !bytes.length || headers['content-encoding']) return outgoing.writeHead(answer.statusCode, headers).end(bytes);
        const isFile = /immutable|max-age=[1-9]/.test(headers['cache-control'] ?? '');
        const packed = (isFile && files.get(incoming.url)) || squeeze(bytes, isFile ? 11 : 5);
        if (isFile) files.set(incoming.url, packed);
        outgoing.writeHead(answer.statusCode, { ...headers, 'content-encoding': 'br', vary: 'accept-encoding' }).end(packed);
      });
    });
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming, socket, head) => {
    const onward = connect(Number(port), '127.0.0.1', () => {
      const lines = [];
      for (let n = 0; n < incoming.rawHeaders.length; n += 2) lines.push(`${incoming.rawHeaders[n]}: ${incoming.rawHeaders[n + 1]}`);
      onward.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
      onward.write(head);
      socket.pipe(onward).pipe(socket);
    });
    for (const end of [socket, onward]) end.on('error', () => [socket, onward].map((each) => each.destroy()));
  });
  return { url: `http://localhost:${await listen(server)}`, close: () => server.closeAllConnections() ?? server.close() };
}

const PAGE = (body) => `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>ファンの広場</title><style>body{font:16px/1.8 sans-serif;max-width:40em;margin:2em auto;padding:0 1em}</style>
<h1>ファンの広場</h1>${'<p>雨の日の帰り道、駅のホームで聴いた一曲のことを、今もときどき思い出します。ここはそんな話をする広場です。</p>'.repeat(20)}${body}`;

/** The pages: with our tag in both its forms, with the twin's, with a script that does nothing, with none. */
async function hostOf(relay, twin) {
  const kinds = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', json: 'application/json' };
  const give = (response, kind, bytes, cache = 'no-store') =>
    response
      .writeHead(200, { 'content-type': kinds[kind], 'content-encoding': 'br', 'cache-control': cache })
      .end(typeof bytes === 'string' ? squeeze(Buffer.from(bytes), 5) : bytes);
  const forGood = 'public, max-age=31536000, immutable';
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://host.invalid');
    const room = encodeURIComponent(searchParams.get('room') ?? 'lounge');
    switch (pathname) {
      case '/ours':
        return give(response, 'html', PAGE(`<script async src="${relay}/maru.js" data-site="${SITE}" data-room="${room}"></script>`));
      case '/waits':
        return give(response, 'html', PAGE(await waitingTag(relay, { site: SITE, room })));
      case '/twin':
        return give(response, 'html', PAGE(`<script async src="/loader.js" data-frame="/frame?relay=${relay}&site=${SITE}&room=${room}"></script>`));
      case '/empty':
        return give(response, 'html', PAGE(`<script async src="${relay}/nothing.js"></script>`));
      case '/bare':
        return give(response, 'html', PAGE(''));
      case '/loader.js':
        return give(response, 'js', twin.loader, forGood);
      case '/frame':
        return give(
          response,
          'html',
          '<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>縁側</title><link rel="stylesheet" href="/twin.css"><body><script type="module" src="/twin.js"></script>',
        );
      case '/twin.js':
        return give(response, 'js', twin.script, forGood);
      case '/twin.css':
        return give(response, 'css', twin.style, forGood);
      case '/ticket': {
        const asked = await fetch(`${relay}/f/${SITE}/ticket`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin: relay },
          body: JSON.stringify({ guest: searchParams.get('guest'), name: 'ふたご' }),
        });
        return give(response, 'json', await asked.text());
      }
      default:
        return response.writeHead(204).end();
    }
  });
  return { url: `http://localhost:${await listen(server)}`, close: () => server.closeAllConnections() ?? server.close() };
}

const LINES = ['見た？今日の配信よかったね', '저도요ㅠㅠ 너무 좋았어요', 'I could not stop smiling', 'アンコールの最後のところで泣いた', '다음 주도 기대돼요!', 'チケット取れますように'];
export const line = (n) => `${LINES[n % LINES.length]} ${n}`;

export class Ground {
  static async lay(twin) {
    const ground = new Ground();
    ground.relay = await Relay.start();
    ground.edge = await edge(ground.relay.url);
    ground.host = await hostOf(ground.edge.url, twin);
    const origins = [ground.host.url, ground.edge.url];
    await ground.relay.api('PUT', `sites/${SITE}`, { origins, title: { ja: '縁側' }, lang: 'ja' });
    return ground;
  }

  /** A room that has been talked in: the newest page is full. */
  async talk(room, count) {
    if (count <= 60) return said(this, room, Array.from({ length: count }, (_, n) => line(n)), { site: SITE });
    return crowded(this, room, count, line, { site: SITE });
  }

  /** A browser that nobody has used. Frames share the page's process, so that one throttle is for both. */
  async browser() {
    const root = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
    return chromium.launch({
      executablePath: executable(),
      args: [
        ...root,
        '--disable-gpu',
        '--disable-dev-shm-usage',
        '--disable-background-networking',
        '--disable-renderer-backgrounding',
        ONE_PROCESS,
        '--js-flags=--expose-gc',
      ],
    });
  }

  async close() {
    this.host.close();
    this.edge.close();
    await this.relay.close();
  }
}

export async function throttle(page, net) {
  const wire = await page.context().newCDPSession(page);
  await wire.send('Network.enable');
  if (net) await wire.send('Network.emulateNetworkConditions', { offline: false, ...NETS[net] });
  await wire.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  return wire;
}

export const median = (list) => {
  const sorted = [...list].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};
