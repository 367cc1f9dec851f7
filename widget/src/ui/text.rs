//! A message's text: addresses become links, everything else stays the text that it is.
//!
//! Invariant: `http` and `https` only, and nothing but text nodes and anchors comes out.

use yew::{AttrValue, Html, html};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Plain(&'a str),
    Link(&'a str),
}

pub fn text(text: &AttrValue) -> Html {
    if !text.contains("://") {
        return html! { text };
    }
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(text) => html! { text.to_owned() },
            Piece::Link(address) => html! {
                <a href={address.to_owned()} target="_blank" rel="noopener noreferrer nofollow ugc">
                    { address.to_owned() }
                </a>
            },
        })
        .collect()
}

fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut list = Vec::new();
    let mut rest = text;
    while let Some((at, length)) = find(rest) {
        let (plain, from) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let (link, after) = from.split_at_checked(length).unwrap_or((from, ""));
        if !plain.is_empty() {
            list.push(Piece::Plain(plain));
        }
        list.push(Piece::Link(link));
        rest = after;
    }
    if !rest.is_empty() {
        list.push(Piece::Plain(rest));
    }
    list
}

/// The first address: where it begins, and how long it is.
fn find(text: &str) -> Option<(usize, usize)> {
    let mut from = 0;
    loop {
        let at = from + text.get(from..)?.find("http")?;
        let rest = text.get(at..)?;
        let scheme = ["https://", "http://"]
            .into_iter()
            .find(|scheme| rest.starts_with(scheme));
        let begins = text
            .get(..at)?
            .chars()
            .next_back()
            .is_none_or(|before| !before.is_ascii_alphanumeric());
        if let Some(scheme) = scheme.filter(|_| begins) {
            let length = length(rest);
            if length > scheme.len() {
                return Some((at, length));
            }
        }
        from = at + 4;
    }
}

/// An address is written in ASCII; it ends before a Japanese or Korean word that follows without a space, and before
/// the punctuation of the sentence around it.
fn length(text: &str) -> usize {
    let mut open = 0_i32;
    let end = text
        .find(|c: char| {
            open += i32::from(c == '(') - i32::from(c == ')');
            !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '`') || open < 0
        })
        .unwrap_or(text.len());
    text.get(..end)
        .unwrap_or_default()
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_'])
        .len()
}

#[cfg(test)]
mod tests {
    use super::Piece::{Link, Plain};
    use super::*;

    #[test]
    fn addresses_are_links_and_the_rest_is_text() {
        assert_eq!(
            pieces("見て https://example.com/a?b=1#c です"),
            [
                Plain("見て "),
                Link("https://example.com/a?b=1#c"),
                Plain(" です")
            ]
        );
        assert_eq!(
            pieces("http://a.jp/1 https://b.kr"),
            [Link("http://a.jp/1"), Plain(" "), Link("https://b.kr")]
        );
    }

    #[test]
    fn a_sentence_around_an_address_does_not_become_part_of_it() {
        assert_eq!(
            pieces("https://a.jpを見て"),
            [Link("https://a.jp"), Plain("を見て")]
        );
        assert_eq!(
            pieces("(https://a.jp/x(1))."),
            [Plain("("), Link("https://a.jp/x(1)"), Plain(").")]
        );
        assert_eq!(
            pieces("https://a.kr/예약, 어때요?"),
            [Link("https://a.kr/"), Plain("예약, 어때요?")]
        );
        assert_eq!(
            pieces("「https://a.jp」。"),
            [Plain("「"), Link("https://a.jp"), Plain("」。")]
        );
    }

    #[test]
    fn no_other_scheme_is_a_link() {
        for text in [
            "javascript://alert(1)",
            "xhttps://a.jp",
            "https://",
            "data://x",
            "httphttp",
            "ftp://a.jp http:/x",
        ] {
            assert_eq!(pieces(text), [Plain(text)], "{text}");
        }
    }
}
