//! Tickets and names.
//!
//! Invariant: both sockets share one request for a ticket, and a ticket under an old name is never used after a new
//! one was chosen.

use client::Input;
use look::{phrases, refusal};
use protocol::http::{GuestRequest, TicketReply};
use protocol::{DisplayName, Refusal};
use yew::Context;

use super::scene::{Sheet, Then};
use super::{App, Msg, Side};
use crate::browser;
use crate::driver::ticket;
use crate::host::Letter;
use crate::later::Spec;

/// Who waits for the answer that is on its way.
#[derive(Clone, Debug, Default)]
pub struct Desk {
    /// The site's server vouches for this person: its ticket is in use, and nobody is a guest.
    vouched: Option<TicketReply>,
    asked: bool,
    room: bool,
    feed: bool,
    /// Pictures that wait to be sent.
    pub(super) images: bool,
}

pub struct Answer {
    /// Asked for because the person chose it; none where only the way in was asked for.
    chosen: Option<DisplayName>,
    /// The name that was asked for.
    name: Option<DisplayName>,
    reply: Result<TicketReply, Option<Refusal>>,
}

impl App {
    /// A client needs a ticket.
    pub(super) fn ask(&mut self, ctx: &Context<Self>, side: Side) {
        match side {
            Side::Room => self.desk.room = true,
            Side::Feed => self.desk.feed = true,
        }
        self.request_once(ctx);
    }

    /// Whoever needs a ticket while one is on its way gets that one. The ticket of somebody whom the site vouches for is the page's
    /// to bring.
    pub(super) fn request_once(&mut self, ctx: &Context<Self>) {
        if let Some(held) = self.desk.vouched.clone() {
            let is_good = browser::now() < held.expires_at;
            if is_good && self.desk.images {
                self.give_ticket(Some(&held.ticket));
            } else {
                self.host.say(Letter::Ticket);
            }
        } else if !self.desk.asked {
            self.desk.asked = true;
            self.request(ctx, None);
        }
    }

    pub(super) fn is_vouched(&self) -> bool {
        self.desk.vouched.is_some()
    }

    /// Somebody whom the site vouches for, or the guest again. What is being written stays.
    pub(super) fn vouch(&mut self, ctx: &Context<Self>, ticket: Option<TicketReply>) -> bool {
        let Desk { vouched, images, .. } = std::mem::take(&mut self.desk);
        self.desk.images = images;
        if let Some(ticket) = ticket {
            self.sheet = None;
            self.give_ticket(Some(&ticket.ticket));
            self.both(ctx, || Input::Ticket(ticket.clone()));
            self.desk.vouched = Some(ticket);
        } else if vouched.is_some() {
            self.ask(ctx, Side::Room);
            self.ask(ctx, Side::Feed);
        }
        true
    }

    /// The sheet's script knows what it shall show.
    pub(super) fn tell_sheet(&mut self) {
        let lang = self.reader.lang;
        let spec = self.sheet.as_ref().map(|sheet| {
            let mut spec = Spec::new(lang);
            if let Some(name) = self.store.name() {
                spec = spec.text("name", name.as_str());
            }
            if let Some(error) = sheet.error {
                let reason = error.map_or_else(
                    || phrases(lang).unreachable_title.to_owned(),
                    |reason| refusal(lang, &reason),
                );
                spec = spec.text("error", &reason);
            }
            if sheet.busy { spec.number("busy", 1) } else { spec }
        });
        if self.asking != spec {
            self.asking.clone_from(&spec);
            match spec {
                Some(spec) => self.later.ask("nickname", spec),
                None => self.later.end("nickname"),
            }
        }
    }

    /// The person chose a name: parsed here, judged by the relay.
    pub(super) fn choose(&mut self, ctx: &Context<Self>, name: &str) -> bool {
        // A name that the site has given is not chosen here.
        if self.is_vouched() {
            self.sheet = None;
            return true;
        }
        let Some(sheet) = self.sheet.as_mut().filter(|sheet| !sheet.busy) else {
            return false;
        };
        match DisplayName::parse(name) {
            Ok(name) => {
                sheet.busy = true;
                sheet.error = None;
                self.request(ctx, Some(name));
            }
            Err(error) => sheet.error = Some(Some(error.into())),
        }
        true
    }

    fn request(&mut self, ctx: &Context<Self>, chosen: Option<DisplayName>) {
        let name = chosen.clone().or_else(|| self.store.name().cloned());
        let request = GuestRequest {
            guest: self.store.guest(),
            name: name.clone().map(String::from),
        };
        let link = ctx.link().clone();
        ticket::fetch(&self.boot.site, &request, move |reply| {
            link.send_message(Msg::Desk(Answer { chosen, name, reply }));
        });
    }

    pub(super) fn answered(&mut self, ctx: &Context<Self>, answer: Answer) -> bool {
        // Asked for as a guest, who this person is no longer.
        if self.is_vouched() {
            return false;
        }
        match answer.chosen {
            Some(name) => self.named(ctx, &name, answer.reply),
            None => self.let_in(ctx, answer.name.as_ref(), answer.reply),
        }
    }

    fn let_in(
        &mut self,
        ctx: &Context<Self>,
        name: Option<&DisplayName>,
        reply: Result<TicketReply, Option<Refusal>>,
    ) -> bool {
        if matches!(reply, Err(Some(refusal)) if is_about_name(refusal)) {
            // A name that was good once, and is an official's now: come in without, and be asked again.
            self.store.clear_name();
        }
        if self.store.name() != name {
            self.request(ctx, None);
            return false;
        }
        let Desk {
            room, feed, images, ..
        } = std::mem::take(&mut self.desk);
        self.desk.images = images;
        self.give_ticket(reply.as_ref().ok().map(|reply| reply.ticket.as_str()));
        let input = || match &reply {
            Ok(ticket) => Input::Ticket(ticket.clone()),
            Err(refusal) => Input::TicketFailed(*refusal),
        };
        let room = room && self.drive(ctx, Side::Room, input());
        let feed = feed && self.drive(ctx, Side::Feed, input());
        room || feed
    }

    fn named(
        &mut self,
        ctx: &Context<Self>,
        name: &DisplayName,
        reply: Result<TicketReply, Option<Refusal>>,
    ) -> bool {
        match reply {
            Ok(ticket) => {
                self.store.set_name(name);
                let then = self.sheet.take().and_then(|sheet| sheet.then);
                self.give_ticket(Some(&ticket.ticket));
                self.drive(ctx, Side::Room, Input::Ticket(ticket));
                match then {
                    Some(Then::Say(body, from_field)) => self.post(ctx, body, from_field),
                    Some(Then::Stick(sticker, body)) => self.post_sticker(ctx, sticker, body),
                    None => {}
                }
            }
            Err(refusal) => {
                if let Some(sheet) = &mut self.sheet {
                    *sheet = Sheet {
                        busy: false,
                        error: Some(refusal),
                        ..std::mem::take(sheet)
                    };
                }
            }
        }
        true
    }
}

fn is_about_name(refusal: Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NameBlank | Refusal::NameTooLong { .. } | Refusal::NameHostile | Refusal::NameReserved
    )
}
