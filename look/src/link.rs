//! Addresses in what people write, so that both edges make the same ones into links.
//!
//! Invariant: the pieces, joined, are the text. A link begins with `http://` or `https://` and nothing else does.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Plain(&'a str),
    Link(&'a str),
}

/// What a link's `rel` says: the page that it leads to learns nothing and gets nothing.
pub const REL: &str = "noopener noreferrer nofollow ugc";

const SCHEMES: [&str; 2] = ["https://", "http://"];

pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut list = Vec::new();
    let mut rest = text;
    while let Some((plain, link, after)) = first_link(rest) {
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

/// What stands before it, the link, and what stands after.
fn first_link(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let at = from + place(text.get(from..)?, "http")?;
        let (before, rest) = text.split_at_checked(at)?;
        let length = length(rest);
        let is_link = SCHEMES
            .into_iter()
            .any(|scheme| rest.starts_with(scheme) && length > scheme.len());
        if is_link && !before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            let (link, after) = rest.split_at_checked(length)?;
            return Some((before, link, after));
        }
        from = at + 4;
    }
}

/// Where it stands first. Letter by letter: the general search is made for long texts, and would cost the widget a
/// kilobyte.
pub(crate) fn place(text: &str, what: &str) -> Option<usize> {
    text.as_bytes()
        .windows(what.len())
        .position(|part| part == what.as_bytes())
}

/// An address is written in ASCII: it ends before a Japanese or Korean word that follows without a space, and before
/// the punctuation of the sentence around it.
fn length(text: &str) -> usize {
    let mut open = 0_i32;
    let end = text.find(|c: char| {
        open += i32::from(c == '(') - i32::from(c == ')');
        !c.is_ascii_graphic() || matches!(c, '<' | '>' | '"' | '`') || open < 0
    });
    let address = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    address
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_'])
        .len()
}

#[cfg(test)]
mod tests {
    use super::Piece::{Link, Plain};
    use super::*;

    #[test]
    fn addresses_are_links_and_the_rest_is_text() {
        let text = "見て https://example.com/a?b=1#c です";
        assert_eq!(
            pieces(text),
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
    fn the_sentence_around_an_address_is_no_part_of_it() {
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
