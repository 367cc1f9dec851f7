//! What somebody does beside writing: to what they see, from where they look.

use client::Input;
use protocol::{Act, Body, DraftId, Entry, Grounds, Reaction, Role, Seq, UnixMillis, With};

use super::{Promise, World};
use crate::dice::Dice;
use crate::host::{EPOCH_MS, Release};
use crate::person::words;
use crate::script::Deed;

impl World {
    pub(super) fn deed(&mut self, deed: Deed, number: usize, mut dice: Dice) -> Promise {
        let Some(tab) = self.tabs.get(number).filter(|tab| tab.is_open) else {
            return Ok(());
        };
        let Some(person) = self.people.get(tab.person) else {
            return Ok(());
        };
        if person.release == Release::Previous {
            return Ok(());
        }
        let (client, role, me) = (&tab.client, person.role, person.member());
        let says = |entry: &&Entry| entry.what.act().is_none() && !entry.what.is_gone();
        let any: Vec<Seq> = client
            .shown()
            .iter()
            .filter(says)
            .map(|entry| entry.seq)
            .collect();
        let own = client.shown().iter().filter(says);
        let own: Vec<Seq> = own
            .filter(|entry| Some(&entry.author.member) == me.as_ref())
            .map(|entry| entry.seq)
            .collect();
        let pin = client.pin().map(|pin| pin.seq);
        let newest = client.timeline().entries().last().map(|entry| entry.seq);
        let head = client.timeline().head();
        let tabs = u64::try_from(self.tabs.len()).unwrap_or(1);
        let any = dice.pick(&any).copied();
        let own = dice.pick(&own).copied();
        let is_mod = role == Role::Moderator;
        match deed {
            Deed::Edit => self.acts(number, own.map(Act::Edit), &mut dice),
            Deed::Unsend if is_mod => self.acts(number, any.map(Act::Unsend), &mut dice),
            Deed::Unsend => self.acts(number, own.map(Act::Unsend), &mut dice),
            Deed::Pin if is_mod => {
                self.asks(tabs);
                self.acts(number, any.map(Act::Pin), &mut dice)
            }
            Deed::Unpin if is_mod => self.acts(number, pin.map(Act::Unpin), &mut dice),
            Deed::Reply => {
                self.asks(tabs.saturating_mul(2));
                let with = With {
                    reply: any,
                    ..With::default()
                };
                self.says(number, None, with, &mut dice)
            }
            Deed::React => {
                let kind = dice
                    .pick(&Reaction::ALL)
                    .copied()
                    .filter(|_| !dice.in_thousand(200));
                self.does(number, 2, any.map(|seq| Input::React { seq, kind }))
            }
            Deed::Read => self.does(number, 2, newest.map(Input::Read)),
            Deed::Report => {
                let grounds = Grounds::Spam;
                self.does(number, 2, any.map(|seq| Input::Report { seq, grounds }))
            }
            Deed::Jump => {
                let goal = Seq(dice.between(1, head.0.max(1)));
                self.does(number, 4, Some(Input::Jump(goal)))
            }
            Deed::Find => {
                let at = UnixMillis(EPOCH_MS.saturating_add(dice.between(0, self.now)));
                self.does(number, 6, Some(Input::JumpTo(at)))
            }
            Deed::Scroll => {
                self.does(number, 2, Some(Input::Older))?;
                self.does(number, 2, Some(Input::Newer))
            }
            Deed::Return => self.does(number, 1, Some(Input::Return)),
            Deed::Pin | Deed::Unpin => Ok(()),
        }
    }

    fn asks(&mut self, frames: u64) {
        self.asked = self.asked.saturating_add(frames);
    }

    /// Each may cost so many frames, or twice as many where the link is cut before the answer.
    fn does(&mut self, number: usize, frames: u64, input: Option<Input>) -> Promise {
        let Some(input) = input else { return Ok(()) };
        self.asks(frames);
        self.note(|| format!("tab {number}: {input:?}"));
        self.tell_tab(number, input)
    }

    fn acts(&mut self, number: usize, act: Option<Act>, dice: &mut Dice) -> Promise {
        let Some(act) = act else { return Ok(()) };
        let with = With {
            act: Some(act),
            ..With::default()
        };
        let body = match act {
            Act::Edit(_) => None,
            _ => Some(Body::none()),
        };
        self.says(number, body, with, dice)
    }

    fn says(&mut self, number: usize, body: Option<Body>, with: With, dice: &mut Dice) -> Promise {
        let Some(tab) = self.tabs.get(number) else {
            return Ok(());
        };
        if tab.client.outbox().is_full() {
            return Ok(());
        }
        let (person, page) = (tab.person, tab.id());
        let draft = DraftId::from_bits(u128::from(dice.bits()) << 64);
        let Some(body) = body.or_else(|| words(dice, self.drafts.all().len())) else {
            return Ok(());
        };
        self.drafts.add(draft, person, page);
        if let Some(draft) = self.drafts.get_mut(draft) {
            draft.is_act = with.act.is_some();
        }
        self.note(|| format!("tab {number}: {draft} {:?} {:?}", with.act, with.reply));
        let idle: Vec<DraftId> = self.overtaken(number, with.act);
        for draft in idle {
            self.drafts.excuse(draft);
        }
        let with = (!with.is_empty()).then(|| Box::new(with));
        self.tell_tab(number, Input::Post { draft, body, with })
    }

    /// Edits of the same entry that still wait: they need not be sent any more.
    fn overtaken(&self, number: usize, act: Option<Act>) -> Vec<DraftId> {
        let (Some(Act::Edit(seq) | Act::Unsend(seq)), Some(tab)) = (act, self.tabs.get(number)) else {
            return Vec::new();
        };
        let list = tab.client.outbox().list().iter();
        let idle = list.filter(|unsent| !unsent.tried && unsent.act() == Some(Act::Edit(seq)));
        idle.map(|unsent| unsent.draft).collect()
    }
}
