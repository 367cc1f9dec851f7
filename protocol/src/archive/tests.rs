//! Files as they are written, cut, stirred and forged.

use super::*;
use crate::{Author, Body, DisplayName, DraftId, MemberId, Refusal, What};

/// Not SHA-256, and good enough to see that every byte goes in, in order.
#[derive(Clone, Debug)]
struct Toy(u64);

impl Hash for Toy {
    fn update(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn hex(&self) -> String {
        format!("{:016x}", self.0)
    }
}

const NEW: Toy = Toy(0xcbf2_9ce4_8422_2325);

fn entry(seq: u64, body: &str) -> Entry {
    Entry {
        seq: Seq(seq),
        at: UnixMillis(1_795_185_000_000 + seq / 2),
        draft: DraftId::from_bits(u128::from(seq)),
        author: Author {
            member: MemberId::parse("g0123").unwrap(),
            name: DisplayName::parse("もか🌿").unwrap(),
            role: Role::Fan,
        },
        what: What::text(Body::parse(body).unwrap()),
    }
}

fn header(floor: u64, head: u64) -> Header {
    Header {
        version: VERSION,
        site: SiteId::parse("miruna").unwrap(),
        room: RoomName::parse("/응원").unwrap(),
        epoch: Epoch::from_bits(7),
        head: Seq(head),
        floor: Seq(floor),
        at: UnixMillis(1_795_185_000_000),
    }
}

fn bodies() -> Vec<Entry> {
    let long = "あ".repeat(limits::BODY_UNITS);
    let texts = [
        "はじめまして",
        "안녕ㅋㅋ\n둘째 줄\t\"x\" \\ </script>",
        "👩‍👩‍👧‍👦",
        &long,
        "end",
    ];
    texts
        .iter()
        .zip(41..)
        .map(|(text, seq)| entry(seq, text))
        .collect()
}

fn file() -> String {
    let mut writer = Writer::new(NEW);
    let mut text = writer.first(header(40, 45));
    let list = bodies();
    let (one, two) = list.split_at(2);
    text += &writer.lines(one);
    text += &writer.lines(two);
    text + &writer.last()
}

fn read_in(kind: RoomKind, text: &str, piece: usize) -> Result<(Header, Vec<Entry>), Flaw> {
    let mut reader = Reader::new(kind, NEW);
    let mut list = Vec::new();
    for bytes in text.as_bytes().chunks(piece) {
        list.extend(reader.read(bytes)?);
    }
    Ok((reader.end()?, list))
}

fn read(text: &str) -> Result<(Header, Vec<Entry>), Flaw> {
    read_in(RoomKind::Chat, text, 1_000)
}

fn flaw(text: &str) -> (u64, Wrong) {
    let flaw = read(text).unwrap_err();
    assert!(!flaw.to_string().is_empty());
    (flaw.line, flaw.wrong)
}

/// The file with its lines changed, and an end that agrees with them.
fn forged(change: impl Fn(&mut Vec<String>)) -> String {
    let mut lines: Vec<String> = file().lines().map(|line| format!("{line}\n")).collect();
    lines.pop();
    change(&mut lines);
    let mut hash = NEW;
    hash.update(lines.concat().as_bytes());
    let end = Trailer {
        count: lines.len() as u64 - 1,
        sha256: hash.hex(),
    };
    lines.concat() + &codec::encode(&Last { end }) + "\n"
}

#[test]
fn r4_a_file_is_read_as_it_was_written_in_pieces_of_any_size() {
    for piece in [1, 7, 1_000, 1_000_000] {
        assert_eq!(
            read_in(RoomKind::Chat, &file(), piece),
            Ok((header(40, 45), bodies())),
            "{piece}"
        );
    }
    assert_eq!(
        read(file().trim_end()),
        Ok((header(40, 45), bodies())),
        "without the last line's end"
    );
    assert_eq!(read(&forged(|_| {})), Ok((header(40, 45), bodies())));
}

#[test]
fn r4_an_empty_room_is_a_file_of_two_lines() {
    let mut writer = Writer::new(NEW);
    let text = writer.first(header(9, 9)) + &writer.last();
    assert_eq!(read(&text), Ok((header(9, 9), Vec::new())));
}

#[test]
fn r4_a_file_that_was_cut_off_anywhere_is_noticed() {
    let whole = file();
    // Without its last line end it is still whole.
    let longest = whole.len() - 1;
    for end in (0..longest).filter(|end| end % 37 == 0 || end + 200 > longest) {
        let text = String::from_utf8_lossy(&whole.as_bytes()[..end]).into_owned();
        assert!(read(&text).is_err(), "cut off after {end} bytes");
    }
    let lines: Vec<&str> = whole.split_inclusive('\n').collect();
    assert_eq!(flaw(&lines[..4].concat()), (5, Wrong::CutOff));
    let (said, found) = (5, 4);
    assert_eq!(
        flaw(&[&lines[..5], &lines[6..]].concat().concat()),
        (6, Wrong::Count { said, found })
    );
}

#[test]
fn r4_a_byte_that_changed_is_noticed_even_where_the_line_still_reads() {
    assert_eq!(flaw(&file().replace("안녕", "안넝")), (7, Wrong::Hash));
    assert_eq!(flaw(&file().replace("miruna", "mirana")), (7, Wrong::Hash));
}

#[test]
fn r4_lines_that_are_missing_doubled_or_in_another_order_are_named() {
    let place = |expected, found| Wrong::Place {
        expected: Seq(expected),
        found: Seq(found),
    };
    assert_eq!(flaw(&forged(|lines| lines.swap(2, 3))), (3, place(42, 43)));
    assert_eq!(flaw(&forged(|lines| drop(lines.remove(1)))), (2, place(41, 42)));
    let doubled = forged(|lines| lines.insert(2, lines[2].clone()));
    assert_eq!(flaw(&doubled), (4, place(43, 42)));
    let more = forged(|lines| lines.push(codec::encode(&entry(46, "x")) + "\n"));
    assert_eq!(
        flaw(&more),
        (7, place(46, 46)),
        "the first line says where the room ended"
    );
    assert_eq!(flaw(&(file() + &file())), (8, Wrong::AfterTheEnd));
}

#[test]
fn r4_what_no_room_would_have_written_is_named() {
    let with = |line: String| forged(move |lines| lines[1] = format!("{line}\n"));
    let good = codec::encode(&entry(41, "x"));
    for (line, wrong) in [
        (good.replace("\"x\"", "\"\""), Wrong::Malformed),
        (good.replace("\"x\"", "\"  x\""), Wrong::NotOurs),
        (
            good.replace("\"x\"", &format!("\"{}\"", "あ".repeat(5_001))),
            Wrong::Malformed,
        ),
        (good.replace("もか🌿", "\u{202e}evil"), Wrong::Malformed),
        (good.replace("\"g0123\"", "\"g 0123\""), Wrong::Malformed),
        (good.replace("\"g0123\"", "\"@ruan\""), Wrong::Role),
        (
            good.replace("\"name\"", "\"role\":\"official\",\"name\""),
            Wrong::Role,
        ),
        (good.replace("\"said\"", "\"sung\""), Wrong::Malformed),
        (good.replace("{\"seq\"", "{\"colour\":1,\"seq\""), Wrong::NotOurs),
        (good.replace(':', ": "), Wrong::NotOurs),
        (format!("{good}\r"), Wrong::NotOurs),
        (String::new(), Wrong::Malformed),
        (good.replace("1795185000020", "9007199254740993"), Wrong::Time),
    ] {
        assert_eq!(flaw(&with(line.clone())), (2, wrong), "{line}");
    }
    let earlier = forged(|lines| lines[3] = lines[3].replace("1795185000021", "1795185000020"));
    assert_eq!(flaw(&earlier), (4, Wrong::Time));
    let mut bytes = file().into_bytes();
    bytes[200] = 0xff;
    let mut reader = Reader::new(RoomKind::Chat, NEW);
    assert_eq!(reader.read(&bytes).unwrap_err().line, 2);
}

#[test]
fn r4_only_officials_have_written_in_a_feed() {
    let flaw = read_in(RoomKind::Feed, &file(), 1_000).unwrap_err();
    assert_eq!((flaw.line, flaw.wrong), (2, Wrong::Feed));
}

#[test]
fn r4_another_kind_of_file_and_another_version_are_told_at_once() {
    let version = |version: &str| file().replacen("\"version\":1", &format!("\"version\":{version}"), 1);
    assert_eq!(flaw(&version("2")), (1, Wrong::Version { found: 2 }));
    // Of a later version nothing else is asked.
    let later = "{\"maru_room\":{\"version\":9,\"rooms\":[]}}\n";
    assert_eq!(flaw(later), (1, Wrong::Version { found: 9 }));
    for text in [
        "{}\n",
        "[1]\n",
        "x\n",
        "PK\u{3}\u{4}\n",
        &codec::encode(&entry(1, "x")),
    ] {
        assert_eq!(flaw(text), (1, Wrong::NotAnArchive), "{text}");
    }
    assert_eq!(flaw(""), (1, Wrong::CutOff));
    let upside_down = file().replacen("\"floor\":40", "\"floor\":50", 1);
    assert_eq!(flaw(&upside_down), (1, Wrong::Malformed));
}

#[test]
fn r4_what_a_stranger_can_make_grow_has_a_bound() {
    let huge = file().replacen("\"head\":45", "\"head\":9000000", 1);
    assert_eq!(flaw(&huge), (1, Wrong::TooManyEntries));
    let long = "x".repeat(limits::ARCHIVE_LINE_BYTES + 1);
    assert_eq!(flaw(&long), (1, Wrong::LineTooLong));
    let mut reader = Reader::new(RoomKind::Chat, NEW);
    reader.bytes = limits::ARCHIVE_BYTES;
    let flaw = reader.read(b"x").unwrap_err();
    assert_eq!(flaw.wrong, Wrong::TooManyBytes);
    assert!(matches!(
        flaw.refusal(),
        Refusal::TooBig {
            max_bytes: 100_000_000
        }
    ));
}

#[test]
fn r4_the_bytes_of_the_first_and_the_last_line_do_not_change_by_accident() {
    let text = file();
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some(
            "{\"maru_room\":{\"version\":1,\"site\":\"miruna\",\"room\":\"/응원\",\"epoch\":\"0000000000000007\",\
             \"head\":45,\"floor\":40,\"at\":1795185000000}}"
        )
    );
    let end = lines.last().unwrap();
    assert!(end.starts_with("{\"end\":{\"count\":5,\"sha256\":\""), "{end}");
}
