//! Pictures on their way into the log and out of it.
//!
//! Invariants: a picture is posted by who uploaded it, once, in the room that it was uploaded to; what is in no entry has a row,
//! waiting or doomed, until whoever holds its bytes says that they are gone: so a death in between leaves nothing behind.

use protocol::{ImageKey, Refusal, Refused, Role, RoomKind, UnixMillis, limits};

use super::{Effect, Room, ms};
use crate::{Fault, Journal, Picture};

/// Thrown away at once: as many as one request to the store of pictures takes.
const AT_ONCE: usize = 500;
/// What was told to be thrown away, and is not known to be, is told again.
const RETRY_MS: u64 = 60_000;

impl Room {
    /// It is there, and its member may post it. Anything but `Ok` in [`Effect::Admitted`]: its bytes are to be thrown away.
    pub(super) fn uploaded(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        mut picture: Picture,
        role: Role,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        picture.at = now;
        let admitted = self.admit(journal, now, &picture, role, out)?;
        if admitted.is_ok() {
            out.push(Effect::AlarmAt(now.plus(limits::IMAGE_WAIT_MS)));
        }
        out.push(Effect::Admitted(admitted));
        Ok(())
    }

    fn admit(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        picture: &Picture,
        role: Role,
        out: &mut Vec<Effect>,
    ) -> Result<Result<(), Refused>, Fault> {
        if self.kind == RoomKind::Feed && role != Role::Official {
            return Ok(Err(refused(Refusal::ReadOnly, None)));
        }
        let wait_ms = self.uploads.wait_ms(&picture.member, now);
        if wait_ms > 0 {
            return Ok(Err(refused(Refusal::TooFast, Some(ms(wait_ms)))));
        }
        // Who chooses again and again has as many waiting as can be, and the oldest of them is not wanted any more.
        let waiting = journal.beside()?.waiting(&picture.member)?;
        let beyond = waiting
            .len()
            .saturating_add(1)
            .saturating_sub(limits::IMAGES_WAITING);
        let unwanted: Vec<ImageKey> = waiting.iter().take(beyond).map(|picture| picture.key).collect();
        let kept = journal.beside_mut().and_then(|beside| {
            if !unwanted.is_empty() {
                beside.doom(&unwanted)?;
            }
            beside.keep_picture(picture)
        });
        match kept {
            Err(fault) if fault.is_full() => {
                return Ok(Err(refused(Refusal::StorageFull, Some(limits::FULL_RETRY_MS))));
            }
            kept => kept?,
        }
        self.uploads.take(picture.member.clone(), now, self.sockets.len());
        Self::drop_pictures(now, unwanted, out);
        Ok(Ok(()))
    }

    /// They go now, and are asked for once more if nobody says that they are gone.
    pub(super) fn drop_pictures(now: UnixMillis, keys: Vec<ImageKey>, out: &mut Vec<Effect>) {
        if !keys.is_empty() {
            out.push(Effect::Drop(keys));
            out.push(Effect::AlarmAt(now.plus(RETRY_MS)));
        }
    }

    /// What has waited too long goes, and whatever was doomed before.
    pub(super) fn alarm(
        &mut self,
        journal: &mut impl Journal,
        now: UnixMillis,
        out: &mut Vec<Effect>,
    ) -> Result<(), Fault> {
        let before = UnixMillis(now.since(UnixMillis(limits::IMAGE_WAIT_MS)).saturating_add(1));
        let waited = journal.beside()?.waited(before, AT_ONCE)?;
        if !waited.is_empty() {
            journal.beside_mut()?.doom(&waited)?;
        }
        let doomed = journal.beside()?.doomed(AT_ONCE)?;
        Self::drop_pictures(now, doomed, out);
        if let Some(oldest) = journal.beside()?.oldest_picture()? {
            out.push(Effect::AlarmAt(oldest.plus(limits::IMAGE_WAIT_MS)));
        }
        Ok(())
    }
}

fn refused(refusal: Refusal, retry_after_ms: Option<u32>) -> Refused {
    Refused {
        draft: None,
        refusal,
        retry_after_ms,
    }
}
