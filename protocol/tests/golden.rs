//! Every frame, refusal and close reason as bytes: one file each in `golden/`.
//!
//! A file that changes is a change of the protocol, and is reviewed as one. `MARU_BLESS=1` writes the files anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, which is what it is for"
)]

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::PathBuf;
use std::{env, fs};

use protocol::codec::{decode_client, decode_server, encode, encode_client, encode_server, parse};
use protocol::{
    Ack, Act, Author, Block, Body, Bye, ClientFrame, CloseReason, Colour, Count, DecodeError, DisplayName,
    DraftId, Entry, Epoch, Events, Fate, Fetch, Find, Found, Grounds, Hello, Image, ImageKey, Look, Looked,
    Marks, MemberId, Mode, Noted, Pending, Position, Post, Presence, React, Reaction, Reactions, Read,
    Refusal, Refused, Report, Resync, Role, Rules, Run, Seen, SeenEvery, Seq, ServerFrame, Settled,
    StickerName, Tally, UnixMillis, Welcome, What, With, Within, You,
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The bytes are what the file says, and the file's bytes are the value.
fn check<T: PartialEq + Debug>(name: &str, value: &T, bytes: &str, read: impl Fn(&str) -> T) {
    let path = folder().join(format!("{name}.json"));
    if env::var_os("MARU_BLESS").is_some() {
        fs::write(&path, format!("{bytes}\n")).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_else(|_| panic!("there is no golden file {name}.json"));
    assert_eq!(bytes, golden.trim_end(), "{name} has other bytes than before");
    assert_eq!(&read(golden.trim_end()), value, "{name} reads as something else");
}

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

fn client_frames() -> Vec<(&'static str, ClientFrame)> {
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

fn server_frames() -> Vec<(&'static str, ServerFrame)> {
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

/// The match has no wildcard: a variant that is added does not compile until it is listed.
fn refusal_name(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::Malformed => "malformed",
        Refusal::Unknown => "unknown",
        Refusal::TooBig { .. } => "too-big",
        Refusal::HelloFirst => "hello-first",
        Refusal::BodyBlank => "body-blank",
        Refusal::BodyTooLong { .. } => "body-too-long",
        Refusal::NameMissing => "name-missing",
        Refusal::NameBlank => "name-blank",
        Refusal::NameTooLong { .. } => "name-too-long",
        Refusal::NameHostile => "name-hostile",
        Refusal::NameReserved => "name-reserved",
        Refusal::ReadOnly => "read-only",
        Refusal::TooFast => "too-fast",
        Refusal::DraftExpired => "draft-expired",
        Refusal::TicketInvalid => "ticket-invalid",
        Refusal::TicketExpired => "ticket-expired",
        Refusal::KeyInvalid => "key-invalid",
        Refusal::OriginForbidden => "origin-forbidden",
        Refusal::NotFound => "not-found",
        Refusal::FieldInvalid => "field-invalid",
        Refusal::RoomFull => "room-full",
        Refusal::StorageFull => "storage-full",
        Refusal::TooLate { .. } => "too-late",
        Refusal::NotYours => "not-yours",
        Refusal::Gone => "gone",
        Refusal::PhotosOnly => "photos-only",
        Refusal::NoSuchSticker => "no-such-sticker",
        Refusal::NoSuchImage => "no-such-image",
        Refusal::ImageOdd => "image-odd",
        Refusal::ImageTooBig { .. } => "image-too-big",
        Refusal::ImageTooLarge { .. } => "image-too-large",
        Refusal::Fault => "fault",
    }
}

const REFUSALS: [Refusal; 32] = [
    Refusal::Malformed,
    Refusal::Unknown,
    Refusal::TooBig { max_bytes: 65_536 },
    Refusal::HelloFirst,
    Refusal::BodyBlank,
    Refusal::BodyTooLong {
        units: 5_001,
        max: 5_000,
    },
    Refusal::NameMissing,
    Refusal::NameBlank,
    Refusal::NameTooLong { max: 24 },
    Refusal::NameHostile,
    Refusal::NameReserved,
    Refusal::ReadOnly,
    Refusal::TooFast,
    Refusal::DraftExpired,
    Refusal::TicketInvalid,
    Refusal::TicketExpired,
    Refusal::KeyInvalid,
    Refusal::OriginForbidden,
    Refusal::NotFound,
    Refusal::FieldInvalid,
    Refusal::RoomFull,
    Refusal::StorageFull,
    Refusal::TooLate { minutes: 1_440 },
    Refusal::NotYours,
    Refusal::Gone,
    Refusal::PhotosOnly,
    Refusal::NoSuchSticker,
    Refusal::NoSuchImage,
    Refusal::ImageOdd,
    Refusal::ImageTooBig {
        max_bytes: 10_485_760,
    },
    Refusal::ImageTooLarge {
        max_pixels: 40_000_000,
    },
    Refusal::Fault,
];

#[test]
fn d2_what_a_client_says_keeps_its_bytes() {
    for (name, frame) in client_frames() {
        check(name, &frame, &encode_client(&frame), |bytes| {
            decode_client(bytes).unwrap()
        });
    }
}

#[test]
fn d2_what_a_room_says_keeps_its_bytes() {
    for (name, frame) in server_frames() {
        check(name, &frame, &encode_server(&frame), |bytes| {
            decode_server(bytes).unwrap()
        });
    }
}

#[test]
fn d2_a_known_kind_that_is_broken_is_not_called_unknown() {
    let kind = |bytes: &str| bytes.split('"').nth(1).unwrap().to_owned();
    for (_, frame) in client_frames() {
        let broken = format!("{{\"{}\":0}}", kind(&encode_client(&frame)));
        assert_eq!(decode_client(&broken), Err(DecodeError::Malformed), "{broken}");
    }
    for (_, frame) in server_frames() {
        let broken = format!("{{\"{}\":0}}", kind(&encode_server(&frame)));
        assert_eq!(decode_server(&broken), Err(DecodeError::Malformed), "{broken}");
    }
}

#[test]
fn d2_refusals_and_close_reasons_keep_their_bytes() {
    for refusal in REFUSALS {
        let name = format!("refusal-{}", refusal_name(refusal));
        check(&name, &refusal, &encode(&refusal), |bytes| parse(bytes).unwrap());
    }
    let names: BTreeSet<_> = REFUSALS.into_iter().map(refusal_name).collect();
    assert_eq!(names.len(), REFUSALS.len());
    for reason in CloseReason::ALL {
        let name = format!("close-{}", reason.code());
        check(&name, &reason, &encode(&reason), |bytes| parse(bytes).unwrap());
        assert_eq!(CloseReason::of_code(reason.code()), Some(reason));
    }
}

#[test]
fn d2_every_golden_file_is_one_of_these() {
    let mut known: BTreeSet<String> = client_frames()
        .iter()
        .map(|(name, _)| format!("{name}.json"))
        .collect();
    known.extend(server_frames().iter().map(|(name, _)| format!("{name}.json")));
    known.extend(
        REFUSALS
            .iter()
            .map(|refusal| format!("refusal-{}.json", refusal_name(*refusal))),
    );
    known.extend(
        CloseReason::ALL
            .iter()
            .map(|reason| format!("close-{}.json", reason.code())),
    );
    let files: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(files, known);
}
