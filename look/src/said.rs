//! What a message is beside its text, in the few words and numbers that both edges show.

use protocol::{Body, Lang, Marks, Reaction, Seq, With};

use crate::phrases::{Phrases, phrases};

/// Pictures that are drawn; the last one tells how many more there are.
pub const SHOWN: usize = 4;

/// As much as a quote or the pinned bar shows: the first line, and no more of it than fits.
pub fn line(body: &str) -> &str {
    const MOST: usize = 80;
    let line = body.lines().find(|line| !line.trim().is_empty()).unwrap_or(body);
    let end = line.char_indices().nth(MOST).map_or(line.len(), |(at, _)| at);
    line.get(..end).unwrap_or(line)
}

/// What was written to the pictures, if anything was: where nothing was, the text only says that there are some, in the
/// language of whoever sent them.
pub fn caption(body: &Body) -> Option<&str> {
    let text = body.as_str();
    Lang::ALL
        .into_iter()
        .all(|lang| phrases(lang).photo != text)
        .then_some(text)
}

/// How many have read a message, or have not yet.
pub fn mark_of(marks: Option<&Marks>, seq: Seq) -> Option<u32> {
    let marks = marks.filter(|marks| marks.from <= seq)?;
    marks.runs.iter().find(|run| seq <= run.upto).map(|run| run.n)
}

/// So few letters can stand over a time; beyond them, only that there are more.
pub fn mark(n: u32) -> String {
    if n > 999 { "999+".to_owned() } else { n.to_string() }
}

/// `既読 3`, over the time of one's own message. Nobody is left out, and nobody is a number that does not fit.
pub fn read(words: &Phrases, n: u32) -> String {
    words.read.around(&mark(n))
}

pub const fn glyph(reaction: Reaction) -> &'static str {
    match reaction {
        Reaction::Heart => "❤️",
        Reaction::Good => "👍",
        Reaction::Check => "✅",
        Reaction::Laugh => "😂",
        Reaction::Wow => "😮",
        Reaction::Sad => "😢",
        Reaction::Clap => "👏",
        Reaction::Fire => "🔥",
    }
}

/// It is shown as what it is, without a bubble.
pub fn is_bare(with: Option<&With>) -> bool {
    with.is_some_and(|with| with.sticker.is_some() || !with.images.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g8_a_quote_is_the_first_line_that_says_something() {
        assert_eq!(line("一行"), "一行");
        assert_eq!(line("\n \n見て！\nこれ"), "見て！");
        assert_eq!(line(&"あ".repeat(5_000)), "あ".repeat(80));
        assert_eq!(line(""), "");
    }

    #[test]
    fn g16_pictures_without_a_word_have_no_caption_whoever_sent_them() {
        let caption = |text| super::caption(&Body::parse(text).unwrap()).map(str::to_owned);
        for photo in Lang::ALL.map(|lang| phrases(lang).photo) {
            assert_eq!(caption(photo), None);
        }
        assert_eq!(caption("会場の写真"), Some("会場の写真".to_owned()));
    }

    #[test]
    fn g6_a_number_of_readers_stays_small() {
        assert_eq!([0, 1, 999, 1_000].map(mark), ["0", "1", "999", "999+"]);
        assert_eq!(read(phrases(Lang::Ja), 841), "既読 841");
    }
}
