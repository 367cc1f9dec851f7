//! Whom a message calls by name: `@もかさん`, `@콩떡님`.
//!
//! Invariant: the parts, joined, are the text. A name ends at a space; one that has spaces is written with some that do not
//! part (U+00A0). The first call in the text is the first of the entry's mentions, and so on.

use crate::link::place;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    Plain(&'a str),
    /// The how-manieth call it is.
    Call(&'a str, usize),
}

/// The parts of a text in which `calls` names are called, of which `made` came before it.
pub fn parts<'a>(text: &'a str, calls: usize, made: &mut usize) -> Vec<Part<'a>> {
    let mut list = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while *made < calls
        && let Some(at) = rest.get(from..).and_then(|rest| place(rest, "@"))
        && let Some((before, called)) = rest.split_at_checked(from + at)
    {
        let length = called.find(ends).unwrap_or(called.len());
        if length < 2 || before.ends_with(|c: char| c.is_ascii_alphanumeric()) {
            from += at + 1;
            continue;
        }
        let (call, after) = called.split_at_checked(length).unwrap_or((called, ""));
        if !before.is_empty() {
            list.push(Part::Plain(before));
        }
        list.push(Part::Call(call, *made));
        *made += 1;
        (rest, from) = (after, 0);
    }
    if !rest.is_empty() {
        list.push(Part::Plain(rest));
    }
    list
}

fn ends(c: char) -> bool {
    matches!(c, ' ' | '\n' | '\t' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::Part::{Call, Plain};
    use super::*;

    fn of(text: &str, calls: usize) -> Vec<Part<'_>> {
        parts(text, calls, &mut 0)
    }

    #[test]
    fn g8_a_name_that_is_called_is_told_apart() {
        assert_eq!(
            of("@콩떡님 위치 어디예요?", 1),
            [Call("@콩떡님", 0), Plain(" 위치 어디예요?")]
        );
        assert_eq!(
            of("ね、@もか\u{a0}ルアン担さん\u{3000}@のりさん", 2),
            [
                Plain("ね、"),
                Call("@もか\u{a0}ルアン担さん", 0),
                Plain("\u{3000}"),
                Call("@のりさん", 1)
            ]
        );
    }

    #[test]
    fn g8_nobody_is_called_who_is_not_mentioned() {
        for text in ["@だれか", "a@b.jp @", "@"] {
            assert_eq!(of(text, 0), [Plain(text)]);
        }
        assert_eq!(
            of("mail a@b.jp @ @もかさん @のりさん", 1),
            [Plain("mail a@b.jp @ "), Call("@もかさん", 0), Plain(" @のりさん")]
        );
    }
}
