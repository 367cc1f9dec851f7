//! A crowd at the door, after a deploy or when a live night begins.
//!
//! Invariants: sockets are let in at a bounded rate, so that those who are in are heard meanwhile; who has to wait is told a time,
//! and the more there are who wait the later it is, so that they do not all come back at once.

use protocol::{UnixMillis, limits};

use super::{Room, ms};
use crate::pace::{Bucket, Pace};

#[derive(Clone, Debug, Default)]
pub(super) struct Herd {
    came: Bucket,
    /// Who came, and who had to go away again.
    asked: Bucket,
}

const DOOR: Pace = Pace::new(limits::DOOR_BURST, limits::DOOR_EVERY_MS);

impl Room {
    /// Whether one more socket may come now, before it is one; else when to try again.
    pub fn may_come(&mut self, now: UnixMillis) -> Result<(), u32> {
        let asked_ms = self.herd.asked.wait_ms(DOOR, now);
        if asked_ms < limits::DOOR_WAIT_MS {
            self.herd.asked.take(DOOR, now);
        }
        if self.herd.came.wait_ms(DOOR, now) > 0 {
            return Err(ms(asked_ms.clamp(1_000, limits::DOOR_WAIT_MS)));
        }
        self.herd.came.take(DOOR, now);
        Ok(())
    }
}
