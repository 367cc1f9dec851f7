//! Each promise as two tests: over the journal in memory, and over SQL.

macro_rules! conformance {
    ($($promise:ident),* $(,)?) => {
        mod in_memory {
            $(#[test] fn $promise() { super::$promise(room::memory::MemoryJournal::new(super::EPOCH)); })*
        }
        mod over_sql {
            $(#[test] fn $promise() {
                let sql = store::Native::in_memory().unwrap();
                super::$promise(store::RoomLedger::new(sql, 0x00c0_ffee));
            })*
        }
    };
}
