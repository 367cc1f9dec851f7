//! What a client tells the room of its person, beside messages: how far they have read, whom they do not want to meet, what
//! they report.
//!
//! Invariants: nothing of it is queued but reports; a new link is told the newest of each, so whatever was lost is said again.
//! That somebody has read is said once a second at most, in a crowd less often, and only upward.

use protocol::{Block, ClientFrame, Grounds, MemberId, Read, Report, Seq, UnixMillis, limits};

/// Reports that may wait for a link, or for an answer.
const REPORTS: usize = 16;

#[derive(Clone, Debug)]
pub(crate) struct Says {
    read: Seq,
    /// So far the room has heard it on this link.
    read_said: Seq,
    read_at: UnixMillis,
    /// So many are in the room, as far as it has told.
    crowd: u32,
    blocked: Vec<MemberId>,
    block_said: bool,
    reports: Vec<Reported>,
}

#[derive(Clone, Copy, Debug)]
struct Reported {
    report: Report,
    since: Option<UnixMillis>,
}

impl Default for Says {
    fn default() -> Self {
        Self {
            read: Seq::ZERO,
            read_said: Seq::ZERO,
            read_at: UnixMillis(0),
            crowd: 0,
            blocked: Vec::new(),
            block_said: true,
            reports: Vec::new(),
        }
    }
}

impl Says {
    pub(crate) fn read(&mut self, seq: Seq) {
        self.read = self.read.max(seq);
    }

    /// Whole and anew. The room takes as many as it promises.
    pub(crate) fn block(&mut self, members: Vec<MemberId>) {
        self.block_said &= members == self.blocked;
        self.blocked = members;
    }

    pub(crate) fn report(&mut self, seq: Seq, grounds: Grounds) {
        self.noted(seq);
        if self.reports.len() >= REPORTS {
            self.reports.remove(0);
        }
        let report = Report { seq, grounds };
        self.reports.push(Reported { report, since: None });
    }

    pub(crate) fn noted(&mut self, seq: Seq) {
        self.reports.retain(|known| known.report.seq != seq);
    }

    /// The oldest that is under way is not taken. False: none is.
    pub(crate) fn refused(&mut self) -> bool {
        let nth = self.reports.iter().position(|known| known.since.is_some());
        nth.map(|nth| self.reports.remove(nth)).is_some()
    }

    /// The oldest report that is not answered.
    pub(crate) fn since(&self) -> Option<UnixMillis> {
        self.reports.iter().find_map(|known| known.since)
    }

    /// When the next word on what was read may leave.
    pub(crate) fn read_due(&self) -> Option<UnixMillis> {
        (self.read > self.read_said).then(|| self.read_at.plus(limits::read_ms(self.crowd)))
    }

    pub(crate) fn among(&mut self, members: u32) {
        self.crowd = members;
    }

    /// A link begins, or ends. An empty list need not be told to a room that has heard of none.
    pub(crate) fn begin(&mut self) {
        self.read_said = Seq::ZERO;
        self.read_at = UnixMillis(0);
        self.block_said = self.blocked.is_empty();
        for known in &mut self.reports {
            known.since = None;
        }
    }

    /// Another history: places of the one before mean nothing in it.
    pub(crate) fn reset(&mut self) {
        self.read = Seq::ZERO;
        self.reports.clear();
    }

    /// The next to say, a report only where one can be told to be refused.
    pub(crate) fn next(&mut self, now: UnixMillis, may_report: bool) -> Option<ClientFrame> {
        if !self.block_said {
            self.block_said = true;
            let members = self.blocked.clone();
            return Some(ClientFrame::Block(Block { members }));
        }
        // A clock that was put back is no reason to be silent.
        let is_due = |at: UnixMillis| at <= now || self.read_at > now;
        if self.read_due().is_some_and(is_due) {
            (self.read_said, self.read_at) = (self.read, now);
            return Some(ClientFrame::Read(Read { seq: self.read }));
        }
        let mut reports = self.reports.iter_mut().filter(|_| may_report);
        let known = reports.find(|known| known.since.is_none())?;
        known.since = Some(now);
        Some(ClientFrame::Report(known.report))
    }
}
