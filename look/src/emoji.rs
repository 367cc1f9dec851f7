//! A site's own emoji in what people write: `:ルアン:`.
//!
//! Invariant: the parts, joined, are the text, and only a name that the site has is a picture.

use protocol::Emoji;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Plain(&'a str),
    /// And what was written for it.
    Own(&'a Emoji, &'a str),
}

/// So many, with nothing beside them, are shown large.
const LARGE: usize = 3;

pub fn parts<'a>(text: &'a str, known: &'a [Emoji]) -> Vec<Part<'a>> {
    let mut list = Vec::with_capacity(1);
    let mut rest = text;
    while let Some((before, emoji, written, after)) = first(rest, known) {
        if !before.is_empty() {
            list.push(Part::Plain(before));
        }
        list.push(Part::Own(emoji, written));
        rest = after;
    }
    if !rest.is_empty() {
        list.push(Part::Plain(rest));
    }
    list
}

pub fn has_any(text: &str, known: &[Emoji]) -> bool {
    first(text, known).is_some()
}

/// What stands before it, the emoji, what was written for it, and what stands after.
fn first<'a>(text: &'a str, known: &'a [Emoji]) -> Option<(&'a str, &'a Emoji, &'a str, &'a str)> {
    if known.is_empty() {
        return None;
    }
    let mut at = colon(text, 0)?;
    loop {
        let end = colon(text, at + 1)?;
        let name = text.get(at + 1..end)?;
        if let Some(emoji) = known.iter().find(|emoji| emoji.name.as_str() == name) {
            return Some((text.get(..at)?, emoji, text.get(at..=end)?, text.get(end + 1..)?));
        }
        // The colon at its end may begin another.
        at = end;
    }
}

/// A few emoji and nothing else: they are what is said.
pub fn is_large(text: &str, known: &[Emoji]) -> bool {
    let parts = parts(text, known);
    let emoji = parts.iter().filter(|part| matches!(part, Part::Own(..))).count();
    (1..=LARGE).contains(&emoji)
        && parts.iter().all(|part| match part {
            Part::Plain(text) => text.trim().is_empty(),
            Part::Own(..) => true,
        })
}

fn colon(text: &str, from: usize) -> Option<usize> {
    let rest = text.as_bytes().get(from..)?;
    Some(from + rest.iter().position(|c| *c == b':')?)
}

#[cfg(test)]
mod tests {
    use protocol::{EmojiName, ImageKey};

    use super::*;

    fn known() -> Vec<Emoji> {
        let key = ImageKey::parse("0123456789abcdef0123456789abcdef").unwrap();
        let of = |name| Emoji {
            name: EmojiName::parse(name).unwrap(),
            key,
        };
        ["葉", "ok", "축하"].map(of).to_vec()
    }

    fn told(text: &str) -> Vec<String> {
        let known = known();
        let parts = parts(text, &known).into_iter();
        parts
            .map(|part| match part {
                Part::Plain(text) => text.to_owned(),
                Part::Own(emoji, written) => format!("<{} {written}>", emoji.name),
            })
            .collect()
    }

    #[test]
    fn s1_only_names_that_the_site_has_are_pictures() {
        assert_eq!(told("見た:葉::ok:！"), ["見た", "<葉 :葉:>", "<ok :ok:>", "！"]);
        assert_eq!(told("a:ok:ok:"), ["a", "<ok :ok:>", "ok:"]);
        assert_eq!(told("18:00:ok:"), ["18:00", "<ok :ok:>"]);
        assert_eq!(told(":: :no: :축하:"), [":: :no: ", "<축하 :축하:>"]);
        for text in ["", ":", "::", "10:20:30", ":葉", "葉:", ":OK:"] {
            assert_eq!(told(text).concat(), text);
        }
        assert_eq!(parts(":ok:", &[]), [Part::Plain(":ok:")]);
    }

    #[test]
    fn s1_a_few_of_them_alone_are_large() {
        let known = known();
        for (text, large) in [
            (":ok:", true),
            (" :ok: :葉:\n:ok:", true),
            (":ok::ok::ok::ok:", false),
            ("a:ok:", false),
            ("a", false),
            (" ", false),
        ] {
            assert_eq!(is_large(text, &known), large, "{text}");
            assert_eq!(has_any(text, &known), text.contains(":ok:"));
        }
    }
}
