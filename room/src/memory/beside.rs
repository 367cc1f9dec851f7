//! What stands beside a log, in memory. A ledger of another kind can hold one too.
//!
//! Invariant: it answers as the statements of `store` do; the same promises are tested over both.

use std::collections::BTreeMap;

use protocol::http::Reported;
use protocol::{Count, ImageKey, MemberId, Reaction, Seq, Tally, UnixMillis, limits};

use super::Failing;
use crate::{Beside, Change, Fault, Picture, Pin, Reader, Voice};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryBeside {
    pub pin: Option<Seq>,
    pub voices: BTreeMap<(Seq, MemberId), Option<Reaction>>,
    pub readers: BTreeMap<MemberId, Reader>,
    pub reports: Vec<Reported>,
    /// True: doomed.
    pub pictures: BTreeMap<ImageKey, (Picture, bool)>,
    /// Rows written so far.
    pub rows: u64,
    /// The next write fails so. It is used up by that write.
    pub fail: Option<Failing>,
}

impl MemoryBeside {
    /// What comes with an entry.
    pub fn amend(&mut self, change: &Change<'_>) {
        match change.pin {
            Pin::Stays => {}
            Pin::Is(seq) => self.pin = Some(seq),
            Pin::Goes => self.pin = None,
        }
        if let Some(gone) = change.rewritten.filter(|entry| entry.what.is_gone()) {
            self.voices.retain(|(seq, _), _| *seq != gone.seq);
        }
        for key in change.shown {
            self.pictures.remove(key);
        }
        for picture in change.doomed_pictures() {
            self.pictures.insert(picture.key, (picture, true));
        }
        if let Some(reader) = change.reader {
            self.readers.insert(reader.member.clone(), reader.clone());
        }
    }

    fn write(&mut self, work: impl FnOnce(&mut Self)) -> Result<(), Fault> {
        let failing = self.fail.take();
        if failing == Some(Failing::Before) {
            return Err(Fault::broken("told to fail: before writing beside the log"));
        }
        work(self);
        self.rows = self.rows.saturating_add(1);
        match failing {
            None => Ok(()),
            Some(_) => Err(Fault::broken("told to fail: after writing beside the log")),
        }
    }
}

impl Beside for MemoryBeside {
    fn pin(&self) -> Result<Option<Seq>, Fault> {
        Ok(self.pin)
    }

    fn react(&mut self, voice: &Voice) -> Result<(), Fault> {
        self.write(|beside| {
            beside
                .voices
                .insert((voice.seq, voice.member.clone()), voice.kind);
        })
    }

    fn tallies(&self, from: Seq, to: Seq) -> Result<Vec<Tally>, Fault> {
        let mut list: Vec<Tally> = Vec::new();
        for ((seq, _), kind) in &self.voices {
            if *seq < from || *seq > to {
                continue;
            }
            if list.last().is_none_or(|last| last.seq != *seq) {
                list.push(Tally {
                    seq: *seq,
                    counts: Vec::new(),
                    mine: None,
                });
            }
            let (Some(kind), Some(tally)) = (*kind, list.last_mut()) else {
                continue;
            };
            match tally.counts.iter_mut().find(|count| count.kind == kind) {
                Some(count) => count.n = count.n.saturating_add(1),
                None => tally.counts.push(Count { kind, n: 1 }),
            }
        }
        for tally in &mut list {
            tally.counts.sort_by_key(|count| count.kind);
        }
        Ok(list)
    }

    fn voices(&self, seqs: &[Seq], of: &[MemberId]) -> Result<Vec<Voice>, Fault> {
        let voice = |((seq, member), kind): (&(Seq, MemberId), &Option<Reaction>)| {
            (seqs.contains(seq) && of.contains(member)).then(|| Voice {
                seq: *seq,
                member: member.clone(),
                kind: *kind,
            })
        };
        Ok(self.voices.iter().filter_map(voice).collect())
    }

    fn readers(&self) -> Result<Vec<Reader>, Fault> {
        Ok(self.readers.values().cloned().collect())
    }

    fn reader(&self, member: &MemberId) -> Result<Option<Reader>, Fault> {
        Ok(self.readers.get(member).cloned())
    }

    fn keep_reader(&mut self, reader: &Reader) -> Result<(), Fault> {
        self.write(|beside| {
            beside.readers.insert(reader.member.clone(), reader.clone());
        })
    }

    fn forget_readers(&mut self, members: &[MemberId]) -> Result<(), Fault> {
        self.write(|beside| beside.readers.retain(|member, _| !members.contains(member)))
    }

    fn report(&mut self, report: &Reported) -> Result<(), Fault> {
        self.write(|beside| {
            let is_same = |old: &Reported| old.seq == report.seq && old.by == report.by;
            beside.reports.retain(|old| !is_same(old));
            beside.reports.push(report.clone());
            beside.reports.sort_by_key(|report| report.at);
            let beyond = beside.reports.len().saturating_sub(limits::REPORTS);
            beside.reports.drain(..beyond);
        })
    }

    fn reports(&self, skip: usize, most: usize) -> Result<(Vec<Reported>, usize), Fault> {
        let list = self.reports.iter().skip(skip).take(most).cloned();
        Ok((list.collect(), self.reports.len()))
    }

    fn keep_picture(&mut self, picture: &Picture) -> Result<(), Fault> {
        self.write(|beside| {
            beside
                .pictures
                .entry(picture.key)
                .or_insert_with(|| (picture.clone(), false));
        })
    }

    fn pictures(&self, keys: &[ImageKey]) -> Result<Vec<Picture>, Fault> {
        let found = keys.iter().filter_map(|key| self.pictures.get(key));
        let waiting = found.filter(|(_, is_doomed)| !is_doomed);
        Ok(waiting.map(|(picture, _)| picture.clone()).collect())
    }

    fn waiting(&self, member: &MemberId) -> Result<Vec<Picture>, Fault> {
        let waits = |(picture, is_doomed): &&(Picture, bool)| !is_doomed && picture.member == *member;
        let waiting = self.pictures.values().filter(waits);
        let mut list: Vec<Picture> = waiting.map(|(picture, _)| picture.clone()).collect();
        list.sort_by_key(|picture| (picture.at, picture.key));
        Ok(list)
    }

    fn waited(&self, before: UnixMillis, most: usize) -> Result<Vec<ImageKey>, Fault> {
        let waited =
            |(_, (picture, is_doomed)): &(&ImageKey, &(Picture, bool))| !is_doomed && picture.at < before;
        let waited = self.pictures.iter().filter(waited);
        Ok(waited.map(|(key, _)| *key).take(most).collect())
    }

    fn doom(&mut self, keys: &[ImageKey]) -> Result<(), Fault> {
        self.write(|beside| {
            for key in keys {
                if let Some((_, is_doomed)) = beside.pictures.get_mut(key) {
                    *is_doomed = true;
                }
            }
        })
    }

    fn doomed(&self, most: usize) -> Result<Vec<ImageKey>, Fault> {
        let doomed = self.pictures.iter().filter(|(_, (_, is_doomed))| *is_doomed);
        Ok(doomed.map(|(key, _)| *key).take(most).collect())
    }

    fn oldest_picture(&self) -> Result<Option<UnixMillis>, Fault> {
        let waiting = self.pictures.values().filter(|(_, is_doomed)| !is_doomed);
        Ok(waiting.map(|(picture, _)| picture.at).min())
    }

    fn forget_pictures(&mut self, keys: &[ImageKey]) -> Result<(), Fault> {
        self.write(|beside| beside.pictures.retain(|key, _| !keys.contains(key)))
    }
}
