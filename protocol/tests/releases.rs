//! Two versions talk: what an earlier release wrote is read as it was meant, and what this one writes is what that one
//! reads, but for what is listed here.
//!
//! The files are in `tests/releases/`, and are never written again.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, which is what it is for"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use protocol::codec::{
    Decode, decode, decode_client, decode_server, encode, encode_client, encode_server, parse,
};
use protocol::http::{
    AccountReply, AccountRequest, GuestRequest, MintRequest, PostReply, PostRequest, Problem, Settings,
    SiteReply, TicketReply,
};
use protocol::{Boot, CloseReason, DecodeError, Refusal};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What 0.1.0 does not know, and why that hurts nobody: each was tried with that release's own codec. Whoever adds to the
/// language adds a row here, or a test fails.
const SINCE_0_1_0: [(&str, &str); 37] = [
    (
        "frames/client-seen",
        "an unknown kind: a room of 0.1.0 answers `unknown` and goes on; and it never asks for it, since its welcome has no \
         seen_every",
    ),
    (
        "frames/server-resync",
        "an unknown kind: skipped. The socket hears nothing until its next fetch or hello, or is closed by 4008",
    ),
    (
        "frames/close-4008",
        "an unknown code is a cut link: it comes back and resumes. The bye before it cannot be read and is skipped",
    ),
    (
        "frames/refusal-storage-full",
        "a `refused` that cannot be read is skipped: the message stays unsent, and is sent again with the next hello",
    ),
    (
        "frames/server-welcome-snapshot: welcome.seen_every",
        "an unknown field: skipped, and no Seen is said",
    ),
    ("frames/refusal-busy", HELD),
    ("frames/refusal-frozen", HELD),
    ("frames/refusal-slow-mode", HELD),
    ("frames/server-refused-held", HELD),
    ("frames/server-rules", SKIPPED),
    ("frames/client-block", UNASKED),
    ("frames/client-find", UNASKED),
    ("frames/client-look", UNASKED),
    ("frames/client-react", UNASKED),
    ("frames/client-react-back", UNASKED),
    ("frames/client-read", UNASKED),
    ("frames/client-report", UNASKED),
    ("frames/client-post-with", AS_TEXT),
    ("frames/client-post-unsend", AS_TEXT),
    ("frames/server-events-with", AS_TEXT),
    ("frames/server-found", SKIPPED),
    ("frames/server-looked", SKIPPED),
    ("frames/server-marks", SKIPPED),
    ("frames/server-noted", SKIPPED),
    ("frames/server-reactions", SKIPPED),
    ("frames/server-reactions-within", SKIPPED),
    ("frames/refusal-gone", UNASKED_REFUSAL),
    ("frames/refusal-image-odd", UNASKED_REFUSAL),
    ("frames/refusal-image-too-big", UNASKED_REFUSAL),
    ("frames/refusal-image-too-large", UNASKED_REFUSAL),
    ("frames/refusal-no-such-image", UNASKED_REFUSAL),
    ("frames/refusal-no-such-sticker", UNASKED_REFUSAL),
    ("frames/refusal-not-yours", UNASKED_REFUSAL),
    ("frames/refusal-photos-only", UNASKED_REFUSAL),
    ("frames/refusal-too-late", UNASKED_REFUSAL),
    ("frames/server-welcome-snapshot: welcome.rules", SKIPPED_FIELD),
    ("frames/server-welcome-snapshot: welcome.pin", SKIPPED_FIELD),
];

const UNASKED: &str = "an unknown kind: a room of 0.1.0 answers `unknown` and goes on; a client says it only to a room whose welcome has rules";
const SKIPPED: &str = "an unknown kind: skipped, and 0.1.0 draws nothing of it";
const HELD: &str = "a `refused` that cannot be read is skipped: the message stays unsent to the eye, and is sent again with the next hello";
const SKIPPED_FIELD: &str = "an unknown field: skipped";
const AS_TEXT: &str =
    "an unknown field: skipped, and the text stands alone: a sticker is its words, an act is three dots";
const UNASKED_REFUSAL: &str =
    "a `refused` that cannot be read is skipped; only what 0.1.0 has no way to ask for is refused so";

fn releases() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/releases")
}

/// By name, without `.json` and the last line's end.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(&path).unwrap().trim_end().to_owned())
        })
        .collect()
}

fn frozen(folder: &str) -> BTreeMap<String, String> {
    files(&releases().join("0.1.0").join(folder))
}

/// Read and written again by today's code.
fn again(name: &str, text: &str) -> Result<String, DecodeError> {
    match name.split('-').next().unwrap() {
        "client" => decode_client(text).map(|frame| encode_client(&frame)),
        "server" => decode_server(text).map(|frame| encode_server(&frame)),
        "refusal" => decode::<Refusal>(text).map(|refusal| encode(&refusal)),
        "close" => decode::<CloseReason>(text).map(|reason| encode(&reason)),
        _ => panic!("{name} is of no kind"),
    }
}

#[test]
fn r2_a_frame_of_an_earlier_release_is_read_and_loses_nothing() {
    let frames = frozen("frames");
    assert_eq!(frames.len(), 43, "the files of a release are never taken away");
    for (name, text) in frames {
        assert_eq!(again(&name, &text).as_ref(), Ok(&text), "{name}");
    }
}

/// What `new` says beside what `old` says; a panic where it says something else.
fn added(path: &str, old: &Value, new: &Value) -> Vec<String> {
    match (old, new) {
        (Value::Object(old), Value::Object(new)) => {
            assert!(
                old.keys().all(|key| new.contains_key(key)),
                "{path} has lost a field"
            );
            let more = new.iter().map(|(key, new)| match old.get(key) {
                Some(old) => added(&format!("{path}.{key}"), old, new),
                None => vec![format!("{path}.{key}")],
            });
            more.flatten().collect()
        }
        (Value::Array(old), Value::Array(new)) if old.len() == new.len() => {
            let more = old
                .iter()
                .zip(new)
                .map(|(old, new)| added(&format!("{path}[]"), old, new));
            more.flatten().collect()
        }
        _ => {
            assert_eq!(old, new, "{path} says something else than it did");
            Vec::new()
        }
    }
}

#[test]
fn r2_what_is_written_today_is_what_an_earlier_release_reads_but_for_what_is_listed() {
    let (old, new) = (
        frozen("frames"),
        files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")),
    );
    let mut found = BTreeSet::new();
    for (name, new) in &new {
        match old.get(name) {
            None => {
                found.insert(format!("frames/{name}"));
            }
            Some(old) if old == new => {}
            Some(old) => {
                let [old, new] = [old, new].map(|text| serde_json::from_str::<Value>(text).unwrap());
                let fields = added("", &old, &new);
                found.extend(
                    fields
                        .iter()
                        .map(|field| format!("frames/{name}: {}", &field[1..])),
                );
            }
        }
    }
    let listed: BTreeSet<String> = SINCE_0_1_0.iter().map(|(what, _)| (*what).to_owned()).collect();
    assert_eq!(found, listed, "this is new, or gone: say why it hurts nobody");
    let gone: Vec<_> = old.keys().filter(|name| !new.contains_key(*name)).collect();
    assert!(gone.is_empty(), "still spoken by people of 0.1.0: {gone:?}");
}

fn same<T: DeserializeOwned + Serialize>(name: &str, text: &str) {
    let value: T = parse(text).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    assert_eq!(encode(&value), text, "{name}");
}

/// As the widget reads it, which has a reader of its own.
fn same_to_a_fan<T: Decode + Serialize>(name: &str, text: &str) {
    let value: T = decode(text).unwrap_or_else(|error| panic!("{name}: {error:?}"));
    assert_eq!(encode(&value), text, "{name}");
}

/// A page may have been kept on a device for weeks, and the app that reads it is then a newer one.
#[test]
fn r2_a_document_of_an_earlier_release_is_read_and_loses_nothing() {
    let documents = frozen("documents");
    assert_eq!(documents.len(), 3);
    for (name, text) in documents {
        same_to_a_fan::<Boot>(&name, &text);
    }
}

#[test]
fn r2_the_bodies_of_the_api_are_what_they_were() {
    let bodies = frozen("http");
    assert_eq!(bodies.len(), 10);
    for (name, text) in bodies {
        match name.as_str() {
            "settings" => same::<Settings>(&name, &text),
            "site-reply" => same::<SiteReply>(&name, &text),
            "account-request" => same::<AccountRequest>(&name, &text),
            "account-reply" => same::<AccountReply>(&name, &text),
            "guest-request" => same::<GuestRequest>(&name, &text),
            "mint-request" => same::<MintRequest>(&name, &text),
            "ticket-reply" => same_to_a_fan::<TicketReply>(&name, &text),
            "post-request" => same::<PostRequest>(&name, &text),
            "post-reply" => same::<PostReply>(&name, &text),
            "problem" => same_to_a_fan::<Problem>(&name, &text),
            _ => panic!("{name}: of what type is it?"),
        }
    }
}

#[test]
fn r2_a_field_and_a_kind_of_the_future_are_skipped_by_a_client_and_refused_politely_by_a_room() {
    for (name, text) in frozen("frames") {
        let later = |text: &str| text.replacen("\":{", "\":{\"of_the_future\":[{\"x\":1}],", 1);
        match name.split('-').next().unwrap() {
            "server" => {
                let (now, then) = (decode_server(&text), decode_server(&later(&text)));
                assert_eq!(now, then, "{name}");
                assert!(now.is_ok(), "{name}");
            }
            "client" => assert_eq!(decode_client(&text), decode_client(&later(&text)), "{name}"),
            _ => {}
        }
    }
    let unknown = "{\"of_the_future\":{\"x\":1}}";
    assert_eq!(decode_server(unknown), Err(DecodeError::Unknown));
    assert_eq!(decode_client(unknown), Err(DecodeError::Unknown));
    assert_eq!(Refusal::from(DecodeError::Unknown), Refusal::Unknown);
    assert_eq!(CloseReason::of_code(4_999), None);
}
