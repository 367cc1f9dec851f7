//! A client that speaks the protocol and remembers what it heard.
//!
//! Invariant: entries are applied in order and without a gap, or the test ends.

use std::collections::VecDeque;
use std::io;
use std::net::TcpStream;
use std::time::Instant;

use protocol::{
    Ack, Act, ClientFrame, DraftId, Entry, Events, Fetch, Hello, Marks, Pending, Position, Post, React,
    Reaction, Reactions, Read, Refusal, Refused, Seq, ServerFrame, Welcome, With, codec, version,
};
use tungstenite::client::IntoClientRequest;
use tungstenite::http::HeaderValue;
use tungstenite::protocol::frame::coding::CloseCode;
use tungstenite::protocol::{CloseFrame, WebSocket};
use tungstenite::{HandshakeError, Message};

use crate::{DEADLINE, fresh};

pub struct Client {
    socket: WebSocket<TcpStream>,
    /// Frames of the last message that have not been looked at yet.
    come: VecDeque<ServerFrame>,
    /// Frames that were heard while waiting for another.
    waiting: VecDeque<ServerFrame>,
    /// Everything applied, oldest first.
    pub log: Vec<Entry>,
    pub welcome: Option<Welcome>,
    /// How many messages came as text, and how many as bytes.
    pub told: [usize; 2],
    /// How many messages had more than one frame.
    pub joined: usize,
}

/// What a client of ours offers.
pub const OFFERED: &str = "maru.v1.binary, maru.v1";

/// The frames that a room says, in a message of either kind.
pub fn told(message: &Message) -> impl Iterator<Item = &str> {
    let text = match message {
        Message::Text(text) => Some(text.as_str()),
        Message::Binary(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    };
    text.into_iter().flat_map(|text| text.split(version::BETWEEN))
}

/// The answer to a handshake that was no upgrade.
#[derive(Debug)]
pub struct Refusing {
    pub status: u16,
    pub body: String,
}

/// How a socket ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Ended {
    Closed(u16),
    /// Without a word: the other end is dead.
    Cut,
}

impl Client {
    pub fn connect(relay: &str, path: &str, origin: Option<&str>) -> Result<Self, Refusing> {
        Self::connect_as(relay, path, origin, Some(OFFERED))
    }

    pub fn connect_as(
        relay: &str,
        path: &str,
        origin: Option<&str>,
        protocol: Option<&str>,
    ) -> Result<Self, Refusing> {
        let address = relay.strip_prefix("http://").expect("a local address");
        let mut request = format!("ws://{address}{path}")
            .into_client_request()
            .expect("an address");
        let headers = request.headers_mut();
        for (name, value) in [("origin", origin), ("sec-websocket-protocol", protocol)] {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_str(value).expect("a header"));
            }
        }
        let stream = TcpStream::connect(address).expect("the relay listens");
        stream.set_read_timeout(Some(DEADLINE)).expect("a timeout");
        stream.set_nodelay(true).expect("no delay");
        match tungstenite::client(request, stream) {
            Ok((socket, _)) => Ok(Self {
                socket,
                come: VecDeque::new(),
                waiting: VecDeque::new(),
                log: Vec::new(),
                welcome: None,
                told: [0; 2],
                joined: 0,
            }),
            Err(HandshakeError::Failure(tungstenite::Error::Http(response))) => Err(Refusing {
                status: response.status().as_u16(),
                body: String::from_utf8_lossy(response.body().as_deref().unwrap_or_default()).into_owned(),
            }),
            Err(error) => panic!("the handshake: {error}"),
        }
    }

    pub fn say(&mut self, frame: &ClientFrame) {
        self.send(Message::text(codec::encode_client(frame)));
    }

    /// Anything at all. It may fail on a socket whose other end is dead: what comes back tells.
    pub fn send(&mut self, message: Message) {
        let _sent = self.socket.send(message);
    }

    /// Says hello and waits for the welcome, with what the client has, and what it never saw acknowledged.
    pub fn hello_with(&mut self, ticket: &str, have: Option<Position>, pending: Vec<Pending>) -> Welcome {
        self.say(&ClientFrame::Hello(Hello {
            ticket: ticket.to_owned(),
            have,
            pending,
        }));
        let welcome = self.until("a welcome", |frame| match frame {
            ServerFrame::Welcome(welcome) => Some(welcome.clone()),
            _ => None,
        });
        self.welcome = Some(welcome.clone());
        welcome
    }

    pub fn hello(&mut self, ticket: &str) -> Welcome {
        self.hello_with(ticket, None, Vec::new())
    }

    pub fn last(&self) -> Seq {
        self.log.last().map_or(Seq::ZERO, |entry| entry.seq)
    }

    pub fn position(&self) -> Option<Position> {
        let epoch = self.welcome.as_ref()?.epoch;
        Some(Position {
            epoch,
            seq: self.last(),
        })
    }

    pub fn post_as(&mut self, draft: DraftId, body: &str) {
        let base_seq = self.last();
        self.say(&ClientFrame::Post(Post {
            with: None,
            draft,
            base_seq,
            body: body.to_owned(),
        }));
    }

    /// Posts with more than a text, and waits until it is durable.
    pub fn show(&mut self, body: &str, with: With) -> Ack {
        let draft = fresh();
        self.post_with(draft, body, with);
        self.acked(draft)
    }

    /// Why such a message is not taken.
    pub fn refuse(&mut self, body: &str, with: With) -> Refusal {
        let draft = fresh();
        self.post_with(draft, body, with);
        self.until("a refusal of it", |frame| match frame {
            ServerFrame::Refused(refused) if refused.draft == Some(draft) => Some(refused.refusal),
            ServerFrame::Ack(ack) if ack.draft == draft => panic!("it was taken: {ack:?}"),
            _ => None,
        })
    }

    /// Posts, and waits until it is durable.
    pub fn post(&mut self, body: &str) -> Ack {
        let draft = fresh();
        self.post_as(draft, body);
        self.acked(draft)
    }

    /// With something beside the text, and without waiting.
    pub fn post_with(&mut self, draft: DraftId, body: &str, with: With) {
        let base_seq = self.last();
        self.say(&ClientFrame::Post(Post {
            with: Some(Box::new(with)),
            draft,
            base_seq,
            body: body.to_owned(),
        }));
    }

    /// Does something to an entry, and waits until it is durable.
    pub fn act(&mut self, act: Act, body: &str) -> Ack {
        let draft = self.try_act(act, body);
        self.acked(draft)
    }

    pub fn try_act(&mut self, act: Act, body: &str) -> DraftId {
        let draft = fresh();
        let with = With {
            act: Some(act),
            ..With::default()
        };
        self.post_with(draft, body, with);
        draft
    }

    /// Reacts, and waits for the answer.
    pub fn react(&mut self, seq: Seq, kind: Option<Reaction>) -> Reactions {
        self.say(&ClientFrame::React(React { seq, kind }));
        self.until("the answer to a reaction", |frame| match frame {
            ServerFrame::Reactions(reactions) => {
                let is_own = reactions
                    .within
                    .is_some_and(|within| within.from == seq && within.to == seq);
                is_own.then(|| reactions.clone())
            }
            ServerFrame::Refused(refused) => panic!("{refused:?}"),
            _ => None,
        })
    }

    pub fn read(&mut self, seq: Seq) {
        self.say(&ClientFrame::Read(Read { seq }));
    }

    /// The first marks for which this is true.
    pub fn marks(&mut self, is_so: impl Fn(&Marks) -> bool) -> Marks {
        self.until("read marks", |frame| match frame {
            ServerFrame::Marks(marks) => is_so(marks).then(|| marks.clone()),
            _ => None,
        })
    }

    /// The first reactions, told to everybody or to this one, for which this is true.
    pub fn reactions(&mut self, is_so: impl Fn(&Reactions) -> bool) -> Reactions {
        self.until("reactions", |frame| match frame {
            ServerFrame::Reactions(reactions) => is_so(reactions).then(|| reactions.clone()),
            _ => None,
        })
    }

    pub fn acked(&mut self, draft: DraftId) -> Ack {
        self.until("an ack", |frame| match frame {
            ServerFrame::Ack(ack) if ack.draft == draft => Some(*ack),
            ServerFrame::Refused(refused) if refused.draft == Some(draft) => panic!("{refused:?}"),
            _ => None,
        })
    }

    pub fn refused(&mut self) -> Refused {
        self.until("a refusal", |frame| match frame {
            ServerFrame::Refused(refused) => Some(refused.clone()),
            _ => None,
        })
    }

    pub fn history(&mut self, after: Seq, before: Seq) -> Events {
        self.say(&ClientFrame::Fetch(Fetch { after, before }));
        self.until("a page of history", |frame| match frame {
            ServerFrame::History(events) => Some(events.clone()),
            _ => None,
        })
    }

    /// Waits until the log holds everything up to `seq`.
    pub fn reach(&mut self, seq: Seq) {
        while self.last() < seq {
            match self.next() {
                Ok(Some(_)) => {}
                other => panic!("at {} of {seq}: {other:?}", self.last()),
            }
        }
    }

    pub fn bodies(&self) -> Vec<&str> {
        self.log
            .iter()
            .map(|entry| {
                let body = entry.what.body();
                body.as_str()
            })
            .collect()
    }

    /// The first frame that `wanted` takes something from. Those before it are applied and kept for others to wait for.
    pub fn until<T>(&mut self, what: &str, wanted: impl Fn(&ServerFrame) -> Option<T>) -> T {
        if let Some((at, found)) = self
            .waiting
            .iter()
            .enumerate()
            .find_map(|(at, each)| Some((at, wanted(each)?)))
        {
            self.waiting.remove(at);
            return found;
        }
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            match self.next() {
                Ok(Some(frame)) => {
                    if let Some(found) = wanted(&frame) {
                        // It was kept as the newest one.
                        self.waiting.pop_back();
                        return found;
                    }
                }
                Ok(None) => {}
                Err(ended) => panic!("waited for {what}: {ended:?}"),
            }
        }
        panic!("waited for {what} in vain; heard {:?}", self.waiting)
    }

    /// Begins the closing handshake.
    pub fn goodbye(&mut self) {
        let close = CloseFrame {
            code: CloseCode::Normal,
            reason: "".into(),
        };
        self.socket.close(Some(close)).expect("it is open");
    }

    /// Reads to the end.
    pub fn end(&mut self) -> Ended {
        loop {
            if let Err(ended) = self.next() {
                return ended;
            }
        }
    }

    /// The next text that is no frame.
    pub fn text(&mut self) -> String {
        loop {
            let message = self.socket.read().expect("a text");
            if let Some(text) = told(&message).find(|text| !text.starts_with('{')) {
                return text.to_owned();
            }
        }
    }

    /// The next frame, or none where it was something else.
    fn next(&mut self) -> Result<Option<ServerFrame>, Ended> {
        if self.come.is_empty() {
            self.listen()?;
        }
        let Some(frame) = self.come.pop_front() else {
            return Ok(None);
        };
        if let ServerFrame::Events(events) = &frame {
            self.apply(events);
        }
        self.waiting.push_back(frame.clone());
        Ok(Some(frame))
    }

    /// One message.
    fn listen(&mut self) -> Result<(), Ended> {
        let message = match self.socket.read() {
            Ok(message) => message,
            Err(tungstenite::Error::Io(error)) if error.kind() == io::ErrorKind::WouldBlock => {
                panic!("nothing was heard for {DEADLINE:?}; before: {:?}", self.waiting)
            }
            Err(_) => return Err(Ended::Cut),
        };
        if let Message::Close(close) = &message {
            return Err(Ended::Closed(
                close.as_ref().map_or(1005, |close| close.code.into()),
            ));
        }
        if message.is_text() || message.is_binary() {
            self.told[usize::from(message.is_binary())] += 1;
        }
        let read = |text| codec::decode_server(text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
        self.come.extend(told(&message).map(read));
        self.joined += usize::from(self.come.len() > 1);
        Ok(())
    }

    fn apply(&mut self, events: &Events) {
        let next = if self.log.is_empty() {
            events.from
        } else {
            self.last().next()
        };
        assert!(
            events.from <= next,
            "a gap: {} follows {}",
            events.from,
            self.last()
        );
        for (entry, place) in events.list.iter().zip(events.from.0..) {
            assert_eq!(entry.seq.0, place, "an entry stands where another should");
            if entry.seq >= next {
                self.log.push(entry.clone());
            }
        }
    }
}
