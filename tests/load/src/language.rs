//! The two languages: ours, as `protocol` has it, and the reference room's, as `reference/room.js` speaks it.
//!
//! Invariant: what thousands are told is not taken apart thousands of times, for neither: of entries only the first and the last
//! place are read, and the sockets that are timed read the rest.

use protocol::{
    ClientFrame, DraftId, Epoch, Fetch, Hello, Position, Post, React, Reaction, Read, Refused, Seen, Seq,
    ServerFrame, codec,
};
use serde::Deserialize;
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Ours,
    Reference,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Heard {
    /// It may begin, and says where it is after so many entries. 0: never.
    Welcome {
        head: u64,
        seen_every: u64,
        epoch: Option<Epoch>,
    },
    Entries {
        from: u64,
        upto: u64,
    },
    /// An answer to a question for what is missing.
    History {
        from: u64,
        upto: u64,
    },
    Ack(DraftId),
    /// To be sent again after so many milliseconds.
    Held(DraftId, u64),
    Resync(u64),
    /// Where the log ends. Whatever was told before has been heard.
    Head(u64),
    /// The newest state of whatever kind.
    State,
    /// Nothing that should be heard here.
    Odd(String),
}

const OURS: &[u8] = b"{\"events\":{\"from\":";
const THEIRS: &[u8] = b"{\"type\":\"message\",\"seq\":";
const HEAD: &str = "\"head\":";
const SEQ: &str = "{\"seq\":";

/// A frame of the reference room.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Theirs {
    Message { seq: u64, id: DraftId },
    Ack { id: DraftId },
    History { list: Vec<Told> },
}

#[derive(Deserialize)]
struct Told {
    seq: u64,
}

impl Room {
    pub const BOTH: [Self; 2] = [Self::Ours, Self::Reference];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Reference => "reference",
        }
    }

    pub fn hear(self, text: &[u8]) -> Heard {
        match self {
            Self::Ours => ours(text),
            Self::Reference => theirs(text),
        }
    }

    /// Which drafts stand where, in a frame of entries.
    pub fn drafts(self, text: &[u8]) -> Vec<(u64, DraftId)> {
        let Ok(text) = std::str::from_utf8(text) else {
            return Vec::new();
        };
        match self {
            Self::Ours => match codec::decode_server(text) {
                Ok(ServerFrame::Events(events) | ServerFrame::History(events)) => events
                    .list
                    .iter()
                    .map(|entry| (entry.seq.0, entry.draft))
                    .collect(),
                _ => Vec::new(),
            },
            Self::Reference => match serde_json::from_str(text) {
                Ok(Theirs::Message { seq, id }) => vec![(seq, id)],
                _ => Vec::new(),
            },
        }
    }

    /// By a ticket of ours, or under a name.
    pub fn hello(self, who: &str) -> String {
        match self {
            Self::Ours => codec::encode_client(&ClientFrame::Hello(Hello {
                ticket: who.to_owned(),
                have: None,
                pending: Vec::new(),
            })),
            Self::Reference => json!({ "type": "join", "name": who }).to_string(),
        }
    }

    pub fn post(self, draft: DraftId, base: u64, body: &str) -> String {
        match self {
            Self::Ours => codec::encode_client(&ClientFrame::Post(Post {
                draft,
                base_seq: Seq(base),
                body: body.to_owned(),
                with: None,
            })),
            Self::Reference => json!({ "type": "post", "id": draft, "body": body }).to_string(),
        }
    }
}

/// With what it has.
pub fn hello_again(ticket: &str, epoch: Epoch, last: u64) -> String {
    let seq = Seq(last);
    codec::encode_client(&ClientFrame::Hello(Hello {
        ticket: ticket.to_owned(),
        have: Some(Position { epoch, seq }),
        pending: Vec::new(),
    }))
}

pub fn fetch(after: u64, before: u64) -> String {
    let (after, before) = (Seq(after), Seq(before));
    codec::encode_client(&ClientFrame::Fetch(Fetch { after, before }))
}

pub fn seen(seq: u64) -> String {
    codec::encode_client(&ClientFrame::Seen(Seen { seq: Seq(seq) }))
}

pub fn read(seq: u64) -> String {
    codec::encode_client(&ClientFrame::Read(Read { seq: Seq(seq) }))
}

pub fn react(seq: u64, number: usize) -> String {
    let kind = Reaction::ALL.get(number % Reaction::ALL.len()).copied();
    codec::encode_client(&ClientFrame::React(React { seq: Seq(seq), kind }))
}

fn ours(text: &[u8]) -> Heard {
    if let Some(from) = place(text, OURS) {
        // Each entry is an object that begins with its place, and no text can write that: its quotes are escaped.
        let last = std::str::from_utf8(text).ok().and_then(|text| {
            let at = text.rfind(SEQ)?;
            place(&text.as_bytes()[at..], SEQ.as_bytes())
        });
        return Heard::Entries {
            from,
            upto: last.unwrap_or(from.saturating_sub(1)),
        };
    }
    if text.starts_with(b"{\"presence\"") {
        let text = std::str::from_utf8(text).unwrap_or_default();
        let head = text.rfind(HEAD).map(|at| &text.as_bytes()[at..]);
        let head = head.and_then(|head| place(head, HEAD.as_bytes()));
        return head.map_or(Heard::State, Heard::Head);
    }
    let state: [&[u8]; 2] = [b"{\"marks\"", b"{\"reactions\""];
    if state.iter().any(|start| text.starts_with(start)) {
        return Heard::State;
    }
    let text = String::from_utf8_lossy(text);
    match codec::decode_server(&text) {
        Ok(ServerFrame::Welcome(welcome)) => Heard::Welcome {
            head: welcome.head.0,
            seen_every: welcome.seen_every.map_or(0, |every| u64::from(every.events)),
            epoch: Some(welcome.epoch),
        },
        Ok(ServerFrame::Ack(ack)) => Heard::Ack(ack.draft),
        Ok(ServerFrame::Refused(Refused {
            draft: Some(draft),
            retry_after_ms: Some(wait_ms),
            ..
        })) => Heard::Held(draft, u64::from(wait_ms)),
        // A reaction that was too fast.
        Ok(ServerFrame::Refused(Refused {
            draft: None,
            retry_after_ms: Some(_),
            ..
        })) => Heard::State,
        Ok(ServerFrame::Resync(resync)) => Heard::Resync(resync.head.0),
        Ok(ServerFrame::History(history)) => Heard::History {
            from: history.from.0,
            upto: history.list.last().map_or(0, |entry| entry.seq.0),
        },
        // Its end follows, and is what counts.
        Ok(ServerFrame::Rules(_) | ServerFrame::Bye(_)) => Heard::State,
        _ => Heard::Odd(text.into_owned()),
    }
}

fn theirs(text: &[u8]) -> Heard {
    if let Some(seq) = place(text, THEIRS) {
        return Heard::Entries { from: seq, upto: seq };
    }
    match serde_json::from_slice(text) {
        Ok(Theirs::Message { seq, .. }) => Heard::Entries { from: seq, upto: seq },
        Ok(Theirs::Ack { id }) => Heard::Ack(id),
        Ok(Theirs::History { list }) => Heard::Welcome {
            head: list.last().map_or(0, |told| told.seq),
            seen_every: 0,
            epoch: None,
        },
        Err(_) => Heard::Odd(String::from_utf8_lossy(text).into_owned()),
    }
}

/// The number that follows.
fn place(text: &[u8], start: &[u8]) -> Option<u64> {
    let digits = text
        .strip_prefix(start)?
        .iter()
        .take_while(|digit| digit.is_ascii_digit());
    Some(digits.fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_known_by_their_first_and_last_place() {
        let golden = r#"{"events":{"from":42,"list":[{"seq":42,"at":1,"draft":"00000000000000000000000000000001","author":{"member":"g1","name":"a"},"what":{"said":{"body":"{\"seq\":99}"}}},{"seq":43,"at":1,"draft":"00000000000000000000000000000002","author":{"member":"g1","name":"a"},"what":{"said":{"body":"{\"seq\":7}"}}}]}}"#;
        assert_eq!(
            Room::Ours.hear(golden.as_bytes()),
            Heard::Entries { from: 42, upto: 43 }
        );
        let drafts = [(42, DraftId::from_bits(1)), (43, DraftId::from_bits(2))];
        assert_eq!(Room::Ours.drafts(golden.as_bytes()), drafts);
        let presence = br#"{"presence":{"members":12,"head":45}}"#;
        assert_eq!(Room::Ours.hear(presence), Heard::Head(45));
        let theirs = r#"{"type":"message","seq":7,"at":1,"id":"00000000000000000000000000000001","author":{},"body":"x"}"#;
        assert_eq!(
            Room::Reference.hear(theirs.as_bytes()),
            Heard::Entries { from: 7, upto: 7 }
        );
        assert_eq!(
            Room::Reference.drafts(theirs.as_bytes()),
            [(7, DraftId::from_bits(1))]
        );
    }
}
