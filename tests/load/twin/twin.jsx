// The twin: the core of a chat in Preact, for comparison. Same protocol, same relay, same rows in the page.
//
// It reads the newest page, follows events, fetches a hole and older entries, keeps what is unsent in memory until the
// acknowledgement, and comes back after a cut. It draws at most 240 rows, grouped by person and minute.

import { Component, render } from 'preact';

const MOST = 240;
const STEP = 80;
const query = new URLSearchParams(location.search);
const relay = query.get('relay');
const site = query.get('site');
const room = query.get('room');

const hex = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('');
const time = new Intl.DateTimeFormat('ja', { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat('ja', { dateStyle: 'full' });

class Link {
  entries = [];
  unsent = [];
  head = 0;
  floor = 0;
  members = 0;
  tries = 0;

  constructor(changed) {
    this.changed = changed;
    this.guest = localStorage.getItem('twin') ?? hex();
    localStorage.setItem('twin', this.guest);
    this.come();
  }

  async come() {
    try {
      const asked = await fetch(`/ticket?guest=${this.guest}`);
      const { ticket, member } = await asked.json();
      this.me = member;
      this.socket = new WebSocket(`${relay.replace('http', 'ws')}/s/${site}/${room}`, ['maru.v1']);
      this.socket.onopen = () => {
        const have = this.epoch && { epoch: this.epoch, seq: this.last };
        this.say({ hello: { ticket, have, pending: this.unsent.map(({ draft, base_seq }) => ({ draft, base_seq })) } });
        this.pings = setInterval(() => this.socket.send('p'), 25e3);
      };
      this.socket.onmessage = ({ data }) => data === 'P' || this.hear(JSON.parse(data));
      this.socket.onclose = () => this.again();
    } catch {
      this.again();
    }
  }

  again() {
    clearInterval(this.pings);
    this.live = false;
    this.loading = false;
    this.changed();
    setTimeout(() => this.come(), Math.random() * Math.min(3e4, 500 * 2 ** this.tries++));
  }

  say(frame) {
    this.socket.send(JSON.stringify(frame));
  }

  get last() {
    return this.entries.at(-1)?.seq ?? 0;
  }

  hear(frame) {
    const { welcome, events, history, ack, refused, presence } = frame;
    if (welcome) {
      if (welcome.mode !== 'resume') this.entries = [];
      Object.assign(this, { epoch: welcome.epoch, head: welcome.head, floor: welcome.floor, live: true, tries: 0 });
      for (const { draft, seq } of welcome.settled ?? []) if (seq) this.unsent = this.unsent.filter((u) => u.draft !== draft);
      for (const unsent of this.unsent) this.say({ post: unsent });
    } else if (events) {
      if (this.entries.length && events.from > this.last + 1) return this.say({ fetch: { after: this.last, before: events.from } });
      this.add(events.list);
    } else if (history) {
      const [first] = this.entries;
      this.loading = false;
      // As the protocol asks: whoever takes much says that it arrives.
      this.say({ seen: { seq: this.last } });
      if (first && history.list.at(-1)?.seq === first.seq - 1) this.entries = history.list.concat(this.entries);
      else this.add(history.list);
    } else if (ack) {
      this.unsent = this.unsent.filter((unsent) => unsent.draft !== ack.draft);
    } else if (refused?.draft) {
      this.unsent = this.unsent.map((unsent) => (unsent.draft === refused.draft ? { ...unsent, failed: refused.refusal } : unsent));
    } else if (presence) {
      this.members = presence.members;
      if (presence.head > this.last) setTimeout(() => presence.head > this.last && this.say({ fetch: { after: this.last, before: presence.head + 1 } }), 250);
    }
    this.changed();
  }

  add(list) {
    const last = this.last;
    const fresh = list.filter((entry) => entry.seq > last);
    if (fresh.length) this.entries = this.entries.concat(fresh);
  }

  post(body) {
    const post = { draft: hex(), base_seq: this.last, body };
    this.unsent = this.unsent.concat(post);
    if (this.live) this.say({ post });
    this.changed();
  }

  older() {
    const [first] = this.entries;
    if (this.loading || !this.live || !first || first.seq <= this.floor + 1) return;
    this.loading = true;
    this.say({ fetch: { after: this.floor, before: first.seq } });
  }
}

const links = /https?:\/\/[^\s]+/g;
const Text = ({ text }) => {
  const parts = [];
  let at = 0;
  for (const { 0: address, index } of text.matchAll(links)) {
    parts.push(text.slice(at, index), <a href={address} target="_blank" rel="noopener">{address}</a>);
    at = index + address.length;
  }
  return <p class="b">{parts}{text.slice(at)}</p>;
};

class Group extends Component {
  shouldComponentUpdate({ list }) {
    return list.length !== this.props.list.length || list[0].seq !== this.props.list[0].seq;
  }

  render({ list, mine }) {
    const [first] = list;
    return (
      <li class={mine ? 'g me' : 'g'}>
        {mine ? null : <span class="av" style={`--h:${parseInt(first.author.member.slice(-2), 16) || 0}`}>{[...first.author.name][0]}</span>}
        <div class="c">
          {mine ? null : <p class="nm">{first.author.name}</p>}
          {list.map((entry) => <div class="rw" key={entry.seq}><Text text={entry.what.said.body} /></div>)}
          <time>{time.format(list.at(-1).at)}</time>
        </div>
      </li>
    );
  }
}

const rowsOf = (entries, me) => {
  const rows = [];
  let group;
  let today;
  for (const entry of entries) {
    const date = new Date(entry.at).toDateString();
    if (date !== today) {
      rows.push(<li class="dc" key={`d${date}`}>{day.format(entry.at)}</li>);
      today = date;
      group = null;
    }
    const minute = Math.floor(entry.at / 6e4);
    if (group?.minute === minute && group.member === entry.author.member) group.list.push(entry);
    else {
      group = { minute, member: entry.author.member, list: [entry] };
      rows.push(<Group key={entry.seq} list={group.list} mine={entry.author.member === me} />);
    }
  }
  return rows;
};

class List extends Component {
  state = { end: null };

  shouldComponentUpdate({ entries, unsent }, { end }) {
    return entries !== this.props.entries || unsent !== this.props.unsent || end !== this.state.end;
  }

  scrolled = ({ target }) => {
    const below = -target.scrollTop;
    const above = target.scrollHeight - target.clientHeight - below;
    const { entries, older } = this.props;
    const end = this.state.end ?? entries.length;
    if (above < 700) {
      if (end > MOST) this.setState({ end: Math.max(MOST, end - STEP) });
      else older();
    } else if (below < 700 && end < entries.length) {
      this.setState({ end: end + STEP >= entries.length ? null : end + STEP });
    }
  };

  componentDidUpdate({ entries: before }) {
    const { entries } = this.props;
    // Older entries came in above: what is read stays what it is.
    const grown = before.length && entries.length && before[0].seq > entries[0].seq ? entries.length - before.length : 0;
    if (grown) this.setState(({ end }) => ({ end: end === null ? Math.min(entries.length, MOST + grown) : end + grown }));
  }

  render({ entries, unsent, me }, { end }) {
    const upto = end ?? entries.length;
    return (
      <div class="sc" onScroll={this.scrolled} role="log">
        <ol class="ls">
          {rowsOf(entries.slice(Math.max(0, upto - MOST), upto), me)}
          {unsent.map(({ draft, body, failed }) => (
            <li class="g me" key={draft}><div class="c"><Text text={body} /><i>{failed ? '未送信' : '送信中'}</i></div></li>
          ))}
        </ol>
      </div>
    );
  }
}

class Composer extends Component {
  shouldComponentUpdate() {
    return false;
  }

  send = () => {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = '';
    this.props.post(text);
  };

  key = (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.send();
  };

  render() {
    return (
      <form class="cp" onSubmit={(event) => event.preventDefault()}>
        <textarea id="draft" rows="1" placeholder="メッセージを入力" onKeyDown={this.key} ref={(field) => (this.field = field)} />
        <button type="button" onClick={this.send}>送信</button>
      </form>
    );
  }
}

class App extends Component {
  link = new Link(() => this.setState({}));

  componentDidMount() {
    parent.postMessage({ maru: 1, is: 'ready' }, '*');
  }

  render() {
    const { entries, unsent, members, me, live } = this.link;
    return (
      <div class="twin">
        <header><h1>縁側</h1><p>{live ? `${members}人が参加中` : '接続しています'}</p></header>
        <List entries={entries} unsent={unsent} me={me} older={() => this.link.older()} />
        <Composer post={(body) => this.link.post(body)} />
      </div>
    );
  }
}

render(<App />, document.body);
