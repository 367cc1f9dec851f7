//! Which message is so long that it is shown folded, with a word to unfold it.
//!
//! Invariant: a text that is folded has more lines than are shown, however wide the bubble, so that unfolding shows more. What is a
//! little longer than that stays whole: to hide two lines helps nobody.

/// The style sheet shows twelve lines; a few more are not worth a press.
const LINES: usize = 15;
/// The widest bubble takes 26 ideographs; a letter takes half of one.
const WIDTH: usize = 52;

pub fn is_long(text: &str) -> bool {
    let (mut lines, mut width, mut before) = (0, 0, '\0');
    for c in text.chars() {
        width += match c {
            // Marks, joiners and what they join take no room.
            '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{fe0f}' => 0,
            _ if before == '\u{200d}' => 0,
            '\0'..='\u{10ff}' => 1,
            _ => 2,
        };
        if c == '\n' || width > WIDTH {
            lines += 1;
            width = 0;
        }
        before = c;
    }
    lines >= LINES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g4_only_what_has_more_lines_than_are_shown_is_folded() {
        for (text, long) in [
            (String::new(), false),
            ("\n".repeat(14), false),
            ("\n".repeat(15), true),
            ("あ".repeat(26 * 15), false),
            ("あ".repeat(27 * 15), true),
            ("a".repeat(53 * 15), true),
            ("가나다 ".repeat(60), false),
        ] {
            assert_eq!(is_long(&text), long, "{} characters", text.chars().count());
        }
    }

    #[test]
    fn g4_what_takes_no_room_folds_nothing() {
        assert!(!is_long(&["Z", &"\u{301}".repeat(4_999)].concat()));
        assert!(!is_long(&"👨‍👩‍👧‍👦".repeat(26)));
        assert!(!is_long(&["あ", &"\u{200b}".repeat(4_000), "あ"].concat()));
        assert!(is_long(&"👨‍👩‍👧‍👦".repeat(454)));
    }
}
