//! The answer to `Hello`: who you are, what became of your drafts, and what you missed.

use protocol::{
    CloseReason, Entry, Events, Hello, MemberId, Mode, Pending, Position, Refusal, SeenEvery, Seq,
    ServerFrame, Settled, UnixMillis, Welcome, You, limits,
};

use super::{Conn, Effect, Pass, Room, bye, post, reach, refuse};
use crate::{Card, Fault, Journal, Standing};

impl Room {
    pub(super) fn hello(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        conn: Conn,
        hello: &Hello,
        pass: Option<Result<Pass, Refusal>>,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let pass = match pass.unwrap_or(Err(Refusal::TicketInvalid)) {
            Ok(pass) => pass,
            Err(refusal) => {
                refuse(conn, None, refusal, out);
                let reason = match refusal {
                    Refusal::TicketExpired => CloseReason::TicketExpired,
                    _ => CloseReason::Forbidden,
                };
                self.close(conn, reason, out);
                return Ok(());
            }
        };
        let mut standing = self.standing(journal)?;
        if self.reach.is_overdrawn(conn) {
            self.cut_off(conn, out);
            return Ok(());
        }
        if standing.head == Seq::ZERO {
            match journal.open() {
                // An epoch that cannot be kept must not be told: the next memory would choose another. There is nothing
                // to read here, and nothing could be written.
                Err(fault) if fault.is_full() => {
                    refuse(conn, None, Refusal::StorageFull, out);
                    out.push(bye(conn, CloseReason::Full, Some(limits::FULL_RETRY_MS)));
                    self.close(conn, CloseReason::Full, out);
                    return Ok(());
                }
                opened => opened?,
            }
            standing = journal.standing()?;
        }
        if let Some(ruled) = pass.ruled {
            self.rule(ruled);
        }
        if let Some(name) = &pass.name
            && self.come(journal, now, &standing, &pass.member, name, pass.role)?
        {
            standing = journal.standing()?;
        }
        self.load_marks(journal, now, (&standing).into())?;
        let pin = self.pinned(journal)?;
        let settled = settle(journal, &standing, &pass.member, hello)?;
        let (mode, list) = missed(journal, &standing, hello.have)?;

        if let Some(have) = hello.have.filter(|have| have.epoch == standing.epoch)
            && self.reach.is_news(conn, have.seq)
        {
            self.reach.prove(conn, have.seq, standing.head);
        }
        let Pass {
            member, name, role, ..
        } = pass;
        // A hello that comes again, since the person has chosen a name, changes nothing else.
        let before = self.sockets.card(conn).filter(|card| card.member == member);
        let card = Card {
            member: member.clone(),
            name: name.clone(),
            role,
            seen: Some(standing.head),
            read: before.and_then(|card| card.read),
            blocked: before.map(|card| card.blocked.clone()).unwrap_or_default(),
            ruled: Some(self.ruled),
        };
        let events = reach::seen_events(self.sockets.len(), conn);
        self.sockets.greet(conn, card.clone());
        self.reach.greet(conn, standing.head, events);
        self.reach.answered(conn, &list);
        self.news.greeted(conn);
        out.push(Effect::Keep(conn, card));
        out.push(Effect::Send(
            conn,
            ServerFrame::Welcome(Welcome {
                you: You { member, name, role },
                epoch: standing.epoch,
                head: standing.head,
                floor: standing.floor,
                mode,
                now,
                reconnect_window_ms: self.reconnect_window_ms(),
                settled,
                seen_every: Some(SeenEvery {
                    events,
                    bytes: limits::SEEN_BYTES,
                }),
                rules: Some(self.ruled.rules),
                pin,
            }),
        ));
        if let Some(from) = list.first().map(|first| first.seq) {
            out.push(Effect::Send(conn, ServerFrame::Events(Events { from, list })));
        }
        self.say_newest(journal, conn, standing.head, out)
    }
}

/// The fate of each pending draft. The lowest of their bounds serves for all, so that one walk finds them.
///
/// A draft that is older than the walk goes, and was not found, is left out: it is not known to be unwritten, and
/// calling it unknown would let it be written twice. Sent again, it is refused as expired.
fn settle(
    journal: &impl Journal,
    standing: &Standing,
    member: &MemberId,
    hello: &Hello,
) -> Result<Vec<Settled>, Fault> {
    let pending = || hello.pending.iter().take(limits::PENDING);
    // Bounds of another history say nothing about this one.
    let is_ours = hello.have.is_some_and(|have| have.epoch == standing.epoch);
    let bound = |pending: &Pending| if is_ours { pending.base_seq } else { Seq::ZERO };
    let Some(lowest) = pending().map(bound).min() else {
        return Ok(Vec::new());
    };
    let drafts: Vec<_> = pending().map(|pending| pending.draft).collect();
    let above = post::search_above(standing.head, lowest);
    let found = journal.find(member, &drafts, above)?;
    let fate = |pending: &Pending| {
        let place = found.iter().find(|(draft, _)| *draft == pending.draft);
        let seq = place.map(|(_, seq)| *seq);
        let draft = pending.draft;
        let is_sure = !is_ours || pending.base_seq >= above;
        (seq.is_some() || is_sure).then_some(Settled { draft, seq })
    };
    Ok(pending().filter_map(fate).collect())
}

/// What the client has not seen: all of it, or the newest page. Never a part that looks whole.
fn missed(
    journal: &impl Journal,
    standing: &Standing,
    have: Option<Position>,
) -> Result<(Mode, Vec<Entry>), Fault> {
    let Standing {
        epoch, head, floor, ..
    } = *standing;
    if let Some(have) = have.filter(|have| have.epoch == epoch && (floor..=head).contains(&have.seq)) {
        let gap = usize::try_from(head.0.saturating_sub(have.seq.0)).unwrap_or(usize::MAX);
        if gap == 0 {
            return Ok((Mode::Resume, Vec::new()));
        }
        if gap <= limits::FETCH_ENTRIES {
            let list = journal.newest(have.seq, head.next(), gap)?;
            // Fewer than the gap: their bodies are too large for one answer.
            if list.first().map(|first| first.seq) == Some(have.seq.next()) {
                return Ok((Mode::Resume, list));
            }
        }
    }
    // Of another history is also what has seen more than there is.
    let mode = match have {
        Some(have) if have.epoch != epoch || have.seq > head => Mode::Reset,
        _ => Mode::Snapshot,
    };
    let list = journal.newest(floor, head.next(), limits::PAGE_ENTRIES)?;
    Ok((mode, list))
}
