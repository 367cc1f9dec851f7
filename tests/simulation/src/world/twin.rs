//! A second instance of the room: the first one has been superseded, holds some of the sockets, and does not know it
//! until it asks its storage.

use protocol::{DraftId, Entry, Epoch, MemberId, Seq, ServerFrame, UnixMillis};
use room::{Beside, Change, Conn, Effect, Fault, Input, Journal, Standing};

use super::{Event, Promise, World};
use crate::host::{Twin, restored, spelled};
use crate::ledger::Ledger;
use crate::mutation::Mutation;
use crate::promise::{Invariant, broken};

/// What a superseded instance hears from its storage.
struct Superseded<'a> {
    /// Of a storage that would let it speak: what it remembers.
    ghost: Option<&'a Ledger>,
}

impl Superseded<'_> {
    fn ask<T>(&self, of: impl Fn(&Ledger) -> Result<T, Fault>) -> Result<T, Fault> {
        self.ghost.map_or_else(|| Err(Fault::broken("superseded")), of)
    }
}

impl Journal for Superseded<'_> {
    fn standing(&self) -> Result<Standing, Fault> {
        self.ask(Ledger::standing)
    }

    fn open(&mut self) -> Result<(), Fault> {
        self.ask(|_| Ok(()))
    }

    fn find(&self, member: &MemberId, drafts: &[DraftId], above: Seq) -> Result<Vec<(DraftId, Seq)>, Fault> {
        self.ask(|ledger| ledger.find(member, drafts, above))
    }

    fn append(&mut self, _: &Entry) -> Result<(), Fault> {
        self.ask(|_| Ok(()))
    }

    fn append_all(&mut self, _: &[Entry]) -> Result<(), Fault> {
        self.ask(|_| Ok(()))
    }

    fn amend(&mut self, _: &Change<'_>) -> Result<(), Fault> {
        self.ask(|_| Ok(()))
    }

    fn newest(&self, after: Seq, before: Seq, entries: usize) -> Result<Vec<Entry>, Fault> {
        self.ask(|ledger| ledger.newest(after, before, entries))
    }

    fn entries(&self, seqs: &[Seq]) -> Result<Vec<Entry>, Fault> {
        self.ask(|ledger| ledger.entries(seqs))
    }

    fn place_of(&self, at: UnixMillis) -> Result<Seq, Fault> {
        self.ask(|ledger| ledger.place_of(at))
    }

    fn beside(&self) -> Result<&dyn Beside, Fault> {
        let ghost = self.ghost.ok_or_else(|| Fault::broken("superseded"))?;
        ghost.beside()
    }

    fn beside_mut(&mut self) -> Result<&mut dyn Beside, Fault> {
        Err(Fault::broken("superseded"))
    }
}

impl World {
    /// Half of the sockets stay with the old instance; the new one begins with the others.
    pub(super) fn twin(&mut self, mut dice: crate::dice::Dice) -> Promise {
        // Which of two rooms a spoke hears is the number of its link: the later one's. So there is nothing to see of it here.
        if self.host.twin.is_some() || self.host.ledger.is_pending() || self.host.spread.is_some() {
            return Ok(());
        }
        let chance = dice.bits();
        self.lose_batch();
        let Some(mind) = self.host.forget(chance) else {
            return Ok(());
        };
        self.uneasy = true;
        let mut sockets = std::mem::take(&mut self.host.sockets);
        self.host.sockets = sockets.clone();
        sockets.retain(|_, _| dice.in_thousand(600));
        self.host.sockets.retain(|conn, _| !sockets.contains_key(conn));
        for conn in sockets.keys().copied().collect::<Vec<_>>() {
            self.harm(conn);
        }
        self.note(|| format!("room: a twin holds {:?}", sockets.keys()));
        self.host.twin = Some(Twin { mind, sockets });
        let wait = dice.between(500, 20_000);
        self.after(wait, Event::TwinEnds);
        Ok(())
    }

    /// It finds out that it is not the room any more, and says nothing that it cannot know.
    pub(super) fn twin_hears(&mut self, conn: u64, input: Input) -> Promise {
        let clock = self.host.clock(self.now);
        let is_closed = matches!(input, Input::Closed(_) | Input::Left(..));
        let ghost = (self.host.mutation == Mutation::TwinSpeaks).then_some(&self.host.ledger);
        let Some(twin) = &mut self.host.twin else {
            return Ok(());
        };
        if is_closed {
            twin.sockets.remove(&conn);
        }
        match twin.mind.step(&mut Superseded { ghost }, clock, input) {
            Ok(effects) => self.twin_says(effects),
            Err(fault) => {
                self.note(|| format!("twin: fault, {fault}"));
                let mut ends = vec![conn];
                if let Some(twin) = &mut self.host.twin {
                    ends.extend(twin.mind.unanswered().map(|(conn, _)| conn.0));
                    ends.sort_unstable();
                    ends.dedup();
                    ends.iter().for_each(|conn| drop(twin.sockets.remove(conn)));
                    twin.mind = restored(&twin.sockets, Vec::new(), self.host.elsewhere);
                }
                for conn in ends {
                    self.harm = self.harm.saturating_add(1);
                    self.fault_closes(conn);
                }
                Ok(())
            }
        }
    }

    /// The newest state, which may be old, and entries that were confirmed before; nothing else is its to say.
    fn twin_says(&mut self, effects: Vec<Effect>) -> Promise {
        for effect in effects {
            let (frame, to) = match effect {
                Effect::Broadcast(frame) => (frame, None),
                Effect::Send(conn, frame) => (frame, Some(conn.0)),
                _ => continue,
            };
            let is_harmless = matches!(
                frame,
                ServerFrame::Presence(_)
                    | ServerFrame::Refused(_)
                    | ServerFrame::Bye(_)
                    | ServerFrame::Events(_)
                    | ServerFrame::Reactions(_)
                    | ServerFrame::Marks(_)
                    | ServerFrame::Rules(_)
                    | ServerFrame::Resync(_)
            );
            if !is_harmless && self.host.mutation != Mutation::TwinSpeaks {
                return broken(Invariant::I8, format!("a superseded room says {frame:?}"));
            }
            let spelled = spelled(&frame, Mutation::None);
            self.note(|| format!("twin: says {}", spelled.text));
            let Some(twin) = &self.host.twin else {
                return Ok(());
            };
            let silent = twin.mind.silent();
            let hears =
                |(conn, card): &(&u64, &Option<String>)| card.is_some() && !silent.contains(&Conn(**conn));
            let all = twin.sockets.iter().filter(hears);
            let conns: Vec<u64> = match to {
                Some(conn) => vec![conn],
                None => all.map(|(conn, _)| *conn).collect(),
            };
            for conn in conns {
                self.send_down(conn, super::Down::Text(std::rc::Rc::clone(&spelled)));
            }
        }
        Ok(())
    }

    pub(super) fn twin_ends(&mut self) -> Promise {
        if let Some(twin) = self.host.twin.take() {
            self.note(|| "twin: ends".to_owned());
            for conn in twin.sockets.keys() {
                self.cut_by_room(*conn);
            }
        }
        Ok(())
    }

    /// The history that a copy begins.
    pub(super) fn begins_anew(&mut self, epoch: Epoch) {
        self.note(|| format!("room: is a copy, and its epoch is {epoch}"));
    }
}
