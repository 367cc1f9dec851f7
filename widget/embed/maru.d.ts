// The calls of Maru in a page: https://your-relay/maru.d.ts. What each does: docs/EMBED.md.
//
// Invariant: calls and events are added, never changed. What is here is what the relay of the same release does.

/** The answer of `POST /api/v1/sites/{site}/tickets`, as your own server got it. */
export interface MaruTicket {
  ticket: string;
  member: string;
  name?: string;
  role: 'fan' | 'moderator' | 'official';
  /** Milliseconds since 1970. */
  expires_at: number;
}

/** What is left out stays as it is; null gives back the site's own. */
export interface MaruTheme {
  /** Like `#bc2461`. Every other colour follows from it. */
  accent?: string | null;
  scheme?: 'light' | 'dark' | 'auto' | null;
  /** By what corners are multiplied: from 0 to 1.5. */
  radius?: number | null;
  /** Families that the visitor's device has: `'Klee One, serif'`. */
  font?: string | null;
}

export interface MaruEvents {
  /** The room is there, and can be opened without waiting. */
  ready: {};
  open: {};
  close: {};
  /** The number on the launcher. */
  unread: { n: number };
  /** Something was said. Its text is the room's. */
  message: {
    /** Its place in the room, or with `post` in the site's official posts. */
    id: number;
    post: boolean;
    /** The visitor's own. */
    mine: boolean;
    /** By an official account. */
    official: boolean;
    /** The visitor is called by name. */
    mention: boolean;
  };
  /** The ticket of `setUser` is about to expire, or is needed anew: hand out another by `setUser`. At most once a minute. */
  ticket: {};
}

export type MaruEar<Name extends keyof MaruEvents> = (event: MaruEvents[Name] & { room: string }) => void;

/** One room of several on a page. */
export interface MaruRoom {
  room: string;
}

type Calls =
  | ['open' | 'close' | 'toggle' | 'shutdown']
  /** To another room, from now on. */
  | ['room', string]
  | ['setLang', 'ja' | 'ko' | 'en']
  | ['setTheme', MaruTheme]
  /** null: a guest again. */
  | ['setUser', MaruTicket | null]
  | { [Name in keyof MaruEvents]: ['on', Name, MaruEar<Name>] }[keyof MaruEvents]
  /** One ear; every ear of a name; all of them. */
  | { [Name in keyof MaruEvents]: ['off', Name?, MaruEar<Name>?] }[keyof MaruEvents];

export interface Maru {
  (...call: Calls): void;
  (room: MaruRoom, ...call: Calls): void;
  /** Calls that wait for the loader. */
  q?: unknown[];
}

declare global {
  interface Window {
    maru: Maru;
  }
  const maru: Maru;
}
