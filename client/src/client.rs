//! One client of one room: an input in, the effects out.

mod heard;

use protocol::http::TicketReply;
use protocol::{
    ClientFrame, CloseReason, DraftId, Entry, Fetch, Hello, Log, Marks, Refusal, RoomName, Rules, Seen, Seq,
    Tally, UnixMillis, You, limits,
};

use crate::link::{Due, Path, Phase};
use crate::pace::Pace;
use crate::report::Report;
use crate::{Effect, Input, Link, Moment, Outbox, Timeline};

/// A ticket that is about to expire is not worth a socket.
const TICKET_MARGIN_MS: u64 = 10_000;
/// Presence may overtake events that wait for their frame. After this the hole is taken for real.
const GRACE_MS: u64 = 250;
/// A post that is not answered for longer is sent again: a relay that lost its memory may have lost the post, or its
/// answer, while the socket stays open. Sending it twice does no harm.
const ANSWER_MS: u64 = 10_000;
/// An answer to `Fetch` or `Hello` that takes longer is not coming: the link is taken down.
const FETCH_MS: u64 = 10_000;

/// What one tab knows of one room.
#[derive(Clone, Debug)]
pub struct Client {
    room: RoomName,
    path: Path,
    ticket: Option<TicketReply>,
    /// By this device's clock, from when the ticket came. `expires_at` is by the relay's, and a device may be hours off.
    ticket_until: UnixMillis,
    you: Option<You>,
    members: Option<u32>,
    timeline: Timeline,
    outbox: Outbox,
    pace: Pace,
    report: Report,
    /// An answer is awaited since then.
    filling: Option<UnixMillis>,
    loading_older: Option<UnixMillis>,
    /// A hole at the end was heard of then.
    behind: Option<UnixMillis>,
    /// A `Hello` was said again on the live link, then: a new name is on its way.
    renaming: Option<UnixMillis>,
    /// The oldest post under way, since when it is that, and how long it may be.
    unanswered: Option<(DraftId, UnixMillis, u64)>,
    wake_at: Option<UnixMillis>,
    rules: Rules,
    pin: Option<Box<Entry>>,
    tallies: Vec<Tally>,
    marks: Option<Marks>,
    landing: Option<Seq>,
}

impl Client {
    /// From the document's last page. What an earlier page left unsent follows as [`Input::Adopt`].
    pub fn new(room: RoomName, mut log: Log) -> Self {
        Self {
            rules: Rules::default(),
            pin: log.pin.take(),
            tallies: std::mem::take(&mut log.tallies),
            marks: log.marks.take(),
            landing: None,
            room,
            path: Path::new(),
            ticket: None,
            ticket_until: UnixMillis(0),
            you: None,
            members: None,
            timeline: Timeline::new(log),
            outbox: Outbox::default(),
            pace: Pace::default(),
            report: Report::default(),
            filling: None,
            loading_older: None,
            behind: None,
            renaming: None,
            unanswered: None,
            wake_at: None,
        }
    }

    /// What the document says of the room's rules.
    pub fn under(mut self, rules: Option<Rules>) -> Self {
        self.rules = rules.unwrap_or_default();
        self
    }

    pub fn room(&self) -> &RoomName {
        &self.room
    }

    pub fn link(&self) -> Link {
        self.path.link()
    }

    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    pub fn outbox(&self) -> &Outbox {
        &self.outbox
    }

    /// Who the relay takes this client to be; none before the first `Welcome`.
    pub fn you(&self) -> Option<&You> {
        self.you.as_ref()
    }

    /// Members connected, as last told.
    pub fn members(&self) -> Option<u32> {
        self.members.filter(|_| self.path.is_live())
    }

    /// What holds here, as far as it is known: the document says it first, the room with each `Welcome`.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// What there is to see: the timeline, or the entries around a place that the timeline does not reach.
    pub fn shown(&self) -> &[Entry] {
        self.timeline.entries()
    }

    /// What is shown does not reach the live end.
    pub fn is_aside(&self) -> bool {
        false
    }

    /// There are older entries than what is shown.
    pub fn has_older(&self) -> bool {
        self.timeline.has_older()
    }

    /// There are newer entries than what is shown.
    pub fn has_newer(&self) -> bool {
        false
    }

    pub fn is_loading_older(&self) -> bool {
        self.loading_older.is_some()
    }

    pub fn is_loading_newer(&self) -> bool {
        false
    }

    /// Where the last jump leads, once its entry is among what is shown.
    pub fn landing(&self) -> Option<Seq> {
        self.landing
    }

    /// The entry at a place, wherever it is held: what is shown, the timeline, what was looked up for a quote.
    pub fn entry(&self, seq: Seq) -> Option<&Entry> {
        self.timeline.get(seq)
    }

    /// The room was asked for this entry, and does not have it any more.
    pub fn is_lost(&self, _seq: Seq) -> bool {
        false
    }

    /// What stands above the list.
    pub fn pin(&self) -> Option<&Entry> {
        self.pin.as_deref()
    }

    /// The reactions to a message, the person's own as they just chose it.
    pub fn tally(&self, seq: Seq) -> Option<&Tally> {
        self.tallies.iter().find(|tally| tally.seq == seq)
    }

    /// How many have read a message, or have not yet, as [`Rules::read_marks`] says. None: nobody has, or nobody tells.
    pub fn mark(&self, seq: Seq) -> Option<u32> {
        let marks = self.marks.as_ref().filter(|marks| marks.from <= seq)?;
        marks.runs.iter().find(|run| seq <= run.upto).map(|run| run.n)
    }

    pub fn step(&mut self, moment: Moment, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        let link = self.link();
        self.take(moment, input, &mut out);
        self.tend(moment, &mut out);
        if link != self.link() && !out.contains(&Effect::Changed) {
            out.push(Effect::Changed);
        }
        self.plan(moment.now, &mut out);
        out
    }

    fn take(&mut self, moment: Moment, input: Input, out: &mut Vec<Effect>) {
        let now = moment.now;
        match input {
            Input::Start => {
                if matches!(self.path.phase, Phase::Idle | Phase::Shut(_)) {
                    self.approach(now, out);
                }
            }
            Input::Ticket(ticket) => self.ticket(ticket, now, out),
            Input::TicketFailed(refusal) if self.path.phase == Phase::Ticketing => match refusal {
                Some(refusal) if refusal.is_final() => self.path.shut(refusal, now),
                _ => self.path.cut(moment),
            },
            Input::TicketFailed(_) => {}
            Input::Opened if self.path.phase == Phase::Opening => self.hello(now, out),
            Input::Opened => {}
            Input::Frame(frame) => self.frame(moment, frame, out),
            Input::Pong => self.path.heard(now),
            Input::Closed { code } => self.closed(moment, code),
            Input::Wake => self.wake_at = None,
            Input::Online => self.path.nudge(moment),
            Input::Visible(visible) => self.path.set_visible(visible, now),
            Input::Post { draft, body, with } => {
                let unsent = self.outbox.add(draft, body, with, self.timeline.known(), now);
                out.push(Effect::Keep(unsent));
                out.push(Effect::Changed);
            }
            Input::Retry { draft, anew } => {
                if let Some(unsent) = self.outbox.renew(draft, anew, self.timeline.known(), now) {
                    out.push(Effect::Keep(unsent));
                    out.push(Effect::Forget(draft));
                    out.push(Effect::Changed);
                }
            }
            Input::Discard(draft) => {
                if self.outbox.remove(draft).is_some() {
                    out.push(Effect::Forget(draft));
                    out.push(Effect::Changed);
                }
            }
            Input::Kept(draft) => {
                self.outbox.kept(draft);
                out.push(Effect::Changed);
            }
            Input::Adopt(left) => {
                self.outbox.adopt(left);
                self.outbox.rebase(self.timeline.position().epoch);
                self.settle(out);
            }
            Input::Recall(log) => {
                if self.timeline.recall(log) {
                    self.settle(out);
                }
            }
            Input::Jump(seq) => {
                self.landing = self.timeline.get(seq).map(|entry| entry.seq);
                out.push(Effect::Changed);
            }
            Input::Landed => self.landing = None,
            Input::JumpTo(_)
            | Input::Newer
            | Input::Return
            | Input::Read(_)
            | Input::React { .. }
            | Input::Report { .. }
            | Input::Block(_) => {}
            Input::Older => {
                if self.path.is_live() && self.timeline.has_older() && self.loading_older.is_none() {
                    self.loading_older = Some(now);
                    let fetch = Fetch {
                        after: self.timeline.floor(),
                        before: self.timeline.base().next(),
                    };
                    out.push(Effect::Send(ClientFrame::Fetch(fetch)));
                    out.push(Effect::Changed);
                }
            }
        }
    }

    /// What follows from the state alone, whatever the input was.
    fn tend(&mut self, moment: Moment, out: &mut Vec<Effect>) {
        let now = moment.now;
        match self.path.due(moment) {
            Due::Nothing => {}
            Due::Ping => out.push(Effect::Ping),
            Due::Retry => self.approach(now, out),
            Due::Dead => self.give_up(moment, out),
        }
        if self.is_overdue(now) {
            self.give_up(moment, out);
        }
        for expired in self.outbox.expire(now) {
            out.push(Effect::Keep(expired));
            out.push(Effect::Changed);
        }
        if self.path.is_live() {
            self.mend(now, out);
            self.await_answers(now);
            self.flush(now, out);
            self.await_answers(now);
            if self.report.is_due() {
                self.say_where(out);
            }
        }
    }

    /// Posts are answered in the order in which they were sent, so the oldest tells for all.
    fn await_answers(&mut self, now: UnixMillis) {
        let since = |oldest| match self.unanswered {
            Some(known) if known.0 == oldest => known,
            _ => (oldest, now, ANSWER_MS),
        };
        self.unanswered = self.outbox.oldest_sent().map(since);
        if let Some((_, since, patience)) = &mut self.unanswered
            && now.since(*since) >= *patience
        {
            // Each time it waits twice as long: it may be the answers that do not come through.
            (*since, *patience) = (now, patience.saturating_mul(2));
            self.outbox.unsend();
        }
    }

    fn is_overdue(&self, now: UnixMillis) -> bool {
        self.path.is_live()
            && [self.filling, self.loading_older, self.renaming]
                .into_iter()
                .flatten()
                .any(|since| now.since(since) >= FETCH_MS)
    }

    /// Towards the room, from wherever the way begins.
    fn approach(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        if self.ticket.is_some() && now < self.ticket_until {
            self.path.enter(Phase::Opening, now);
            out.push(Effect::Connect);
        } else {
            self.path.enter(Phase::Ticketing, now);
            out.push(Effect::FetchTicket);
        }
        out.push(Effect::Changed);
    }

    fn ticket(&mut self, ticket: TicketReply, now: UnixMillis, out: &mut Vec<Effect>) {
        self.ticket = Some(ticket);
        self.ticket_until = now.plus(limits::TICKET_MS.saturating_sub(TICKET_MARGIN_MS));
        match self.path.phase {
            Phase::Ticketing | Phase::Shut(_) => self.approach(now, out),
            Phase::Greeting | Phase::Live => self.hello(now, out),
            Phase::Idle | Phase::Opening | Phase::Waiting { .. } => {}
        }
    }

    /// Said on a new socket, and again on a live one when the person's ticket changed.
    fn hello(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some(ticket) = &self.ticket else { return };
        self.outbox.rebase(self.timeline.position().epoch);
        let hello = Hello {
            ticket: ticket.ticket.clone(),
            have: Some(self.timeline.position()),
            pending: self.outbox.pending(),
        };
        // On a live link this is a change of name, and the link stays what it is.
        if self.path.is_live() {
            self.renaming = Some(now);
        } else {
            self.path.enter(Phase::Greeting, now);
        }
        out.push(Effect::Send(ClientFrame::Hello(hello)));
    }

    fn closed(&mut self, moment: Moment, code: u16) {
        if !matches!(self.path.phase, Phase::Opening | Phase::Greeting | Phase::Live) {
            return;
        }
        self.drop_socket();
        match CloseReason::of_code(code) {
            Some(CloseReason::Forbidden) => self.path.shut(Refusal::TicketInvalid, moment.now),
            Some(CloseReason::TicketExpired) => {
                self.ticket = None;
                self.path.cut(moment);
            }
            _ => self.path.cut(moment),
        }
    }

    fn give_up(&mut self, moment: Moment, out: &mut Vec<Effect>) {
        if matches!(self.path.phase, Phase::Opening | Phase::Greeting | Phase::Live) {
            out.push(Effect::Disconnect);
        }
        self.drop_socket();
        self.path.cut(moment);
    }

    fn drop_socket(&mut self) {
        self.outbox.unsend();
        self.filling = None;
        self.loading_older = None;
        self.behind = None;
        self.renaming = None;
        self.unanswered = None;
    }

    /// A hole before events is real: one socket keeps their order. A hole at the end may only be a frame that waits.
    fn mend(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        let Some((after, before)) = self.timeline.hole() else {
            self.behind = None;
            return;
        };
        let at_end = before > self.timeline.head();
        let since = *self.behind.get_or_insert(now);
        if self.filling.is_none() && (!at_end || now.since(since) >= GRACE_MS) {
            self.filling = Some(now);
            out.push(Effect::Send(ClientFrame::Fetch(Fetch { after, before })));
        }
    }

    fn say_where(&mut self, out: &mut Vec<Effect>) {
        self.report.said();
        let seq = self.timeline.last();
        out.push(Effect::Send(ClientFrame::Seen(Seen { seq })));
    }

    /// A member without a name reads; what they wrote waits for the name.
    fn may_post(&self) -> bool {
        self.path.is_live() && self.you.as_ref().is_some_and(|you| you.name.is_some())
    }

    fn flush(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        while self.may_post() && self.pace.free_at() <= now {
            let Some(post) = self.outbox.next(self.timeline.head()) else {
                break;
            };
            self.pace.spend(now);
            if post.base_seq >= self.timeline.last() {
                self.report.said();
            }
            out.push(Effect::Send(ClientFrame::Post(post)));
            out.push(Effect::Changed);
        }
    }

    /// One wake-up, for whatever is due first.
    fn plan(&mut self, now: UnixMillis, out: &mut Vec<Effect>) {
        let live = self.path.is_live();
        let grace = self
            .behind
            .filter(|_| live && self.filling.is_none())
            .map(|since| since.plus(GRACE_MS));
        let fetch = [self.filling, self.loading_older, self.renaming]
            .into_iter()
            .flatten()
            .min()
            .map(|since| since.plus(FETCH_MS));
        // With a free window, only the pace can hold a post back.
        let post =
            Some(self.pace.free_at()).filter(|at| *at > now && self.may_post() && self.outbox.has_next());
        let answer = self
            .unanswered
            .filter(|_| live)
            .map(|(_, since, patience)| since.plus(patience));
        let next = [self.path.next_at(), grace, fetch, post, answer]
            .into_iter()
            .flatten()
            .min();
        if next != self.wake_at {
            self.wake_at = next;
            if let Some(at) = next {
                out.push(Effect::WakeAt(at));
            }
        }
    }
}
