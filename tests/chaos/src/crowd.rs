//! A comeback night: thousands hear what a few dozen say, read it, and each delivery is timed.
//!
//! Invariant: everybody has everything in the end, in order and without a hole; what the listeners themselves cost the machine is in
//! the figures. They read all that comes, say where they are as their room asks, and what they have before their eyes.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use protocol::{
    ClientFrame, DraftId, Fetch, Hello, Post, Read, Refused, Seen, Seq, ServerFrame, codec, limits,
};
use relay_tests::client::told;
use relay_tests::{Relay, Site, fresh, machine};
use tungstenite::Message;
use tungstenite::protocol::WebSocket;

use crate::report::spread;

/// Of so many listeners one is timed message by message; of the others it is known how far they have come.
const TIMED: usize = 50;
const TALKERS: usize = 50;
const DEADLINE: Duration = Duration::from_secs(60);

struct Listener {
    socket: WebSocket<TcpStream>,
    last: u64,
    said: u64,
    /// Frames of entries.
    frames: u64,
    read_at: u64,
}

/// What is measured.
#[derive(Default)]
struct Figures {
    sent: BTreeMap<DraftId, u64>,
    acked_ms: Vec<u64>,
    heard_ms: Vec<u64>,
    /// What is to be sent again, when, and by whom, as a client does.
    held: BTreeMap<(u64, DraftId), usize>,
    holds: u64,
    resyncs: u64,
    broken: Vec<String>,
}

/// So many listeners, and `rate` messages a second, for so long.
pub fn run(listeners: usize, rate: u64, seconds: u64) -> bool {
    let relay = Relay::start();
    let site = Site::new(&relay, "night");
    let began = Instant::now();
    let Some(mut all) = come(&site, listeners) else {
        eprintln!("not everybody gets in");
        return false;
    };
    println!("{listeners} are in after {:.1} s", began.elapsed().as_secs_f64());
    let (start, cpu) = (Instant::now(), cpu_ms(relay.workerd()));
    let now_ms = || u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let mut figures = Figures::default();
    let (mut said, total) = (0, rate * seconds);
    let mut busy_ms = None;
    let mut asked_at = 0;
    loop {
        let now = now_ms();
        while said < total && said * 1_000 < now * rate {
            let talker = &mut all[usize::try_from(said).unwrap_or(0) % TALKERS];
            let draft = fresh();
            figures.sent.insert(draft, now);
            post(talker, draft);
            said += 1;
        }
        while let Some((key, number)) = figures.held.pop_first() {
            if key.0 > now {
                figures.held.insert(key, number);
                break;
            }
            post(&mut all[number], key.1);
        }
        for (number, listener) in all.iter_mut().enumerate() {
            attend(number, listener, now_ms(), listeners, &mut figures);
        }
        if said == total && busy_ms.is_none() {
            busy_ms = Some((now_ms(), cpu_ms(relay.workerd())));
        }
        if said == total && all.iter().all(|listener| listener.last >= total) {
            break;
        }
        // Who was late and has heard nothing since finds by the head count that there is more, and asks.
        if busy_ms.is_some_and(|(at, _)| now > at + 2_000) && now > asked_at + 2_000 {
            asked_at = now;
            for listener in all.iter_mut().filter(|listener| listener.last < total) {
                let (after, before) = (Seq(listener.last), Seq(total + 1));
                say(listener, &ClientFrame::Fetch(Fetch { after, before }));
            }
        }
        if start.elapsed() > Duration::from_secs(seconds) + DEADLINE {
            let behind = all.iter().filter(|listener| listener.last < total).count();
            figures.broken.push(format!("{behind} are not at the head"));
            break;
        }
        // Not to take from the relay what looking costs. It is in the figures, at most.
        thread::sleep(Duration::from_millis(20));
    }
    let (took_ms, busy_cpu) = busy_ms.unwrap_or((1, cpu));
    let frames: u64 = all.iter().map(|listener| listener.frames).sum();
    figures.heard_ms.sort_unstable();
    figures.acked_ms.sort_unstable();
    let percent = |sorted: &[u64]| sorted.get(sorted.len() * 95 / 100).copied().unwrap_or(0);
    println!(
        "| listeners | messages a second | heard after: median, p99, longest | p95 | acknowledged after: median, p99, longest | frames to each a second | workerd: processor, memory | held, late |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    println!(
        "| {listeners} | {rate} | {} | {} ms | {} | {:.1} | {} %, {} MB | {}, {} |",
        spread(&figures.heard_ms),
        percent(&figures.heard_ms),
        spread(&figures.acked_ms),
        frames as f64 * 1_000.0 / (listeners as f64 * took_ms as f64),
        (busy_cpu - cpu) * 100 / took_ms.max(1),
        relay.resident_bytes() / 1_000_000,
        figures.holds,
        figures.resyncs,
    );
    figures
        .broken
        .iter()
        .take(8)
        .for_each(|what| eprintln!("broken: {what}"));
    figures.broken.is_empty()
}

/// Each with a name of their own, so that each is a reader who is counted.
fn come(site: &Site, listeners: usize) -> Option<Vec<Listener>> {
    (0..listeners)
        .map(|number| {
            let ticket = site.ticket(&format!("팬{number}")).ticket;
            let address = site.relay.strip_prefix("http://")?;
            let request = site.upgrade("stage")?;
            let stream = TcpStream::connect(address).ok()?;
            stream.set_nodelay(true).ok()?;
            let (mut socket, _) = tungstenite::client(request, stream).ok()?;
            let hello = ClientFrame::Hello(Hello {
                ticket,
                have: None,
                pending: Vec::new(),
            });
            socket.send(Message::text(codec::encode_client(&hello))).ok()?;
            socket.read().ok()?;
            socket.get_ref().set_nonblocking(true).ok()?;
            Some(Listener {
                socket,
                last: 0,
                said: 0,
                frames: 0,
                // Not all of them read at the same moment.
                read_at: u64::try_from(number).unwrap_or(0) * 5,
            })
        })
        .collect()
}

fn say(listener: &mut Listener, frame: &ClientFrame) {
    // A full buffer of a link that is being read is an accident, and the end finds it.
    let _sent = listener.socket.send(Message::text(codec::encode_client(frame)));
}

fn post(talker: &mut Listener, draft: DraftId) {
    let base_seq = Seq(talker.last);
    let body = "わー！ 最高".to_owned();
    let with = None;
    say(
        talker,
        &ClientFrame::Post(Post {
            draft,
            base_seq,
            body,
            with,
        }),
    );
}

/// Whatever has come.
fn attend(number: usize, listener: &mut Listener, now: u64, crowd: usize, figures: &mut Figures) {
    loop {
        match listener.socket.read() {
            Ok(message) => {
                for text in told(&message) {
                    hear(number, listener, text, now, figures);
                }
            }
            Err(tungstenite::Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => break,
            Err(error) => {
                if listener.last < u64::MAX {
                    figures
                        .broken
                        .push(format!("{number} is cut off at {}: {error}", listener.last));
                    listener.last = u64::MAX;
                }
                return;
            }
        }
    }
    // As often as the smallest room asks: who came first was told so.
    if listener.last >= listener.said + u64::from(limits::SEEN_EVENTS) {
        listener.said = listener.last;
        say(
            listener,
            &ClientFrame::Seen(Seen {
                seq: Seq(listener.last),
            }),
        );
    }
    let every = limits::read_ms(u32::try_from(crowd).unwrap_or(u32::MAX));
    if listener.last > 0 && now >= listener.read_at + every {
        listener.read_at = now;
        listener.said = listener.last;
        say(
            listener,
            &ClientFrame::Read(Read {
                seq: Seq(listener.last),
            }),
        );
    }
}

fn hear(number: usize, listener: &mut Listener, text: &str, now: u64, figures: &mut Figures) {
    let Some(rest) = text.strip_prefix("{\"events\":{\"from\":") else {
        // The newest state is thrown away unread: to take it apart thousands of times would be this side's cost.
        let is_state = text.starts_with("{\"marks\"") || text.starts_with("{\"presence\"");
        match codec::decode_server(if is_state { "" } else { text }) {
            Ok(ServerFrame::Ack(ack)) => {
                let sent = figures.sent.get(&ack.draft).copied().unwrap_or(now);
                figures.acked_ms.push(now.saturating_sub(sent));
            }
            Ok(ServerFrame::Refused(Refused {
                draft: Some(draft),
                retry_after_ms: Some(wait_ms),
                ..
            })) => {
                figures.holds += 1;
                figures.held.insert((now + u64::from(wait_ms), draft), number);
            }
            // It was late, and the room keeps no more for it: it asks for what it has missed.
            Ok(ServerFrame::Resync(resync)) => {
                figures.resyncs += 1;
                let (after, before) = (Seq(listener.last), resync.head.next());
                say(listener, &ClientFrame::Fetch(Fetch { after, before }));
            }
            Ok(ServerFrame::History(history)) if history.from.0 <= listener.last + 1 => {
                let upto = history.list.last().map_or(0, |entry| entry.seq.0);
                listener.last = listener.last.max(upto);
            }
            Ok(ServerFrame::Refused(_) | ServerFrame::Bye(_) | ServerFrame::History(_)) => {
                figures.broken.push(format!("{number} is told {text}"));
            }
            _ => {}
        }
        return;
    };
    listener.frames += 1;
    let digits = rest.find(',').and_then(|end| rest[..end].parse::<u64>().ok());
    // What it has fetched, or will: a client trims the one and asks for the other.
    if digits.is_some_and(|from| from > listener.last + 1) {
        let after = Seq(listener.last);
        let before = Seq(digits.unwrap_or_default());
        return say(listener, &ClientFrame::Fetch(Fetch { after, before }));
    }
    if digits != Some(listener.last + 1) {
        return;
    }
    // Each entry is an object that begins with its place, and no text can write that: its quotes are escaped.
    let entries = text.matches("{\"seq\":").count();
    listener.last += u64::try_from(entries).unwrap_or(0);
    if number.is_multiple_of(TIMED)
        && let Ok(ServerFrame::Events(events)) = codec::decode_server(text)
    {
        let times = events
            .list
            .iter()
            .filter_map(|entry| figures.sent.get(&entry.draft));
        let after: Vec<u64> = times.map(|sent| now.saturating_sub(*sent)).collect();
        figures.heard_ms.extend(after);
    }
}

fn cpu_ms(pid: u32) -> u64 {
    u64::try_from(machine::cpu(pid).as_millis()).unwrap_or(u64::MAX)
}
