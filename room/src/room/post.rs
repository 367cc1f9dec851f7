//! A message, from whoever may write it to its place in the log.
//!
//! Invariant: a draft has at most one place, and whoever sends it again is told that place, at any pace.

use std::collections::BTreeMap;

use protocol::{
    Ack, Author, DraftId, Entry, ImageKey, MemberId, Post, Refusal, Refused, Role, RoomKind, Seq,
    ServerFrame, UnixMillis, With, limits,
};

use super::speech::Said;
use super::{Conn, Effect, Room, acts, ms, refuse};
use crate::pace::{Bucket, Pace};
use crate::{Card, Change, Fault, Journal};

/// Where the search for a duplicate begins. A bound above the head is not one of this history's, and one too far back
/// would make the room walk for ever.
pub(super) fn search_above(head: Seq, base_seq: Seq) -> Seq {
    let lowest = Seq(head.0.saturating_sub(limits::DEDUPE_ENTRIES));
    if base_seq > head {
        lowest
    } else {
        base_seq.max(lowest)
    }
}

/// How fast each member goes, over all their sockets. It outlives them: reconnecting earns nobody a new burst.
///
/// Invariant: a bucket that is full again is forgotten before one more is remembered beyond the bound.
#[derive(Clone, Debug)]
pub(super) struct Paced {
    pace: Pace,
    buckets: BTreeMap<MemberId, Bucket>,
}

impl Paced {
    pub(super) fn at(pace: Pace) -> Self {
        let buckets = BTreeMap::new();
        Self { pace, buckets }
    }

    /// From here on at this one.
    pub(super) fn go_at(&mut self, pace: Pace) {
        self.pace = pace;
    }

    pub(super) fn wait_ms(&mut self, member: &MemberId, now: UnixMillis) -> u64 {
        self.buckets
            .get_mut(member)
            .map_or(0, |bucket| bucket.wait_ms(self.pace, now))
    }

    /// `sockets`: so many are open. Of those who are here nobody is forgotten.
    pub(super) fn take(&mut self, member: MemberId, now: UnixMillis, sockets: usize) {
        let keep = sockets.max(limits::SITE_ACCOUNTS);
        if self.buckets.len() >= keep && !self.buckets.contains_key(&member) {
            self.buckets.retain(|_, bucket| !bucket.is_full(now));
        }
        self.buckets.entry(member).or_default().take(self.pace, now);
    }
}

/// A message that wants a place.
struct Asked<'a> {
    draft: DraftId,
    /// It can stand only above this. None: unknown.
    base_seq: Option<Seq>,
    body: &'a str,
    with: Option<&'a With>,
    /// Unless it stands there already, it is refused so.
    held: Option<(Refusal, u32)>,
    /// Where it is answered when it has waited for the tick. None: it is answered now.
    conn: Option<Conn>,
}

enum Taken {
    Stands(Placed),
    /// It is answered with what comes beside it, see `batch.rs`.
    Waits,
}

/// Where a message came to stand.
struct Placed {
    seq: Seq,
    /// None: it stood there already.
    fresh: Option<Entry>,
    /// Pictures that are to be thrown away since.
    doomed: Vec<ImageKey>,
}

impl Room {
    pub(super) fn post(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        conn: Conn,
        post: &Post,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let draft = post.draft;
        let Some(Card {
            member, name, role, ..
        }) = self.sockets.card(conn)
        else {
            refuse(conn, Some(draft), Refusal::HelloFirst, out);
            return Ok(());
        };
        let Some(name) = name.clone() else {
            refuse(conn, Some(draft), Refusal::NameMissing, out);
            return Ok(());
        };
        let author = Author {
            member: member.clone(),
            name,
            role: *role,
        };
        let asked = Asked {
            draft,
            base_seq: Some(post.base_seq),
            body: &post.body,
            with: post.with.as_deref(),
            held: self.sockets.held(conn, draft, now),
            conn: Some(conn),
        };
        match self.place(journal, now, author, asked, out)? {
            Ok(Taken::Waits) => {
                if self.reach.is_news(conn, post.base_seq) {
                    let head = self.standing(journal)?.head;
                    self.proved(conn, post.base_seq, head, out);
                }
            }
            Ok(Taken::Stands(placed)) => {
                let ack = Ack {
                    draft,
                    seq: placed.seq,
                };
                out.push(Effect::Send(conn, ServerFrame::Ack(ack)));
                Self::drop_pictures(now, placed.doomed, out);
                if let Some(entry) = placed.fresh {
                    self.wrote(conn, entry, out);
                }
                if self.reach.is_news(conn, post.base_seq) {
                    self.proved(conn, post.base_seq, placed.seq, out);
                }
            }
            Err(refused) => self.refuse_post(conn, draft, now, refused, out),
        }
        Ok(())
    }

    /// Where it may come again, whatever follows it on its socket waits behind it.
    pub(super) fn refuse_post(
        &mut self,
        conn: Conn,
        draft: DraftId,
        now: UnixMillis,
        refused: Refused,
        out: &mut Vec<Effect>,
    ) {
        if let Some(wait_ms) = refused.retry_after_ms {
            self.sockets.hold(conn, draft, refused.refusal, now, wait_ms);
        }
        out.push(Effect::Send(conn, ServerFrame::Refused(refused)));
    }

    pub(super) fn post_over_http(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        author: Author,
        draft: DraftId,
        body: &str,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let asked = Asked {
            draft,
            base_seq: None,
            body,
            with: None,
            held: None,
            conn: None,
        };
        let answer = match self.place(journal, now, author, asked, out)? {
            Ok(Taken::Waits) => return Err(Fault::broken("an official's post waits for nobody")),
            Ok(Taken::Stands(Placed { seq, fresh: None, .. })) => {
                let before = Seq(seq.0.saturating_sub(1));
                let at = journal.newest(before, seq.next(), 1)?.first().map(|old| old.at);
                Ok((seq, at.unwrap_or(now)))
            }
            Ok(Taken::Stands(Placed {
                seq,
                fresh: Some(entry),
                ..
            })) => {
                let at = entry.at;
                self.marks.wrote(&entry.author.member, seq);
                self.news.add(entry);
                Ok((seq, at))
            }
            Err(refused) => Err(refused),
        };
        out.push(Effect::Answer(answer));
        Ok(())
    }

    /// Rules, looks for a duplicate, writes. Whatever it answers is durable.
    fn place(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        author: Author,
        asked: Asked<'_>,
        out: &mut Vec<Effect>,
    ) -> Result<Result<Taken, Refused>, Fault> {
        let Asked {
            draft,
            base_seq,
            body,
            with,
            held,
            conn,
        } = asked;
        let refused = |refusal: Refusal, retry_after_ms: Option<u32>| {
            Ok(Err(Refused {
                draft: Some(draft),
                refusal,
                retry_after_ms,
            }))
        };
        if self.kind == RoomKind::Feed && author.role != Role::Official {
            return refused(Refusal::ReadOnly, None);
        }
        let act = with.and_then(|with| with.act);
        let body = match acts::words(act, body) {
            Ok(body) => body,
            Err(refusal) => return refused(refusal, None),
        };
        let is_plain =
            author.role == Role::Fan && with.is_none_or(|with| with.act.is_none() && with.images.is_empty());
        let gathers = !self.batch.is_empty() || self.news.tick().gathers(now);
        let waits_at = conn.filter(|_| is_plain && gathers);
        match waits_at {
            Some(conn) if self.batch.again(conn, &author.member, draft) => return Ok(Ok(Taken::Waits)),
            Some(_) => {}
            // What came before it stands before it.
            None => self.commit(journal, now, out)?,
        }
        let standing = self.stood(journal)?;
        let above = search_above(standing.head, base_seq.unwrap_or_default());
        // A resend is never punished for its pace, nor for its age while its place can still be found.
        let found = match above < standing.head {
            true => journal.find(&author.member, &[draft], above)?,
            // Whoever has heard everything is not there yet.
            false => Vec::new(),
        };
        if let Some((_, seq)) = found.first() {
            let seq = *seq;
            let (fresh, doomed) = (None, Vec::new());
            return Ok(Ok(Taken::Stands(Placed { seq, fresh, doomed })));
        }
        if base_seq.is_some_and(|base_seq| base_seq < above) {
            return refused(Refusal::DraftExpired, None);
        }
        if self.is_frozen_to(&author, act) {
            return refused(Refusal::Frozen, None);
        }
        if let Some((refusal, ms)) = held {
            return refused(refusal, Some(ms));
        }
        let wait_ms = self.posts.wait_ms(&author.member, now);
        if wait_ms > 0 {
            return refused(Refusal::TooFast, Some(ms(wait_ms)));
        }
        if let Err((refusal, wait_ms)) = self.may_be_heard(now, &author, draft, act) {
            return refused(refusal, Some(wait_ms));
        }
        // What may be done is asked last: an act that stands already is not done again.
        let said = match (act, with) {
            (Some(act), Some(with)) => self.act(journal, now, &author, act, body, with)?,
            _ => self.message(journal, &standing, &author, body, with)?,
        };
        let Said {
            what,
            target,
            pin,
            shown,
            doomed,
        } = match said {
            Ok(said) => said,
            Err(refusal) => return refused(refusal, None),
        };
        if let Some(conn) = waits_at {
            self.posts.take(author.member.clone(), now, self.sockets.len());
            self.was_heard(now, &author, draft, act);
            self.batch.add(conn, author, draft, what);
            return Ok(Ok(Taken::Waits));
        }
        let entry = Entry {
            seq: standing.head.next(),
            at: standing.at.max(now),
            draft,
            author,
            what,
        };
        let rewritten = target.map(|mut target| {
            target.rewrite(&entry);
            target
        });
        let change = Change {
            rewritten: rewritten.as_ref(),
            pin,
            shown: &shown,
            doomed: &doomed,
            ..Change::of(&entry)
        };
        let written = if change.is_plain() {
            journal.append(&entry)
        } else {
            journal.amend(&change)
        };
        match written {
            // Nothing was written, and reading goes on.
            Err(fault) if fault.is_full() => {
                return refused(Refusal::StorageFull, Some(limits::FULL_RETRY_MS));
            }
            written => written?,
        }
        if let Some(gone) = rewritten.filter(|entry| entry.what.is_gone()) {
            self.reactions.gone(gone.seq);
        }
        self.posts
            .take(entry.author.member.clone(), now, self.sockets.len());
        self.was_heard(now, &entry.author, draft, act);
        if entry.author.role == Role::Official && self.news.tick().gathers(now) {
            // What everybody has come for does not wait for what everybody says.
            self.news.hurry();
        }
        Ok(Ok(Taken::Stands(Placed {
            seq: entry.seq,
            fresh: Some(entry),
            doomed,
        })))
    }
}
