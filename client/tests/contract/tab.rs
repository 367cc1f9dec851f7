//! A client in a tab, driven by hand.

use client::{Client, Effect, Input, Moment, Unsent, UnsentState};
use protocol::http::TicketReply;
use protocol::{
    Author, Body, ClientFrame, DisplayName, DraftId, Entry, Epoch, Events, Log, MemberId, Mode, Role,
    RoomName, SeenEvery, Seq, ServerFrame, Settled, UnixMillis, Welcome, What, You, limits,
};

pub const EPOCH: Epoch = Epoch::from_bits(1);

pub struct Tab {
    pub client: Client,
    pub now: UnixMillis,
    pub dice: u64,
    pub seen_every: Option<SeenEvery>,
    /// The history that the room is in.
    pub epoch: Epoch,
}

pub fn me() -> MemberId {
    MemberId::parse("gme").unwrap()
}

pub fn entry(seq: u64, member: &MemberId, draft: u128) -> Entry {
    let name = DisplayName::parse("もか").unwrap();
    Entry {
        seq: Seq(seq),
        at: UnixMillis(seq),
        draft: DraftId::from_bits(draft),
        author: Author {
            member: member.clone(),
            name,
            role: Role::Fan,
        },
        what: What::text(Body::parse("안녕").unwrap()),
    }
}

/// Entries of somebody else.
pub fn entries(range: std::ops::RangeInclusive<u64>) -> Events {
    let other = MemberId::parse("gother").unwrap();
    let list: Vec<_> = range
        .clone()
        .map(|seq| entry(seq, &other, u128::from(seq) << 64))
        .collect();
    Events {
        from: Seq(*range.start()),
        list,
    }
}

impl Tab {
    pub fn new() -> Self {
        Self::of(Log::plain(EPOCH, Seq(3), Seq(0), entries(1..=3).list))
    }

    pub fn of(log: Log) -> Self {
        Self {
            client: Client::new(RoomName::parse("lounge").unwrap(), log),
            now: UnixMillis(1_000_000),
            dice: 7,
            seen_every: None,
            epoch: EPOCH,
        }
    }

    /// On a device where this was left unsent.
    pub fn with(left: Vec<Unsent>) -> Self {
        let mut tab = Self::new();
        tab.step(Input::Adopt(left));
        tab
    }

    pub fn live() -> Self {
        Self::live_and_asked(None)
    }

    /// In a room that wants to hear where its clients are.
    pub fn live_and_asked(seen_every: Option<SeenEvery>) -> Self {
        let mut tab = Self::new();
        tab.seen_every = seen_every;
        tab.step(Input::Start);
        tab.connect(Mode::Resume, 3, Vec::new());
        tab
    }

    pub fn step(&mut self, input: Input) -> Vec<Effect> {
        self.client.step(
            Moment {
                now: self.now,
                dice: self.dice,
            },
            input,
        )
    }

    pub fn later(&mut self, ms: u64) -> Vec<Effect> {
        self.now = self.now.plus(ms);
        self.step(Input::Wake)
    }

    pub fn frame(&mut self, frame: ServerFrame) -> Vec<Effect> {
        self.step(Input::Frame(frame))
    }

    /// From wherever it is to a live link; gives the `Hello` back.
    pub fn connect(&mut self, mode: Mode, head: u64, settled: Vec<Settled>) -> protocol::Hello {
        let ticket = TicketReply {
            ticket: "t".into(),
            member: me(),
            name: DisplayName::parse("나").ok(),
            role: Role::Fan,
            expires_at: self.now.plus(limits::TICKET_MS),
        };
        self.step(Input::Ticket(ticket));
        let hello = self
            .step(Input::Opened)
            .into_iter()
            .find_map(|effect| match effect {
                Effect::Send(ClientFrame::Hello(hello)) => Some(hello),
                _ => None,
            });
        let you = You {
            member: me(),
            name: DisplayName::parse("나").ok(),
            role: Role::Fan,
        };
        self.frame(ServerFrame::Welcome(Welcome {
            rules: None,
            pin: None,
            you,
            epoch: self.epoch,
            head: Seq(head),
            floor: Seq(0),
            mode,
            now: self.now,
            reconnect_window_ms: 1_000,
            settled,
            seen_every: self.seen_every,
        }));
        hello.unwrap()
    }

    /// Typed, and kept by the device.
    pub fn post(&mut self, draft: u128) -> Vec<Effect> {
        let mut effects = self.type_in(draft);
        effects.extend(self.step(Input::Kept(DraftId::from_bits(draft))));
        effects
    }

    pub fn type_in(&mut self, draft: u128) -> Vec<Effect> {
        self.step(Input::Post {
            with: None,
            draft: DraftId::from_bits(draft),
            body: Body::parse("안녕").unwrap(),
        })
    }

    pub fn seqs(&self) -> Vec<u64> {
        self.client
            .timeline()
            .entries()
            .iter()
            .map(|entry| entry.seq.0)
            .collect()
    }

    pub fn states(&self) -> Vec<UnsentState> {
        self.client
            .outbox()
            .list()
            .iter()
            .map(|unsent| unsent.state)
            .collect()
    }
}

pub fn posts(effects: &[Effect]) -> usize {
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Send(ClientFrame::Post(_))))
        .count()
}

pub fn fetches(effects: &[Effect]) -> Vec<(u64, u64)> {
    let bounds = |effect: &Effect| match effect {
        Effect::Send(ClientFrame::Fetch(fetch)) => Some((fetch.after.0, fetch.before.0)),
        _ => None,
    };
    effects.iter().filter_map(bounds).collect()
}
