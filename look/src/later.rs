//! The words of what loads later: the pickers and sheets of `widget/js/lazy/`, each with a table of its own.
//!
//! Invariant: a phrase that one language lacks does not compile, and none of these is in the app's module: only the build links
//! them (feature `later`), and lays each table, in all three languages, into the script that needs it. That script imports it
//! as `./words/NAME.js`, with its own name.

use protocol::Lang;

mod en;
mod ja;
mod ko;

/// Tables of phrases, each named after the script that speaks it.
macro_rules! later {
    ($($(#[$about:meta])* $module:ident: $table:ident { $($word:ident),* $(,)? })*) => {
        #[derive(Clone, Copy, Debug)]
        pub struct Later {
            $($(#[$about])* pub $module: $table,)*
        }

        impl Later {
            /// For whoever writes them out: every script's name, with its phrases and their names.
            pub fn tables(&self) -> Vec<(&'static str, Vec<(&'static str, &'static str)>)> {
                vec![$((stringify!($module), vec![$((stringify!($word), self.$module.$word)),*])),*]
            }
        }

        $(#[derive(Clone, Copy, Debug)]
        pub struct $table {
            $(pub $word: &'static str,)*
        })*
    };
}

// `{n}` is a number, which the script puts in.
later! {
    stickers: Stickers {
        panel, packs, recents, recents_empty, count, tap_sends, tap_shows, send, cancel,
    }
    emoji: Emoji {
        panel, search, groups, recents, recents_empty, own, none_found, found,
        faces, people, nature, food, places, play, things, signs, flags,
    }
    images: Images {
        photo, tray, count, nth, remove, again, send, going, waiting, failed, most, busy, drop,
        odd, heic, too_big, image_odd, image_too_big, image_too_large, storage_full, read_only,
    }
    viewer: Viewer {
        viewer, all, save, out, close, before, next,
    }
    menu: Menu {
        menu, react, heart, good, check, laugh, wow, sad, clap, fire, reply, copy, edit, pin, unpin, open,
        copy_image, unsend, again, delete, report, block, sure, sure_other, keep, why, spam, abuse, scam,
        private, other,
    }
    settings: Settings {
        title, close, name, none_yet, language, theme, auto, light, dark, sound, notices, all, mentions, off,
        quiet, quiet_hint, from, to, enter, enter_hint, jump, go, share, copy, copied, uncopied, blocked,
        nobody, unblock, browser, forget, forget_sure, forget_do, keep,
    }
    toast: Toast {
        blocked, undo, noted, copied, uncopied, lost,
    }
    nickname: Nickname {
        title, hint, field, join, not_now, rename, save,
    }
    mention: Mention {
        list, found, official,
    }
}

pub fn later(lang: Lang) -> &'static Later {
    match lang {
        Lang::Ja => &ja::JA,
        Lang::Ko => &ko::KO,
        Lang::En => &en::EN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_loads_later_speaks_each_language_in_its_own_letters() {
        let is_kana_or_han = |c: char| matches!(c, '\u{3041}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}');
        let is_hangul = |c: char| matches!(c, '\u{ac00}'..='\u{d7a3}');
        for lang in Lang::ALL {
            for (module, words) in later(lang).tables() {
                for (name, text) in words {
                    let (japanese, korean) = (text.contains(is_kana_or_han), text.contains(is_hangul));
                    let own = match lang {
                        Lang::Ja => japanese && !korean,
                        Lang::Ko => korean && !japanese,
                        Lang::En => !text.is_empty() && !japanese && !korean,
                    };
                    assert!(own, "{lang:?} {module}.{name}: {text}");
                }
            }
        }
    }

    #[test]
    fn g16_pictures_without_a_word_are_called_as_the_list_knows_them() {
        for lang in Lang::ALL {
            assert_eq!(later(lang).images.photo, crate::phrases(lang).photo);
        }
    }

    #[test]
    fn a_number_stands_in_a_phrase_in_every_language_or_in_none() {
        let [ja, ko, en] = Lang::ALL.map(|lang| later(lang).tables());
        for ((module, ja), ((_, ko), (_, en))) in ja.into_iter().zip(ko.into_iter().zip(en)) {
            for ((name, ja), ((_, ko), (_, en))) in ja.into_iter().zip(ko.into_iter().zip(en)) {
                let with = [ja, ko, en].map(|text| text.contains("{n}"));
                assert!(
                    with == [true; 3] || with == [false; 3],
                    "{module}.{name}: {with:?}"
                );
            }
        }
    }
}
