//! A client in a tab, driven by hand.

use client::{Client, Effect, Input, Moment, Unsent, UnsentState};
use protocol::http::TicketReply;
use protocol::{
    Act, Author, Body, ClientFrame, DisplayName, DraftId, Entry, Epoch, Events, Log, MemberId, Mode, Refusal,
    Refused, Role, RoomName, Rules, SeenEvery, Seq, ServerFrame, Settled, UnixMillis, Welcome, What, With,
    You, limits,
};

pub const EPOCH: Epoch = Epoch::from_bits(1);

pub struct Tab {
    pub client: Client,
    pub now: UnixMillis,
    pub dice: u64,
    pub seen_every: Option<SeenEvery>,
    /// The history that the room is in.
    pub epoch: Epoch,
    pub rules: Option<Rules>,
    pub pin: Option<Box<Entry>>,
    /// What the last `Welcome` led to.
    pub told: Vec<Effect>,
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

/// An entry that acts, of somebody else.
pub fn act(seq: u64, body: &str, act: Act) -> Entry {
    said(
        seq,
        body,
        With {
            act: Some(act),
            ..With::default()
        },
    )
}

pub fn answer(seq: u64, to: u64) -> Entry {
    said(
        seq,
        "ほんと",
        With {
            reply: Some(Seq(to)),
            ..With::default()
        },
    )
}

pub fn said(seq: u64, body: &str, with: With) -> Entry {
    let mut entry = entry(seq, &MemberId::parse("gother").unwrap(), u128::from(seq) << 64);
    entry.what = What::Said {
        body: Body::parse(body).unwrap(),
        with: (!with.is_empty()).then(|| Box::new(with)),
    };
    entry
}

/// What is said to the room, apart from Hello.
pub fn said_up(effects: &[Effect]) -> Vec<ClientFrame> {
    let frame = |effect: &Effect| match effect {
        Effect::Send(ClientFrame::Hello(_)) => None,
        Effect::Send(frame) => Some(frame.clone()),
        _ => None,
    };
    effects.iter().filter_map(frame).collect()
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
            rules: None,
            pin: None,
            told: Vec::new(),
        }
    }

    /// In a room that has rules, with so many entries, of which the newest ten are here.
    pub fn ruled(head: u64) -> Self {
        let log = Log::plain(EPOCH, Seq(head), Seq(0), entries(head - 9..=head).list);
        let mut tab = Self::of(log);
        tab.rules = Some(Rules::default());
        tab.step(Input::Start);
        tab.connect(Mode::Resume, head, Vec::new());
        tab
    }

    /// The link is cut, and the next one is on its way.
    pub fn cut(&mut self) {
        self.step(Input::Closed { code: 1006 });
        self.later(60_000);
    }

    /// The next events, whatever they are.
    pub fn hear(&mut self, list: Vec<Entry>) -> Vec<Effect> {
        let from = list.first().unwrap().seq;
        self.frame(ServerFrame::Events(Events { from, list }))
    }

    /// The answer to a question for a page.
    pub fn page(&mut self, range: std::ops::RangeInclusive<u64>) -> Vec<Effect> {
        self.frame(ServerFrame::History(entries(range)))
    }

    pub fn shown(&self) -> (u64, u64) {
        let list = self.client.shown();
        (list.first().unwrap().seq.0, list.last().unwrap().seq.0)
    }

    pub fn text(&self, seq: u64) -> &str {
        let entry = self.client.entry(Seq(seq));
        entry.map_or("", |entry| entry.what.body().as_str())
    }

    /// Posted with this beside, and kept by the device.
    pub fn post_with(&mut self, draft: u128, body: &str, with: With) -> Vec<Effect> {
        let draft = DraftId::from_bits(draft);
        let mut effects = self.step(Input::Post {
            draft,
            body: Body::parse(body).unwrap(),
            with: Some(Box::new(with)),
        });
        effects.extend(self.step(Input::Kept(draft)));
        effects
    }

    pub fn act(&mut self, draft: u128, body: &str, act: Act) -> Vec<Effect> {
        self.post_with(
            draft,
            body,
            With {
                act: Some(act),
                ..With::default()
            },
        )
    }

    pub fn refuse(&mut self, draft: Option<u128>, refusal: Refusal) -> Vec<Effect> {
        self.frame(ServerFrame::Refused(Refused {
            draft: draft.map(DraftId::from_bits),
            refusal,
            retry_after_ms: None,
        }))
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
        let welcome = self.welcome(you, mode, head, settled);
        self.told = self.frame(welcome);
        hello.unwrap()
    }

    /// What the room would say to a `Hello`.
    pub fn welcome(&self, you: You, mode: Mode, head: u64, settled: Vec<Settled>) -> ServerFrame {
        ServerFrame::Welcome(Welcome {
            rules: self.rules,
            pin: self.pin.clone(),
            you,
            epoch: self.epoch,
            head: Seq(head),
            floor: Seq(0),
            mode,
            now: self.now,
            reconnect_window_ms: 1_000,
            settled,
            seen_every: self.seen_every,
        })
    }

    /// The same, for what is said after the `Welcome`.
    pub fn connect_told(&mut self, mode: Mode, head: u64) -> Vec<ClientFrame> {
        self.connect(mode, head, Vec::new());
        said_up(&self.told)
    }

    /// A new link on which there is nothing left to say.
    pub fn connect_again_says_nothing(&mut self) -> bool {
        self.cut();
        self.connect_told(Mode::Resume, 20).is_empty()
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
