//! The sticker packs that everybody has: every sticker's words in three languages.
//!
//! Invariant: a sticker is never taken away or renamed, since messages name it for good; one that lacks a language does not
//! compile. None of this is in the app's module: the relay asks whether a sticker exists and what it says (feature `stickers`),
//! the build draws the sources in `stickers/PACK/ID.svg` and lays the same table into the panel.

use protocol::{Lang, StickerName};

mod maru;
mod sora;

/// In the order in which the panel shows them.
pub static PACKS: [&Pack; 2] = [&maru::PACK, &sora::PACK];

pub struct Pack {
    /// As in a sticker's name, `pack/id`: a-z, 0-9 and hyphens.
    pub id: &'static str,
    pub title: Words,
    /// Which of them stands for the pack.
    pub cover: &'static str,
    pub stickers: &'static [Sticker],
}

pub struct Sticker {
    pub id: &'static str,
    /// What it says to those who do not see it, and to who listens.
    pub words: Words,
    /// What else it is found by, parted by spaces.
    pub keys: Words,
}

/// A text in every language.
#[derive(Clone, Copy, Debug)]
pub struct Words {
    pub ja: &'static str,
    pub ko: &'static str,
    pub en: &'static str,
}

impl Words {
    pub const fn get(self, lang: Lang) -> &'static str {
        match lang {
            Lang::Ja => self.ja,
            Lang::Ko => self.ko,
            Lang::En => self.en,
        }
    }
}

/// The sticker of a name. None: there is no such one, whoever says so.
pub fn find(name: &StickerName) -> Option<&'static Sticker> {
    let (pack, id) = name.as_str().split_once('/')?;
    let pack = PACKS.iter().find(|known| known.id == pack)?;
    pack.stickers.iter().find(|sticker| sticker.id == id)
}

/// One line of a pack's table: id, words, keywords, each in the order of [`Lang::ALL`].
const fn sticker(id: &'static str, words: [&'static str; 3], keys: [&'static str; 3]) -> Sticker {
    let [ja, ko, en] = words;
    let words = Words { ja, ko, en };
    let [ja, ko, en] = keys;
    let keys = Words { ja, ko, en };
    Sticker { id, words, keys }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn all() -> impl Iterator<Item = (&'static Pack, &'static Sticker)> {
        PACKS
            .iter()
            .flat_map(|pack| pack.stickers.iter().map(|sticker| (*pack, sticker)))
    }

    #[test]
    fn s1_every_sticker_has_a_name_of_its_own_that_an_address_can_hold() {
        let mut names = BTreeSet::new();
        for (pack, sticker) in all() {
            let name = StickerName::parse(&format!("{}/{}", pack.id, sticker.id)).unwrap();
            assert!(names.insert(name.clone()), "{name} is there twice");
        }
        for pack in PACKS {
            assert!(pack.stickers.len() >= 16, "{}", pack.id);
            assert!(pack.stickers.iter().any(|sticker| sticker.id == pack.cover));
        }
    }

    #[test]
    fn s1_every_sticker_says_something_in_each_language_that_no_other_of_its_pack_says() {
        for lang in Lang::ALL {
            let mut said = BTreeSet::new();
            for (pack, sticker) in all() {
                let (words, keys) = (sticker.words.get(lang), sticker.keys.get(lang));
                assert!(
                    !words.is_empty() && words.chars().count() <= 16,
                    "{lang:?} {words}"
                );
                assert!(!keys.is_empty(), "{lang:?} {words} has no keywords");
                assert!(said.insert((pack.id, words)), "{lang:?} {words} is there twice");
            }
            for pack in PACKS {
                assert!(!pack.title.get(lang).is_empty());
            }
        }
    }

    #[test]
    fn s1_a_sticker_is_found_by_its_name_and_by_nothing_else() {
        for (pack, sticker) in all() {
            let name = StickerName::parse(&format!("{}/{}", pack.id, sticker.id)).unwrap();
            let found = find(&name).unwrap();
            assert_eq!(found.words.ja, sticker.words.ja);
        }
        for name in ["nobody/thanks", "maru/nothing", "maru/than", "sora/thanks"] {
            let name = StickerName::parse(name).unwrap();
            assert!(find(&name).is_none(), "{name}");
        }
    }
}
