// The yardstick: a chat room on Durable Objects as one writes it in an afternoon, by the platform's own guides: sockets that
// hibernate, a row a message, one `send` a socket, an ack to the sender.
//
// What must stay true: nothing here is made slow on purpose. Sockets are kept in memory, the text is made once a message, the
// runtime answers pings. It has no tickets, no resume, no backpressure and no pace, which would only cost it more.

import { DurableObject } from 'cloudflare:workers';

const PAGE = 50;

export class ChatRoom extends DurableObject {
  constructor(ctx, env) {
    super(ctx, env);
    this.sql = ctx.storage.sql;
    this.sql.exec(`CREATE TABLE IF NOT EXISTS messages (
      seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, id TEXT NOT NULL, author TEXT NOT NULL, body TEXT NOT NULL)`);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair('ping', 'pong'));
    // After hibernation the sockets are still there, and know who they are.
    this.people = new Map();
    for (const socket of ctx.getWebSockets()) this.people.set(socket, socket.deserializeAttachment());
  }

  async fetch() {
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server);
    return new Response(null, { status: 101, webSocket: client });
  }

  webSocketMessage(socket, text) {
    const message = JSON.parse(text);
    if (message.type === 'join') this.join(socket, message);
    if (message.type === 'post' && this.people.get(socket)) this.post(socket, message);
  }

  join(socket, { name }) {
    const author = { id: crypto.randomUUID().replaceAll('-', ''), name };
    socket.serializeAttachment(author);
    this.people.set(socket, author);
    const newest = this.sql.exec('SELECT * FROM messages ORDER BY seq DESC LIMIT ?', PAGE).toArray().reverse();
    const list = newest.map(({ author, ...rest }) => ({ ...rest, author: JSON.parse(author) }));
    socket.send(JSON.stringify({ type: 'history', list }));
  }

  post(socket, { id, body }) {
    const author = this.people.get(socket);
    const at = Date.now();
    const { seq } = this.sql
      .exec('INSERT INTO messages (at, id, author, body) VALUES (?, ?, ?, ?) RETURNING seq', at, id, JSON.stringify(author), body)
      .one();
    socket.send(JSON.stringify({ type: 'ack', seq, id }));
    const text = JSON.stringify({ type: 'message', seq, at, id, author, body });
    for (const reader of this.people.keys()) {
      try {
        reader.send(text);
      } catch {
        this.people.delete(reader);
      }
    }
  }

  webSocketClose(socket, code) {
    this.people.delete(socket);
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }
}

export default {
  async fetch(request, env) {
    if (request.headers.get('upgrade') !== 'websocket') return new Response('a WebSocket', { status: 426 });
    return env.ROOM.getByName(new URL(request.url).pathname).fetch(request);
  },
};
