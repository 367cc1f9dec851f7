//! What was written here and is not known to be in the log yet.
//!
//! Invariants: a message is kept on the device before it is sent; it leaves the outbox only when it is known to be
//! durable, or when the person gives it up; messages are sent in the order in which they were written; the number of
//! those on their way is bounded.

use protocol::codec::{Decode, Value};
use protocol::{Act, Body, DraftId, Epoch, Pending, Position, Post, Refusal, Seq, UnixMillis, With, limits};
use serde::{Deserialize, Serialize};

/// After this long a message is not sent silently any more: what was meant for yesterday may be wrong today.
const STALE_MS: u64 = 24 * 60 * 60 * 1_000;

/// Oldest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outbox {
    list: Vec<Unsent>,
}

/// One message on its way. Serialized as the driver keeps it through a reload.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsent {
    pub draft: DraftId,
    /// The log's head when it was written, or when the relay last said that it does not have it.
    pub base_seq: Seq,
    /// The history that `base_seq` is a place of. Older records do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<Epoch>,
    pub body: Body,
    /// What there is beside the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub with: Option<Box<With>>,
    pub at: UnixMillis,
    pub state: UnsentState,
    /// It may have left this device, so the relay may have it. Of what a reload finds nobody knows better.
    #[serde(skip)]
    pub tried: bool,
    /// Its record is where a reload finds it.
    #[serde(skip)]
    pub kept: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnsentState {
    /// Not on its way: there is no link, or it is not its turn.
    Waiting,
    /// Handed to the socket that is open now.
    Sent,
    /// Durable at this place; the entry itself is about to arrive.
    Stored(Seq),
    /// Refused for good. The person sends it again, as a new message, or gives it up.
    Failed(Refusal),
}

impl Unsent {
    /// It is no message but does something to one: it is not drawn.
    pub fn is_act(&self) -> bool {
        self.act().is_some()
    }

    pub fn act(&self) -> Option<Act> {
        self.with.as_ref()?.act
    }
}

impl Decode for Unsent {
    fn decode(value: &Value<'_>) -> Option<Self> {
        Some(Self {
            draft: value.get("draft")?,
            base_seq: value.get("base_seq")?,
            epoch: value.get("epoch")?,
            body: value.get("body")?,
            with: value.get("with")?,
            at: value.get("at")?,
            state: value.get("state")?,
            tried: false,
            kept: false,
        })
    }
}

impl Decode for UnsentState {
    fn decode(value: &Value<'_>) -> Option<Self> {
        match value.variant()? {
            ("stored", seq) => Decode::decode(seq).map(Self::Stored),
            ("failed", refusal) => Decode::decode(refusal).map(Self::Failed),
            _ => value.word(&[("waiting", Self::Waiting), ("sent", Self::Sent)]),
        }
    }
}

impl Outbox {
    /// Oldest first.
    pub fn list(&self) -> &[Unsent] {
        &self.list
    }

    /// Messages that are still to be delivered.
    pub fn waiting(&self) -> usize {
        self.count(|state| matches!(state, UnsentState::Waiting | UnsentState::Sent))
    }

    /// No further message fits: the relay settles at most [`limits::PENDING`] drafts at once.
    pub fn is_full(&self) -> bool {
        self.waiting() >= limits::PENDING
    }

    fn count(&self, with: impl Fn(UnsentState) -> bool) -> usize {
        self.list.iter().filter(|unsent| with(unsent.state)).count()
    }

    /// The new message, to be kept.
    pub(crate) fn add(
        &mut self,
        draft: DraftId,
        body: Body,
        with: Option<Box<With>>,
        base: Position,
        at: UnixMillis,
    ) -> Unsent {
        let unsent = Unsent {
            draft,
            base_seq: base.seq,
            epoch: Some(base.epoch),
            body,
            with,
            at,
            state: UnsentState::Waiting,
            tried: false,
            kept: false,
        };
        self.list.push(unsent.clone());
        unsent
    }

    /// Its record is kept now. False: there is no such message any more.
    pub(crate) fn kept(&mut self, draft: DraftId) {
        if let Some(unsent) = self.find(draft) {
            unsent.kept = true;
        }
    }

    /// An edit of this entry that waits and has left no device need not be sent: something newer is about to be written on it.
    /// So there is one at most.
    pub(crate) fn overtaken(&self, seq: Seq) -> Option<DraftId> {
        let is_idle = |unsent: &&Unsent| {
            unsent.state == UnsentState::Waiting && !unsent.tried && unsent.act() == Some(Act::Edit(seq))
        };
        self.list.iter().find(is_idle).map(|unsent| unsent.draft)
    }

    /// An act that can do nothing in this history, or in a room that `knows` none.
    pub(crate) fn idle_act(&self, epoch: Epoch, knows: bool) -> Option<DraftId> {
        let is_idle = |unsent: &&Unsent| {
            let is_foreign = !knows || unsent.epoch != Some(epoch);
            is_foreign && unsent.is_act() && unsent.state == UnsentState::Waiting
        };
        self.list.iter().find(is_idle).map(|unsent| unsent.draft)
    }

    pub(crate) fn is_act(&self, draft: DraftId) -> bool {
        let mut list = self.list.iter();
        list.any(|unsent| unsent.draft == draft && unsent.is_act())
    }

    /// What somebody left behind was written before what is written here.
    pub(crate) fn adopt(&mut self, left: Vec<Unsent>) {
        let mut list: Vec<Unsent> = left
            .into_iter()
            .filter(|unsent| self.list.iter().all(|known| known.draft != unsent.draft))
            .collect();
        for unsent in &mut list {
            unsent.kept = true;
            unsent.tried = true;
            if !matches!(unsent.state, UnsentState::Failed(_)) {
                unsent.state = UnsentState::Waiting;
            }
        }
        list.append(&mut self.list);
        self.list = list;
    }

    /// From here on places are of this history. A place of another one bounds nothing in it: a draft that was sent there
    /// may stand anywhere, and what was stored there is here or was lost with it; what was answered there may be something
    /// else here. Acts stay what they are: they are of their history alone.
    pub(crate) fn rebase(&mut self, epoch: Epoch) {
        self.list
            .retain(|unsent| unsent.epoch == Some(epoch) || !matches!(unsent.state, UnsentState::Stored(_)));
        for unsent in &mut self.list {
            if !unsent.is_act() && unsent.epoch.replace(epoch) != Some(epoch) {
                unsent.base_seq = Seq::ZERO;
                if let Some(with) = &mut unsent.with {
                    with.reply = None;
                }
            }
        }
    }

    /// After a sleep, a day may have passed: these wait for a word of the person from now on.
    pub(crate) fn expire(&mut self, now: UnixMillis) -> Vec<Unsent> {
        let mut expired = Vec::new();
        for unsent in &mut self.list {
            if unsent.state == UnsentState::Waiting && now.since(unsent.at) > STALE_MS {
                unsent.state = UnsentState::Failed(Refusal::DraftExpired);
                expired.push(unsent.clone());
            }
        }
        expired
    }

    /// The socket is gone: whatever it carried may or may not have arrived.
    pub(crate) fn unsend(&mut self) {
        for unsent in &mut self.list {
            if unsent.state == UnsentState::Sent {
                unsent.state = UnsentState::Waiting;
            }
        }
    }

    /// Drafts whose fate only the relay knows. Also what is too old to be sent: it may have arrived in its day.
    pub(crate) fn pending(&self, epoch: Epoch) -> Vec<Pending> {
        let open = |unsent: &&Unsent| {
            unsent.tried
                && matches!(
                    unsent.state,
                    UnsentState::Waiting | UnsentState::Sent | UnsentState::Failed(Refusal::DraftExpired)
                )
        };
        let ask = |unsent: &Unsent| Pending {
            draft: unsent.draft,
            base_seq: if unsent.epoch == Some(epoch) {
                unsent.base_seq
            } else {
                Seq::ZERO
            },
        };
        self.list
            .iter()
            .filter(open)
            .take(limits::PENDING)
            .map(ask)
            .collect()
    }

    /// The relay does not have this draft up to `head`, so it can only come to stand above it.
    pub(crate) fn unknown(&mut self, draft: DraftId, head: Seq) {
        if let Some(unsent) = self.find(draft) {
            unsent.base_seq = head;
            if unsent.state == UnsentState::Sent {
                unsent.state = UnsentState::Waiting;
            }
        }
    }

    /// The next message to go, marked as sent. None when the window is full, nothing waits, or what waits is not kept.
    pub(crate) fn next(&mut self, head: Seq) -> Option<Post> {
        if !self.has_next() {
            return None;
        }
        let unsent = self
            .list
            .iter_mut()
            .find(|unsent| unsent.state == UnsentState::Waiting)?;
        if !unsent.tried {
            // Nobody has it yet, so it can only come to stand above what is known by now.
            unsent.base_seq = unsent.base_seq.max(head);
        }
        unsent.state = UnsentState::Sent;
        unsent.tried = true;
        Some(Post {
            draft: unsent.draft,
            base_seq: unsent.base_seq,
            body: unsent.body.as_str().to_owned(),
            with: unsent.with.clone(),
        })
    }

    pub(crate) fn has_next(&self) -> bool {
        let mut waiting = self
            .list
            .iter()
            .filter(|unsent| unsent.state == UnsentState::Waiting);
        // The first one only: a later one must not overtake it.
        self.count(|state| state == UnsentState::Sent) < limits::WINDOW
            && waiting.next().is_some_and(|unsent| unsent.kept)
    }

    /// The first message that is under way.
    pub(crate) fn oldest_sent(&self) -> Option<DraftId> {
        let sent = |unsent: &&Unsent| unsent.state == UnsentState::Sent;
        self.list.iter().find(sent).map(|unsent| unsent.draft)
    }

    /// It is durable. It stays in sight until the entry itself is there. False: there is no such message any more.
    pub(crate) fn stored(&mut self, draft: DraftId, seq: Seq) -> bool {
        let found = self.find(draft);
        let is_here = found.is_some();
        if let Some(unsent) = found {
            unsent.state = UnsentState::Stored(seq);
        }
        is_here
    }

    /// The entries up to here are in the timeline, or lie behind a boundary: what is stored needs no stand-in.
    pub(crate) fn drop_stored(&mut self, upto: Seq) {
        self.list
            .retain(|unsent| !matches!(unsent.state, UnsentState::Stored(seq) if seq <= upto));
    }

    pub(crate) fn remove(&mut self, draft: DraftId) -> Option<Unsent> {
        let at = self.list.iter().position(|unsent| unsent.draft == draft)?;
        Some(self.list.remove(at))
    }

    /// As it is to be kept from now on.
    pub(crate) fn fail(&mut self, draft: DraftId, refusal: Refusal) -> Option<Unsent> {
        let unsent = self.find(draft)?;
        unsent.state = UnsentState::Failed(refusal);
        Some(unsent.clone())
    }

    pub(crate) fn wait(&mut self, draft: DraftId) {
        if let Some(unsent) = self.find(draft) {
            unsent.state = UnsentState::Waiting;
        }
    }

    /// A failed message becomes a new one, in its old place.
    pub(crate) fn renew(
        &mut self,
        draft: DraftId,
        anew: DraftId,
        base: Position,
        now: UnixMillis,
    ) -> Option<Unsent> {
        let unsent = self
            .find(draft)
            .filter(|unsent| matches!(unsent.state, UnsentState::Failed(_)))?;
        *unsent = Unsent {
            draft: anew,
            base_seq: base.seq,
            epoch: Some(base.epoch),
            at: now,
            state: UnsentState::Waiting,
            tried: false,
            kept: false,
            body: unsent.body.clone(),
            with: unsent.with.clone(),
        };
        Some(unsent.clone())
    }

    fn find(&mut self, draft: DraftId) -> Option<&mut Unsent> {
        self.list.iter_mut().find(|unsent| unsent.draft == draft)
    }
}
