//! Every frame, refusal and close reason as bytes: one file each in `golden/`.
//!
//! A file that changes is a change of the protocol, and is reviewed as one. `MARU_BLESS=1` writes the files anew.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, which is what it is for"
)]

#[path = "frames/samples.rs"]
mod samples;

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::PathBuf;
use std::{env, fs};

use protocol::codec::{decode_client, decode_server, encode, encode_client, encode_server, parse};
use protocol::{CloseReason, DecodeError, Refusal};
use samples::{client_frames, server_frames};

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
        Refusal::SlowMode { .. } => "slow-mode",
        Refusal::Busy => "busy",
        Refusal::Frozen => "frozen",
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

const REFUSALS: [Refusal; 35] = [
    Refusal::Malformed,
    Refusal::Unknown,
    Refusal::TooBig { max_bytes: 65_536 },
    Refusal::SlowMode { seconds: 30 },
    Refusal::Busy,
    Refusal::Frozen,
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
