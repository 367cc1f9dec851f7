//! Whether somebody is called because an entry has come, and how. The one place that decides it.
//!
//! Invariant: pure. What is silent makes no sound, and is counted all the same: a number is no noise.

use client::ime::Enter;
use protocol::Quiet;

/// What an entry is to this person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is asked for by itself")]
pub struct Sign {
    /// They said it themselves.
    pub mine: bool,
    /// An official post.
    pub post: bool,
    /// It calls them by name.
    pub called: bool,
    /// They have it before their eyes.
    pub seen: bool,
}

/// What calls them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notices {
    #[default]
    All,
    /// What calls them by name, and official posts.
    Mentions,
    Off,
}

impl Notices {
    pub fn of_word(word: &str) -> Self {
        match word {
            "mentions" => Self::Mentions,
            "off" => Self::Off,
            _ => Self::All,
        }
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Mentions => "mentions",
            Self::Off => "off",
        }
    }
}

/// What the person, or the site for them, has chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wishes {
    pub notices: Notices,
    pub sound: bool,
    pub quiet: Option<Quiet>,
    pub enter: Enter,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// A card beside the launcher, the page's title.
    pub shown: bool,
    /// A chime.
    pub heard: bool,
}

/// `minute` is the one of the person's day.
pub fn call(sign: Sign, wishes: Wishes, minute: u32) -> Call {
    let wanted = match wishes.notices {
        Notices::All => true,
        Notices::Mentions => sign.called || sign.post,
        Notices::Off => false,
    };
    let calls = wanted && !sign.mine && !sign.seen;
    Call {
        // What everybody says is no news to somebody who is elsewhere on the page.
        shown: calls && (sign.called || sign.post),
        heard: calls && wishes.sound && !wishes.quiet.is_some_and(|quiet| is_within(quiet, minute)),
    }
}

/// From one minute to another, perhaps over midnight. The end is no part of it; from a minute to itself is never.
fn is_within(Quiet { from_min, to_min }: Quiet, minute: u32) -> bool {
    if from_min <= to_min {
        (from_min..to_min).contains(&minute)
    } else {
        minute >= from_min || minute < to_min
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOUD: Wishes = Wishes {
        notices: Notices::All,
        sound: true,
        quiet: None,
        enter: Enter::Sends,
    };
    const SAID: Sign = Sign {
        mine: false,
        post: false,
        called: false,
        seen: false,
    };
    const CALLED: Sign = Sign { called: true, ..SAID };
    const POST: Sign = Sign { post: true, ..SAID };

    #[test]
    fn p1_a_message_chimes_and_only_a_mention_or_a_post_is_shown() {
        let how = |sign| call(sign, LOUD, 0);
        let both = Call {
            shown: true,
            heard: true,
        };
        assert_eq!(
            how(SAID),
            Call {
                shown: false,
                heard: true
            }
        );
        assert_eq!([how(CALLED), how(POST)], [both, both]);
    }

    #[test]
    fn p1_nobody_is_called_for_what_they_said_or_see() {
        for sign in [SAID, CALLED, POST] {
            assert_eq!(call(Sign { mine: true, ..sign }, LOUD, 0), Call::default());
            assert_eq!(call(Sign { seen: true, ..sign }, LOUD, 0), Call::default());
        }
    }

    #[test]
    fn p1_mentions_only_leaves_out_the_rest_and_off_leaves_out_everything() {
        let mentions = Wishes {
            notices: Notices::Mentions,
            ..LOUD
        };
        let off = Wishes {
            notices: Notices::Off,
            ..LOUD
        };
        assert_eq!(call(SAID, mentions, 0), Call::default());
        assert_eq!(
            call(CALLED, mentions, 0),
            Call {
                shown: true,
                heard: true
            }
        );
        for sign in [SAID, CALLED, POST] {
            assert_eq!(call(sign, off, 0), Call::default());
        }
    }

    #[test]
    fn p1_quiet_hours_go_over_midnight_and_take_the_sound_alone() {
        let at = |from_min, to_min, minute| {
            let quiet = Some(Quiet { from_min, to_min });
            call(CALLED, Wishes { quiet, ..LOUD }, minute)
        };
        let silent = Call {
            shown: true,
            heard: false,
        };
        let loud = Call {
            shown: true,
            heard: true,
        };
        assert_eq!(at(22 * 60, 7 * 60, 22 * 60), silent);
        assert_eq!(at(22 * 60, 7 * 60, 0), silent);
        assert_eq!(at(22 * 60, 7 * 60, 7 * 60), loud);
        assert_eq!(at(13 * 60, 14 * 60, 13 * 60 + 59), silent);
        assert_eq!(at(13 * 60, 14 * 60, 14 * 60), loud);
        assert_eq!(at(600, 600, 600), loud);
    }

    #[test]
    fn p1_a_choice_survives_being_kept_and_what_is_unknown_is_everything() {
        for notices in [Notices::All, Notices::Mentions, Notices::Off] {
            assert_eq!(Notices::of_word(notices.word()), notices);
        }
        assert_eq!(Notices::of_word("?"), Notices::All);
    }
}
