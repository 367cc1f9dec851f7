//! Which language a text is surely written in. Han characters are drawn differently in Japan and Korea, and text
//! breaks differently too, so a message says its language where its letters do.

use protocol::Lang;

/// The language of the first letters that belong to only one of them. None for Latin letters, digits, or Han alone:
/// then the page's language holds.
pub fn lang_of(text: &str) -> Option<Lang> {
    text.chars().find_map(|c| match c {
        '\u{3041}'..='\u{30fa}'
        | '\u{30fd}'..='\u{30ff}'
        | '\u{31f0}'..='\u{31ff}'
        | '\u{ff66}'..='\u{ff9d}' => Some(Lang::Ja),
        '\u{1100}'..='\u{11ff}'
        | '\u{3131}'..='\u{318e}'
        | '\u{a960}'..='\u{a97c}'
        | '\u{ac00}'..='\u{d7fb}' => Some(Lang::Ko),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_one_language_tell_it() {
        for (text, lang) in [
            ("木陰にて", Some(Lang::Ja)),
            ("ﾊﾝｶｸ", Some(Lang::Ja)),
            ("그늘 아래서", Some(Lang::Ko)),
            ("ㅋㅋㅋ", Some(Lang::Ko)),
            ("公式", None),
            ("OK! 27", None),
            ("ー・ー", None),
            ("", None),
        ] {
            assert_eq!(lang_of(text), lang, "{text}");
        }
    }
}
