//! A room on a stage: a journal in memory, a clock that is set by hand, and what was said, by whom it was heard.

mod acts;
mod admission;
mod batch;
mod faults;
mod hello;
mod looks;
mod marks;
mod news;
mod pictures;
mod posts;
mod reach;
mod reactions;
mod readers;
mod sockets;
mod speech;
mod state_faults;

use protocol::{
    Act, ClientFrame, DecodeError, DisplayName, DraftId, Epoch, Hello, Joins, MemberId, Pending, Position,
    Post, React, Reaction, Read, ReadMarks, Refusal, Role, RoomKind, Rules, Seq, ServerFrame, Speech,
    UnixMillis, Welcome, With, Writers,
};

use super::{Conn, Effect, Input, Pass, Room};
use crate::memory::MemoryJournal;
use crate::{Card, Fault, Ruled};

const EPOCH: Epoch = Epoch::from_bits(7);
const START: UnixMillis = UnixMillis(1_800_000_000_000);
const A: Conn = Conn(1);
const B: Conn = Conn(2);
const C: Conn = Conn(3);

/// Nobody is counted: what is told of reading has tests of its own.
const QUIET: Ruled = Ruled {
    since: START,
    rules: Rules {
        speech: Speech::Free,
        read_marks: ReadMarks::Off,
        unsend_min: 24 * 60,
        edit_min: 15,
        joins: Joins::Off,
        slow_s: 0,
        writers: Writers::Everybody,
    },
};

struct Stage {
    room: Room,
    journal: MemoryJournal,
    now: UnixMillis,
}

fn stage() -> Stage {
    stage_of(RoomKind::Chat)
}

fn stage_of(kind: RoomKind) -> Stage {
    Stage {
        room: Room::restore(kind, []),
        journal: MemoryJournal::new(EPOCH),
        now: START,
    }
}

fn pass(member: &str, role: Role) -> Pass {
    Pass {
        member: MemberId::parse(member).unwrap(),
        name: Some(DisplayName::parse(&format!("{member}さん")).unwrap()),
        role,
        ruled: Some(QUIET),
    }
}

fn fan(member: &str) -> Pass {
    pass(member, Role::Fan)
}

fn draft(number: u128) -> DraftId {
    DraftId::from_bits(number)
}

fn have(seq: u64) -> Option<Position> {
    Some(Position {
        epoch: EPOCH,
        seq: Seq(seq),
    })
}

impl Stage {
    fn step(&mut self, input: Input) -> Vec<Effect> {
        self.try_step(input).unwrap()
    }

    fn try_step(&mut self, input: Input) -> Result<Vec<Effect>, Fault> {
        self.room.step(&mut self.journal, self.now, input)
    }

    fn later(&mut self, ms: u64) {
        self.now = self.now.plus(ms);
    }

    fn frame(&mut self, conn: Conn, frame: ClientFrame) -> Vec<Effect> {
        self.step(Input::Frame {
            conn,
            frame: Ok(frame),
            pass: None,
        })
    }

    fn garbage(&mut self, conn: Conn, error: DecodeError) -> Vec<Effect> {
        self.step(Input::Frame {
            conn,
            frame: Err(error),
            pass: None,
        })
    }

    fn hello_with(
        &mut self,
        conn: Conn,
        pass: Result<Pass, Refusal>,
        have: Option<Position>,
        pending: Vec<Pending>,
    ) -> Vec<Effect> {
        let hello = Hello {
            ticket: "signed".to_owned(),
            have,
            pending,
        };
        self.step(Input::Frame {
            conn,
            frame: Ok(ClientFrame::Hello(hello)),
            pass: Some(pass),
        })
    }

    fn hello(&mut self, conn: Conn, pass: Pass, have: Option<Position>) -> Vec<Effect> {
        self.hello_with(conn, Ok(pass), have, Vec::new())
    }

    /// Connected, greeted, and everybody has been told of it.
    fn join(&mut self, conn: Conn, pass: Pass) {
        self.step(Input::Connected(conn));
        self.hello(conn, pass, None);
        self.later(1_000);
        self.step(Input::Wake);
        self.later(1_000);
    }

    /// The same under these rules.
    fn join_under(&mut self, conn: Conn, pass: Pass, rules: Rules) -> Vec<Effect> {
        self.step(Input::Connected(conn));
        let since = self.now;
        let ruled = Some(Ruled { since, rules });
        let effects = self.hello(conn, Pass { ruled, ..pass }, None);
        self.later(1_000);
        self.step(Input::Wake);
        self.later(1_000);
        effects
    }

    fn post_with(&mut self, conn: Conn, number: u128, body: &str, with: With) -> Vec<Effect> {
        let post = Post {
            with: Some(Box::new(with)),
            ..a_post(number, 0, body)
        };
        self.frame(conn, ClientFrame::Post(post))
    }

    fn act(&mut self, conn: Conn, number: u128, act: Act, body: &str) -> Vec<Effect> {
        let with = With {
            act: Some(act),
            ..With::default()
        };
        self.post_with(conn, number, body, with)
    }

    fn react(&mut self, conn: Conn, seq: u64, kind: Option<Reaction>) -> Vec<Effect> {
        let seq = Seq(seq);
        self.frame(conn, ClientFrame::React(React { seq, kind }))
    }

    fn read(&mut self, conn: Conn, seq: u64) -> Vec<Effect> {
        self.frame(conn, ClientFrame::Read(Read { seq: Seq(seq) }))
    }

    /// Some time goes by, and what was due by then is told.
    fn wait(&mut self, ms: u64) -> Vec<Effect> {
        self.later(ms);
        self.step(Input::Wake)
    }

    /// The memory is lost, and comes back from these cards.
    fn forget(&mut self, sockets: &[(Conn, Card)]) {
        let sockets = sockets.iter().map(|(conn, card)| (*conn, Some(card.clone())));
        self.room = Room::restore(RoomKind::Chat, sockets);
    }

    fn post(&mut self, conn: Conn, number: u128, base: u64, body: &str) -> Vec<Effect> {
        self.frame(conn, ClientFrame::Post(a_post(number, base, body)))
    }

    /// Entries that were there before anybody came.
    fn wrote(&mut self, count: u64) {
        self.wrote_each(count, |seq| format!("{seq}番"));
    }

    fn wrote_each(&mut self, count: u64, body: impl Fn(u64) -> String) {
        use crate::Journal;
        use protocol::{Author, Body, Entry, What};
        for _ in 0..count {
            let seq = self.journal.standing().unwrap().head.next();
            let Pass {
                member, name, role, ..
            } = fan("old");
            let entry = Entry {
                seq,
                at: START,
                draft: draft(1_000_000 + u128::from(seq.0)),
                author: Author {
                    member,
                    name: name.unwrap(),
                    role,
                },
                what: What::text(Body::parse(&body(seq.0)).unwrap()),
            };
            self.journal.append(&entry).unwrap();
        }
    }
}

fn a_post(number: u128, base: u64, body: &str) -> Post {
    Post {
        draft: draft(number),
        base_seq: Seq(base),
        body: body.to_owned(),
        with: None,
    }
}

/// What was kept of a socket last.
fn kept(effects: &[Effect], conn: Conn) -> Option<Card> {
    effects.iter().rev().find_map(|effect| match effect {
        Effect::Keep(of, card) if *of == conn => Some(card.clone()),
        _ => None,
    })
}

/// What was said, in short: `1<ack 1`, `*<events 1..2`. `*` is everybody. That nobody has reacted is left out.
fn told(effects: &[Effect]) -> Vec<String> {
    let says = |effect: &&Effect| match effect {
        Effect::Send(_, ServerFrame::Reactions(reactions)) => !reactions.list.is_empty(),
        _ => true,
    };
    effects.iter().filter(says).map(short).collect()
}

fn short(effect: &Effect) -> String {
    match effect {
        Effect::Send(conn, frame) => format!("{}<{}", conn.0, short_frame(frame)),
        Effect::Broadcast(frame) => format!("*<{}", short_frame(frame)),
        Effect::Keep(conn, card) => format!("{} is {}", conn.0, card.member),
        Effect::Close(conn, reason) => format!("{} closed {reason:?}", conn.0),
        Effect::WakeIn(ms) => format!("wake in {ms}"),
        Effect::Answer(Ok((seq, _))) => format!("answer {seq}"),
        Effect::Answer(Err(refused)) => format!("answer {:?}", refused.refusal),
        Effect::Others { but, frame } => {
            let but: Vec<_> = but.iter().map(|conn| conn.0.to_string()).collect();
            format!("*-{}<{}", but.join("-"), short_frame(frame))
        }
        Effect::Admitted(Ok(())) => "admitted".to_owned(),
        Effect::Admitted(Err(refused)) => format!("not admitted {:?}", refused.refusal),
        Effect::Drop(keys) => format!("drop {}", keys.len()),
        Effect::AlarmAt(at) => format!("alarm in {}", at.since(START)),
    }
}

fn short_frame(frame: &ServerFrame) -> String {
    match frame {
        ServerFrame::Welcome(welcome) => format!("welcome {:?} {}", welcome.mode, welcome.head),
        ServerFrame::Events(events) | ServerFrame::History(events) => {
            let kind = match frame {
                ServerFrame::Events(_) => "events",
                _ => "history",
            };
            for (entry, place) in events.list.iter().zip(events.from.0..) {
                assert_eq!(entry.seq, Seq(place), "a frame is contiguous");
            }
            match events.list.last() {
                Some(last) => format!("{kind} {}..{}", events.from, last.seq),
                None => format!("{kind} {} empty", events.from),
            }
        }
        ServerFrame::Ack(ack) => format!("ack {}", ack.seq),
        ServerFrame::Refused(refused) => match refused.retry_after_ms {
            Some(ms) => format!("refused {:?} for {ms}", refused.refusal),
            None => format!("refused {:?}", refused.refusal),
        },
        ServerFrame::Presence(presence) => format!("presence {} at {}", presence.members, presence.head),
        ServerFrame::Resync(resync) => format!("resync {}", resync.head),
        ServerFrame::Bye(bye) => format!("bye {:?}", bye.reason),
        ServerFrame::Reactions(reactions) => {
            let short = |tally: &protocol::Tally| {
                let counts: Vec<_> = tally
                    .counts
                    .iter()
                    .map(|count| format!("{}{}", count.kind.word(), count.n))
                    .collect();
                let mine = tally.mine.map_or("", |_| "!");
                format!("{}:{}{mine}", tally.seq, counts.join("+"))
            };
            let list: Vec<_> = reactions.list.iter().map(short).collect();
            format!("reactions {}", list.join(" "))
        }
        ServerFrame::Marks(marks) => {
            let runs: Vec<_> = marks
                .runs
                .iter()
                .map(|run| format!("..{}={}", run.upto, run.n))
                .collect();
            format!("marks {}{}", marks.from, runs.join(""))
        }
        ServerFrame::Looked(looked) => {
            let list: Vec<_> = looked.list.iter().map(|entry| entry.seq.to_string()).collect();
            format!("looked {}", list.join(" "))
        }
        ServerFrame::Found(found) => format!("found {}", found.seq),
        ServerFrame::Rules(rules) => format!("rules slow {} {:?}", rules.slow_s, rules.writers),
        ServerFrame::Noted(noted) => format!("noted {}", noted.seq),
    }
}

fn welcome(effects: &[Effect]) -> &Welcome {
    effects
        .iter()
        .find_map(|effect| match effect {
            Effect::Send(_, ServerFrame::Welcome(welcome)) => Some(welcome),
            _ => None,
        })
        .expect("a welcome")
}
