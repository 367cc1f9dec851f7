//! Entries that change another one: edit, unsend, pin, unpin; and the line that tells who has come.
//!
//! Invariant: an act and what it does to its target are one transaction, so nobody can see one without the other. What an act
//! makes of an entry is said in `protocol::fate`, for the room and for whoever reads.

use protocol::{
    Act, Author, Body, DisplayName, DraftId, Entry, Joins, Refusal, Role, Seq, UnixMillis, What, With, limits,
};

use super::Room;
use super::speech::Said;
use crate::{Change, Fault, Journal, Pin, Reader, Standing};

impl Room {
    pub(super) fn act(
        &self,
        journal: &impl Journal,
        now: UnixMillis,
        author: &Author,
        act: Act,
        body: Body,
        with: &With,
    ) -> Result<Result<Said, Refusal>, Fault> {
        // That somebody has come is the room's word.
        let Some(seq) = act.target() else {
            return Ok(Err(Refusal::Malformed));
        };
        let Some(target) = self.living(journal, seq)? else {
            return Ok(Err(Refusal::Gone));
        };
        let is_own = author.member == target.author.member;
        let looks_after = author.role != Role::Fan;
        let pinned = journal.beside()?.pin()? == Some(seq);
        let mut beside = With {
            act: Some(act),
            ..With::default()
        };
        let rules = self.ruled.rules;
        let allowed = match act {
            Act::Edit(_) => {
                beside.mentions = with.mentions.iter().take(limits::MENTIONS).cloned().collect();
                self.may_edit(now, author, is_own, &target, &body)
            }
            Act::Unsend(_) if looks_after => Ok(()),
            Act::Unsend(_) if !is_own => Err(Refusal::NotYours),
            Act::Unsend(_) => in_time(now, &target, rules.unsend_min),
            _ if !looks_after => Err(Refusal::NotYours),
            Act::Unpin(_) if !pinned => Err(Refusal::Gone),
            _ => Ok(()),
        };
        if let Err(refusal) = allowed {
            return Ok(Err(refusal));
        }
        let mut said = Said::of(body, beside);
        match act {
            Act::Pin(_) => said.pin = Pin::Is(seq),
            Act::Unpin(_) => said.pin = Pin::Goes,
            Act::Unsend(_) => {
                said.pin = if pinned { Pin::Goes } else { Pin::Stays };
                let images = target.what.with().map(|with| with.images.as_slice());
                said.doomed = images.unwrap_or_default().iter().map(|image| image.key).collect();
                said.target = Some(target);
            }
            _ => said.target = Some(target),
        }
        Ok(Ok(said))
    }

    fn may_edit(
        &self,
        now: UnixMillis,
        author: &Author,
        is_own: bool,
        target: &Entry,
        body: &Body,
    ) -> Result<(), Refusal> {
        if !is_own {
            return Err(Refusal::NotYours);
        }
        let nothing = With::default();
        let with = target.what.with().unwrap_or(&nothing);
        // A sticker's words are the sticker's.
        if with.sticker.is_some() {
            return Err(Refusal::Malformed);
        }
        in_time(now, target, self.ruled.rules.edit_min)?;
        self.may_say(author.role, body, with)
    }

    /// The line that tells who has come, together with their row: so there is one, however often they come back.
    pub(super) fn announce(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        standing: &Standing,
        reader: &Reader,
        name: &DisplayName,
        role: Role,
    ) -> Result<(), Fault> {
        let seq = standing.head.next();
        let act = With {
            act: Some(Act::Join),
            ..With::default()
        };
        let entry = Entry {
            seq,
            at: standing.at.max(now),
            // Nobody has sent it, so nobody looks for it: its place serves, far from what anybody counts up from.
            draft: DraftId::from_bits(!u128::from(seq.0)),
            author: Author {
                member: reader.member.clone(),
                name: name.clone(),
                role,
            },
            what: What::Said {
                body: Body::none(),
                with: Some(Box::new(act)),
            },
        };
        let change = Change {
            reader: Some(reader),
            ..Change::of(&entry)
        };
        journal.amend(&change)?;
        self.news.add(entry);
        Ok(())
    }

    /// Whether a line tells of one more.
    pub(super) fn announces(&self, members: usize) -> bool {
        self.ruled.rules.joins == Joins::Shown && members < limits::JOIN_LINES
    }
}

/// A message can be changed, or taken back, for so many minutes; 0: never.
fn in_time(now: UnixMillis, target: &Entry, minutes: u32) -> Result<(), Refusal> {
    let window = u64::from(minutes).saturating_mul(60_000);
    if minutes == 0 || now.since(target.at) > window {
        return Err(Refusal::TooLate { minutes });
    }
    Ok(())
}

/// As the sender wrote it, but for acts that have no words.
pub(super) fn words(act: Option<Act>, body: &str) -> Result<Body, Refusal> {
    match act {
        None | Some(Act::Edit(_)) => Ok(Body::parse(body)?),
        Some(_) => Ok(Body::none()),
    }
}

/// The first of the newest entries.
pub(super) fn newest_from(head: Seq) -> Seq {
    Seq(head.0.saturating_sub(limits::NEWEST.saturating_sub(1)).max(1))
}
