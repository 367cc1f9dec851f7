//! What is done with a message: offered in its menu, and done.
//!
//! Invariant: what is offered is what the room will take now, as far as this tab knows; the order is always the same.

use client::{Input, Unsent, UnsentState};
use look::known_as;
use protocol::{
    Act, Body, DraftId, Entry, Grounds, MemberId, Reaction, Role, Rules, Seq, UnixMillis, With, limits,
};
use yew::Context;

use super::scene::{Notice, Sheet};
use super::writing::Writing;
use super::{App, Side};
use crate::browser;
use crate::later::{Answer, Spec};
use crate::view::Of;

/// Whoever looks at a message, and when.
#[derive(Clone, Copy)]
pub struct Eyes<'a> {
    pub me: Option<&'a MemberId>,
    pub role: Role,
    pub rules: Rules,
    pub pin: Option<Seq>,
    pub now: UnixMillis,
}

/// In the order of the menu. Nothing can be done with what is gone.
pub fn offered(entry: &Entry, eyes: Eyes<'_>) -> Vec<&'static str> {
    if entry.what.is_gone() || entry.what.act().is_some() {
        return Vec::new();
    }
    let with = entry.what.with();
    let mine = eyes.me == Some(&entry.author.member);
    let looks_after = eyes.role != Role::Fan;
    let within = |minutes: u32| eyes.now.since(entry.at) < u64::from(minutes) * 60_000;
    let is_sticker = with.is_some_and(|with| with.sticker.is_some());
    let has_images = with.is_some_and(|with| !with.images.is_empty());
    let is_pinned = eyes.pin == Some(entry.seq);
    let all = [
        ("react", true),
        ("reply", true),
        (
            "copy",
            !is_sticker && look::said::caption(entry.what.body()).is_some(),
        ),
        (
            "edit",
            mine && !is_sticker && !has_images && within(eyes.rules.edit_min),
        ),
        ("pin", looks_after && !is_pinned),
        ("unpin", looks_after && is_pinned),
        ("copy_image", has_images),
        ("unsend", looks_after || mine && within(eyes.rules.unsend_min)),
        ("report", !mine),
        ("block", !mine),
    ];
    let is_offered = |(name, holds): (&'static str, bool)| holds.then_some(name);
    all.into_iter().filter_map(is_offered).collect()
}

/// With a message that is not in the log.
fn offered_unsent(unsent: &Unsent) -> &'static [&'static str] {
    match unsent.state {
        UnsentState::Failed(_) => &["copy", "again", "delete"],
        _ => &["copy"],
    }
}

impl App {
    pub(super) fn is_fan(&self) -> bool {
        self.eyes().role == Role::Fan
    }

    fn eyes(&self) -> Eyes<'_> {
        let client = &self.room.client;
        Eyes {
            me: self.reader.me.as_ref(),
            role: client.you().map_or(Role::Fan, |you| you.role),
            rules: client.rules(),
            pin: client.pin().map(|entry| entry.seq),
            now: browser::now(),
        }
    }

    /// Opens the menu of a message, where something can be done with it.
    pub(super) fn menu(&self, of: Of, at: Option<(i32, i32)>) {
        let client = &self.room.client;
        let spec = Spec::new(self.reader.lang);
        let (spec, acts, text) = match of {
            Of::Told(seq) => {
                let Some(entry) = client.entry(seq) else { return };
                let acts = offered(entry, self.eyes());
                let name = known_as(&entry.author, &self.reader.accounts, self.reader.lang);
                let mut spec = spec.text("of", &seq.to_string()).text("name", name);
                if let Some(mine) = client.tally(seq).and_then(|tally| tally.mine) {
                    spec = spec.text("mine", mine.word());
                }
                if let Some(image) = entry.what.with().and_then(|with| with.images.first()) {
                    spec = spec.text("image", &["/m/", &image.key.to_string()].concat());
                }
                if self.reader.me.as_ref() != Some(&entry.author.member) {
                    spec = spec.number("other", 1);
                }
                (spec, acts, entry.what.body())
            }
            Of::Unsent(draft) => {
                let mut list = client.outbox().list().iter();
                let Some(unsent) = list.find(|unsent| unsent.draft == draft) else {
                    return;
                };
                let you = look::phrases(self.reader.lang).you;
                let spec = spec.text("of", &draft.to_string()).text("name", you);
                (spec, offered_unsent(unsent).to_vec(), &unsent.body)
            }
        };
        if acts.is_empty() {
            return;
        }
        let (x, y) = at.unwrap_or_default();
        let spec = spec.text("text", text.as_str());
        let spec = spec.put("acts", &protocol::codec::encode(&acts));
        let spec = spec.number("x", x).number("y", y);
        self.later
            .ask("menu", spec.number("keys", u8::from(at.is_none())));
    }

    /// What was chosen in a menu. True: the page must be drawn anew.
    pub(super) fn act(&mut self, ctx: &Context<Self>, answer: &Answer) -> bool {
        if let Ok(draft) = DraftId::parse(&answer.of) {
            return match answer.act.as_str() {
                "again" => {
                    let anew = DraftId::from_bits(browser::dice128());
                    self.drive(ctx, Side::Room, Input::Retry { draft, anew })
                }
                "delete" => self.drive(ctx, Side::Room, Input::Discard(draft)),
                _ => false,
            };
        }
        let Some(seq) = answer.of.parse().ok().map(Seq) else {
            return false;
        };
        match answer.act.as_str() {
            "react" => self.react(ctx, seq, Reaction::of_word(&answer.with)),
            "reply" => self.write(Writing::Reply(seq)),
            "edit" => self.write(Writing::Edit(seq)),
            "unsend" => self.perform(ctx, Act::Unsend(seq), Body::none(), Vec::new()),
            "pin" => self.perform(ctx, Act::Pin(seq), Body::none(), Vec::new()),
            "unpin" => self.perform(ctx, Act::Unpin(seq), Body::none(), Vec::new()),
            "report" => Grounds::of_word(&answer.with)
                .is_some_and(|grounds| self.drive(ctx, Side::Room, Input::Report { seq, grounds })),
            "block" => self.block(ctx, seq),
            _ => false,
        }
    }

    /// Reacting is saying something: it needs a name.
    pub(super) fn react(&mut self, ctx: &Context<Self>, seq: Seq, kind: Option<Reaction>) -> bool {
        if !self.is_named() {
            self.offered = true;
            self.sheet = Some(Sheet::default());
            return true;
        }
        self.drive(ctx, Side::Room, Input::React { seq, kind })
    }

    /// An act is a post as any other: in the order, once, and kept until it is taken.
    pub(super) fn perform(
        &mut self,
        ctx: &Context<Self>,
        act: Act,
        body: Body,
        mentions: Vec<MemberId>,
    ) -> bool {
        if self.room.client.outbox().is_full() {
            self.notice = Some(Notice::Full);
            return true;
        }
        let with = With {
            act: Some(act),
            mentions,
            ..With::default()
        };
        let post = Input::Post {
            draft: DraftId::from_bits(browser::dice128()),
            body,
            with: Some(with.into()),
        };
        self.drive(ctx, Side::Room, post)
    }

    /// The person vanishes; for as long as the toast stands, one press brings them back.
    fn block(&mut self, ctx: &Context<Self>, seq: Seq) -> bool {
        let Some(author) = self.room.client.entry(seq).map(|entry| entry.author.clone()) else {
            return false;
        };
        let mut list = self.reader.blocked.to_vec();
        if list.iter().any(|(member, _)| *member == author.member) {
            return false;
        }
        // The longest forgotten gives way.
        if list.len() >= limits::BLOCKED {
            list.remove(0);
        }
        let name = known_as(&author, &self.reader.accounts, self.reader.lang).to_owned();
        self.later.ask(
            "toast",
            Spec::quiet(self.reader.lang)
                .text("is", "blocked")
                .text("name", &name)
                .text("undo", author.member.as_str()),
        );
        list.push((author.member, name));
        self.set_blocked(ctx, list)
    }

    pub(super) fn unblock(&mut self, ctx: &Context<Self>, member: &str) -> bool {
        let mut list = self.reader.blocked.to_vec();
        list.retain(|(blocked, _)| blocked.as_str() != member);
        self.set_blocked(ctx, list)
    }

    fn set_blocked(&mut self, ctx: &Context<Self>, list: Vec<(MemberId, String)>) -> bool {
        self.store.set_blocked(&list);
        self.reader.blocked = list.into();
        self.tell_blocked(ctx);
        self.look_around(ctx);
        self.redraw();
        true
    }

    /// The room leaves their reactions out of what this tab is told.
    pub(super) fn tell_blocked(&mut self, ctx: &Context<Self>) {
        let members = self.reader.blocked.iter().map(|(member, _)| member.clone());
        let members = members.collect();
        self.drive(ctx, Side::Room, Input::Block(members));
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Author, DisplayName, Fate, Image, ImageKey, StickerName, What};

    use super::*;

    const MINUTE: u64 = 60_000;

    fn entry(by: &str, with: With) -> Entry {
        Entry {
            seq: Seq(7),
            at: UnixMillis(MINUTE),
            draft: DraftId::from_bits(7),
            author: Author {
                member: MemberId::parse(by).unwrap(),
                name: DisplayName::parse("もか").unwrap(),
                role: Role::Fan,
            },
            what: What::Said {
                body: Body::parse("見た").unwrap(),
                with: Some(with.into()),
            },
        }
    }

    fn seen(entry: &Entry, role: Role, minutes: u64) -> Vec<&'static str> {
        let me = MemberId::parse("gme").unwrap();
        offered(
            entry,
            Eyes {
                me: Some(&me),
                role,
                rules: Rules::default(),
                pin: None,
                now: UnixMillis(MINUTE + minutes * MINUTE),
            },
        )
    }

    #[test]
    fn g7_ones_own_can_be_changed_for_a_quarter_of_an_hour_and_taken_back_for_a_day() {
        let mine = entry("gme", With::default());
        assert_eq!(
            seen(&mine, Role::Fan, 14),
            ["react", "reply", "copy", "edit", "unsend"]
        );
        assert_eq!(seen(&mine, Role::Fan, 15), ["react", "reply", "copy", "unsend"]);
        assert_eq!(seen(&mine, Role::Fan, 24 * 60), ["react", "reply", "copy"]);
    }

    #[test]
    fn i7_somebody_elses_can_be_reported_and_blocked_and_neither_changed_nor_taken_back() {
        let theirs = entry("gother", With::default());
        assert_eq!(
            seen(&theirs, Role::Fan, 0),
            ["react", "reply", "copy", "report", "block"]
        );
    }

    #[test]
    fn g12_who_looks_after_the_room_pins_and_takes_anybodys_away_at_any_time() {
        let theirs = entry("gother", With::default());
        for role in [Role::Moderator, Role::Official] {
            let all = seen(&theirs, role, 1_000_000);
            assert_eq!(
                all,
                ["react", "reply", "copy", "pin", "unsend", "report", "block"]
            );
        }
        let me = MemberId::parse("gme").unwrap();
        let eyes = Eyes {
            me: Some(&me),
            role: Role::Moderator,
            rules: Rules::default(),
            pin: Some(Seq(7)),
            now: UnixMillis(MINUTE),
        };
        assert!(offered(&theirs, eyes).contains(&"unpin") && !offered(&theirs, eyes).contains(&"pin"));
    }

    #[test]
    fn g7_nothing_is_offered_on_a_tombstone_and_no_edit_where_there_is_no_text() {
        let gone = With {
            fate: Some(Fate::Gone),
            ..With::default()
        };
        assert!(seen(&entry("gme", gone), Role::Official, 0).is_empty());
        let sticker = With {
            sticker: StickerName::parse("maru/thanks").ok(),
            ..With::default()
        };
        assert_eq!(
            seen(&entry("gme", sticker), Role::Fan, 0),
            ["react", "reply", "unsend"]
        );
        let images = With {
            images: vec![Image {
                key: ImageKey(DraftId::from_bits(1)),
                w: 1,
                h: 1,
                tint: None,
            }],
            ..With::default()
        };
        assert_eq!(
            seen(&entry("gme", images), Role::Fan, 0),
            ["react", "reply", "copy", "copy_image", "unsend"]
        );
    }
}
