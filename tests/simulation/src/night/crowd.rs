//! The fans of a night: for each its place in the log, what it has to say, and until when it waits.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use protocol::{
    ClientFrame, DisplayName, DraftId, Entry, Fetch, Hello, Mode, Position, Post, Role, Seen, Seq,
    ServerFrame, codec,
};
use room::{Conn, Pass};

use super::{STEP_MS, member};
use crate::promise::{Invariant, Promise, broken, sound};

/// So many of them write, one message each in a second and a quarter.
const WRITERS: u64 = 50;
const ANSWER_MS: u64 = 10_000;

#[derive(Clone, Default)]
struct Fan {
    /// 0: none, but for the very first, which never loses its own.
    conn: u64,
    head: Seq,
    said: Seq,
    every: u64,
    epoch: Option<protocol::Epoch>,
    /// A hole is being asked for.
    asks: bool,
}

pub(super) struct Crowd {
    fans: Vec<Fan>,
    outside: VecDeque<u64>,
    /// Who is to say what, and when.
    waiting: VecDeque<(u64, u64, ClientFrame)>,
    /// Written and not acknowledged.
    open: BTreeMap<DraftId, (u64, String)>,
    acked: BTreeSet<DraftId>,
    now: u64,
}

impl Crowd {
    pub(super) fn new(fans: usize) -> Self {
        Self {
            fans: vec![Fan::default(); fans],
            outside: (0..u64::try_from(fans).unwrap_or(0)).collect(),
            waiting: VecDeque::new(),
            open: BTreeMap::new(),
            acked: BTreeSet::new(),
            now: 0,
        }
    }

    /// Who is next at the door.
    pub(super) fn comes(&mut self) -> Option<u64> {
        self.outside.pop_front()
    }

    pub(super) fn waits(&mut self, fan: u64) {
        self.outside.push_front(fan);
    }

    pub(super) fn lands(&mut self, number: u64, conn: u64) {
        let Some(fan) = at(&mut self.fans, number) else {
            return;
        };
        fan.conn = conn;
        let have = fan.epoch.map(|epoch| Position { epoch, seq: fan.head });
        let (ticket, pending) = (String::new(), Vec::new());
        self.say(
            number,
            0,
            ClientFrame::Hello(Hello {
                ticket,
                have,
                pending,
            }),
        );
    }

    pub(super) fn is_closed(&mut self, conn: u64) {
        let number = number(conn);
        if let Some(fan) = at(&mut self.fans, number).filter(|fan| fan.conn == conn) {
            (fan.conn, fan.asks) = (0, false);
            self.waiting.retain(|(of, _, _)| *of != number);
            self.outside.push_back(number);
        }
    }

    /// Who writes has a name.
    pub(super) fn pass(&self, conn: u64) -> Promise<Pass> {
        let all = u64::try_from(self.fans.len()).unwrap_or(1);
        let name = match number(conn).checked_rem(all.max(WRITERS) / WRITERS) {
            Some(0) => Some(sound(DisplayName::parse("さくら"))?),
            _ => None,
        };
        Ok(Pass {
            member: member(number(conn))?,
            name,
            role: Role::Fan,
            ruled: None,
        })
    }

    fn say(&mut self, fan: u64, wait_ms: u64, frame: ClientFrame) {
        self.waiting
            .push_back((fan, self.now.saturating_add(wait_ms), frame));
    }

    /// Whose turn it is writes.
    pub(super) fn type_some(&mut self, step: u64) {
        let writer = step.checked_rem(WRITERS).unwrap_or(0);
        // Wherever they are: some in the room's own object, some on each spoke.
        let all = u64::try_from(self.fans.len()).unwrap_or(1);
        let fan = writer.saturating_mul(all) / WRITERS;
        let draft = DraftId::from_bits((u128::from(step) << 64) | u128::from(writer));
        self.open.insert(draft, (fan, format!("わー {step}")));
        self.post(draft, 0);
    }

    fn post(&mut self, draft: DraftId, wait_ms: u64) {
        let Some((number, body)) = self.open.get(&draft).cloned() else {
            return;
        };
        let Some(fan) = at(&mut self.fans, number).filter(|fan| fan.conn > 0 || number == 0) else {
            // It is sent when there is a socket again.
            return;
        };
        let base_seq = fan.head;
        let with = None;
        let post = Post {
            draft,
            base_seq,
            body,
            with,
        };
        self.say(number, wait_ms, ClientFrame::Post(post.clone()));
        // What is not answered is said again, as a client does.
        let again = wait_ms.saturating_add(ANSWER_MS);
        self.say(number, again, ClientFrame::Post(post));
    }

    /// What they say by now, and over which socket.
    pub(super) fn says(&mut self, now: u64) -> Vec<(u64, String)> {
        self.now = now;
        let mut said = Vec::new();
        for (number, at_ms, frame) in std::mem::take(&mut self.waiting) {
            let is_over = matches!(&frame, ClientFrame::Post(post) if !self.open.contains_key(&post.draft));
            if is_over {
                continue;
            }
            if at_ms > now {
                self.waiting.push_back((number, at_ms, frame));
            } else if let Some(fan) = at(&mut self.fans, number) {
                said.push((fan.conn, codec::encode_client(&frame)));
            }
        }
        said
    }

    /// Decoded once for all who hear it.
    pub(super) fn hears(&mut self, conns: &[u64], text: &str) {
        if let Ok(frame) = codec::decode_server(text) {
            conns.iter().for_each(|conn| self.hear(*conn, &frame));
        }
    }

    fn hear(&mut self, conn: u64, frame: &ServerFrame) {
        let number = number(conn);
        let Some(fan) = at(&mut self.fans, number).filter(|fan| fan.conn == conn) else {
            return;
        };
        match frame {
            ServerFrame::Welcome(welcome) => {
                fan.epoch = Some(welcome.epoch);
                (fan.said, fan.asks) = (welcome.head, false);
                let every = welcome.seen_every.as_ref();
                fan.every = every.map_or(u64::MAX, |every| u64::from(every.events));
                if welcome.mode != Mode::Resume {
                    fan.head = fan.head.max(welcome.head);
                }
                let lost = self.open.iter().filter(|(_, (of, _))| *of == number);
                let lost: Vec<DraftId> = lost.map(|(draft, _)| *draft).collect();
                lost.into_iter().for_each(|draft| self.post(draft, 0));
            }
            ServerFrame::Events(events) | ServerFrame::History(events) => {
                if events.from <= fan.head.next() {
                    fan.head = events.list.last().map_or(fan.head, |last| last.seq.max(fan.head));
                    fan.asks = false;
                } else {
                    self.asks(number, events.from);
                }
            }
            ServerFrame::Presence(presence) if presence.head > fan.head => {
                self.asks(number, presence.head.next());
            }
            ServerFrame::Ack(ack) => {
                self.open.remove(&ack.draft);
                self.acked.insert(ack.draft);
            }
            ServerFrame::Refused(refused) => {
                if let (Some(draft), Some(wait)) = (refused.draft, refused.retry_after_ms) {
                    self.post(draft, u64::from(wait));
                }
            }
            _ => {}
        }
        if let Some(fan) = at(&mut self.fans, number)
            && fan.head.0 >= fan.said.0.saturating_add(fan.every)
        {
            fan.said = fan.head;
            let seq = fan.head;
            self.say(number, 0, ClientFrame::Seen(Seen { seq }));
        }
    }

    /// A client gives events that are under way a moment before it asks.
    fn asks(&mut self, number: u64, before: Seq) {
        if let Some(fan) = at(&mut self.fans, number).filter(|fan| !fan.asks) {
            fan.asks = true;
            let after = fan.head;
            self.say(number, 10 * STEP_MS, ClientFrame::Fetch(Fetch { after, before }));
        }
    }

    /// Everybody has all of it, and what was acknowledged stands there once.
    pub(super) fn agree(&self, log: &[Entry]) -> Promise {
        let head = log.last().map_or(Seq::ZERO, |last| last.seq);
        if let Some((number, fan)) = self.fans.iter().enumerate().find(|(_, fan)| fan.head != head) {
            return broken(Invariant::I9, format!("fan {number} has {} of {head}", fan.head));
        }
        let drafts: BTreeSet<DraftId> = log.iter().map(|entry| entry.draft).collect();
        if drafts.len() != log.len() {
            return broken(Invariant::I2, "a draft stands in the log twice");
        }
        if !self.acked.is_subset(&drafts) || !self.open.is_empty() {
            let what = format!("{} are not acknowledged", self.open.len());
            return broken(Invariant::I1, what);
        }
        Ok(())
    }
}

/// Its fan's: what is below the place of a socket's number.
fn number(conn: u64) -> u64 {
    conn ^ Conn::at(Conn(conn).place(), 0).0
}

fn at(fans: &mut [Fan], number: u64) -> Option<&mut Fan> {
    fans.get_mut(usize::try_from(number).ok()?)
}
