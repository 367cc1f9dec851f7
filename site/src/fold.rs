//! Names as an eye in a hurry reads them.
//!
//! Invariant: two names that a person could mistake for each other fold to the same text. Folded text is compared and
//! thrown away; nobody is ever shown it.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_security::confusable_detection::skeleton;

/// Without case, width, accents, spaces, punctuation and emoji; one script for look-alikes, one kana for both.
pub(crate) fn fold(text: &str) -> String {
    let plain: String = text.nfkc().flat_map(char::to_lowercase).collect();
    skeleton(&plain)
        .flat_map(char::to_lowercase)
        .map(alike)
        .filter(|c| c.is_alphanumeric() || matches!(c, '\u{3099}' | '\u{309a}'))
        .filter(|c| !is_combining_mark(*c) || matches!(c, '\u{3099}' | '\u{309a}'))
        .nfc()
        .collect()
}

/// What the Unicode table keeps apart, and a name's reader does not: hiragana and katakana, and the figures that
/// stand in for letters.
fn alike(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c).saturating_add(0x60)).unwrap_or(c),
        'i' | '1' | '|' | '!' => 'l',
        '0' => 'o',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_folds_to_the_same() {
        for (one, other) in [
            ("MIRUNA", "miruna"),
            ("MIRUNA", "ＭＩＲＵＮＡ"),
            ("MIRUNA", "M.I-R_U N A"),
            ("MIRUNA", "🌿MIRUNA🌿"),
            ("MIRUNA", "МІRUNА"),
            ("MIRUNA", "mìrúnä"),
            ("MIRUNA", "𝓜𝓘𝓡𝓤𝓝𝓐"),
            ("MIRUNA", "M1RUNA"),
            ("YOAKE", "Y0ΑΚΕ"),
            ("ルアン", "ﾙｱﾝ"),
            ("ルアン", "るあん"),
            ("ルアン", "ル・ア・ン♡"),
            ("ガーデン", "がーでん"),
            ("ガーデン", "ｶﾞｰﾃﾞﾝ"),
            ("루안", "루 안 ✨"),
            ("루안", "루안"),
            ("사랑 Café", "사랑cafe"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn what_looks_different_stays_apart() {
        for (one, other) in [
            ("ルアン", "ルマン"),
            ("ガーデン", "カーデン"),
            ("バ", "パ"),
            ("루안", "루인"),
            ("Ruan", "Luan"),
            ("해온", "해운"),
        ] {
            assert_ne!(fold(one), fold(other), "{one} and {other}");
        }
    }

    #[test]
    fn decoration_alone_folds_to_nothing() {
        assert_eq!(fold("🌿✨・・・ ♡"), "");
    }
}
