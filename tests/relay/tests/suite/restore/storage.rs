//! What an import costs the storage, and a storage that has no room for it: on the build that counts and can be filled.

use protocol::{Refusal, Seq};
use relay_tests::{Relay, Site};

use super::{entries, exported, import, imported, refused, talk};

#[test]
fn r4_an_import_writes_one_row_an_entry_and_the_swap_only_a_few() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "rows");
    talk(&site, "lounge");
    let (file, nothing) = (exported(&site, "lounge"), exported(&site, "nobody-was-here"));
    // Of the whole runtime, which is this test's own: what is written between two turns has no room's name on it.
    let written = || {
        let rooms = ["lounge", "copy", "empty"].map(|room| relay.counters(&site, room).rows_written);
        rooms.iter().sum::<u64>()
    };
    let rows = |room, query, file: &str| {
        let before = written();
        imported(&site, room, query, file);
        written() - before
    };
    // What the tables themselves cost, however many entries there are.
    let tables = rows("empty", "", &nothing);
    let entries = rows("copy", "", &file) - tables;
    let again = rows("copy", "?replace=true", &file);
    assert!(tables <= 32, "{tables} rows for no entry");
    assert_eq!(entries, 60);
    assert!(
        again <= tables + 60,
        "{again} rows for 60 entries in the place of 60"
    );
}

#[test]
fn r4_a_full_storage_takes_no_file_in_and_keeps_what_it_has() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "full");
    let list = talk(&site, "lounge");
    let file = exported(&site, "lounge");
    let epoch = site.join("lounge", "x").welcome.expect("a welcome").epoch;
    relay.fill(&site, "lounge", true);
    let (status, refusal, detail) = refused(&import(&site, "lounge", "?replace=true", &site.key, &file));
    assert_eq!((status, refusal), (507, Refusal::StorageFull));
    assert!(detail.starts_with("nothing was changed"), "{detail}");
    assert_eq!(entries(&exported(&site, "lounge")), list);
    relay.fill(&site, "lounge", false);
    let mut back = site.join("lounge", "もか");
    assert_eq!(back.welcome.as_ref().expect("a welcome").epoch, epoch);
    assert_eq!(back.post("it goes on").seq, Seq(61));
    assert_eq!(imported(&site, "lounge", "?replace=true", &file).head, Seq(60));
}
