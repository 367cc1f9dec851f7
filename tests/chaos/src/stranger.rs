//! Who does not run our client: sends what no frame may weigh, and the same drafts again and again, in any order.
//!
//! Invariant: whatever the relay answers is written down and nothing is expected here; the checker and the report judge.

use std::io::{ErrorKind, Write};
use std::net::TcpStream;
use std::path::Path;
use std::time::{Duration, Instant};

use protocol::http::TicketReply;
use protocol::{ClientFrame, DraftId, Entry, Hello, Post, Seq, ServerFrame, codec};
use relay_tests::Site;
use relay_tests::client::told;
use relay_tests::driver::{self, Way};
use tungstenite::Message;
use tungstenite::protocol::{WebSocket, WebSocketConfig};

use crate::diary::{Diary, Did, Mark, digest};
use crate::dice::Dice;

/// Silence for so long is the end of an answer.
const SILENCE: Duration = Duration::from_millis(400);

/// For an answer to a frame that takes long to be read.
const PATIENCE: Duration = Duration::from_secs(4);

type Socket = WebSocket<TcpStream>;

/// A frame of so many bytes, and what came of it.
pub fn oversize(site: &Site, room: &str, ticket: &str, bytes: usize) -> String {
    let Some(mut socket) = open(site, room) else {
        return "no way in".to_owned();
    };
    say(&mut socket, &hello(ticket));
    drop(listen(&mut socket));
    drop(socket.get_mut().write_all(&heavy(bytes)));
    let (start, mut answer) = (Instant::now(), Vec::new());
    while start.elapsed() < PATIENCE {
        match socket.read() {
            Ok(Message::Close(Some(close))) => {
                answer.push(format!("closed {}", u16::from(close.code)));
                break;
            }
            Ok(message) => {
                for frame in told(&message).filter_map(|text| codec::decode_server(text).ok()) {
                    if let ServerFrame::Refused(refused) = frame {
                        answer.push(format!("refused {:?}", refused.refusal));
                    }
                }
            }
            Err(tungstenite::Error::Io(error)) if error.kind() == ErrorKind::WouldBlock => {}
            Err(_) => {
                answer.push("cut".to_owned());
                break;
            }
        }
    }
    if answer.is_empty() {
        "no answer".to_owned()
    } else {
        answer.join(", then ")
    }
}

/// One text frame, by hand: masked with zeros, so that 32 MiB of it are not worked through byte by byte.
fn heavy(bytes: usize) -> Vec<u8> {
    let mut frame = vec![0x81, 0xff];
    frame.extend((bytes as u64).to_be_bytes());
    frame.extend([0; 4]);
    frame.resize(frame.len() + bytes, b'x');
    frame
}

pub struct Hostile {
    name: String,
    guest: DraftId,
    diary: Diary,
    /// With the place above which each stood when it was made up, which a client must not raise.
    drafts: Vec<Post>,
    heard: Vec<Entry>,
    /// Copies sent beyond the first.
    pub replays: u64,
}

impl Hostile {
    pub fn new(name: &str, dice: &mut Dice, folder: &Path, since: Instant) -> Self {
        Self {
            name: name.to_owned(),
            guest: dice.draft(),
            diary: Diary::new(folder, name, since),
            drafts: Vec::new(),
            heard: Vec::new(),
            replays: 0,
        }
    }

    /// Makes some drafts up, a few of them with the identity of somebody else's message, and sends each of them several times on
    /// two connections, in disorder; old ones among them.
    pub fn rage(&mut self, site: &Site, room: &str, dice: &mut Dice) {
        let way = Way {
            relay: site.relay.clone(),
            site: site.id.clone(),
            room: room.to_owned(),
            guest: self.guest,
            name: self.name.clone(),
        };
        // The relay may be dead just now.
        let Ok(TicketReply { ticket, .. }) = driver::ticket(&way) else {
            return;
        };
        let sockets = [open(site, room), open(site, room)];
        let mut sockets: Vec<Socket> = sockets.into_iter().flatten().collect();
        for socket in &mut sockets {
            say(socket, &hello(&ticket));
            self.hear(socket);
        }
        let base_seq = self.heard.last().map_or(Seq::ZERO, |last| last.seq);
        for number in 0..6 {
            let stolen = self.heard.iter().rev().nth(number).map(|entry| entry.draft);
            let draft = stolen.filter(|_| number < 2).unwrap_or_else(|| dice.draft());
            if self.drafts.iter().any(|post| post.draft == draft) {
                continue;
            }
            let body = format!("{} {} {draft}", self.name, self.drafts.len());
            self.diary.write(Did::Typed {
                draft,
                body: digest(&body),
            });
            self.drafts.push(Post {
                with: None,
                draft,
                base_seq,
                body,
            });
        }
        let new = self.drafts.len().saturating_sub(6);
        for _ in 0..20 {
            // Mostly what is new, sometimes what is long settled.
            let from = if dice.percent(70) { new } else { 0 };
            let at = from + dice.below(self.drafts.len() - from);
            if sockets.is_empty() {
                break;
            }
            let socket = dice.below(sockets.len());
            self.replays += 1;
            say(&mut sockets[socket], &ClientFrame::Post(self.drafts[at].clone()));
        }
        for socket in &mut sockets {
            self.hear(socket);
        }
    }

    pub fn end(self) {
        self.diary.close();
    }

    fn hear(&mut self, socket: &mut Socket) {
        for frame in listen(socket) {
            match frame {
                ServerFrame::Welcome(welcome) => self.diary.write(Did::Welcomed {
                    member: welcome.you.member,
                    epoch: welcome.epoch,
                    head: welcome.head,
                    mode: welcome.mode,
                }),
                ServerFrame::Events(events) => {
                    self.diary.write(Did::Heard(Mark::all(&events.list)));
                    self.heard.extend(events.list);
                }
                ServerFrame::Ack(ack) => self.diary.acked(ack.draft, ack.seq),
                _ => {}
            }
        }
    }
}

fn hello(ticket: &str) -> ClientFrame {
    ClientFrame::Hello(Hello {
        ticket: ticket.to_owned(),
        have: None,
        pending: Vec::new(),
    })
}

fn say(socket: &mut Socket, frame: &ClientFrame) {
    drop(socket.send(Message::text(codec::encode_client(frame))));
}

/// Everything until it is silent.
fn listen(socket: &mut Socket) -> Vec<ServerFrame> {
    let mut frames = Vec::new();
    while let Ok(message) = socket.read() {
        frames.extend(told(&message).filter_map(|text| codec::decode_server(text).ok()));
        // A busy room is never silent.
        if frames.len() > 40 {
            break;
        }
    }
    frames
}

pub fn open(site: &Site, room: &str) -> Option<Socket> {
    let address = site.relay.strip_prefix("http://")?;
    let request = site.upgrade(room)?;
    let stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    // A relay that has read enough of a frame takes no more of it.
    stream.set_write_timeout(Some(Duration::from_secs(1))).ok()?;
    let config = WebSocketConfig::default()
        .max_frame_size(None)
        .max_message_size(None);
    let (socket, _) = tungstenite::client::client_with_config(request, stream, Some(config)).ok()?;
    socket.get_ref().set_read_timeout(Some(SILENCE)).ok()?;
    Some(socket)
}
