// The line between browsers and the relay, as something that can break: a TCP proxy of the tests' own.
//
// Invariant: a line that is cut says nothing, as a phone in a tunnel: what is sent into it goes nowhere, and neither
// side hears of an end. When it is whole again, the connections that lost something are dead, and are told so.

import { createServer, connect } from 'node:net';

export class Wire {
  #server;
  #pairs = new Set();
  #cut = null;
  #fault = null;

  /** From a port of its own to the relay's. */
  static async to(relay) {
    const wire = new Wire();
    const { port } = new URL(relay);
    wire.#server = createServer((near) => wire.#carry(near, Number(port)));
    await new Promise((resolve) => wire.#server.listen(0, 'localhost', resolve));
    wire.url = `http://localhost:${wire.#server.address().port}`;
    return wire;
  }

  #carry(near, port) {
    if (this.#fault) {
      near.on('error', () => {});
      near.once('data', () => near.end(this.#fault));
      return;
    }
    const far = connect(port, 'localhost');
    const pair = { near, far, lost: false };
    this.#pairs.add(pair);
    const pass = (from, to) => {
      from.on('data', (bytes) => {
        if (this.#cut && (from === far || this.#cut === 'both')) pair.lost = true;
        else to.write(bytes);
      });
      // An end cannot be heard through a cut line either.
      from.on('close', () => {
        if (this.#cut) pair.lost = true;
        else this.#drop(pair);
      });
      from.on('error', () => {});
    };
    pass(near, far);
    pass(far, near);
  }

  #drop(pair) {
    this.#pairs.delete(pair);
    pair.near.destroy();
    pair.far.destroy();
  }

  /** Nothing passes any more, and nobody is told; or only what the relay says is lost. */
  cut(way = 'both') {
    this.#cut = way;
  }

  /** It is whole again. */
  mend() {
    this.#cut = null;
    for (const pair of this.#pairs) if (pair.lost) this.#drop(pair);
  }

  /** Every request is answered by somebody who stands before the relay, with this; none until `fault(null)`. */
  fault(status) {
    const body = `error ${status}`;
    this.#fault = status && `HTTP/1.1 ${status} Trouble\r\ncontent-type: text/plain\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`;
    for (const pair of this.#pairs) this.#drop(pair);
  }

  async close() {
    for (const pair of this.#pairs) this.#drop(pair);
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
