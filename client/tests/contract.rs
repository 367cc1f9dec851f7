//! What a client promises to the person at it, one promise a test. The simulation tries them against a real room.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, which is what it is for"
)]

use client::{Client, Effect, Input, Link, Moment, Outbox, UnsentState};
use protocol::http::TicketReply;
use protocol::{
    Ack, Author, Body, ClientFrame, DisplayName, DraftId, Entry, Epoch, Events, Log, MemberId, Mode,
    Presence, Refusal, Refused, Role, RoomName, Seq, ServerFrame, Settled, UnixMillis, Welcome, What, You,
    limits,
};

const EPOCH: Epoch = Epoch::from_bits(1);

struct Tab {
    client: Client,
    now: UnixMillis,
}

fn me() -> MemberId {
    MemberId::parse("gme").unwrap()
}

fn entry(seq: u64, member: &MemberId, draft: u128) -> Entry {
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
        what: What::Said {
            body: Body::parse("안녕").unwrap(),
        },
    }
}

/// Entries of somebody else.
fn entries(range: std::ops::RangeInclusive<u64>) -> Events {
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
    fn with(outbox: Outbox) -> Self {
        let log = Log {
            epoch: EPOCH,
            head: Seq(3),
            floor: Seq(0),
            list: entries(1..=3).list,
        };
        Self {
            client: Client::new(RoomName::parse("lounge").unwrap(), log, outbox),
            now: UnixMillis(1_000_000),
        }
    }

    fn live() -> Self {
        let mut tab = Self::with(Outbox::default());
        tab.step(Input::Start);
        tab.connect(Mode::Resume, 3, Vec::new());
        tab
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        self.client.step(
            Moment {
                now: self.now,
                dice: 7,
            },
            input,
        )
    }

    fn later(&mut self, ms: u64) -> Vec<Effect> {
        self.now = self.now.plus(ms);
        self.step(Input::Wake)
    }

    fn frame(&mut self, frame: ServerFrame) -> Vec<Effect> {
        self.step(Input::Frame(frame))
    }

    /// From wherever it is to a live link; gives the `Hello` back.
    fn connect(&mut self, mode: Mode, head: u64, settled: Vec<Settled>) -> protocol::Hello {
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
            you,
            epoch: EPOCH,
            head: Seq(head),
            floor: Seq(0),
            mode,
            now: self.now,
            reconnect_window_ms: 1_000,
            settled,
        }));
        hello.unwrap()
    }

    fn post(&mut self, draft: u128) -> Vec<Effect> {
        self.step(Input::Post {
            draft: DraftId::from_bits(draft),
            body: Body::parse("안녕").unwrap(),
        })
    }

    fn seqs(&self) -> Vec<u64> {
        self.client
            .timeline()
            .entries()
            .iter()
            .map(|entry| entry.seq.0)
            .collect()
    }

    fn states(&self) -> Vec<UnsentState> {
        self.client
            .outbox()
            .list()
            .iter()
            .map(|unsent| unsent.state)
            .collect()
    }
}

fn posts(effects: &[Effect]) -> usize {
    effects
        .iter()
        .filter(|effect| matches!(effect, Effect::Send(ClientFrame::Post(_))))
        .count()
}

fn fetches(effects: &[Effect]) -> Vec<(u64, u64)> {
    let bounds = |effect: &Effect| match effect {
        Effect::Send(ClientFrame::Fetch(fetch)) => Some((fetch.after.0, fetch.before.0)),
        _ => None,
    };
    effects.iter().filter_map(bounds).collect()
}

#[test]
fn g1_a_message_is_kept_before_it_is_sent_and_goes_when_its_entry_comes() {
    let mut tab = Tab::live();
    let effects = tab.post(9);
    let save = effects
        .iter()
        .position(|effect| *effect == Effect::SaveOutbox)
        .unwrap();
    let send = effects
        .iter()
        .position(|effect| matches!(effect, Effect::Send(_)))
        .unwrap();
    assert!(save < send);
    tab.frame(ServerFrame::Ack(Ack {
        draft: DraftId::from_bits(9),
        seq: Seq(4),
    }));
    assert_eq!(tab.states(), [UnsentState::Stored(Seq(4))]);
    tab.frame(ServerFrame::Events(Events {
        from: Seq(4),
        list: vec![entry(4, &me(), 9)],
    }));
    assert_eq!((tab.states().len(), tab.seqs()), (0, vec![1, 2, 3, 4]));
}

#[test]
fn g1_the_event_alone_settles_a_message_whose_ack_was_lost() {
    let mut tab = Tab::live();
    tab.post(9);
    tab.frame(ServerFrame::Events(Events {
        from: Seq(4),
        list: vec![entry(4, &me(), 9)],
    }));
    assert!(tab.states().is_empty());
}

#[test]
fn g1_after_a_cut_the_relay_is_asked_and_only_what_it_does_not_know_is_sent_again() {
    let mut tab = Tab::live();
    tab.post(8);
    tab.post(9);
    tab.step(Input::Closed { code: 1006 });
    assert!(matches!(tab.client.link(), Link::Offline { .. }));
    assert_eq!(tab.states(), [UnsentState::Waiting; 2]);
    tab.post(10);
    let retry = tab.later(1_000);
    assert!(retry.contains(&Effect::Connect));
    let hello = tab.step(Input::Opened);
    let Some(Effect::Send(ClientFrame::Hello(hello))) = hello.first() else {
        panic!("{hello:?}")
    };
    assert_eq!(
        hello.pending.iter().map(|p| p.draft).collect::<Vec<_>>(),
        [8, 9].map(DraftId::from_bits)
    );
    assert_eq!(hello.have.unwrap().seq, Seq(3));
    let settled = vec![
        Settled {
            draft: DraftId::from_bits(8),
            seq: Some(Seq(4)),
        },
        Settled {
            draft: DraftId::from_bits(9),
            seq: None,
        },
    ];
    let you = tab.client.you().unwrap().clone();
    let effects = tab.frame(ServerFrame::Welcome(Welcome {
        you,
        epoch: EPOCH,
        head: Seq(4),
        floor: Seq(0),
        mode: Mode::Resume,
        now: tab.now,
        reconnect_window_ms: 1_000,
        settled,
    }));
    assert_eq!(posts(&effects), 2);
    assert_eq!(
        tab.states(),
        [UnsentState::Stored(Seq(4)), UnsentState::Sent, UnsentState::Sent]
    );
}

#[test]
fn g1_no_more_than_the_window_is_under_way() {
    let mut tab = Tab::live();
    let sent: usize = (0..20).map(|draft| posts(&tab.post(draft))).sum();
    assert_eq!(sent, limits::WINDOW);
    let effects = tab.frame(ServerFrame::Ack(Ack {
        draft: DraftId::from_bits(0),
        seq: Seq(4),
    }));
    assert_eq!(posts(&effects), 1);
}

#[test]
fn g1_events_after_a_hole_wait_until_the_hole_is_filled() {
    let mut tab = Tab::live();
    let effects = tab.frame(ServerFrame::Events(entries(6..=7)));
    assert_eq!(fetches(&effects), [(3, 6)]);
    assert_eq!(tab.seqs(), [1, 2, 3]);
    tab.frame(ServerFrame::Events(entries(8..=8)));
    tab.frame(ServerFrame::History(entries(4..=5)));
    assert_eq!(tab.seqs(), [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn g1_an_overlap_is_trimmed() {
    let mut tab = Tab::live();
    tab.frame(ServerFrame::Events(entries(2..=5)));
    tab.frame(ServerFrame::Events(entries(1..=5)));
    assert_eq!(tab.seqs(), [1, 2, 3, 4, 5]);
}

#[test]
fn g1_a_lost_last_frame_is_found_by_the_head_in_presence() {
    let mut tab = Tab::live();
    let presence = ServerFrame::Presence(Presence {
        members: 2,
        head: Seq(5),
    });
    assert!(
        fetches(&tab.frame(presence)).is_empty(),
        "events may still be waiting for their frame"
    );
    assert_eq!(fetches(&tab.later(250)), [(3, 6)]);
    tab.frame(ServerFrame::History(entries(4..=5)));
    assert_eq!(tab.seqs(), [1, 2, 3, 4, 5]);
}

#[test]
fn g1_another_history_replaces_the_entries_and_keeps_the_outbox() {
    let mut tab = Tab::with(Outbox::default());
    tab.post(9);
    tab.step(Input::Start);
    tab.connect(Mode::Reset, 2, Vec::new());
    assert!(tab.seqs().is_empty());
    tab.frame(ServerFrame::Events(entries(1..=2)));
    assert_eq!((tab.seqs(), tab.states()), (vec![1, 2], vec![UnsentState::Sent]));
}

#[test]
fn g1_a_lost_snapshot_page_is_fetched() {
    let mut tab = Tab::with(Outbox::default());
    tab.step(Input::Start);
    tab.connect(Mode::Snapshot, 900, Vec::new());
    assert_eq!(fetches(&tab.later(250)), [(0, 901)]);
    tab.frame(ServerFrame::History(entries(851..=900)));
    assert_eq!(tab.seqs(), (851..=900).collect::<Vec<_>>());
    assert!(tab.client.timeline().has_older());
}

#[test]
fn g9_older_entries_come_before_the_oldest_until_the_first() {
    let mut tab = Tab::with(Outbox::default());
    tab.step(Input::Start);
    tab.connect(Mode::Snapshot, 30, Vec::new());
    tab.frame(ServerFrame::Events(entries(21..=30)));
    assert_eq!(fetches(&tab.step(Input::Older)), [(0, 21)]);
    assert!(
        fetches(&tab.step(Input::Older)).is_empty(),
        "one question at a time"
    );
    tab.frame(ServerFrame::History(entries(1..=20)));
    assert_eq!(tab.seqs(), (1..=30).collect::<Vec<_>>());
    assert!(!tab.client.timeline().has_older());
}

#[test]
fn g3_a_refusal_for_good_fails_the_message_and_one_for_now_holds_it() {
    let mut tab = Tab::live();
    tab.post(8);
    tab.post(9);
    let refused = |draft, refusal, retry_after_ms| {
        ServerFrame::Refused(Refused {
            draft: Some(DraftId::from_bits(draft)),
            refusal,
            retry_after_ms,
        })
    };
    tab.frame(refused(8, Refusal::BodyBlank, None));
    let effects = tab.frame(refused(9, Refusal::TooFast, Some(700)));
    assert_eq!(
        tab.states(),
        [UnsentState::Failed(Refusal::BodyBlank), UnsentState::Waiting]
    );
    assert_eq!(posts(&effects), 0);
    assert_eq!(posts(&tab.later(700)), 1);
    tab.step(Input::Retry {
        draft: DraftId::from_bits(8),
        anew: DraftId::from_bits(80),
    });
    tab.later(200);
    assert_eq!(tab.states(), [UnsentState::Sent; 2]);
}

#[test]
fn r2_what_a_reload_finds_is_asked_about_and_after_a_day_it_is_not_sent_silently() {
    let mut old = Tab::live();
    old.post(9);
    let kept = old.client.outbox().clone();
    let mut tab = Tab::with(kept.clone());
    tab.step(Input::Start);
    assert_eq!(tab.connect(Mode::Resume, 3, Vec::new()).pending.len(), 1);

    let mut late = Tab::with(kept);
    late.now = late.now.plus(25 * 60 * 60 * 1_000);
    late.step(Input::Start);
    assert_eq!(late.states(), [UnsentState::Failed(Refusal::DraftExpired)]);
}

#[test]
fn r2_a_silent_link_is_given_up_and_every_wait_has_an_end() {
    let mut tab = Tab::live();
    let mut pings = 0;
    for _ in 0..20 {
        let effects = tab.later(5_000);
        pings += effects.iter().filter(|effect| **effect == Effect::Ping).count();
        if effects.contains(&Effect::Disconnect) {
            break;
        }
    }
    assert!(pings >= 2);
    assert!(matches!(
        tab.client.link(),
        Link::Offline {
            retry_at: Some(_),
            ..
        }
    ));
    tab.later(2_000);
    assert!(
        tab.later(10_000).contains(&Effect::Disconnect),
        "a socket that does not open is given up"
    );
}

#[test]
fn r2_a_hidden_page_waits_and_comes_back_when_it_is_seen() {
    let mut tab = Tab::live();
    tab.step(Input::Visible(false));
    tab.step(Input::Closed { code: 1012 });
    assert!(matches!(tab.client.link(), Link::Offline { retry_at: None, .. }));
    assert!(tab.later(600_000).is_empty());
    tab.step(Input::Visible(true));
    assert!(
        tab.later(2_000)
            .iter()
            .any(|effect| matches!(effect, Effect::Connect | Effect::FetchTicket))
    );
}

#[test]
fn i1_a_name_chosen_later_is_told_on_the_open_socket() {
    let mut tab = Tab::live();
    let ticket = TicketReply {
        ticket: "named".into(),
        member: me(),
        name: DisplayName::parse("もか").ok(),
        role: Role::Fan,
        expires_at: tab.now.plus(limits::TICKET_MS),
    };
    let effects = tab.step(Input::Ticket(ticket));
    assert!(
        matches!(effects.first(), Some(Effect::Send(ClientFrame::Hello(hello))) if hello.ticket == "named")
    );
    assert_eq!(tab.client.link(), Link::Live);
}
