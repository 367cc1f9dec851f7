//! Entries as rows: a chip for each day, a line where the unread begins, a group for what one person said within one minute.
//!
//! Invariant: every message that the reader may see is in exactly one group, in order; an act is none, and of whoever is hidden
//! nothing is left, not even the end of a group. Rows borrow; nothing is copied.

use protocol::{Act, Author, Entry, MemberId, Seq, UnixMillis};

use crate::clock::{self, Civil, Day};

#[derive(Clone, Copy)]
pub enum Row<'a> {
    Day(Day),
    /// What follows came after the reader was last here.
    Unread,
    /// Somebody has come, or has pinned something: told by a word.
    Line(&'a Entry),
    /// A message that was taken back. Nobody is named.
    Gone(&'a Entry),
    Group(Group<'a>),
}

/// Through whose eyes the entries are seen.
#[derive(Clone, Copy)]
pub struct Sight<'a> {
    pub offset_minutes: i32,
    /// The room tells who has come.
    pub joins: bool,
    pub me: Option<&'a MemberId>,
    /// What came later than this is unread. None: there is nothing to tell apart.
    pub read: Option<Seq>,
    /// Leaves no trace: it was said by somebody whom the reader has blocked, or to them.
    pub hides: &'a dyn Fn(&Entry) -> bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Nothing,
    Line,
    Gone,
    Said,
}

impl<'a> Sight<'a> {
    /// Of somebody who is nobody here yet.
    pub fn of_anybody(offset_minutes: i32, joins: bool) -> Self {
        Self {
            offset_minutes,
            joins,
            me: None,
            read: None,
            hides: &|_| false,
        }
    }

    /// It is what somebody else said, and it can be seen: it counts as unread until it is.
    pub fn is_news(&self, entry: &Entry) -> bool {
        self.me != Some(&entry.author.member) && self.kind(entry) == Kind::Said
    }

    fn kind(&self, entry: &Entry) -> Kind {
        if (self.hides)(entry) {
            return Kind::Nothing;
        }
        match entry.what.act() {
            Some(Act::Pin(_)) => Kind::Line,
            Some(Act::Join) if self.joins => Kind::Line,
            Some(_) => Kind::Nothing,
            None if entry.what.is_gone() => Kind::Gone,
            None => Kind::Said,
        }
    }
}

/// One portrait, one name, one time, and the bubbles between. Never empty.
#[derive(Clone, Copy)]
pub struct Group<'a> {
    first: &'a Entry,
    last: &'a Entry,
    /// With what is not seen between them.
    all: &'a [Entry],
    sight: Sight<'a>,
}

impl<'a> Group<'a> {
    pub fn author(self) -> &'a Author {
        &self.first.author
    }

    /// What this group is called among its siblings: it stays when entries are added to the group's end.
    pub fn key(self) -> Seq {
        self.first.seq
    }

    /// The one that has the time at its foot.
    pub fn last(self) -> &'a Entry {
        self.last
    }

    /// When its last entry was written: the time that is shown.
    pub fn at(self) -> UnixMillis {
        self.last.at
    }

    pub fn began_at(self) -> UnixMillis {
        self.first.at
    }

    pub fn entries(self) -> impl Iterator<Item = &'a Entry> {
        let said = move |entry: &&Entry| self.sight.kind(entry) == Kind::Said;
        self.all.iter().filter(said)
    }
}

/// The rows of contiguous entries, oldest first.
pub fn rows<'a>(entries: &'a [Entry], sight: Sight<'a>) -> Rows<'a> {
    // Where it begins somewhere above, it is not here.
    let is_here = |read: &Seq| entries.first().is_some_and(|first| first.seq <= read.next());
    Rows {
        rest: entries,
        read: sight.read.filter(is_here),
        sight,
        day: None,
    }
}

#[derive(Clone)]
pub struct Rows<'a> {
    rest: &'a [Entry],
    sight: Sight<'a>,
    /// The line is still to be drawn.
    read: Option<Seq>,
    day: Option<Day>,
}

impl Rows<'_> {
    fn is_first_unread(&self, entry: &Entry) -> bool {
        self.read.is_some_and(|read| entry.seq > read) && self.sight.is_news(entry)
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let sight = self.sight;
        let is_nothing = |entry: &&Entry| sight.kind(entry) == Kind::Nothing;
        let nothing = self.rest.iter().take_while(is_nothing).count();
        self.rest = self.rest.get(nothing..)?;
        let first = self.rest.first()?;
        if self.is_first_unread(first) {
            self.read = None;
            return Some(Row::Unread);
        }
        let day = Civil::of(first.at, sight.offset_minutes).day;
        if self.day != Some(day) {
            self.day = Some(day);
            return Some(Row::Day(day));
        }
        let (all, rest) = self.rest.split_at_checked(self.length(first))?;
        self.rest = rest;
        Some(match sight.kind(first) {
            Kind::Said => Row::Group(Group {
                first,
                last: all.last()?,
                all,
                sight,
            }),
            Kind::Gone => Row::Gone(first),
            _ => Row::Line(first),
        })
    }
}

impl Rows<'_> {
    /// How many entries the row takes that begins with the first: up to the last one that is seen of a group.
    fn length(&self, first: &Entry) -> usize {
        let kind = |entry| self.sight.kind(entry);
        let minute = |entry: &Entry| clock::minute(entry.at, self.sight.offset_minutes);
        let mut length = 1;
        if kind(first) != Kind::Said {
            return length;
        }
        for (at, entry) in self.rest.iter().enumerate().skip(1) {
            match kind(entry) {
                Kind::Nothing => {}
                Kind::Said
                    if entry.author == first.author
                        && minute(entry) == minute(first)
                        && !self.is_first_unread(entry) =>
                {
                    length = at + 1;
                }
                _ => break,
            }
        }
        length
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Body, DisplayName, DraftId, Fate, Role, What, With};

    use super::*;
    use crate::clock::TOKYO_SEOUL;

    /// 2026-11-20T14:58:00Z, two minutes before midnight in Tokyo.
    const START: u64 = 1_795_186_680_000;

    fn said(seq: u64, who: &str, name: &str, seconds: u64) -> Entry {
        Entry {
            seq: Seq(seq),
            at: UnixMillis(START + seconds * 1_000),
            draft: DraftId::from_bits(u128::from(seq)),
            author: Author {
                member: MemberId::parse(who).unwrap(),
                name: DisplayName::parse(name).unwrap(),
                role: Role::Fan,
            },
            what: What::text(Body::parse("あ").unwrap()),
        }
    }

    fn with(mut entry: Entry, with: With) -> Entry {
        entry.what = What::Said {
            body: entry.what.body().clone(),
            with: Some(Box::new(with)),
        };
        entry
    }

    fn act(seq: u64, who: &str, act: Act) -> Entry {
        let act = With {
            act: Some(act),
            ..With::default()
        };
        with(said(seq, who, who, 1), act)
    }

    fn gone(seq: u64, who: &str) -> Entry {
        let gone = With {
            fate: Some(Fate::Gone),
            ..With::default()
        };
        with(said(seq, who, "…", 1), gone)
    }

    fn anybody() -> Sight<'static> {
        Sight::of_anybody(TOKYO_SEOUL, true)
    }

    /// `d` for a chip, `u` for the line, the entries' places for a group, with a letter before what stands alone.
    fn seen(entries: &[Entry], sight: Sight<'_>) -> Vec<String> {
        rows(entries, sight)
            .map(|row| match row {
                Row::Day(_) => "d".to_owned(),
                Row::Unread => "u".to_owned(),
                Row::Line(entry) => format!("l{}", entry.seq),
                Row::Gone(entry) => format!("x{}", entry.seq),
                Row::Group(group) => {
                    let seqs: Vec<_> = group.entries().map(|entry| entry.seq.to_string()).collect();
                    assert_eq!(group.last().seq.to_string(), *seqs.last().unwrap());
                    seqs.join(" ")
                }
            })
            .collect()
    }

    fn drawn(entries: &[Entry]) -> Vec<String> {
        seen(entries, anybody())
    }

    #[test]
    fn one_person_in_one_minute_is_one_group() {
        let entries = [
            said(1, "moka", "もか", 0),
            said(2, "moka", "もか", 59),
            said(3, "moka", "もか", 60),
            said(4, "yun", "윤슬", 61),
            said(5, "moka", "もか", 62),
        ];
        assert_eq!(drawn(&entries), ["d", "1 2", "3", "4", "5"]);
    }

    #[test]
    fn a_new_name_starts_a_new_group() {
        let entries = [said(1, "moka", "もか", 0), said(2, "moka", "もか🌿", 1)];
        assert_eq!(drawn(&entries), ["d", "1", "2"]);
    }

    #[test]
    fn a_day_starts_with_its_chip() {
        let entries = [
            said(1, "moka", "もか", 119),
            said(2, "moka", "もか", 120),
            said(3, "yun", "윤슬", 130),
        ];
        assert_eq!(drawn(&entries), ["d", "1", "d", "2", "3"]);
    }

    #[test]
    fn a_group_shows_its_last_time_and_keeps_its_first_key() {
        let entries = [said(7, "moka", "もか", 0), said(8, "moka", "もか", 30)];
        let Some(Row::Group(group)) = rows(&entries, anybody()).nth(1) else {
            panic!("a group follows the chip")
        };
        assert_eq!((group.key(), group.at()), (Seq(7), UnixMillis(START + 30_000)));
    }

    #[test]
    fn g7_an_edit_is_no_row_and_parts_no_group() {
        let entries = [
            said(1, "moka", "もか", 0),
            act(2, "moka", Act::Edit(Seq(1))),
            act(3, "yun", Act::Unpin(Seq(1))),
            said(4, "moka", "もか", 2),
            act(5, "moka", Act::Unsend(Seq(4))),
        ];
        assert_eq!(drawn(&entries), ["d", "1 4"]);
        assert_eq!(drawn(&entries[1..3]), [""; 0], "nothing, and no chip for it");
    }

    #[test]
    fn g7_a_tombstone_stands_alone_and_a_pin_is_told_by_a_line() {
        let entries = [
            said(1, "moka", "もか", 0),
            gone(2, "moka"),
            gone(3, "moka"),
            said(4, "moka", "もか", 1),
            act(5, "yun", Act::Pin(Seq(1))),
            said(6, "moka", "もか", 2),
        ];
        assert_eq!(drawn(&entries), ["d", "1", "x2", "x3", "4", "l5", "6"]);
    }

    #[test]
    fn who_has_come_is_told_where_the_room_says_so() {
        let entries = [act(1, "yun", Act::Join), said(2, "yun", "윤슬", 1)];
        assert_eq!(drawn(&entries), ["d", "l1", "2"]);
        assert_eq!(seen(&entries, Sight::of_anybody(TOKYO_SEOUL, false)), ["d", "2"]);
    }

    #[test]
    fn g6_what_is_unread_begins_with_a_line_before_the_first_message_of_somebody_else() {
        let me = MemberId::parse("me").unwrap();
        let entries = [
            said(1, "moka", "もか", 0),
            said(2, "moka", "もか", 1),
            said(3, "me", "わたし", 2),
            act(4, "moka", Act::Pin(Seq(1))),
            said(5, "moka", "もか", 3),
            said(6, "moka", "もか", 4),
        ];
        let read_to = |read| Sight {
            me: Some(&me),
            read: Some(Seq(read)),
            ..anybody()
        };
        assert_eq!(seen(&entries, read_to(1)), ["d", "1", "u", "2", "3", "l4", "5 6"]);
        assert_eq!(seen(&entries, read_to(2)), ["d", "1 2", "3", "l4", "u", "5 6"]);
        assert_eq!(seen(&entries, read_to(5)), ["d", "1 2", "3", "l4", "5", "u", "6"]);
        assert_eq!(seen(&entries, read_to(6)), ["d", "1 2", "3", "l4", "5 6"]);
        assert_eq!(
            seen(&entries[2..], read_to(1)),
            ["d", "3", "l4", "5 6"],
            "it begins above what is here"
        );
    }

    #[test]
    fn i7_whoever_is_blocked_leaves_no_trace() {
        let entries = [
            said(1, "moka", "もか", 0),
            said(2, "troll", "トロル", 1),
            gone(3, "troll"),
            act(4, "troll", Act::Join),
            said(5, "moka", "もか", 2),
            said(6, "troll", "トロル", 3_600 * 24),
        ];
        let hides = |entry: &Entry| entry.author.member.as_str() == "troll";
        let sight = Sight {
            hides: &hides,
            read: Some(Seq(5)),
            ..anybody()
        };
        assert_eq!(seen(&entries, sight), ["d", "1 5"]);
    }

    #[test]
    fn an_empty_room_has_no_rows() {
        assert!(drawn(&[]).is_empty());
    }
}
