//! Which objects hold sockets for a room, beside the room's own.
//!
//! Invariant: one row of what every ledger has, so an earlier release does not look at it, and a room that never had a spoke has
//! none.

use crate::sql::{Columns, odd};
use crate::{RoomLedger, SqlError, Transact, Value, beside};

const SPOKES: &str = "SELECT value FROM meta WHERE name = 'spokes'";

impl<S: Transact> RoomLedger<S> {
    pub fn spokes(&self) -> Result<Vec<u16>, SqlError> {
        if !self.is_ready()? {
            return Ok(Vec::new());
        }
        let Some(row) = self.sql().exec(SPOKES, &[])?.into_iter().next() else {
            return Ok(Vec::new());
        };
        let text = Columns::of(row).text("meta.spokes")?;
        let numbers = text.split_whitespace().map(str::parse);
        numbers.collect::<Result<_, _>>().map_err(|_| odd("meta.spokes"))
    }

    /// Before anybody lands on a new one, and after the last has left one.
    pub fn keep_spokes(&self, spokes: &[u16]) -> Result<(), SqlError> {
        self.make_ready()?;
        let numbers: Vec<String> = spokes.iter().map(ToString::to_string).collect();
        let row = [Value::text("spokes"), Value::Text(numbers.join(" "))];
        self.sql().exec(beside::META, &row)?;
        Ok(())
    }
}

#[cfg(all(test, feature = "native"))]
mod tests {
    use room::Journal;

    use super::*;
    use crate::Native;

    #[test]
    fn g2_a_room_knows_its_spokes_again_and_one_that_never_had_any_writes_nothing() {
        let ledger = RoomLedger::new(Native::in_memory().unwrap(), 7);
        assert_eq!(ledger.spokes().unwrap(), [0_u16; 0]);
        assert_eq!(ledger.sql().rows_written(), 0);
        ledger.keep_spokes(&[1, 2, 40]).unwrap();
        assert_eq!(ledger.spokes().unwrap(), [1, 2, 40]);
        let epoch = ledger.standing().unwrap().epoch;
        ledger.keep_spokes(&[]).unwrap();
        assert_eq!(ledger.spokes().unwrap(), [0_u16; 0]);
        assert_eq!(ledger.standing().unwrap().epoch, epoch);
    }
}
