// Somebody with nothing but a socket, who can say and do whatever the protocol knows: answer, change, take back, pin, react, read.

import { hex } from './crowd.mjs';
import { until } from './person.mjs';

/** A fan, or with a role one of the site's own people. */
export async function voice(stage, room, { name, role, member = name, site = 'miruna' }) {
  const { ticket } = role ? await stage.ticket(site, { role, member, name }) : await fanOf(stage, site, room, name);
  const address = `${stage.relay.url.replace(/^http/, 'ws')}/s/${site}/${encodeURIComponent(room)}`;
  const socket = new WebSocket(address, { protocols: ['maru.v1'], headers: { origin: stage.relay.url } });
  const heard = [];
  socket.onmessage = ({ data }) => heard.push(...Object.entries(JSON.parse(data)));
  socket.onopen = () => socket.send(JSON.stringify({ hello: { ticket } }));
  const answer = (kind, fits) => until(() => heard.find(([is, frame]) => is === kind && fits(frame))?.[1], `${name} to hear ${kind}`);
  const welcome = await answer('welcome', () => true);
  let said = 0;
  const say = async (body, beside) => {
    said += 1;
    const draft = hex(`${room} ${name} ${said} ${body}`);
    const text = JSON.stringify({ post: { draft, base_seq: welcome.head, body, with: beside } });
    socket.send(text);
    let from = 0;
    const answered = () => heard.slice(from).find(([kind, frame]) => ['ack', 'refused'].includes(kind) && frame.draft === draft);
    let told;
    // Whoever is told to wait says it again then.
    while (told?.[1].retry_after_ms !== undefined || !told) {
      if (told) {
        from = heard.indexOf(told) + 1;
        await new Promise((done) => setTimeout(done, told[1].retry_after_ms));
        socket.send(text);
      }
      told = await until(answered, `an answer to ${name}'s "${body}"`);
    }
    if (told[0] === 'refused') throw new Error(`refused: ${JSON.stringify(told[1])}`);
    return told[1].seq;
  };
  return {
    member: welcome.you.member,
    /** What the room has told since, in its order. */
    entries: () => heard.filter(([kind]) => kind === 'events').flatMap(([, { list }]) => list),
    say,
    edit: (seq, body) => say(body, { act: { edit: seq } }),
    unsend: (seq) => say('…', { act: { unsend: seq } }),
    pin: (seq) => say('…', { act: { pin: seq } }),
    react: (seq, kind) => socket.send(JSON.stringify({ react: { seq, kind } })),
    read: (seq) => socket.send(JSON.stringify({ read: { seq } })),
    leave() {
      socket.onmessage = null;
      socket.close();
    },
  };
}

async function fanOf(stage, site, room, name) {
  const asked = await fetch(`${stage.relay.url}/f/${site}/ticket`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: stage.relay.url },
    body: JSON.stringify({ guest: hex(`${room} voice of ${name}`), name }),
  });
  if (!asked.ok) throw new Error(`no ticket for ${name}: ${asked.status} ${await asked.text()}`);
  return asked.json();
}
