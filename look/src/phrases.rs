//! Every word of the interface, in the three languages.
//!
//! Invariant: a phrase that one language lacks does not compile. Japanese is です・ます, Korean is 해요체; both talk to
//! somebody who knows LINE and KakaoTalk.

use protocol::Lang;

use crate::count::count;

mod en;
mod ja;
mod ko;

/// A phrase around a number, or a name.
#[derive(Clone, Copy, Debug)]
pub struct Around(pub &'static str, pub &'static str);

impl Around {
    pub fn with(self, n: u32) -> String {
        self.around(&count(n))
    }

    pub fn around(self, text: &str) -> String {
        let Self(before, after) = self;
        [before, text, after].concat()
    }
}

/// What a first visit comes upon.
pub fn phrases(lang: Lang) -> &'static Phrases {
    match lang {
        Lang::Ja => &ja::PHRASES,
        Lang::Ko => &ko::PHRASES,
        Lang::En => &en::PHRASES,
    }
}

/// What it does not. The app's second part brings these words, for as long as a first visit does not ask for them.
#[cold]
#[inline(never)]
pub fn seldom(lang: Lang) -> &'static Seldom {
    match lang {
        Lang::Ja => &ja::SELDOM,
        Lang::Ko => &ko::SELDOM,
        Lang::En => &en::SELDOM,
    }
}

/// As with what is seldom said.
#[cold]
#[inline(never)]
pub fn refusals(lang: Lang) -> &'static Refusals {
    match lang {
        Lang::Ja => &ja::REFUSALS,
        Lang::Ko => &ko::REFUSALS,
        Lang::En => &en::REFUSALS,
    }
}

/// What the relay's pages say, and the app never.
pub fn pages(lang: Lang) -> &'static Pages {
    match lang {
        Lang::Ja => &ja::PAGES,
        Lang::Ko => &ko::PAGES,
        Lang::En => &en::PAGES,
    }
}

/// What each language calls itself.
pub const fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "日本語",
        Lang::Ko => "한국어",
        Lang::En => "English",
    }
}

#[derive(Clone, Copy, Debug)]
pub struct Phrases {
    // The header.
    pub views: &'static str,
    pub chat: &'static str,
    pub news: &'static str,
    pub members: Around,
    pub connecting: &'static str,
    pub offline: &'static str,
    pub close: &'static str,
    pub language: &'static str,

    // Banners.
    pub offline_title: &'static str,
    pub unreachable_title: &'static str,
    /// Reading goes on, and what is written is sent later.
    pub outage_text: &'static str,

    // The list.
    pub messages: &'static str,
    pub history_start: &'static str,
    pub older: &'static str,
    pub newest: &'static str,
    pub new_messages: Around,
    pub official: &'static str,
    pub you: &'static str,
    pub waiting: &'static str,
    pub sending: &'static str,
    /// On a long message.
    pub unfold: &'static str,
    pub unread: &'static str,
    /// Around a name.
    pub joined: Around,
    pub pinned: Around,
    pub pin: &'static str,
    pub fold: &'static str,
    /// In a tombstone's place, and in that of its quotes.
    pub gone: &'static str,
    pub edited: &'static str,
    /// Around how many have.
    pub read: Around,
    /// What a message of pictures alone says where they are not seen.
    pub photo: &'static str,
    pub nth_photo: Around,
    pub loading: &'static str,

    // Nothing to show.
    pub wave: &'static str,
    pub empty_title: &'static str,
    pub empty_text: &'static str,
    pub starters: [&'static str; 2],
    pub feed_empty_title: &'static str,
    pub feed_empty_text: &'static str,

    // The composer and the sheet for a nickname.
    pub placeholder: &'static str,
    pub send: &'static str,
    pub more: &'static str,
    pub faces: &'static str,
    pub stickers: &'static str,
    pub emoji: &'static str,
    pub photos: &'static str,
    pub settings: &'static str,
    pub rename: &'static str,
}

/// Failed messages, a full queue, modes of a room, a long text: each in its time.
#[derive(Clone, Copy, Debug)]
pub struct Seldom {
    pub storage_title: &'static str,
    pub storage_text: &'static str,
    pub unkept_text: &'static str,
    /// What loads later did not.
    pub later_lost: &'static str,
    pub older_posts: &'static str,
    /// How many of a crowd's messages stand behind a row, and what a press on it does.
    pub crowd: Around,
    pub unfold_crowd: Around,
    pub unsent: &'static str,
    pub send_again: &'static str,
    pub delete: &'static str,
    /// On the button, while it is not one's turn.
    pub send_in: Around,
    pub left: Around,
    pub body_max: Around,
    pub over: Around,
    pub queue_full: &'static str,
    pub replying: Around,
    pub editing: &'static str,
    pub done: &'static str,
    pub cancel: &'static str,
    pub photos_only: &'static str,
    pub read_only: &'static str,
}

#[derive(Clone, Copy, Debug)]
pub struct Pages {
    pub no_wasm: &'static str,
    pub no_script: &'static str,
    pub lost_title: &'static str,
    pub lost_text: &'static str,
    /// Of the shareable page, as other services show it.
    pub invitation: &'static str,
}

/// One sentence for each refusal: what happened, and what to do next.
#[derive(Clone, Copy, Debug)]
pub struct Refusals {
    pub malformed: &'static str,
    /// In kilobytes.
    pub too_big: Around,
    pub body_blank: &'static str,
    pub name_missing: &'static str,
    pub name_blank: &'static str,
    pub name_max: Around,
    pub name_hostile: &'static str,
    pub name_reserved: &'static str,
    pub read_only: &'static str,
    pub too_fast: &'static str,
    /// In seconds. It stands above the field until the next message, so it stays true.
    pub slow_mode: Around,
    pub busy: &'static str,
    pub frozen: &'static str,
    pub draft_expired: &'static str,
    pub ticket_invalid: &'static str,
    pub ticket_expired: &'static str,
    pub key_invalid: &'static str,
    pub origin_forbidden: &'static str,
    pub not_found: &'static str,
    pub field_invalid: &'static str,
    pub room_full: &'static str,
    pub storage_full: &'static str,
    pub too_late_minutes: Around,
    pub too_late_hours: Around,
    pub not_yours: &'static str,
    pub gone: &'static str,
    pub photos_only: &'static str,
    pub no_such_sticker: &'static str,
    pub no_such_image: &'static str,
    pub image_odd: &'static str,
    pub image_too_big: Around,
    pub image_too_large: Around,
    pub fault: &'static str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_where_the_language_wants_them() {
        assert_eq!(phrases(Lang::Ja).members.with(1_284), "1,284人が参加中");
        assert_eq!(phrases(Lang::Ko).members.with(1_284), "1,284명 참여 중");
        assert_eq!(phrases(Lang::En).members.with(1_284), "1,284 here now");
    }

    #[test]
    fn no_phrase_is_empty_and_each_is_in_its_own_letters() {
        let letters = |text: &str, ranges: &[(char, char)]| {
            text.chars()
                .any(|c| ranges.iter().any(|&(from, to)| (from..=to).contains(&c)))
        };
        let han_or_kana = [('\u{3041}', '\u{30ff}'), ('\u{4e00}', '\u{9fff}')];
        let hangul = [('\u{ac00}', '\u{d7a3}')];
        for lang in Lang::ALL {
            let all = format!(
                "{:?}{:?}{:?}{:?}",
                phrases(lang),
                seldom(lang),
                refusals(lang),
                pages(lang)
            );
            let mut strings: Vec<&str> = all.split('"').skip(1).step_by(2).collect();
            assert!(strings.len() >= 80, "{}", strings.len());
            // One half of a phrase around a number may be empty, never both.
            let halves: Vec<_> = all.split("Around(").skip(1).collect();
            assert!(halves.iter().all(|half| !half.starts_with("\"\", \"\"")));
            strings.retain(|text| !text.is_empty());
            let own = match lang {
                Lang::Ja => letters(&strings.join(""), &han_or_kana) && !letters(&all, &hangul),
                Lang::Ko => letters(&strings.join(""), &hangul) && !letters(&all, &han_or_kana),
                Lang::En => !letters(&all, &han_or_kana) && !letters(&all, &hangul),
            };
            assert!(own, "{lang:?} has a phrase of another language");
        }
    }
}
