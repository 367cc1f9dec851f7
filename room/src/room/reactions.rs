//! Reactions: one of a member to a message, one row each time, and counts for everybody.
//!
//! Invariants: counts are the ledger's; what is remembered of them is bounded ([`REMEMBERED`]) and dropped after a fault; who
//! blocks somebody is never told a count with that one in it.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{
    Count, MemberId, React, Reaction, Reactions as Frame, Refusal, Refused, Seq, ServerFrame, Tally,
    UnixMillis, Within, limits,
};

use super::acts::newest_from;
use super::{Conn, Effect, Room, elapsed, ms, refuse};
use crate::{Fault, Journal, Voice};

/// Entries whose counts are remembered: what people scroll through, at some 100 bytes each.
const REMEMBERED: usize = 4_096;

#[derive(Clone, Debug, Default)]
pub(super) struct Reactions {
    known: BTreeMap<Seq, Counts>,
    /// To be told to everybody.
    changed: BTreeSet<Seq>,
    told_at: Option<UnixMillis>,
    /// What was to be told may have been lost.
    in_doubt: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Counts {
    of: BTreeMap<Reaction, u32>,
    /// Somebody has reacted, even if they have taken it back.
    touched: bool,
}

impl Counts {
    fn add(&mut self, kind: Option<Reaction>) {
        if let Some(kind) = kind {
            let n = self.of.entry(kind).or_default();
            *n = n.saturating_add(1);
        }
    }

    fn take(&mut self, kind: Option<Reaction>) {
        if let Some(n) = kind.and_then(|kind| self.of.get_mut(&kind)) {
            *n = n.saturating_sub(1);
        }
    }

    fn tally(&self, seq: Seq, mine: Option<Reaction>) -> Tally {
        let some = self.of.iter().filter(|(_, n)| **n > 0);
        let mut counts: Vec<Count> = some.map(|(kind, n)| Count { kind: *kind, n: *n }).collect();
        counts.sort_by_key(|count| std::cmp::Reverse(count.n));
        Tally { seq, counts, mine }
    }
}

impl Reactions {
    pub(super) fn restore(members: u32) -> Self {
        Self {
            in_doubt: members > 0,
            ..Self::default()
        }
    }

    pub(super) fn doubt(&mut self) {
        self.known.clear();
        self.in_doubt = true;
    }

    /// Nobody listens.
    pub(super) fn unheard(&mut self) {
        self.changed.clear();
        self.in_doubt = false;
    }

    /// What is remembered from here on holds the range. One question, whatever of it is missing.
    fn load(&mut self, journal: &impl Journal, from: Seq, to: Seq) -> Result<(), Fault> {
        let missing = || {
            (from.0..=to.0)
                .map(Seq)
                .filter(|seq| !self.known.contains_key(seq))
        };
        let (Some(first), Some(last)) = (missing().next(), missing().next_back()) else {
            return Ok(());
        };
        let tallies = journal.beside()?.tallies(first, last)?;
        if self.known.len() > REMEMBERED {
            self.known.retain(|seq, _| (from..=to).contains(seq));
        }
        for seq in first.0..=last.0 {
            self.known.insert(Seq(seq), Counts::default());
        }
        for Tally { seq, counts, .. } in tallies {
            let of = counts.into_iter().map(|Count { kind, n }| (kind, n)).collect();
            self.known.insert(seq, Counts { of, touched: true });
        }
        Ok(())
    }

    fn touched(&self, from: Seq, to: Seq) -> impl Iterator<Item = (Seq, &Counts)> {
        let range = self.known.range(from..=to.max(from));
        range
            .filter(|(_, counts)| counts.touched)
            .map(|(seq, counts)| (*seq, counts))
    }

    fn change(&mut self, voice: &Voice, before: Option<Reaction>) {
        if let Some(counts) = self.known.get_mut(&voice.seq) {
            counts.take(before);
            counts.add(voice.kind);
            counts.touched = true;
        }
        self.changed.insert(voice.seq);
    }

    /// Its row is a tombstone by now, and everybody hears of that.
    pub(super) fn gone(&mut self, seq: Seq) {
        self.known.insert(seq, Counts::default());
        self.changed.remove(&seq);
    }

    pub(super) fn due_at(&self, sockets: usize) -> Option<UnixMillis> {
        let at = self.told_at.filter(|_| !self.changed.is_empty())?;
        Some(at.plus(limits::reactions_ms(sockets)))
    }
}

impl Room {
    pub(super) fn react(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        conn: Conn,
        react: React,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let React { seq, kind } = react;
        let Some(member) = self.named(conn) else {
            refuse(conn, None, Refusal::NameMissing, out);
            return Ok(());
        };
        if !self.may_go_on(now, conn, &member, out) {
            return Ok(());
        }
        if self.living(journal, seq)?.is_none() {
            refuse(conn, None, Refusal::Gone, out);
            return Ok(());
        }
        let own = std::slice::from_ref(&member);
        let before = journal.beside()?.voices(&[seq], own)?.pop();
        let before = before.and_then(|voice| voice.kind);
        self.reactions.load(journal, seq, seq)?;
        if before != kind {
            let voice = Voice { seq, member, kind };
            match journal.beside_mut().and_then(|beside| beside.react(&voice)) {
                Err(fault) if fault.is_full() => {
                    out.push(full(conn));
                    return Ok(());
                }
                written => written?,
            }
            self.reactions.change(&voice, before);
        }
        // Each is answered, so that its client knows which of its words count.
        let frame = self.reactions_to(journal, conn, seq, seq)?;
        self.say(conn, frame, out);
        Ok(())
    }

    /// Reacting and reporting have the pace of posts, and one of their own.
    pub(super) fn may_go_on(
        &mut self,
        now: UnixMillis,
        conn: Conn,
        member: &MemberId,
        out: &mut Vec<Effect>,
    ) -> bool {
        let wait_ms = self.touches.wait_ms(member, now);
        if wait_ms > 0 {
            let refused = Refused {
                draft: None,
                refusal: Refusal::TooFast,
                retry_after_ms: Some(ms(wait_ms)),
            };
            out.push(Effect::Send(conn, ServerFrame::Refused(refused)));
            return false;
        }
        self.touches.take(member.clone(), now, self.sockets.len());
        true
    }

    /// As they are now, for one reader: with its own, and without those whom it blocks.
    pub(super) fn reactions_to(
        &mut self,
        journal: &impl Journal,
        conn: Conn,
        from: Seq,
        to: Seq,
    ) -> Result<ServerFrame, Fault> {
        self.reactions.load(journal, from, to)?;
        let (me, blocked) = match self.sockets.card(conn) {
            Some(card) => (Some(card.member.clone()), card.blocked.clone()),
            None => (None, Vec::new()),
        };
        let mut list: BTreeMap<Seq, (Counts, Option<Reaction>)> = self
            .reactions
            .touched(from, to)
            .map(|(seq, counts)| (seq, (counts.clone(), None)))
            .collect();
        let seqs: Vec<Seq> = list.keys().copied().collect();
        let of: Vec<MemberId> = me.iter().chain(&blocked).cloned().collect();
        if !seqs.is_empty() {
            for Voice { seq, member, kind } in journal.beside()?.voices(&seqs, &of)? {
                let Some((counts, mine)) = list.get_mut(&seq) else {
                    continue;
                };
                if me.as_ref() == Some(&member) {
                    *mine = kind;
                } else {
                    counts.take(kind);
                }
            }
        }
        let tallies = list.iter().map(|(seq, (counts, mine))| counts.tally(*seq, *mine));
        let list = tallies.filter(|tally| !tally.counts.is_empty()).collect();
        Ok(ServerFrame::Reactions(Frame {
            list,
            within: Some(Within { from, to }),
        }))
    }

    /// For a document, which is anybody's.
    pub(super) fn tallies(
        &mut self,
        journal: &impl Journal,
        from: Seq,
        to: Seq,
    ) -> Result<Vec<Tally>, Fault> {
        self.reactions.load(journal, from, to)?;
        let tallies = self.reactions.touched(from, to);
        let tallies = tallies.map(|(seq, counts)| counts.tally(seq, None));
        Ok(tallies.filter(|tally| !tally.counts.is_empty()).collect())
    }

    /// What has changed, if it is time: one frame for everybody, and one for each who blocks somebody that is in it.
    pub(super) fn told_reactions(
        &mut self,
        journal: &impl Journal,
        now: UnixMillis,
        head: Seq,
    ) -> Result<Vec<Effect>, Fault> {
        let from = newest_from(head);
        if self.reactions.in_doubt {
            self.reactions.load(journal, from, head)?;
            let touched: Vec<Seq> = self.reactions.touched(from, head).map(|(seq, _)| seq).collect();
            self.reactions.changed.extend(touched);
            self.reactions.in_doubt = false;
        }
        self.reactions.changed.retain(|seq| *seq >= from);
        let seqs: Vec<Seq> = self.reactions.changed.iter().copied().collect();
        let (Some(first), Some(last)) = (seqs.first(), seqs.last()) else {
            return Ok(Vec::new());
        };
        if !elapsed(
            self.reactions.told_at,
            limits::reactions_ms(self.listeners()),
            now,
        ) {
            return Ok(Vec::new());
        }
        self.reactions.load(journal, *first, *last)?;
        let changed: BTreeMap<Seq, Counts> = seqs
            .iter()
            .filter_map(|seq| Some((*seq, self.reactions.known.get(seq)?.clone())))
            .collect();
        let blocking: Vec<(Conn, Vec<MemberId>)> = self.sockets.blocking();
        let unwanted: BTreeSet<&MemberId> = blocking.iter().flat_map(|(_, blocked)| blocked).collect();
        let unwanted: Vec<MemberId> = unwanted.into_iter().cloned().collect();
        let voices = if unwanted.is_empty() {
            Vec::new()
        } else {
            journal.beside()?.voices(&seqs, &unwanted)?
        };
        let mut out = Vec::new();
        let mut but = BTreeSet::new();
        for (conn, blocked) in blocking {
            let mut theirs = changed.clone();
            let unwanted = voices
                .iter()
                .filter(|voice| voice.kind.is_some() && blocked.contains(&voice.member));
            for voice in unwanted {
                if let Some(counts) = theirs.get_mut(&voice.seq) {
                    counts.take(voice.kind);
                    but.insert(conn);
                }
            }
            if but.contains(&conn) && !self.reach.silent().contains(&conn) {
                let frame = frame(&theirs);
                self.reach.said(conn, weigh(&frame));
                out.push(Effect::Send(conn, frame));
            }
        }
        let frame = frame(&changed);
        self.reach.tell_state(weigh(&frame));
        out.push(if but.is_empty() {
            Effect::Broadcast(frame)
        } else {
            Effect::Others { but, frame }
        });
        self.reactions.changed.clear();
        self.reactions.told_at = Some(now);
        let listeners = self.listeners();
        self.news.tick().spend(now, listeners);
        Ok(out)
    }
}

fn frame(changed: &BTreeMap<Seq, Counts>) -> ServerFrame {
    let list = changed.iter().map(|(seq, counts)| counts.tally(*seq, None));
    ServerFrame::Reactions(Frame {
        list: list.collect(),
        within: None,
    })
}

/// Roughly its bytes on the wire.
pub(super) fn weigh(frame: &ServerFrame) -> u64 {
    let bytes = match frame {
        ServerFrame::Reactions(reactions) => {
            let counts = reactions.list.iter().map(|tally| 40 + tally.counts.len() * 24);
            counts.sum::<usize>()
        }
        ServerFrame::Marks(marks) => marks.runs.len() * 24,
        _ => 0,
    };
    u64::try_from(bytes).unwrap_or(u64::MAX)
}

/// Nothing was written, and reading goes on.
pub(super) fn full(conn: Conn) -> Effect {
    Effect::Send(
        conn,
        ServerFrame::Refused(Refused {
            draft: None,
            refusal: Refusal::StorageFull,
            retry_after_ms: Some(limits::FULL_RETRY_MS),
        }),
    )
}
