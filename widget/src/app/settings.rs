//! What the person chooses for this device: told to the sheet, and done as it says.
//!
//! Invariant: what nobody chose is as the site has it, or silent.

use client::ime::Enter;
use protocol::{Boot, Lang, Quiet, UnixMillis};
use yew::Context;

use super::notice::{Notices, Wishes};
use super::scene::Sheet;
use super::{App, Side};
use crate::browser;
use crate::later::{Answer, Spec};
use crate::store::Store;
use crate::view::{Intent, Tab};

pub fn wishes(store: &Store, boot: &Boot) -> Wishes {
    Wishes {
        notices: Notices::of_word(&store.choice("notices").unwrap_or_default()),
        // In a train nobody wants to be the one: sound is chosen, never given.
        sound: store.choice("sound").as_deref() == Some("on"),
        quiet: store
            .choice("quiet")
            .map_or(boot.quiet, |text| parse_quiet(&text)),
        enter: store
            .choice("enter")
            .and_then(|word| Enter::of_word(&word))
            .unwrap_or_else(|| Enter::by_default(browser::is_touch())),
    }
}

/// `1320-420`; anything else is none.
fn parse_quiet(text: &str) -> Option<Quiet> {
    let (from, to) = text.split_once('-')?;
    let minute = |text: &str| text.parse().ok().filter(|minute| *minute < 24 * 60);
    Some(Quiet {
        from_min: minute(from)?,
        to_min: minute(to)?,
    })
}

impl App {
    /// Opens the sheet.
    pub(super) fn settings(&self) {
        let lang = self.reader.lang;
        let wishes = self.wishes;
        let name = self.store.name().map_or("", |name| name.as_str());
        let blocked: Vec<String> = self
            .reader
            .blocked
            .iter()
            .map(|(member, name)| {
                let [member, name] = [member.as_str(), name].map(|text| protocol::codec::encode(&text));
                ["[", &member, ",", &name, "]"].concat()
            })
            .collect();
        let spec = Spec::new(lang)
            .text("name", name)
            .text("theme", &self.store.choice("theme").unwrap_or_default())
            .text("sound", if wishes.sound { "on" } else { "" })
            .text("notices", wishes.notices.word())
            .text("site", self.boot.site.as_str())
            .text("share", &look::path::share_path(&self.boot.site, &self.boot.room))
            .put("blocked", &["[", &blocked.join(","), "]"].concat());
        let spec = match wishes.quiet {
            Some(Quiet { from_min, to_min }) => spec.number("from", from_min).number("to", to_min),
            None => spec,
        };
        self.later.ask("settings", spec);
    }

    /// What was chosen there. True: the page must be drawn anew.
    pub(super) fn set(&mut self, ctx: &Context<Self>, answer: &Answer) -> bool {
        let with = answer.with.as_str();
        match answer.act.as_str() {
            "rename" if self.is_vouched() => {}
            "rename" => {
                self.sheet = Some(Sheet::default());
                return true;
            }
            "lang" => {
                let Some(lang) = Lang::of_tag(with) else {
                    return false;
                };
                self.intend(ctx, Intent::Speak(lang));
                // It goes on in the new one.
                self.settings();
                return true;
            }
            "theme" => {
                self.store.choose("theme", with);
                browser::set_scheme(with);
            }
            "notices" => self.choose_wish("notices", with),
            "sound" => {
                self.choose_wish("sound", with);
                if self.wishes.sound {
                    // So it is heard once what it will be like; and browsers let nobody sound who was never pressed.
                    self.chime(false);
                }
            }
            "quiet" => self.choose_wish("quiet", with),
            "unblock" => return self.unblock(ctx, with),
            "date" => {
                if let Some(at) = with.parse().ok().map(UnixMillis) {
                    self.reading.tab = Tab::Chat;
                    self.drive(ctx, Side::Room, client::Input::JumpTo(at));
                    return true;
                }
            }
            _ => {}
        }
        false
    }

    fn choose_wish(&mut self, of: &'static str, word: &str) {
        self.store.choose(of, word);
        self.wishes = wishes(&self.store, &self.boot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p1_quiet_hours_are_kept_as_two_minutes_of_a_day() {
        let quiet = Some(Quiet {
            from_min: 1_320,
            to_min: 420,
        });
        assert_eq!(parse_quiet("1320-420"), quiet);
        for text in ["", "off", "1320", "1440-1", "-", "a-b"] {
            assert_eq!(parse_quiet(text), None, "{text}");
        }
    }
}
