//! Entries as rows: a chip for each day, a group for what one person said within one minute.
//!
//! Invariant: every entry is in exactly one group, in order. Rows borrow; nothing is copied.

use protocol::{Author, Entry, Seq, UnixMillis};

use crate::clock::{self, Civil, Day};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Row<'a> {
    Day(Day),
    Group(Group<'a>),
}

/// One portrait, one name, one time, and the bubbles between. Never empty.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group<'a> {
    first: &'a Entry,
    pub entries: &'a [Entry],
}

impl<'a> Group<'a> {
    pub fn author(self) -> &'a Author {
        &self.first.author
    }

    /// What this group is called among its siblings: it stays when entries are added to the group's end.
    pub fn key(self) -> Seq {
        self.first.seq
    }

    /// When its last entry was written: the time that is shown.
    pub fn at(self) -> UnixMillis {
        self.entries.last().unwrap_or(self.first).at
    }
}

/// The rows of contiguous entries, oldest first.
pub fn rows(entries: &[Entry], offset_minutes: i32) -> Rows<'_> {
    Rows {
        rest: entries,
        offset_minutes,
        day: None,
    }
}

#[derive(Clone, Debug)]
pub struct Rows<'a> {
    rest: &'a [Entry],
    offset_minutes: i32,
    day: Option<Day>,
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        let first = self.rest.first()?;
        let day = Civil::of(first.at, self.offset_minutes).day;
        if self.day != Some(day) {
            self.day = Some(day);
            return Some(Row::Day(day));
        }
        let minute = clock::minute(first.at, self.offset_minutes);
        let end = self
            .rest
            .iter()
            .take_while(|entry| {
                entry.author == first.author && clock::minute(entry.at, self.offset_minutes) == minute
            })
            .count();
        let (entries, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(Row::Group(Group { first, entries }))
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Body, DisplayName, DraftId, MemberId, Role, What};

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

    /// `d` for a chip, the entries' places for a group.
    fn drawn(entries: &[Entry]) -> Vec<String> {
        rows(entries, TOKYO_SEOUL)
            .map(|row| match row {
                Row::Day(_) => "d".to_owned(),
                Row::Group(group) => {
                    let seqs: Vec<_> = group.entries.iter().map(|entry| entry.seq.to_string()).collect();
                    seqs.join(" ")
                }
            })
            .collect()
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
        let Some(Row::Group(group)) = rows(&entries, TOKYO_SEOUL).nth(1) else {
            panic!("a group follows the chip")
        };
        assert_eq!((group.key(), group.at()), (Seq(7), UnixMillis(START + 30_000)));
    }

    #[test]
    fn an_empty_room_has_no_rows() {
        assert!(drawn(&[]).is_empty());
    }
}
