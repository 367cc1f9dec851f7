// A guest without a browser: asks for a ticket, opens a room's socket, says things, and knows when each is durable.
//
// Needs node 22: its WebSocket takes headers, and the relay wants an Origin that is its own or one of the site's.

/**
 * Opens a room as a guest. `say` resolves with the message's place once the relay acknowledged it; where it is told to
 * wait, the message is said again then.
 */
export async function openGuest({ relay, site, room, guest, name, origin = relay }) {
  const asked = await fetch(`${relay}/f/${site}/ticket`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: relay },
    body: JSON.stringify({ guest, name }),
  });
  if (!asked.ok) throw new Error(`no ticket for ${name}: ${asked.status} ${await asked.text()}`);
  const { ticket } = await asked.json();

  const address = `${relay.replace(/^http/, 'ws')}/s/${site}/${encodeURIComponent(room)}`;
  const socket = new WebSocket(address, { protocols: ['maru.v1'], headers: { origin } });
  const waiting = new Map();
  let welcomed;
  const welcome = new Promise((resolve, reject) => {
    welcomed = { resolve, reject };
  });
  const give_up = (why) => {
    welcomed.reject(new Error(why));
    for (const { reject } of waiting.values()) reject(new Error(why));
    waiting.clear();
  };
  socket.onopen = () => socket.send(JSON.stringify({ hello: { ticket } }));
  socket.onerror = () => give_up(`the socket of ${room} failed`);
  socket.onclose = ({ code }) => give_up(`the socket of ${room} closed with ${code}`);
  socket.onmessage = ({ data }) => {
    const [kind, frame] = Object.entries(JSON.parse(data)).at(0) ?? [];
    if (kind === 'welcome') welcomed.resolve(frame);
    if (kind === 'ack') waiting.get(frame.draft)?.resolve(frame.seq);
    if (frame?.retry_after_ms !== undefined && waiting.has(frame.draft)) {
      const again = () => socket.readyState === WebSocket.OPEN && socket.send(waiting.get(frame.draft).text);
      setTimeout(again, frame.retry_after_ms);
      return;
    }
    if (kind === 'refused') {
      const why = new Error(`refused: ${JSON.stringify(frame)}`);
      if (frame.draft) waiting.get(frame.draft)?.reject(Object.assign(why, { refused: frame }));
      else give_up(why.message);
    }
    if (kind === 'ack' || kind === 'refused') waiting.delete(frame.draft);
  };
  const { head } = await welcome;
  return {
    head,
    say(body, draft, base_seq = 0) {
      const text = JSON.stringify({ post: { draft, base_seq, body } });
      const done = new Promise((resolve, reject) => waiting.set(draft, { resolve, reject, text }));
      socket.send(text);
      return done;
    },
    close() {
      socket.onclose = null;
      socket.close();
    },
  };
}
