//! What the field is for: a message, an answer to one, a change of one; and whom its text calls.
//!
//! Invariant: what stood in the field before a message is changed stands there again afterwards, whatever happens in between,
//! also a reload.

use client::Input;
use look::{CrestArt, Portrait, known_as};
use protocol::{Act, Body, DraftId, Lang, MemberId, Refusal, Role, Seq, StickerName, With, limits};
use yew::{AttrValue, Context};

use super::scene::{Notice, Sheet, Then};
use super::{App, Side};
use crate::browser;
use crate::later::Spec;
use crate::view::{Extra, Tray};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Writing {
    #[default]
    Plain,
    Reply(Seq),
    Edit(Seq),
}

impl Writing {
    /// As it is kept: a letter, and the place.
    pub fn parse(text: &str) -> Option<Self> {
        let (letter, seq) = text.split_at_checked(1)?;
        let seq = seq.parse().ok().map(Seq)?;
        match letter {
            "r" => Some(Self::Reply(seq)),
            "e" => Some(Self::Edit(seq)),
            _ => None,
        }
    }

    pub fn text(self) -> String {
        match self {
            Self::Plain => String::new(),
            Self::Reply(seq) => ["r", &seq.to_string()].concat(),
            Self::Edit(seq) => ["e", &seq.to_string()].concat(),
        }
    }
}

/// Somebody who can be called: who they are, and by which name.
#[derive(Clone, Debug, PartialEq)]
pub struct Callable {
    pub member: MemberId,
    pub name: String,
    pub official: bool,
    pub face: Portrait,
}

/// What stands after a name in a text, by the language of whoever writes.
pub const fn honorific(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "さん",
        Lang::Ko => "님",
        Lang::En => "",
    }
}

/// Whom a text calls, in its order, each once. A name that has spaces is written with some that do not part.
pub fn called(text: &str, people: &[Callable]) -> Vec<MemberId> {
    let mut found: Vec<MemberId> = Vec::new();
    for word in text.split([' ', '\n', '\t', '\u{3000}']) {
        let Some((before, name)) = word.split_once('@') else {
            continue;
        };
        if before.ends_with(|c: char| c.is_ascii_alphanumeric()) || found.len() == limits::MENTIONS {
            continue;
        }
        let is_called = |callable: &&Callable| {
            let rest = name.strip_prefix(&*callable.name.replace(' ', "\u{a0}"));
            rest.is_some_and(|rest| Lang::ALL.into_iter().any(|lang| rest == honorific(lang)))
        };
        if let Some(callable) = people.iter().find(is_called)
            && !found.contains(&callable.member)
        {
            found.push(callable.member.clone());
        }
    }
    found
}

impl App {
    /// Begins an answer or a change, or gives it up. True: the page must be drawn anew.
    pub(super) fn write(&mut self, next: Writing) -> bool {
        if let Writing::Edit(_) = self.writing {
            let before = self.store.before();
            self.fill(before);
        }
        if let Writing::Edit(seq) = next
            && let Some(entry) = self.room.client.entry(seq)
        {
            let text = entry.what.body().as_str().to_owned();
            let before = self.store.draft().unwrap_or_default();
            self.store.set_before(&before);
            self.fill(text);
        }
        self.store.set_writing(&next.text());
        self.writing = next;
        self.notice = None;
        browser::focus("maru-draft");
        true
    }

    /// This text stands in the field from now on.
    pub(super) fn fill(&mut self, text: String) {
        self.taken.0 = self.taken.0.wrapping_add(1);
        self.store.set_draft(&text);
        self.taken.1 = text.into();
    }

    /// What the field shows above itself.
    pub(super) fn extra(&self) -> Option<Extra> {
        let (seq, edits) = match self.writing {
            Writing::Plain => return None,
            Writing::Reply(seq) => (seq, false),
            Writing::Edit(seq) => (seq, true),
        };
        // After a reload it may not be here, and what the field is for is told all the same.
        let (name, line) = match self.room.client.entry(seq) {
            Some(entry) => (
                known_as(&entry.author, &self.reader.accounts, self.reader.lang),
                look::said::line(entry.what.body().as_str()),
            ),
            None => ("…", "…"),
        };
        Some(Extra {
            edits,
            name: AttrValue::from(name.to_owned()),
            line: AttrValue::from(line.to_owned()),
        })
    }

    /// What is written is what the field is for. The text was taken.
    pub(super) fn post(&mut self, ctx: &Context<Self>, body: Body, from_field: bool) {
        self.notice = None;
        let mentions = called(body.as_str(), &self.people());
        let reply = self.answered_seq();
        self.store.set_writing("");
        if let Writing::Edit(seq) = std::mem::take(&mut self.writing) {
            let before = self.store.before();
            self.fill(before);
            self.edited = Some(body.as_str().to_owned());
            self.perform(ctx, Act::Edit(seq), body, mentions);
            return;
        }
        if from_field {
            self.fill(String::new());
        }
        let with = With {
            reply,
            mentions,
            ..With::default()
        };
        self.say_with(ctx, body, with);
    }

    /// To the room, and to the end of the list.
    fn say_with(&mut self, ctx: &Context<Self>, body: Body, with: With) {
        let with = (!with.is_empty()).then(|| Box::new(with));
        let draft = DraftId::from_bits(browser::dice128());
        self.drive(ctx, Side::Room, Input::Post { draft, body, with });
        self.jump_to_newest(ctx);
    }

    /// A sticker was picked. It says its words.
    pub(super) fn stick(&mut self, ctx: &Context<Self>, sticker: StickerName, words: &str) -> bool {
        let Ok(body) = Body::parse(words) else {
            return false;
        };
        if self.room.client.outbox().is_full() {
            self.notice = Some(Notice::Full);
        } else if self.is_named() {
            self.post_sticker(ctx, sticker, body);
        } else {
            self.offered = true;
            self.sheet = Some(Sheet {
                then: Some(Then::Stick(sticker, body)),
                ..Sheet::default()
            });
        }
        true
    }

    /// It answers what is being answered; what is being changed stays in the field.
    pub(super) fn post_sticker(&mut self, ctx: &Context<Self>, sticker: StickerName, body: Body) {
        let reply = self.answered_seq();
        if reply.is_some() {
            self.writing = Writing::Plain;
            self.store.set_writing("");
        }
        let with = With {
            reply,
            sticker: Some(sticker),
            ..With::default()
        };
        self.say_with(ctx, body, with);
    }

    /// The message that is answered, unless it was taken back meanwhile.
    fn answered_seq(&self) -> Option<Seq> {
        let Writing::Reply(seq) = self.writing else {
            return None;
        };
        let entry = self.room.client.entry(seq);
        entry.is_none_or(|entry| !entry.what.is_gone()).then_some(seq)
    }

    /// An edit that came too late is not lost: where the field is free, it stands there again.
    pub(super) fn refused_act(&mut self, refusal: Refusal) {
        let about_act = matches!(
            refusal,
            Refusal::TooLate { .. } | Refusal::NotYours | Refusal::Gone
        );
        if about_act
            && let Some(text) = self.edited.take()
            && self.store.draft().is_none_or(|draft| draft.is_empty())
        {
            self.fill(text);
        }
    }

    /// Who spoke lately, newest first, and the officials: who can be called by name.
    pub(super) fn people(&self) -> Vec<Callable> {
        let lang = self.reader.lang;
        let mut people: Vec<Callable> = Vec::new();
        for entry in self.room.client.timeline().entries().iter().rev() {
            let author = &entry.author;
            let is_known = people.iter().any(|known| known.member == author.member);
            if is_known
                || self.reader.me.as_ref() == Some(&author.member)
                || self.reader.is_blocked(&author.member)
                || entry.what.is_gone()
            {
                continue;
            }
            people.push(Callable {
                member: author.member.clone(),
                name: known_as(author, &self.reader.accounts, lang).to_owned(),
                official: author.role == Role::Official,
                face: Portrait::of(author, &self.reader.accounts),
            });
        }
        for account in self.reader.accounts.iter() {
            let member = MemberId::official(&account.id);
            let name = account.name.get(lang);
            if people.iter().all(|known| known.member != member) && !name.is_empty() {
                people.push(Callable {
                    member,
                    name: name.to_owned(),
                    official: true,
                    face: Portrait::Account(CrestArt::of(account.crest)),
                });
            }
        }
        people
    }

    /// An `@` was typed: whom it may call.
    pub(super) fn suggest(&self) {
        let people = self.people();
        let name = |of: &Callable| protocol::codec::encode(&of.name.replace(' ', "\u{a0}"));
        let list: Vec<String> = people
            .iter()
            .map(|of| {
                let official = if of.official { ",1," } else { ",0," };
                ["[", &name(of), official, &face(&of.face), "]"].concat()
            })
            .collect();
        let spec = Spec::quiet(self.reader.lang).text("after", honorific(self.reader.lang));
        let list = ["[", &list.join(","), "]"].concat();
        self.later.ask("mention", spec.put("people", &list));
    }

    /// The panel in the keyboard's place: one of the two, or none.
    pub(super) fn show_tray(&mut self, tray: Option<Tray>) -> bool {
        if let Some(open) = self.tray
            && tray != Some(open)
        {
            self.later.end(open.script());
        }
        self.tray = tray;
        if let Some(tray) = tray {
            let mode = match self.boot.sticker_tap {
                protocol::StickerTap::Send => "send",
                protocol::StickerTap::Preview => "preview",
            };
            let own = protocol::codec::encode(&self.boot.emoji);
            let spec = Spec::new(self.reader.lang).text("site", self.boot.site.as_str());
            let spec = spec.text("parent", "maru-pad").text("mode", mode);
            self.later.ask(tray.script(), spec.put("own", &own));
        }
        true
    }
}

/// A portrait as JSON: its class; of a crest also its symbol and its two colours.
fn face(portrait: &Portrait) -> String {
    match portrait {
        Portrait::Member(avatar) => ["[\"", &avatar.class(), "\"]"].concat(),
        Portrait::Account(CrestArt { href, ground, ink }) => {
            ["[\"av\",\"", href, "\",\"", ground, "\",\"", ink, "\"]"].concat()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn people() -> Vec<Callable> {
        ["もか", "콩떡", "Lee Ann", "もかこ"]
            .into_iter()
            .zip(1..)
            .map(|(name, n)| Callable {
                member: MemberId::parse(&format!("g{n}")).unwrap(),
                name: name.to_owned(),
                official: false,
                face: Portrait::Account(CrestArt::of(protocol::Crest::default())),
            })
            .collect()
    }

    fn of(text: &str) -> Vec<String> {
        called(text, &people())
            .iter()
            .map(|member| member.as_str().to_owned())
            .collect()
    }

    #[test]
    fn g8_a_text_calls_whom_it_names_in_its_order_whatever_language_it_was_begun_in() {
        assert_eq!(of("@もかさん @콩떡님 見た？"), ["g1", "g2"]);
        assert_eq!(of("ね、@콩떡님\u{3000}@もかさん\n@もか"), ["g2", "g1"]);
        assert_eq!(of("hi @Lee\u{a0}Ann hello"), ["g3"]);
        assert_eq!(
            of("@もかこさん"),
            ["g4"],
            "the whole name, not the beginning of it"
        );
    }

    #[test]
    fn g8_nobody_is_called_who_is_not_there_or_whose_name_is_an_address() {
        assert_eq!(of("@だれか a@もか @ もか @もかちゃん"), Vec::<String>::new());
        let many = "@もかさん ".repeat(50);
        assert_eq!(of(&many), ["g1"]);
    }

    #[test]
    fn g8_what_the_field_is_for_survives_being_kept() {
        for writing in [Writing::Reply(Seq(41)), Writing::Edit(Seq(7))] {
            assert_eq!(Writing::parse(&writing.text()), Some(writing));
        }
        for text in ["", "r", "x4", "e-1", "あ"] {
            assert_eq!(Writing::parse(text), None, "{text}");
        }
    }
}
