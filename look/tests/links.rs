//! The corpus of addresses, and many that chance makes: what is a link leads where it seems to, or is none.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed, which is what it is for"
)]

use look::link::SafeUrl;
use look::{Piece, pieces};

/// `\u{…}`, `\t` and `\n` as the characters that they are.
fn unescape(text: &str) -> String {
    let mut parts = text.split("\\u{");
    let mut out = parts.next().unwrap().to_owned();
    for part in parts {
        let (code, rest) = part.split_once('}').unwrap();
        out.push(char::from_u32(u32::from_str_radix(code, 16).unwrap()).unwrap());
        out.push_str(rest);
    }
    out.replace("\\t", "\t").replace("\\n", "\n")
}

fn links(text: &str) -> Vec<&str> {
    let all = pieces(text);
    let joined: Vec<&str> = all
        .iter()
        .map(|piece| match piece {
            Piece::Plain(text) => text,
            Piece::Link(url) => url.as_str(),
        })
        .collect();
    assert_eq!(joined.concat(), text, "the pieces, joined, are the text");
    all.iter()
        .filter_map(|piece| match piece {
            Piece::Plain(_) => None,
            Piece::Link(url) => Some(url.as_str()),
        })
        .collect()
}

#[test]
fn g4_the_corpus_of_addresses_is_linked_as_it_says() {
    let mut lines = 0;
    for line in include_str!("links.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (text, wanted) = line.split_once(" -> ").unwrap_or_else(|| panic!("{line}"));
        let wanted: Vec<&str> = wanted.split(' ').filter(|link| *link != "-").collect();
        assert_eq!(links(&unescape(text)), wanted, "{line}");
        lines += 1;
    }
    assert!(lines > 90, "{lines}");
}

#[test]
fn e3_whatever_is_written_a_link_has_a_safe_scheme_a_host_of_names_and_no_user() {
    let parts = [
        "https://",
        "http://",
        "HTTPS://",
        "javascript:",
        "data:",
        "//",
        ":",
        "@",
        "\\",
        "/",
        "?",
        "#",
        ".",
        "-",
        "a",
        "bank",
        "example",
        "jp",
        "xn--a",
        "127.0.0.1",
        "0x7f",
        "[::1]",
        "%40",
        "%00",
        "\0",
        "\t",
        "\n",
        " ",
        "\u{202e}",
        "\u{200b}",
        "\u{430}",
        "を",
        "요",
        "。",
        "(",
        ")",
        "<",
        ">",
        "\"",
        "'",
        "`",
        "😀",
        ":80",
        ":port",
    ];
    // A generator of its own: the same texts on every machine.
    let mut dice = 0x9e37_79b9_u64;
    let mut found = 0;
    for _ in 0..200_000 {
        let mut text = String::new();
        for at in 0..8 {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(parts[usize::try_from(dice >> 33).unwrap() % parts.len()]);
            if at == 1 {
                text.push_str("https://a.jp");
            }
        }
        for link in links(&text) {
            found += 1;
            let (scheme, rest) = link.split_once("://").unwrap();
            assert!(
                ["http", "https"].contains(&scheme.to_lowercase().as_str()),
                "{text:?}"
            );
            let authority = rest.split(['/', '?', '#']).next().unwrap();
            assert!(!authority.contains(['@', '%', '\\', '[']), "{text:?}");
            assert!(authority.contains('.') && link.is_ascii(), "{text:?}");
            assert_eq!(SafeUrl::parse(link).map(SafeUrl::as_str), Some(link), "{text:?}");
        }
    }
    assert!(found > 1_000, "{found}");
}
