//! What arrives at a tab, and what the tab does.

use client::{Effect, Input, UnsentState};
use protocol::{ClientFrame, DraftId, Mode, Refusal, ServerFrame, codec};

use super::{Down, Event, Promise, Up, World};
use crate::check;
use crate::dice::Dice;
use crate::drafts::Fate;
use crate::host::{Release, is_new};
use crate::mutation::Mutation;
use crate::person::{PageId, device_ms, words, world_ms};
use crate::promise::{Invariant, broken};

impl World {
    pub(super) fn at_tab(&mut self, order: u64, conn: u64, down: Down) -> Promise {
        let Some(wire) = self.wires.get(&conn) else {
            return Ok(());
        };
        let is_lost = order < wire.down_lost_before;
        let (number, is_closed) = (wire.tab, wire.tab_closed || wire.silent);
        let holds = self.tabs.get(number).is_some_and(|tab| tab.conn == Some(conn));
        let is_close = matches!(down, Down::Closed(_));
        if is_closed || !holds || (is_lost && !is_close) {
            return Ok(());
        }
        match down {
            Down::Opened => self.tell_tab(number, Input::Opened),
            Down::Pong => self.tell_tab(number, Input::Pong),
            Down::Closed(code) => {
                self.note(|| format!("tab {number}: {conn} closed with {code}"));
                if let Some(tab) = self.tabs.get_mut(number) {
                    tab.conn = None;
                }
                if self.host.closing.contains_key(&conn) {
                    self.leave(conn);
                }
                self.tell_tab(number, Input::Closed { code })
            }
            Down::Text(spelled) => {
                self.note(|| format!("tab {number}: hears {}", spelled.text));
                match spelled.frame.clone() {
                    Some(frame) => self.hears(number, frame),
                    // Of a kind that this release does not know: skipped.
                    None => Ok(()),
                }
            }
        }
    }

    fn hears(&mut self, number: usize, mut frame: ServerFrame) -> Promise {
        let Some(tab) = self.tabs.get(number) else {
            return Ok(());
        };
        let Some(person) = self.people.get(tab.person) else {
            return Ok(());
        };
        check::frame(&self.host.ledger, &mut self.drafts, person, tab, &frame)?;
        let is_previous = person.release == Release::Previous;
        match &mut frame {
            frame if is_previous && is_new(frame) => return Ok(()),
            ServerFrame::Welcome(welcome) if is_previous => {
                welcome.seen_every = None;
                welcome.rules = None;
                welcome.pin = None;
            }
            ServerFrame::Events(events) if self.host.mutation == Mutation::GapIgnored => {
                let next = check::seen(tab).next();
                if events.from > next {
                    events.from = next;
                    let mut seq = next;
                    for entry in &mut events.list {
                        entry.seq = seq;
                        seq = seq.next();
                    }
                }
            }
            ServerFrame::Events(events) if self.host.mutation == Mutation::FetchStorm => {
                let fetch = protocol::Fetch {
                    after: check::seen(tab),
                    before: events.from,
                };
                self.say(number, &ClientFrame::Fetch(fetch))?;
            }
            _ => {}
        }
        if let ServerFrame::Welcome(welcome) = &frame
            && let Some(tab) = self.tabs.get_mut(number)
        {
            tab.is_ruled = welcome.rules.is_some();
            if welcome.mode == Mode::Reset {
                // What was read was read in another history.
                tab.eyes = protocol::Seq::ZERO;
            }
        }
        self.tell_tab(number, Input::Frame(frame))
    }

    pub(super) fn ticket(&mut self, page: PageId, served: bool) -> Promise {
        let clock = self.host.clock(self.now);
        let Some(tab) = self.page(page) else { return Ok(()) };
        let ticket = self
            .people
            .get(tab.person)
            .and_then(|person| person.ticket(clock));
        match ticket {
            Some(ticket) if served => self.tell_tab(page.0, Input::Ticket(ticket)),
            _ => self.tell_tab(page.0, Input::TicketFailed(None)),
        }
    }

    pub(super) fn types(&mut self, number: usize, count: u64, mut dice: Dice) -> Promise {
        for nth in 0..count {
            let Some(tab) = self.tabs.get(number).filter(|tab| tab.is_open) else {
                break;
            };
            if tab.client.outbox().is_full() {
                break;
            }
            let (person, page) = (tab.person, tab.id());
            let draft = DraftId::from_bits((u128::from(dice.bits()) << 64) | u128::from(nth));
            let Some(body) = words(&mut dice, self.drafts.all().len()) else {
                break;
            };
            self.drafts.add(draft, person, page);
            self.note(|| format!("tab {number}: types {draft}"));
            self.tell_tab(
                number,
                Input::Post {
                    draft,
                    body,
                    with: None,
                },
            )?;
        }
        Ok(())
    }

    /// One step of a tab's client, and everything that follows from it.
    pub(super) fn tell_tab(&mut self, number: usize, input: Input) -> Promise {
        let Some(tab) = self.tabs.get_mut(number).filter(|tab| tab.is_open) else {
            return Ok(());
        };
        let skew = self.people.get(tab.person).map_or(0, |person| person.skew_ms);
        let effects = tab.step(device_ms(self.now, skew), input);
        if effects.contains(&Effect::Changed) {
            check::timeline(&self.host.ledger, tab)?;
        }
        let mut forgotten = None;
        for effect in effects {
            match &effect {
                Effect::Forget(draft) => forgotten = Some(*draft),
                Effect::Refused(refusal) => self.refused(number, *refusal, forgotten.take())?,
                _ => {}
            }
            self.carry(number, effect)?;
        }
        Ok(())
    }

    /// An act that comes to nothing says why, once. Whatever else may be refused is refused for a reason that the world gave.
    fn refused(&mut self, number: usize, refusal: Refusal, draft: Option<DraftId>) -> Promise {
        self.note(|| format!("tab {number}: is refused: {refusal:?}"));
        let act = draft.and_then(|draft| self.drafts.get_mut(draft));
        if let Some(act) = act.filter(|draft| draft.is_act) {
            act.fate = Fate::Excused;
            // Its post may still be under way, and come to stand after what was written later.
            act.disturbed = true;
        }
        let is_fair = match refusal {
            Refusal::Gone | Refusal::TooLate { .. } | Refusal::DraftExpired | Refusal::NameMissing => true,
            Refusal::Unknown => true,
            refusal => !refusal.is_final(),
        };
        if is_fair {
            return Ok(());
        }
        broken(Invariant::I9, format!("tab {number} was refused: {refusal:?}"))
    }

    fn carry(&mut self, number: usize, effect: Effect) -> Promise {
        let Some(tab) = self.tabs.get_mut(number) else {
            return Ok(());
        };
        let page = tab.id();
        match effect {
            Effect::FetchTicket => {
                let (is_lost, wait) = (tab.dice.in_thousand(100), tab.dice.between(20, 300));
                let served = !(self.is_chaos() && is_lost);
                self.after(wait, Event::Ticket { page, served });
            }
            Effect::Connect => self.connect(number),
            Effect::Disconnect => self.disconnect(number)?,
            Effect::Send(frame) => self.say(number, &frame)?,
            Effect::Ping => self.send_up(number, Up::Ping),
            Effect::WakeAt(at) => {
                tab.wake = tab.wake.saturating_add(1);
                let wake = tab.wake;
                let skew = self.people.get(tab.person).map_or(0, |person| person.skew_ms);
                self.at(world_ms(at, skew), Event::Wakes { page, wake });
            }
            Effect::Keep(unsent) => {
                if let UnsentState::Failed(refusal) = unsent.state {
                    if refusal != Refusal::DraftExpired {
                        return broken(Invariant::I9, format!("tab {number} was refused: {unsent:?}"));
                    }
                    let draft = unsent.draft;
                    self.drafts.disturb(draft);
                    let wait = self.dice.between(500, 5_000);
                    self.after(wait, Event::Decide { page, draft });
                }
                self.keep(number, &unsent)?;
            }
            Effect::Forget(draft) => self.forget(number, draft),
            Effect::Changed | Effect::Noted(_) | Effect::Refused(_) => {}
        }
        Ok(())
    }

    /// What the client says, as text. A message that is sent was kept before. (I9)
    fn say(&mut self, number: usize, frame: &ClientFrame) -> Promise {
        match frame {
            ClientFrame::Post(post) => {
                let of = self.tabs.get(number).and_then(|tab| self.people.get(tab.person));
                let is_kept = self.drafts.get(post.draft).is_some_and(|draft| draft.kept);
                if of.is_some_and(|person| person.has_disk) && !is_kept {
                    let what = format!("tab {number} sends {} and has not kept it", post.draft);
                    return broken(Invariant::I9, what);
                }
                if self.host.mutation == Mutation::ForgetBeforeAck {
                    self.forget(number, post.draft);
                }
            }
            ClientFrame::Seen(_) if self.host.mutation == Mutation::SeenNeverSaid => return Ok(()),
            ClientFrame::Read(_) if self.host.mutation == Mutation::ReadNeverSaid => return Ok(()),
            _ => {}
        }
        self.send_up(number, Up::Text(codec::encode_client(frame).into()));
        Ok(())
    }
}
