//! Reads everybody's diary and the ledger, and says what does not hold.
//!
//! Invariant: it believes nobody. The ledger is what the relay answered and what its file holds, and they are compared first.

use std::collections::{BTreeMap, HashMap, HashSet};

use protocol::{DraftId, Epoch, MemberId, Mode, Seq};

use crate::diary::{Did, Line, Mark};

/// The rules, as the design numbers them; the words are what the report says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    Missing,
    Doubled,
    Gap,
    OutOfOrder,
    Phantom,
    Overtaken,
    Epoch,
    Unsettled,
    Disk,
}

impl Rule {
    pub const ALL: [(Self, &str); 9] = [
        (
            Self::Missing,
            "acknowledged, seen or kept messages missing (I1, I8)",
        ),
        (Self::Doubled, "messages doubled (I2)"),
        (Self::Gap, "holes in the log (I3)"),
        (
            Self::OutOfOrder,
            "entries shown out of order, with a hole, or otherwise than in the log (I4)",
        ),
        (Self::Phantom, "entries that nobody wrote (I5)"),
        (Self::Overtaken, "messages of one fan out of their order (I6)"),
        (Self::Epoch, "epochs that changed, resets without cause (I7)"),
        (
            Self::Unsettled,
            "fans not at the head, or with something unsent, in the end (I9)",
        ),
        (
            Self::Disk,
            "differences between what the relay tells and what its file holds",
        ),
    ];
}

#[derive(Clone, Debug)]
pub struct Violation {
    pub rule: Rule,
    pub what: String,
}

#[derive(Debug, Default)]
pub struct Verdict {
    pub violations: Vec<Violation>,
    /// Typed, and gone with a tab that crashed before its disk had the record.
    pub unkept: u64,
    pub typed: u64,
    /// Of each fan's own messages, from the first sending to the acknowledgement.
    pub ack_ms: Vec<u64>,
    pub lives: u64,
    pub snapshots: u64,
    pub entries: u64,
}

/// Who sends what they like in any order; the rules about a fan's own order are not for them.
pub const HOSTILE: &str = "hostile";

/// How much a client may miss before it begins anew: below this, a boundary has no cause.
const WIDE: u64 = 100;

struct Checker<'a> {
    ledger: &'a [Mark],
    place: HashMap<(&'a MemberId, DraftId), Seq>,
    verdict: Verdict,
}

pub fn check(ledger: &[Mark], disk: &[Mark], diaries: &[(String, Vec<Line>)]) -> Verdict {
    let mut checker = Checker {
        ledger,
        place: HashMap::new(),
        verdict: Verdict::default(),
    };
    checker.verdict.entries = ledger.len() as u64;
    checker.log(disk);
    for (name, lines) in diaries {
        checker.words(name, lines);
        checker.sight(name, lines);
    }
    checker.phantoms(diaries);
    checker.verdict.ack_ms.sort_unstable();
    checker.verdict
}

impl<'a> Checker<'a> {
    fn broken(&mut self, rule: Rule, what: String) {
        self.verdict.violations.push(Violation { rule, what });
    }

    fn at(&self, seq: Seq) -> Option<&'a Mark> {
        let index = usize::try_from(seq.0.checked_sub(1)?).ok()?;
        self.ledger.get(index).filter(|mark| mark.seq == seq)
    }

    /// The log by itself.
    fn log(&mut self, disk: &[Mark]) {
        if self.ledger != disk {
            let (told, held) = (self.ledger.len(), disk.len());
            self.broken(
                Rule::Disk,
                format!("the relay tells of {told} entries, the file holds {held}, or others"),
            );
        }
        for (mark, place) in self.ledger.iter().zip(1..) {
            if mark.seq != Seq(place) {
                self.broken(Rule::Gap, format!("at {place} stands {mark:?}"));
            }
            if let Some(before) = self.place.insert((&mark.member, mark.draft), mark.seq) {
                self.broken(
                    Rule::Doubled,
                    format!("{} stands at {before} and at {}", mark.draft, mark.seq),
                );
            }
        }
    }

    /// What a fan wrote, and what became of it.
    fn words(&mut self, name: &str, lines: &'a [Line]) {
        let mut typed: Vec<(DraftId, u64)> = Vec::new();
        let (mut kept, mut given_up, mut told) = (HashSet::new(), HashSet::new(), BTreeMap::new());
        let mut member = None;
        for line in lines {
            match &line.did {
                Did::Typed { draft, body } => typed.push((*draft, *body)),
                Did::Kept(draft) => drop(kept.insert(*draft)),
                Did::Refused {
                    draft: Some(draft),
                    refusal,
                } if refusal.is_final() => {
                    given_up.insert(*draft);
                }
                Did::Welcomed { member: now, .. } => {
                    let before = member.replace(now);
                    if before.is_some_and(|before| before != now) {
                        self.broken(Rule::Phantom, format!("{name} became {now}"));
                    }
                }
                Did::Acked { draft, seq, after_ms } => {
                    self.verdict.ack_ms.extend(*after_ms);
                    self.told(name, *draft, *seq, &mut told);
                }
                Did::Settled { draft, seq } => self.told(name, *draft, *seq, &mut told),
                _ => {}
            }
        }
        self.verdict.typed += typed.len() as u64;
        let Some(member) = member else { return };
        let mut last = Seq::ZERO;
        for (draft, body) in &typed {
            let place = self.place.get(&(member, *draft)).copied();
            let known = told.get(draft).copied();
            match (place, known) {
                (Some(place), Some(known)) if place != known => self.broken(
                    Rule::Missing,
                    format!("{name} was told that {draft} is at {known}; it is at {place}"),
                ),
                (None, Some(known)) => {
                    self.broken(
                        Rule::Missing,
                        format!("{name} was told that {draft} is at {known}; it is nowhere"),
                    );
                }
                (None, None) if kept.contains(draft) && !given_up.contains(draft) => {
                    self.broken(Rule::Missing, format!("{name} kept {draft}, and it is nowhere"));
                }
                // A stranger's drafts are nobody's loss.
                (None, None) => self.verdict.unkept += u64::from(!name.starts_with(HOSTILE)),
                (Some(_), _) => {}
            }
            let Some(place) = place else { continue };
            if self.at(place).is_some_and(|mark| mark.body != *body) {
                self.broken(
                    Rule::Missing,
                    format!("{draft} of {name} at {place} has another text"),
                );
            }
            if place < last && !name.starts_with(HOSTILE) {
                self.broken(
                    Rule::Overtaken,
                    format!("{draft} of {name} is at {place}, after {last}"),
                );
            }
            last = last.max(place);
        }
    }

    fn told(&mut self, name: &str, draft: DraftId, seq: Seq, told: &mut BTreeMap<DraftId, Seq>) {
        if told.insert(draft, seq).is_some_and(|before| before != seq) {
            self.broken(
                Rule::Doubled,
                format!("{name} was told two places of {draft}; the second is {seq}"),
            );
        }
    }

    /// What a fan heard and saw.
    fn sight(&mut self, name: &str, lines: &[Line]) {
        let mut epoch: Option<Epoch> = None;
        let mut life = None;
        // First and last place shown in this life, and whether the next may begin anew.
        let mut shown: Option<(Seq, Seq)> = None;
        let mut opened = None;
        let mut may_begin = true;
        for line in lines {
            if life.replace(line.life) != Some(line.life) {
                self.verdict.lives += 1;
                (shown, opened, may_begin) = (None, None, true);
            }
            match &line.did {
                Did::Opened(with) => opened = *with,
                Did::Welcomed { epoch: now, mode, .. } => {
                    if epoch.replace(*now).is_some_and(|before| before != *now) {
                        self.broken(
                            Rule::Epoch,
                            format!("{name} was welcomed to another epoch: {now}"),
                        );
                    }
                    if *mode == Mode::Reset && opened == Some(*now) {
                        self.broken(
                            Rule::Epoch,
                            format!("{name} was reset within {now}, at {} ms", line.ms),
                        );
                    }
                    self.verdict.snapshots += u64::from(*mode == Mode::Snapshot);
                    may_begin |= *mode != Mode::Resume;
                    opened = Some(*now);
                }
                Did::Heard(marks) => self.same(name, line.ms, "heard", Rule::Missing, marks),
                Did::Began(base) => {
                    let last = shown.map_or(Seq::ZERO, |(_, last)| last);
                    if !may_begin && base.0 < last.0 + WIDE {
                        let ms = line.ms;
                        self.broken(
                            Rule::OutOfOrder,
                            format!("{name} jumps from {last} to {base} at {ms} ms"),
                        );
                    }
                    shown = Some((base.next(), *base));
                    may_begin = false;
                }
                Did::Shown(marks) => {
                    self.same(name, line.ms, "was shown", Rule::OutOfOrder, marks);
                    for mark in marks {
                        let Some((first, last)) = &mut shown else { continue };
                        if mark.seq == last.next() {
                            *last = mark.seq;
                        } else if mark.seq >= *first || marks.iter().all(|each| each.seq.next() != *first) {
                            let what = format!("{name} was shown {} after {first} to {last}", mark.seq);
                            self.broken(Rule::OutOfOrder, what);
                        }
                    }
                    if let (Some((first, _)), Some(mark)) = (&mut shown, marks.first()) {
                        *first = mark.seq.min(*first);
                    }
                }
                Did::Ended { timeline, unsent } => self.ended(name, timeline, unsent),
                _ => {}
            }
        }
    }

    fn same(&mut self, name: &str, ms: u64, how: &str, rule: Rule, marks: &[Mark]) {
        for mark in marks {
            if self.at(mark.seq) != Some(mark) {
                let stands = self.at(mark.seq);
                self.broken(
                    rule,
                    format!("{name} {how} {mark:?} at {ms} ms; there stands {stands:?}"),
                );
            }
        }
    }

    fn ended(&mut self, name: &str, timeline: &[Mark], unsent: &[DraftId]) {
        let first = timeline.first().map_or(1, |mark| mark.seq.0);
        let from = usize::try_from(first.saturating_sub(1)).unwrap_or(usize::MAX);
        if self.ledger.get(from..) != Some(timeline) {
            let last = timeline.last().map_or(Seq::ZERO, |mark| mark.seq);
            let what = format!(
                "{name} ends with {first} to {last}, the log at {}",
                self.ledger.len()
            );
            self.broken(Rule::Unsettled, what);
        }
        if !unsent.is_empty() {
            self.broken(
                Rule::Unsettled,
                format!("{name} ends with {} unsent: {:?}", unsent.len(), unsent.first()),
            );
        }
    }

    /// Every entry has somebody who typed it.
    fn phantoms(&mut self, diaries: &[(String, Vec<Line>)]) {
        let mut written = HashSet::new();
        for (_, lines) in diaries {
            let member = lines.iter().find_map(|line| match &line.did {
                Did::Welcomed { member, .. } => Some(member),
                _ => None,
            });
            for line in lines {
                if let (Did::Typed { draft, body }, Some(member)) = (&line.did, member) {
                    written.insert((member, *draft, *body));
                }
            }
        }
        for mark in self.ledger {
            if !written.contains(&(&mark.member, mark.draft, mark.body)) {
                self.broken(Rule::Phantom, format!("{mark:?}"));
            }
        }
    }
}

#[cfg(test)]
mod tests;
