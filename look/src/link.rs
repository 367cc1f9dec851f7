//! Addresses in what people write, so that both edges make the same ones into links.
//!
//! Invariant: the pieces, joined, are the text. What is underlined is the whole address and nothing else: a link leads to the
//! host that is read in it.
//!
//! So a host is written in ASCII, in a link. One with other letters stays text: which letters a reader takes for which nobody
//! can tell them, and browsers hand such an address out in ASCII (`xn--`) when it is copied, which is then what is shown.
//! Nor is there a link with a name before an `@` (`https://bank.example@evil.example`), or to a number: both are read as
//! something that they are not. Absent on purpose: every scheme but `https` and `http`.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    Plain(&'a str),
    Link(SafeUrl<'a>),
}

/// An address that may stand in `href`. Invariant: `http://` or `https://`, a host of ASCII names with a dot, perhaps a port,
/// no user, and no character that ends an attribute or that browsers read as another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafeUrl<'a>(&'a str);

/// What a link's `rel` says: the page that it leads to learns nothing and gets nothing.
pub const REL: &str = "noopener noreferrer nofollow ugc";

impl<'a> SafeUrl<'a> {
    /// Byte by byte, as everything here: what searches texts in general weighs a kilobyte in the widget.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut part = Part::Host;
        let (mut dots, mut first, mut before) = (false, b'.', b'.');
        for &c in text.as_bytes().get(scheme(text)?..)? {
            let fits = match (part, c) {
                (Part::Path, _) => is_of_address(c) && c != b'\\',
                (_, b'/' | b'?' | b'#') => {
                    part = Part::Path;
                    true
                }
                (Part::Port, _) => c.is_ascii_digit(),
                (Part::Host, b':') => {
                    part = Part::Port;
                    true
                }
                (Part::Host, _) => {
                    let starts = before == b'.';
                    before = c;
                    if c == b'.' {
                        dots = true;
                        !starts
                    } else {
                        if starts {
                            first = c;
                        }
                        c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_')
                    }
                }
            };
            if !fits {
                return None;
            }
        }
        // The last of the host's names begins with a letter, as no number does in any notation.
        (dots && first.is_ascii_alphabetic() && before != b'.').then_some(Self(text))
    }

    pub const fn as_str(self) -> &'a str {
        self.0
    }
}

#[derive(Clone, Copy)]
enum Part {
    Host,
    Port,
    Path,
}

/// How long the scheme is that the text begins with.
fn scheme(text: &str) -> Option<usize> {
    let text = text.as_bytes();
    let secure = matches!(text.get(4)?, b's' | b'S');
    let scheme = if secure { "https://" } else { "http://" };
    let start = text.get(..scheme.len())?;
    start
        .eq_ignore_ascii_case(scheme.as_bytes())
        .then_some(scheme.len())
}

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
fn first_link(text: &str) -> Option<(&str, SafeUrl<'_>, &str)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at += bytes
            .get(at..)?
            .iter()
            .position(|c| c.eq_ignore_ascii_case(&b'h'))?;
        let (before, rest) = text.split_at_checked(at)?;
        at += 1;
        let in_word = before.as_bytes().last().is_some_and(u8::is_ascii_alphanumeric);
        if in_word || scheme(rest).is_none() {
            continue;
        }
        let (link, after) = rest.split_at_checked(length(rest))?;
        match SafeUrl::parse(link) {
            Some(url) if !goes_on(link, after) => return Some((before, url, after)),
            // An address that is none has no other inside it.
            _ => at = text.len() - after.len(),
        }
    }
}

/// The host goes on in letters that look like those before: Latin with marks, Greek, Cyrillic and their neighbours. Japanese and
/// Korean words follow an address without a space, and are no part of it.
fn goes_on(link: &str, after: &str) -> bool {
    let has_path = || link.bytes().skip(8).any(|c| matches!(c, b'/' | b'?' | b'#'));
    matches!(after.chars().next(), Some('\u{c0}'..='\u{1fff}')) && !has_path()
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
    let end = text.bytes().position(|c| {
        open += i32::from(c == b'(') - i32::from(c == b')');
        !is_of_address(c) || open < 0
    });
    let address = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    address
        .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_'])
        .len()
}

const fn is_of_address(c: u8) -> bool {
    c.is_ascii_graphic() && !matches!(c, b'<' | b'>' | b'"' | b'`')
}
