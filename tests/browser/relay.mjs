// The relay of the tests: the same file and the same options as `cargo xtask dev`, on local workerd.
//
// Invariant: `kill` is a power cut (SIGKILL of the whole process group), and what comes back has the same address
// and the same disk.

import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const OWNER_KEY = 'maru-browser-tests-owner-key';

export class Relay {
  #child = null;
  #disk;

  static async start() {
    const relay = new Relay();
    relay.#disk = await mkdtemp(join(tmpdir(), 'maru-relay-'));
    await relay.boot();
    return relay;
  }

  /** Starts it, the first time on any port, then always on that one. */
  async boot() {
    const port = this.url ? new URL(this.url).port : '0';
    const child = spawn(
      process.execPath,
      [join(ROOT, 'xtask/node/serve.mjs'), '--port', port, '--persist', this.#disk, '--owner-key', OWNER_KEY],
      { cwd: ROOT, detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    this.#child = child;
    this.log = [];
    createInterface({ input: child.stderr }).on('line', (line) => this.log.push(line));
    this.lines = createInterface({ input: child.stdout });
    this.url = await new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the relay ended with ${code}:\n${this.log.join('\n')}`)));
      this.lines.on('line', (line) => {
        const said = readyLine(line);
        if (said) resolve(said.ready.replace('127.0.0.1', 'localhost'));
        else this.log.push(line);
      });
    });
  }

  /** A deploy: the same address and disk, another process. Every socket is cut at once. */
  async deploy() {
    const ready = new Promise((resolve) => {
      const hear = (line) => {
        if (!readyLine(line)) return;
        this.lines.off('line', hear);
        resolve();
      };
      this.lines.on('line', hear);
    });
    this.#child.stdin.write('reload\n');
    await ready;
  }

  get isUp() {
    return this.#child !== null;
  }

  /** Pulls the plug. */
  async kill() {
    await this.#end('SIGKILL');
  }

  async close() {
    await this.#end('SIGTERM');
    await rm(this.#disk, { recursive: true, force: true });
  }

  async #end(signal) {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, signal);
    await ended;
  }

  /** A request with the owner's key, the site's, or an account's. */
  async api(method, path, body, key = OWNER_KEY) {
    const answer = await fetch(`${this.url}/api/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }
}

function readyLine(line) {
  try {
    const said = JSON.parse(line);
    return typeof said.ready === 'string' ? said : null;
  } catch {
    return null;
  }
}
