//! Files that no export made.

use protocol::{Refusal, Seq, limits};
use relay_tests::{Relay, Site, fresh};

use super::{entries, exported, import, imported, refused};

#[test]
fn r4_a_file_that_is_not_whole_changes_nothing_and_its_line_is_named() {
    let site = Site::new(Relay::shared(), "flawed");
    let mut fan = site.join("lounge", "もか");
    for number in 0..4 {
        fan.post(&format!("{number}"));
    }
    let file = exported(&site, "lounge");
    let epoch = site.join("lounge", "x").welcome.expect("a welcome").epoch;
    let lines: Vec<&str> = file.split_inclusive('\n').collect();
    let stirred = [lines[0], lines[1], lines[3], lines[2], lines[4], lines[5]].concat();
    let long = format!(
        "{}{{\"seq\":1,\"x\":\"{}\"}}\n",
        lines[0],
        "x".repeat(limits::ARCHIVE_LINE_BYTES)
    );
    let invalid = Refusal::FieldInvalid;
    let too_long = Refusal::TooBig {
        max_bytes: u32::try_from(limits::ARCHIVE_LINE_BYTES).expect("it fits"),
    };
    for (text, status, refusal, said) in [
        (lines[..5].concat(), 422, invalid, "line 6: the file ends here"),
        (file[..file.len() - 40].to_owned(), 422, invalid, "line 6: "),
        (stirred, 422, invalid, "line 3: place 3 where 2 should be"),
        (long, 413, too_long, "line 2: longer than 65536 bytes"),
        (
            file.replace("\"version\":1", "\"version\":2"),
            422,
            invalid,
            "line 1: the file is of version 2",
        ),
        (
            file.replace("もか", "こまり"),
            422,
            invalid,
            "line 6: the file is not the one",
        ),
        (
            file.replace("\"body\":\"2\"", "\"body\":\" \""),
            422,
            invalid,
            "line 4: not an entry",
        ),
        (
            "{\"hello\":1}\n".to_owned(),
            422,
            invalid,
            "line 1: a room's file begins",
        ),
        (
            format!("{file}{file}"),
            422,
            invalid,
            "line 7: there is something after the end",
        ),
    ] {
        for (room, query) in [("lounge", "?replace=true"), ("empty", "")] {
            let answer = import(&site, room, query, &site.key, &text);
            let (found, problem, detail) = refused(&answer);
            assert_eq!((found, problem), (status, refusal), "{said}: {detail}");
            assert!(
                detail.starts_with("nothing was changed. ") && detail.contains(said),
                "{said}: {detail}"
            );
        }
    }
    let nothing = import(&site, "lounge", "?replace=true", &site.key, "");
    assert!(matches!(nothing.status, 400 | 422), "{nothing:?}");
    assert_eq!(
        import(&site, "lounge", "?replace=1", &site.key, &file).status,
        422
    );
    assert_eq!(entries(&exported(&site, "lounge")), entries(&file));
    assert!(entries(&exported(&site, "empty")).is_empty());
    let mut back = site.join("lounge", "x");
    assert_eq!(back.welcome.as_ref().expect("a welcome").epoch, epoch);
    assert_eq!(back.post("it goes on").seq, Seq(5));
}

#[test]
fn r4_a_file_of_a_chat_does_not_come_into_a_feed() {
    let site = Site::new(Relay::shared(), "tofeed");
    site.join("lounge", "もか").post("I am a fan");
    let file = exported(&site, "lounge");
    let (status, _, detail) = refused(&import(&site, "@feed", "", &site.key, &file));
    assert_eq!(status, 422);
    assert!(detail.contains("line 2: only official accounts"), "{detail}");
    let ruan = site.account("ruan", "루안");
    site.post(&ruan, fresh(), "official");
    let other = Site::new(Relay::shared(), "feedto");
    let reply = imported(&other, "@feed", "", &exported(&site, "@feed"));
    assert_eq!(reply.head, Seq(1));
}
