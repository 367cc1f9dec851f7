//! A busy room whose readers read nothing: what it costs the runtime, and those who do read.
//!
//! Invariant: a stalled reader is welcomed, and then takes no byte from its socket; its kernel buffer is as small as it may be,
//! so that what is said to it stays with the relay.

use std::collections::BTreeMap;
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::thread;
use std::time::{Duration, Instant};

use protocol::{ClientFrame, Hello, codec};
use relay_tests::Site;
use relay_tests::client::told;
use socket2::{Domain, Socket, Type};
use tungstenite::Message;
use tungstenite::protocol::WebSocket;

use crate::fan::Order;
use crate::world::World;
use crate::{checker, diary, ledger, report};

/// Together they say fifty messages a second, each at the pace that the room allows.
const TALKERS: usize = 12;
const EVERY: Duration = Duration::from_millis(240);
/// About 1 KB a message.
const MORE: usize = 300;
const DEADLINE: Duration = Duration::from_secs(60);

/// Several rooms of so many readers, of whom none, one in a hundred, a tenth and all are stalled, for so long each.
pub fn run(readers: usize, seconds: u64, seed: u64) -> bool {
    println!(
        "| stalled of {readers} | messages a second | workerd: before, after 1/4, 1/2, 3/4, at the end, most | acknowledged after, median, p99, longest | how the stalled ended |"
    );
    println!("|---|---:|---:|---:|---|");
    [0, 10, 100]
        .into_iter()
        .all(|percent| room(readers, percent, seconds, seed))
}

fn room(readers: usize, percent: usize, seconds: u64, seed: u64) -> bool {
    let stalled = readers * percent / 100;
    let mut world = World::new(seed, TALKERS + readers - stalled, false);
    if world
        .board
        .wait(DEADLINE, |states| states.iter().all(|state| state.live))
        .is_none()
    {
        eprintln!("not everybody gets in");
        return false;
    }
    for reader in &world.fans[TALKERS..] {
        reader.order(Order::Read);
    }
    let ticket = world.site.ticket("stalled").ticket;
    let stuck: Vec<_> = (0..stalled)
        .filter_map(|_| stall(&world.site, &world.room, &ticket))
        .collect();
    for talker in &world.fans[..TALKERS] {
        talker.order(Order::Talk {
            every: EVERY,
            more: MORE,
        });
    }
    let start = Instant::now();
    let mut sizes = Vec::new();
    while start.elapsed() < Duration::from_secs(seconds) {
        sizes.push(world.relay.resident_bytes() / 1_000_000);
        thread::sleep(Duration::from_millis(500));
    }
    for talker in &world.fans[..TALKERS] {
        talker.order(Order::Quiet);
    }
    let settled = world.board.wait(DEADLINE, |states| {
        let head = states.iter().map(|state| state.head).max().unwrap_or_default();
        states.iter().all(|state| state.is_done(head))
    });
    let ended = ends(stuck);
    let ledger = ledger::audited(&world.site, &world.room);
    for fan in world.fans {
        fan.join();
    }
    let disk = ledger::on_disk(world.relay.stop());
    let verdict = checker::check(&ledger, &disk, &diary::read(&world.diaries));
    let at = |part: usize| sizes[(sizes.len() * part / 100).min(sizes.len() - 1)];
    println!(
        "| {stalled} | {:.0} | {}, {}, {}, {}, {}, {} MB | {} | {} |",
        ledger.len() as f64 / seconds as f64,
        at(0),
        at(25),
        at(50),
        at(75),
        at(100),
        sizes.iter().max().unwrap_or(&0),
        report::spread(&verdict.ack_ms),
        if stalled == 0 { "-".to_owned() } else { ended },
    );
    for violation in verdict.violations.iter().take(8) {
        eprintln!("broken, {:?}: {}", violation.rule, violation.what);
    }
    if settled.is_none() {
        eprintln!("not everybody who reads is at the head");
    }
    settled.is_some() && verdict.violations.is_empty()
}

/// A socket that is welcomed and then forgotten.
fn stall(site: &Site, room: &str, ticket: &str) -> Option<WebSocket<TcpStream>> {
    let address = site.relay.strip_prefix("http://")?;
    let request = site.upgrade(room)?;
    let (mut socket, _) = tungstenite::client(request, narrow(address)?).ok()?;
    let hello = ClientFrame::Hello(Hello {
        ticket: ticket.to_owned(),
        have: None,
        pending: Vec::new(),
    });
    socket.send(Message::text(codec::encode_client(&hello))).ok()?;
    socket.read().ok()?;
    Some(socket)
}

fn narrow(address: &str) -> Option<TcpStream> {
    let address: SocketAddr = address.to_socket_addrs().ok()?.find(SocketAddr::is_ipv4)?;
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    // Before it connects: the window that it may ever offer is agreed on then.
    socket.set_recv_buffer_size(4 * 1024).ok()?;
    socket.connect(&address.into()).ok()?;
    Some(socket.into())
}

/// Reads at last what was said to them, and counts how it ended.
fn ends(stuck: Vec<WebSocket<TcpStream>>) -> String {
    let readers: Vec<_> = stuck
        .into_iter()
        .map(|socket| thread::spawn(|| end(socket)))
        .collect();
    let mut ends: BTreeMap<String, usize> = BTreeMap::new();
    let mut bytes = 0;
    for reader in readers {
        let (end, read) = reader.join().expect("a reader's thread does not die");
        *ends.entry(end).or_default() += 1;
        bytes += read;
    }
    let mut texts: Vec<String> = ends
        .iter()
        .map(|(end, count)| format!("{end} × {count}"))
        .collect();
    texts.push(format!("{} MB were still to be read", bytes >> 20));
    texts.join(", ")
}

/// How it ends, after which kind of frame, and how much there was to read.
fn end(mut socket: WebSocket<TcpStream>) -> (String, usize) {
    drop(socket.get_ref().set_read_timeout(Some(Duration::from_secs(5))));
    let (mut bytes, mut last) = (0, String::new());
    let end = loop {
        match socket.read() {
            Ok(Message::Close(Some(close))) => break format!("closed {}", u16::from(close.code)),
            Ok(message) => {
                for text in told(&message) {
                    bytes += text.len();
                    last = text.split('"').nth(1).unwrap_or_default().to_owned();
                }
            }
            Err(tungstenite::Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                break "open".to_owned();
            }
            Err(_) => break "cut".to_owned(),
        }
    };
    (format!("{end} after {last}"), bytes)
}
