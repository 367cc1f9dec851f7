// When the page is asked for a new ticket: the event `ticket`.
//
// Invariant: the page is asked at most once a minute, whatever its clock, its server and the frame say; and what the frame
// needs meanwhile is asked for when the minute is over.

const AHEAD_MS = 30_000;
const PAUSE_MS = 60_000;

export class Expiry {
  #timer;
  #asked = -PAUSE_MS;
  #held = false;

  constructor(ask) {
    this.tell = ask;
  }

  /** From now on this ticket is in use, or none. */
  of(ticket) {
    clearTimeout(this.#timer);
    this.#held = !!ticket;
    if (!ticket) return;
    const left = ticket.expires_at - Date.now() - AHEAD_MS;
    this.#timer = setTimeout(() => this.ask(), Math.max(left, this.#asked + PAUSE_MS - performance.now(), 0) || 0);
  }

  ask() {
    if (!this.#held) return;
    clearTimeout(this.#timer);
    const pause = this.#asked + PAUSE_MS - performance.now();
    if (pause > 0) return (this.#timer = setTimeout(() => this.ask(), pause));
    this.#asked = performance.now();
    this.tell();
  }
}
