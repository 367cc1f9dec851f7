//! One of each frame, as the golden files have them.
//!
//! Invariant: every kind of frame is here, and every form in which it travels.

use protocol::{
    Ack, Act, Author, Block, Body, Bye, ClientFrame, CloseReason, Colour, Count, DisplayName, DraftId, Entry,
    Epoch, Events, Fate, Fetch, Find, Found, Grounds, Hello, Image, ImageKey, Look, Looked, Marks, MemberId,
    Mode, Noted, Pending, Position, Post, Presence, React, Reaction, Reactions, Read, Refusal, Refused,
    Report, Resync, Role, Rules, Run, Seen, SeenEvery, Seq, ServerFrame, Settled, StickerName, Tally,
    UnixMillis, Welcome, What, With, Within, Writers, You,
};

fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap()
}

fn member(text: &str) -> MemberId {
    MemberId::parse(text).unwrap()
}

fn draft(bits: u128) -> DraftId {
    DraftId::from_bits(bits)
}

const EPOCH: Epoch = Epoch::from_bits(0x0123_4567_89ab_cdef);
const AT: UnixMillis = UnixMillis(1_795_185_000_000);

pub fn client_frames() -> Vec<(&'static str, ClientFrame)> {
    vec![
        (
            "client-hello-new",
            ClientFrame::Hello(Hello {
                ticket: "t.s".into(),
                have: None,
                pending: Vec::new(),
            }),
        ),
        (
            "client-hello-again",
            ClientFrame::Hello(Hello {
                ticket: "t.s".into(),
                have: Some(Position {
                    epoch: EPOCH,
                    seq: Seq(41),
                }),
                pending: vec![Pending {
                    draft: draft(7),
                    base_seq: Seq(40),
                }],
            }),
        ),
        (
            "client-post",
            ClientFrame::Post(Post {
                draft: draft(u128::MAX),
                base_seq: Seq(41),
                body: "안녕\n\"ルアン\" 😀 </script>".into(),
                with: None,
            }),
        ),
        (
            "client-post-with",
            ClientFrame::Post(Post {
                draft: draft(7),
                base_seq: Seq(41),
                body: "@もかさん ありがとう".into(),
                with: Some(Box::new(With {
                    reply: Some(Seq(40)),
                    mentions: vec![member("gmoka")],
                    sticker: Some(StickerName::parse("maru/thanks").unwrap()),
                    images: vec![image()],
                    ..With::default()
                })),
            }),
        ),
        (
            "client-post-unsend",
            ClientFrame::Post(Post {
                draft: draft(7),
                base_seq: Seq(41),
                body: "…".into(),
                with: Some(Box::new(act(Act::Unsend(Seq(40))))),
            }),
        ),
        (
            "client-fetch",
            ClientFrame::Fetch(Fetch {
                after: Seq(0),
                before: Seq(12),
            }),
        ),
        ("client-seen", ClientFrame::Seen(Seen { seq: Seq(41) })),
        ("client-read", ClientFrame::Read(Read { seq: Seq(41) })),
        (
            "client-react",
            ClientFrame::React(React {
                seq: Seq(41),
                kind: Some(Reaction::Heart),
            }),
        ),
        (
            "client-react-back",
            ClientFrame::React(React {
                seq: Seq(41),
                kind: None,
            }),
        ),
        (
            "client-look",
            ClientFrame::Look(Look {
                seqs: vec![Seq(3), Seq(12)],
            }),
        ),
        ("client-find", ClientFrame::Find(Find { at: AT })),
        (
            "client-block",
            ClientFrame::Block(Block {
                members: vec![member("gloud")],
            }),
        ),
        (
            "client-report",
            ClientFrame::Report(Report {
                seq: Seq(41),
                grounds: Grounds::Scam,
            }),
        ),
    ]
}

fn act(act: Act) -> With {
    With {
        act: Some(act),
        ..With::default()
    }
}

fn image() -> Image {
    Image {
        key: ImageKey(draft(9)),
        w: 1_600,
        h: 1_200,
        tint: Colour::parse("#ddebd6"),
    }
}

/// Entries that carry something beside their text, one of each kind.
fn rich_entries() -> Vec<Entry> {
    let [plain, _] = entries().try_into().unwrap();
    let withs = [
        With {
            reply: Some(Seq(40)),
            mentions: vec![member("gmoka")],
            ..With::default()
        },
        With {
            sticker: Some(StickerName::parse("maru/thanks").unwrap()),
            ..With::default()
        },
        With {
            images: vec![
                image(),
                Image {
                    tint: None,
                    ..image()
                },
            ],
            fate: Some(Fate::Edited),
            ..With::default()
        },
        With {
            fate: Some(Fate::Gone),
            ..With::default()
        },
        act(Act::Edit(Seq(40))),
        act(Act::Unsend(Seq(40))),
        act(Act::Pin(Seq(40))),
        act(Act::Unpin(Seq(40))),
        act(Act::Join),
    ];
    let entry = |(seq, with): (u64, With)| Entry {
        seq: Seq(seq),
        draft: draft(u128::from(seq)),
        what: What::Said {
            body: Body::parse("…").unwrap(),
            with: Some(Box::new(with)),
        },
        ..plain.clone()
    };
    (44..).zip(withs).map(entry).collect()
}

fn entries() -> Vec<Entry> {
    let fan = Author {
        member: member("g0123456789abcdef0123456789abcdef"),
        name: name("もか🌿"),
        role: Role::Fan,
    };
    let official = Author {
        member: member("@ruan"),
        name: name("ルアン"),
        role: Role::Official,
    };
    let said = |text: &str| What::text(Body::parse(text).unwrap());
    vec![
        Entry {
            seq: Seq(42),
            at: AT,
            draft: draft(7),
            author: fan,
            what: said("見た？\n저도요ㅠㅠ"),
        },
        Entry {
            seq: Seq(43),
            at: AT.plus(1),
            draft: draft(8),
            author: official,
            what: said("楽しみに待っててね🌿"),
        },
    ]
}

fn tally(mine: Option<Reaction>) -> Tally {
    let counts = vec![
        Count {
            kind: Reaction::Heart,
            n: 12,
        },
        Count {
            kind: Reaction::Good,
            n: 1,
        },
    ];
    Tally {
        seq: Seq(41),
        counts,
        mine,
    }
}

pub fn server_frames() -> Vec<(&'static str, ServerFrame)> {
    let you = You {
        member: member("gme"),
        name: Some(name("나")),
        role: Role::Fan,
    };
    let seen_every = SeenEvery {
        events: 128,
        bytes: 65_536,
    };
    let welcome = |you, mode, settled| {
        let (epoch, head, floor) = (EPOCH, Seq(45), Seq(0));
        ServerFrame::Welcome(Welcome {
            you,
            epoch,
            head,
            floor,
            mode,
            now: AT,
            reconnect_window_ms: 1_000,
            settled,
            seen_every: (mode == Mode::Snapshot).then_some(seen_every),
            rules: (mode == Mode::Snapshot).then(Rules::default),
            pin: (mode == Mode::Snapshot)
                .then(|| entries().into_iter().next().map(Box::new))
                .flatten(),
        })
    };
    let nameless = You {
        member: member("staff-1"),
        name: None,
        role: Role::Moderator,
    };
    let settled = vec![
        Settled {
            draft: draft(7),
            seq: Some(Seq(44)),
        },
        Settled {
            draft: draft(8),
            seq: None,
        },
    ];
    vec![
        (
            "server-welcome-resume",
            welcome(you.clone(), Mode::Resume, settled),
        ),
        (
            "server-welcome-snapshot",
            welcome(nameless, Mode::Snapshot, Vec::new()),
        ),
        ("server-welcome-reset", welcome(you, Mode::Reset, Vec::new())),
        (
            "server-events",
            ServerFrame::Events(Events {
                from: Seq(42),
                list: entries(),
            }),
        ),
        (
            "server-events-with",
            ServerFrame::Events(Events {
                from: Seq(44),
                list: rich_entries(),
            }),
        ),
        (
            "server-reactions",
            ServerFrame::Reactions(Reactions {
                list: vec![tally(None)],
                within: None,
            }),
        ),
        (
            "server-reactions-within",
            ServerFrame::Reactions(Reactions {
                list: vec![tally(Some(Reaction::Good))],
                within: Some(Within {
                    from: Seq(1),
                    to: Seq(200),
                }),
            }),
        ),
        (
            "server-marks",
            ServerFrame::Marks(Marks {
                from: Seq(1),
                runs: vec![Run { upto: Seq(40), n: 12 }, Run { upto: Seq(44), n: 3 }],
            }),
        ),
        ("server-looked", ServerFrame::Looked(Looked { list: entries() })),
        ("server-found", ServerFrame::Found(Found { at: AT, seq: Seq(41) })),
        (
            "server-refused-held",
            ServerFrame::Refused(Refused {
                draft: Some(draft(7)),
                refusal: Refusal::SlowMode { seconds: 30 },
                retry_after_ms: Some(28_400),
            }),
        ),
        (
            "server-rules",
            ServerFrame::Rules(Rules {
                slow_s: 30,
                writers: Writers::Staff,
                ..Rules::default()
            }),
        ),
        ("server-noted", ServerFrame::Noted(Noted { seq: Seq(41) })),
        (
            "server-history",
            ServerFrame::History(Events {
                from: Seq(1),
                list: Vec::new(),
            }),
        ),
        (
            "server-ack",
            ServerFrame::Ack(Ack {
                draft: draft(7),
                seq: Seq(43),
            }),
        ),
        (
            "server-refused-draft",
            ServerFrame::Refused(Refused {
                draft: Some(draft(7)),
                refusal: Refusal::TooFast,
                retry_after_ms: Some(180),
            }),
        ),
        (
            "server-refused-frame",
            ServerFrame::Refused(Refused {
                draft: None,
                refusal: Refusal::Malformed,
                retry_after_ms: None,
            }),
        ),
        (
            "server-presence",
            ServerFrame::Presence(Presence {
                members: 12,
                head: Seq(45),
            }),
        ),
        ("server-resync", ServerFrame::Resync(Resync { head: Seq(90) })),
        (
            "server-bye",
            ServerFrame::Bye(Bye {
                reason: CloseReason::Restart,
                retry_after_ms: Some(2_000),
            }),
        ),
    ]
}
