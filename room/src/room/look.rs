//! Single entries that lie elsewhere, where a time is, whom a reader blocks, and what is wrong with a message.
//!
//! Invariant: each answer is bounded, and counted as any other answer that its socket was given.

use protocol::http::Reported;
use protocol::{
    Block, Find, Found, Look, Looked, Noted, Refusal, Report, Seq, ServerFrame, UnixMillis, limits,
};

use super::reactions::full;
use super::{Conn, Effect, Room, refuse};
use crate::{Fault, Journal};

/// Entries before and after a message that was reported.
const AROUND: u64 = 5;

impl Room {
    pub(super) fn look(
        &mut self,
        journal: &mut impl Journal,
        conn: Conn,
        look: &Look,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        if self.reach.is_overdrawn(conn) {
            self.cut_off(conn, out);
            return Ok(());
        }
        let most = look.seqs.len().min(limits::LOOK);
        let list = journal.entries(look.seqs.get(..most).unwrap_or_default())?;
        self.reach.answered(conn, &list);
        out.push(Effect::Send(conn, ServerFrame::Looked(Looked { list })));
        Ok(())
    }

    pub(super) fn find(
        &mut self,
        journal: &mut impl Journal,
        conn: Conn,
        find: Find,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let at = find.at;
        let seq = journal.place_of(at)?;
        out.push(Effect::Send(conn, ServerFrame::Found(Found { at, seq })));
        Ok(())
    }

    pub(super) fn block(
        &mut self,
        journal: &mut impl Journal,
        conn: Conn,
        block: Block,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let mut members = block.members;
        members.sort();
        members.dedup();
        members.truncate(limits::BLOCKED);
        let card = self.sockets.change(conn, |card| card.blocked = members);
        out.extend(card.map(|card| Effect::Keep(conn, card)));
        let head = self.standing(journal)?.head;
        if head == Seq::ZERO {
            return Ok(());
        }
        let from = super::acts::newest_from(head);
        let frame = self.reactions_to(journal, conn, from, head)?;
        self.say(conn, frame, out);
        Ok(())
    }

    /// Reading needs no name, and neither does saying that something is wrong.
    pub(super) fn report(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        conn: Conn,
        report: Report,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let Report { seq, grounds } = report;
        let Some(by) = self.sockets.card(conn).map(|card| card.member.clone()) else {
            return Ok(());
        };
        if !self.may_go_on(now, conn, &by, out) {
            return Ok(());
        }
        if self.living(journal, seq)?.is_none() {
            refuse(conn, None, Refusal::Gone, out);
            return Ok(());
        }
        let reported = Reported {
            seq,
            by,
            grounds,
            at: now,
            context: Vec::new(),
        };
        match journal.beside_mut().and_then(|beside| beside.report(&reported)) {
            Err(fault) if fault.is_full() => out.push(full(conn)),
            written => {
                written?;
                out.push(Effect::Send(conn, ServerFrame::Noted(Noted { seq })));
            }
        }
        Ok(())
    }

    /// Oldest first, each with what stands around it; and how many there are in all.
    pub fn reports(
        &self,
        journal: &impl Journal,
        skip: usize,
        most: usize,
    ) -> Result<(Vec<Reported>, usize), Fault> {
        let (mut list, total) = journal.beside()?.reports(skip, most)?;
        for report in &mut list {
            let first = report.seq.0.saturating_sub(AROUND);
            let around: Vec<Seq> = (first..=report.seq.0.saturating_add(AROUND)).map(Seq).collect();
            report.context = journal.entries(&around)?;
        }
        Ok((list, total))
    }
}
