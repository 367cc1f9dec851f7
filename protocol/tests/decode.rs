//! What a client hears is read from a tree, by code that serde's derives know nothing of: the two must never differ.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, which is what it is for"
)]

use std::fmt::Debug;

use proptest::prelude::*;
use protocol::codec::{Decode, decode, parse};
use protocol::http::{Problem, TicketReply};
use protocol::{
    Boot, CloseReason, Colour, Lang, Log, Place, Post, ReadMarks, Refusal, Role, ServerFrame, Words,
};
use serde::de::DeserializeOwned;

const LOG: &str = r##"{"epoch":"00000000000000ab","head":2,"floor":1,"list":[{"seq":1,"at":1795185000000,"draft":"000000000000000000000000000000ab","author":{"member":"g1","name":"もか"},"what":{"said":{"body":"見た？\n\u3042"}}},{"seq":2,"at":1795185000001,"draft":"000000000000000000000000000000ac","author":{"member":"@ruan","name":"루안","role":"official"},"what":{"said":{"body":"b","with":{"reply":1,"mentions":["g1"],"sticker":"maru/ok","images":[{"key":"000000000000000000000000000000ad","w":4,"h":3,"tint":"#bc2461"}],"act":{"edit":1},"fate":"edited"}}}}],"pin":ENTRY,"quoted":[ENTRY],"tallies":[{"seq":1,"counts":[{"kind":"heart","n":2}],"mine":"good"}],"marks":{"from":1,"runs":[{"upto":2,"n":3}]}}"##;
const ENTRY: &str = r#"{"seq":1,"at":1,"draft":"000000000000000000000000000000ab","author":{"member":"g1","name":"a"},"what":{"said":{"body":"a","with":{"act":"join"}}}}"#;
const RULES: &str = r#"{"speech":"photos","read_marks":"off","unsend_min":1,"edit_min":2,"joins":"shown"}"#;
const BOOT: &str = r##"{"site":"miruna","room":"lounge","lang":"ja","place":"inline","host":"https://example.com","title":{"ja":"お","en":"t"},"read_marks":"count_down","accounts":[{"id":"ruan","name":{"ko":"루안"},"crest":{"shape":"leaf","ground":"#bc2461","ink":"#ffffff"}},{"id":"b","name":{}}],"chat":LOG,"feed":LOG,"now":1795185000000,"rules":RULES,"sticker_tap":"preview","quiet":{"from_min":1320,"to_min":420},"emoji":[{"name":"ルアン","key":"0123456789abcdef0123456789abcdef"}]}"##;
const TICKET: &str =
    r#"{"ticket":"t.s","member":"g1","name":"もか","role":"fan","expires_at":1795185000000}"#;
/// What the script that prepares pictures says.
const POST: &str = r##"{"draft":"000000000000000000000000000000ab","base_seq":0,"body":"画像","with":{"images":[{"key":"000000000000000000000000000000ad","w":4,"h":3,"tint":"#bc2461"}]}}"##;
const PROBLEM: &str =
    r#"{"refusal":{"body_too_long":{"units":5001,"max":5000}},"detail":"d","retry_after_ms":5}"#;
const WELCOME: &str = r#"{"welcome":{"you":{"member":"g1","name":"もか","role":"moderator"},"epoch":"00000000000000ab","head":2,"floor":1,"mode":"resume","now":3,"reconnect_window_ms":4,"settled":[{"draft":"000000000000000000000000000000ab","seq":2},{"draft":"000000000000000000000000000000ac"}],"seen_every":{"events":1,"bytes":2},"rules":RULES,"pin":ENTRY}}"#;

fn boot() -> String {
    whole(&BOOT.replace("LOG", LOG))
}

fn whole(text: &str) -> String {
    text.replace("ENTRY", ENTRY).replace("RULES", RULES)
}

/// Both readers' answer, which is one.
fn both<T: Decode + DeserializeOwned + PartialEq + Debug>(text: &str) -> Option<T> {
    let (tree, derived) = (decode::<T>(text).ok(), parse::<T>(text).ok());
    assert_eq!(tree, derived, "{text}");
    tree
}

/// The text, and the text without each of its fields, with each of them twice, or null, or a word, or a number instead.
fn variations(text: &str) -> Vec<String> {
    let value: serde_json::Value = serde_json::from_str(text).unwrap();
    let mut all = vec![text.to_owned()];
    vary(&value, &|changed| changed, &mut all);
    all
}

fn vary(value: &serde_json::Value, whole: &dyn Fn(String) -> String, all: &mut Vec<String>) {
    for other in [
        "null",
        "\"x\"",
        "7",
        "4294967296",
        "-1",
        "0.5",
        "true",
        "[]",
        "{}",
        r#"{"x":null}"#,
    ] {
        all.push(whole(other.to_owned()));
    }
    match value {
        serde_json::Value::Object(fields) => {
            let write = |fields: &[(String, String)]| {
                let fields: Vec<String> = fields.iter().map(|(name, of)| format!("{name:?}:{of}")).collect();
                format!("{{{}}}", fields.join(","))
            };
            let fields: Vec<(String, String)> = fields
                .iter()
                .map(|(name, of)| (name.clone(), of.to_string()))
                .collect();
            for at in 0..fields.len() {
                let mut less = fields.clone();
                let taken = less.remove(at);
                all.push(whole(write(&less)));
                for more in [taken.clone(), ("more".to_owned(), "[{}]".to_owned())] {
                    let mut twice = fields.clone();
                    twice.push(more);
                    all.push(whole(write(&twice)));
                }
                let inner = serde_json::from_str(&taken.1).unwrap();
                let around = |changed: String| {
                    let mut other = fields.clone();
                    other[at].1 = changed;
                    whole(write(&other))
                };
                vary(&inner, &around, all);
            }
        }
        serde_json::Value::Array(list) => {
            if let Some(first) = list.first() {
                vary(first, &|changed| whole(format!("[{changed}]")), all);
            }
        }
        serde_json::Value::String(text) => all.push(whole(format!(r#"{{{text:?}:null}}"#))),
        _ => {}
    }
}

fn all_alike<T: Decode + DeserializeOwned + PartialEq + Debug>(text: &str) {
    assert!(both::<T>(text).is_some(), "{text}");
    for other in variations(text) {
        both::<T>(&other);
    }
}

#[test]
fn d2_whatever_is_missing_doubled_or_of_another_kind_means_the_same_to_both_readers() {
    all_alike::<Boot>(&boot());
    all_alike::<Log>(&whole(LOG));
    all_alike::<TicketReply>(TICKET);
    all_alike::<Problem>(PROBLEM);
    all_alike::<Post>(POST);
    all_alike::<ServerFrame>(&whole(WELCOME));
}

#[test]
fn d2_every_frame_refusal_and_reason_that_is_frozen_means_the_same_to_both_readers() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        match path
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .split('-')
            .next()
            .unwrap()
        {
            "server" => all_alike::<ServerFrame>(&text),
            "refusal" => all_alike::<Refusal>(&text),
            "close" => all_alike::<CloseReason>(&text),
            _ => {}
        }
    }
}

#[test]
fn d2_every_word_means_the_same_to_both_readers() {
    for word in [
        "ja",
        "ko",
        "en",
        "panel",
        "inline",
        "page",
        "read",
        "count_down",
        "off",
        "fan",
        "moderator",
        "official",
        "Fan",
    ] {
        let text = format!("{word:?}");
        both::<Lang>(&text);
        both::<Place>(&text);
        both::<ReadMarks>(&text);
        both::<Role>(&text);
    }
    for shape in ["ring", "leaf", "sun", "wave", "bag", "cup", "cross"] {
        both::<Boot>(&boot().replace("\"leaf\"", &format!("{shape:?}")));
    }
    for colour in ["#000000", "#ffFFff", "#12345", "000000", ""] {
        both::<Colour>(&format!("{colour:?}"));
    }
    both::<Words>(r#"{"ja":"a","fr":"b"}"#);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn d2_a_spoilt_text_means_the_same_to_both_readers(
        harm in proptest::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0..4_u8), 1..6),
    ) {
        for text in [boot().as_str(), TICKET, PROBLEM, &whole(WELCOME)] {
            let mut chars: Vec<char> = text.chars().collect();
            for (at, c, how) in &harm {
                let at = at.index(chars.len());
                match how {
                    0 => chars[at] = *c,
                    1 => drop(chars.remove(at)),
                    2 => chars.insert(at, chars[at]),
                    _ => chars.swap(0, at),
                }
            }
            let text: String = chars.into_iter().collect();
            both::<Boot>(&text);
            both::<TicketReply>(&text);
            both::<Problem>(&text);
            both::<ServerFrame>(&text);
        }
    }
}
