//! Strangers' bytes: whatever they are, they become a frame or a typed error, and nothing panics.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, which is what it is for"
)]

use proptest::prelude::*;
use protocol::codec::{decode_client, decode_server, encode, encode_client, encode_server, parse};
use protocol::{
    Ack, Author, Body, ClientFrame, DecodeError, DisplayName, DraftId, Entry, Epoch, Events, Fetch, Hello,
    MemberId, Pending, Position, Post, Presence, Resync, Role, Seen, Seq, ServerFrame, UnixMillis, What,
    limits,
};

fn seqs() -> impl Strategy<Value = Seq> {
    (0..1_u64 << 53).prop_map(Seq)
}

fn drafts() -> impl Strategy<Value = DraftId> {
    any::<u128>().prop_map(DraftId::from_bits)
}

fn client_frames() -> impl Strategy<Value = ClientFrame> {
    let have = proptest::option::of((any::<u64>(), seqs()));
    let pending = proptest::collection::vec((drafts(), seqs()), 0..5);
    prop_oneof![
        (any::<String>(), have, pending).prop_map(|(ticket, have, pending)| {
            let have = have.map(|(epoch, seq)| Position {
                epoch: Epoch::from_bits(epoch),
                seq,
            });
            let pending = pending
                .into_iter()
                .map(|(draft, base_seq)| Pending { draft, base_seq })
                .collect();
            ClientFrame::Hello(Hello {
                ticket,
                have,
                pending,
            })
        }),
        (drafts(), seqs(), any::<String>()).prop_map(|(draft, base_seq, body)| ClientFrame::Post(Post {
            draft,
            base_seq,
            body,
            with: None,
        })),
        (seqs(), seqs()).prop_map(|(after, before)| ClientFrame::Fetch(Fetch { after, before })),
        seqs().prop_map(|seq| ClientFrame::Seen(Seen { seq })),
    ]
}

fn entries() -> impl Strategy<Value = Entry> {
    let text = any::<String>().prop_filter_map("a body", |text| Body::parse(&text).ok());
    let name = any::<String>().prop_filter_map("a name", |text| DisplayName::parse(&text).ok());
    let member = "[A-Za-z0-9_.@-]{1,64}".prop_filter_map("an id", |text| MemberId::parse(&text).ok());
    let role = prop_oneof![Just(Role::Fan), Just(Role::Moderator), Just(Role::Official)];
    (seqs(), any::<u32>(), drafts(), member, name, role, text).prop_map(
        |(seq, at, draft, member, name, role, body)| Entry {
            seq,
            at: UnixMillis(u64::from(at)),
            draft,
            author: Author { member, name, role },
            what: What::text(body),
        },
    )
}

fn server_frames() -> impl Strategy<Value = ServerFrame> {
    prop_oneof![
        (seqs(), proptest::collection::vec(entries(), 0..4))
            .prop_map(|(from, list)| ServerFrame::Events(Events { from, list })),
        (drafts(), seqs()).prop_map(|(draft, seq)| ServerFrame::Ack(Ack { draft, seq })),
        (any::<u32>(), seqs()).prop_map(|(members, head)| ServerFrame::Presence(Presence { members, head })),
        seqs().prop_map(|head| ServerFrame::Resync(Resync { head })),
    ]
}

/// A good frame with a few bytes changed, taken out, doubled or put in.
fn spoilt(good: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    let harm = proptest::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0..4_u8), 1..6);
    (good, harm).prop_map(|(text, harm)| {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, c, how) in harm {
            if chars.is_empty() {
                break;
            }
            let at = at.index(chars.len());
            match how {
                0 => chars[at] = c,
                1 => drop(chars.remove(at)),
                2 => chars.insert(at, chars[at]),
                _ => chars.truncate(at),
            }
        }
        chars.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn any_text_is_read_or_refused_by_both_sides(text in any::<String>()) {
        let _ = (decode_client(&text), decode_server(&text));
    }

    #[test]
    fn spoilt_frames_are_read_or_refused_by_both_sides(
        client in spoilt(client_frames().prop_map(|frame| encode_client(&frame))),
        server in spoilt(server_frames().prop_map(|frame| encode_server(&frame))),
    ) {
        let _ = (decode_client(&client), decode_client(&server));
        let _ = (decode_server(&client), decode_server(&server));
    }

    /// The codec's own reader is as strict as the general library, and no stricter.
    #[test]
    fn what_is_read_is_what_the_general_library_reads(
        client in spoilt(client_frames().prop_map(|frame| encode_client(&frame))),
        server in spoilt(server_frames().prop_map(|frame| encode_server(&frame))),
    ) {
        prop_assert_eq!(parse::<ClientFrame>(&client).ok(), serde_json::from_str(&client).ok());
        prop_assert_eq!(parse::<ServerFrame>(&server).ok(), serde_json::from_str(&server).ok());
    }

    #[test]
    fn what_is_written_is_what_the_general_library_writes(client in client_frames(), server in server_frames()) {
        prop_assert_eq!(encode_client(&client), serde_json::to_string(&client).unwrap());
        prop_assert_eq!(encode_server(&server), serde_json::to_string(&server).unwrap());
    }

    #[test]
    fn any_string_is_written_and_read_as_the_general_library_does(text in any::<String>(), escaped in "(\\\\[\"\\\\/bfnrtu0]|\\\\u[0-9a-fA-F]{4}|[ -~]|\\u{e9}){0,12}") {
        prop_assert_eq!(encode(&text), serde_json::to_string(&text).unwrap());
        let quoted = format!("\"{escaped}\"");
        prop_assert_eq!(parse::<String>(&quoted).ok(), serde_json::from_str(&quoted).ok());
    }

    #[test]
    fn any_number_is_read_as_the_general_library_does(text in "-?[0-9]{0,21}(\\.[0-9]{0,3})?([eE][+-]?[0-9]{0,2})?") {
        prop_assert_eq!(parse::<u64>(&text).ok(), serde_json::from_str(&text).ok());
        prop_assert_eq!(parse::<i64>(&text).ok(), serde_json::from_str(&text).ok());
        prop_assert_eq!(parse::<u32>(&text).ok(), serde_json::from_str(&text).ok());
        let skipped = format!("{{\"seq\":1,\"more\":{text},\"draft\":\"{:032x}\"}}", 7);
        prop_assert_eq!(parse::<Ack>(&skipped).ok(), serde_json::from_str(&skipped).ok());
    }

    #[test]
    fn what_a_client_says_arrives_as_it_was_said(frame in client_frames()) {
        prop_assert_eq!(decode_client(&encode_client(&frame)), Ok(frame));
    }

    #[test]
    fn what_a_room_says_arrives_as_it_was_said(frame in server_frames()) {
        prop_assert_eq!(decode_server(&encode_server(&frame)), Ok(frame));
    }

    #[test]
    fn a_body_or_a_name_that_was_accepted_is_accepted_again_unchanged(text in any::<String>()) {
        if let Ok(body) = Body::parse(&text) {
            prop_assert!(body.as_str().encode_utf16().count() <= limits::BODY_UNITS);
            prop_assert_eq!(Body::parse(body.as_str()), Ok(body.clone()));
        }
        if let Ok(name) = DisplayName::parse(&text) {
            prop_assert!(name.as_str().chars().count() <= limits::NAME_CHARS);
            prop_assert_eq!(DisplayName::parse(name.as_str()), Ok(name.clone()));
        }
    }
}

#[test]
fn unknown_kinds_are_told_from_broken_ones() {
    assert_eq!(decode_client(r#"{"dance":{}}"#), Err(DecodeError::Unknown));
    assert_eq!(decode_server(r#" { "dance" : 1 }"#), Err(DecodeError::Unknown));
    for broken in [
        "",
        "{",
        "[]",
        "null",
        "p",
        r#"{"post":{}}"#,
        r#"{"post":{"draft":"x"}}"#,
        r#"{"hello":[1]}"#,
        "{\"fetch\":{\"after\":-1,\"before\":1e99}}",
    ] {
        assert_eq!(decode_client(broken), Err(DecodeError::Malformed), "{broken}");
    }
}

#[test]
fn deep_nesting_and_great_size_are_refused_without_harm() {
    let deep = format!("{{\"post\":{}", "[".repeat(limits::FRAME_BYTES - 10));
    assert_eq!(decode_client(&deep), Err(DecodeError::Malformed));
    let great = format!("{{\"post\":\"{}\"}}", "x".repeat(limits::FRAME_BYTES));
    assert_eq!(decode_client(&great), Err(DecodeError::TooBig));
}

#[test]
fn the_longest_message_fits_in_a_frame_whatever_it_is_made_of() {
    for text in [
        "あ".repeat(5_000),
        "\"".repeat(5_000),
        "a\n".repeat(2_500),
        "😀".repeat(2_500),
    ] {
        let body = Body::parse(&text).unwrap();
        let post = Post {
            with: None,
            draft: DraftId::from_bits(1),
            base_seq: Seq(1),
            body: body.into(),
        };
        let bytes = encode_client(&ClientFrame::Post(post));
        assert!(bytes.len() < limits::FRAME_BYTES / 2);
        assert!(decode_client(&bytes).is_ok());
    }
}
