//! One client of one room: an input in, the effects out.

mod heard;
mod inputs;
mod places;
mod tend;
mod way;

use protocol::http::TicketReply;
use protocol::{
    DraftId, Entry, Log, Refusal, Role, RoomName, Rules, Seq, ServerFrame, Tally, UnixMillis, You,
};

use crate::asks::{Asks, Page};
use crate::excursion::Excursion;
use crate::link::Path;
use crate::marks::ReadBy;
use crate::pace::Pace;
use crate::pin::Pin;
use crate::quotes::Quotes;
use crate::report::Report;
use crate::says::Says;
use crate::tallies::Tallies;
use crate::{Effect, Input, Link, Moment, Outbox, Timeline};

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
    rules: Rules,
    /// The room of this link has rules: it knows what a room without them would take for something else.
    has_rules: bool,
    timeline: Timeline,
    excursion: Excursion,
    quotes: Quotes,
    pin: Pin,
    tallies: Tallies,
    read_by: ReadBy,
    outbox: Outbox,
    says: Says,
    pace: Pace,
    report: Report,
    /// Pages under way.
    asks: Asks,
    /// Where this time is was to be found; and is asked for since.
    finding: Option<(UnixMillis, Option<UnixMillis>)>,
    landing: Option<Seq>,
    /// A hole at the end was heard of then.
    behind: Option<UnixMillis>,
    /// A `Hello` was said again on this link, and its answer is awaited since then.
    renaming: Option<UnixMillis>,
    /// So many that were said on this link are not answered.
    hellos: u32,
    /// The oldest post under way, since when it is that, and how long it may be.
    unanswered: Option<(DraftId, UnixMillis, u64)>,
    /// A message that the room holds, why, and until when.
    held_back: Option<(DraftId, Refusal, UnixMillis)>,
    /// A message of one's own was taken then.
    spoke: Option<UnixMillis>,
    grown: bool,
    wake_at: Option<UnixMillis>,
}

impl Client {
    /// From the document's last page. What an earlier page left unsent follows as [`Input::Adopt`].
    pub fn new(room: RoomName, mut log: Log) -> Self {
        let mut quotes = Quotes::new(std::mem::take(&mut log.quoted));
        quotes.hear(&log.list);
        let mut read_by = ReadBy::default();
        if let Some(marks) = log.marks.take() {
            read_by.hear(marks);
        }
        Self {
            room,
            path: Path::new(),
            ticket: None,
            ticket_until: UnixMillis(0),
            you: None,
            members: None,
            rules: Rules::default(),
            has_rules: false,
            excursion: Excursion::default(),
            quotes,
            pin: Pin::new(log.pin.take(), log.head),
            tallies: Tallies::new(std::mem::take(&mut log.tallies)),
            read_by,
            timeline: Timeline::new(log),
            outbox: Outbox::default(),
            says: Says::default(),
            pace: Pace::default(),
            report: Report::default(),
            asks: Asks::default(),
            finding: None,
            landing: None,
            behind: None,
            renaming: None,
            hellos: 0,
            unanswered: None,
            held_back: None,
            spoke: None,
            grown: false,
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

    /// When the next message goes: what a countdown counts down to. None: at once. The room has told so, or will where slow mode holds.
    pub fn turn_at(&self, now: UnixMillis) -> Option<UnixMillis> {
        if let Some((_, until)) = self.held_back(now) {
            return Some(until);
        }
        let slow_ms = u64::from(self.rules.slow_s).saturating_mul(1_000);
        let is_fan = self.you.as_ref().is_none_or(|you| you.role == Role::Fan);
        let spoke = self.spoke.filter(|spoke| is_fan && *spoke <= now)?;
        Some(spoke.plus(slow_ms)).filter(|until| now < *until)
    }

    /// Why the oldest message waits, and until when. None: none is held any more.
    pub fn held_back(&self, now: UnixMillis) -> Option<(Refusal, UnixMillis)> {
        let (draft, refusal, until) = self.held_back?;
        let waits = self.outbox.list().iter().any(|unsent| unsent.draft == draft);
        (waits && now < until).then_some((refusal, until))
    }

    /// What holds here, as far as it is known: the document says it first, the room with each `Welcome`.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// What there is to see: the timeline, or the entries around a place that the timeline does not reach.
    pub fn shown(&self) -> &[Entry] {
        self.excursion.entries().unwrap_or(self.timeline.entries())
    }

    /// What is shown does not reach the live end.
    pub fn is_aside(&self) -> bool {
        self.excursion.entries().is_some()
    }

    /// There are older entries than what is shown.
    pub fn has_older(&self) -> bool {
        match self.excursion.base() {
            Some(base) => base > self.timeline.floor(),
            None => self.timeline.has_older(),
        }
    }

    /// There are newer entries than what is shown.
    pub fn has_newer(&self) -> bool {
        self.is_aside()
    }

    pub fn is_loading_older(&self) -> bool {
        self.asks
            .is_open(if self.is_aside() { Page::Up } else { Page::Older })
    }

    pub fn is_loading_newer(&self) -> bool {
        self.is_aside() && self.asks.is_open(Page::Down)
    }

    /// A jump has not come to its place yet.
    pub fn is_jumping(&self) -> bool {
        self.finding.is_some() || self.excursion.goal().is_some()
    }

    /// Where the last jump leads, once its entry is among what is shown.
    pub fn landing(&self) -> Option<Seq> {
        self.landing
    }

    /// The entry at a place, wherever it is held: the timeline, what is shown, what was looked up for a quote.
    pub fn entry(&self, seq: Seq) -> Option<&Entry> {
        self.held(seq).or_else(|| self.quotes.get(seq))
    }

    /// The room was asked for this entry, and does not have it any more.
    pub fn is_lost(&self, seq: Seq) -> bool {
        self.held(seq).is_none() && self.quotes.is_lost(seq)
    }

    fn held(&self, seq: Seq) -> Option<&Entry> {
        self.timeline.get(seq).or_else(|| self.excursion.get(seq))
    }

    /// What stands above the list.
    pub fn pin(&self) -> Option<&Entry> {
        self.pin.get()
    }

    /// The reactions to a message, the person's own as they just chose it.
    pub fn tally(&self, seq: Seq) -> Option<&Tally> {
        self.tallies.get(seq)
    }

    /// How many have read a message, or have not yet, as [`Rules::read_marks`] says; the author is counted. None: nobody tells.
    pub fn mark(&self, seq: Seq) -> Option<u32> {
        self.read_by.get(seq)
    }

    /// All that the last step changed of what is shown: entries were added at its end.
    pub fn has_grown(&self) -> bool {
        self.grown
    }

    pub fn step(&mut self, moment: Moment, input: Input) -> Vec<Effect> {
        let mut out = Vec::new();
        let link = self.link();
        let grows = self.path.is_live()
            && !self.is_aside()
            && matches!(&input, Input::Frame(ServerFrame::Events(events)) if self.timeline.grows_by(events));
        self.take(moment, input, &mut out);
        self.settle_places(moment.now, &mut out);
        self.tend(moment, &mut out);
        if link != self.link() && !out.contains(&Effect::Changed) {
            out.push(Effect::Changed);
        }
        let changes = out.iter().filter(|effect| **effect == Effect::Changed);
        self.grown = grows && link == self.link() && changes.count() == 1;
        self.plan(moment.now, &mut out);
        out
    }
}
