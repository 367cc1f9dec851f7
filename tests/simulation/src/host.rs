//! The room's edge: sockets with their cards, one timer, the output gate, and a mind that may be forgotten at any time.
//!
//! What a step says is held until everything that was written before it is confirmed, as the runtime's output gate
//! does: a crash before that takes the writes, or leaves them, and nobody has heard of either.

mod spell;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use protocol::{
    Author, Body, ClientFrame, CloseReason, DisplayName, DraftId, Entry, Log, MemberId, Refused, Role,
    RoomKind, Seen, Seq, ServerFrame, UnixMillis, What, limits,
};
use room::{Card, Conn, Effect, Fault, Input, Journal, Room};
use spoke::{Hub, Order, Reply, Report, Spread};

use crate::ledger::{Ledger, at};
use crate::mutation::Mutation;
use crate::promise::{Promise, sound};

pub(crate) use self::spell::{is_new, spelled};

/// Which version of the code runs somewhere. The others are this one, behind what they do not know or know besides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Release {
    /// Knows nothing of Seen and Resync, of rules and what they bring.
    Previous,
    This,
    /// Says kinds of frames that this one does not know.
    Next,
}

/// A frame as it travels, and as it is understood at the other end: decoded once for everybody who hears it.
pub(crate) struct Spelled {
    pub(crate) text: String,
    pub(crate) frame: Option<ServerFrame>,
}

/// What leaves the room.
pub(crate) enum Out {
    Say(Vec<u64>, Rc<Spelled>),
    Close(u64, CloseReason),
    Answer(Result<(Seq, UnixMillis), Refused>),
    /// For a spoke.
    Order(u16, Order),
    /// A spoke's report is answered: which one of which of its memories.
    Reply {
        place: u16,
        life: u64,
        serial: u64,
        reply: Reply,
    },
}

/// What happens to a room that has lost its memory waits until its spokes have told who is there.
pub(crate) enum Waiting {
    Input(Option<u64>, Option<DraftId>, Input),
    /// With whose question it is to answer: the place, its memory, the serial.
    Report(Report, Option<(u16, u64, u64)>),
    Out(Out),
}

/// A step's words, until the log up to `after` is confirmed.
pub(crate) struct Held {
    pub(crate) after: usize,
    pub(crate) asked: Option<DraftId>,
    pub(crate) outs: Vec<Out>,
}

/// An instance that was superseded and does not know it.
pub(crate) struct Twin {
    pub(crate) mind: Room,
    pub(crate) sockets: BTreeMap<u64, Option<String>>,
}

pub(crate) struct Host {
    mind: Option<Room>,
    /// The room is as large as if so many more listened.
    pub(crate) elsewhere: usize,
    pub(crate) ledger: Ledger,
    /// None: this room never grows into spokes.
    pub(crate) spread: Option<Spread>,
    pub(crate) hub: Hub,
    /// Counts the hub's memories.
    pub(crate) hub_life: u64,
    /// As the ledger has them.
    pub(crate) spokes: Vec<u16>,
    pub(crate) waiting: VecDeque<Waiting>,
    /// The attachments, wherever the socket is: a card, as text, for each that has said Hello.
    pub(crate) sockets: BTreeMap<u64, Option<String>>,
    /// Attachments of sockets that the room has closed, and whose end has not come.
    pub(crate) closing: BTreeMap<u64, Option<String>>,
    pub(crate) timer_at: Option<u64>,
    pub(crate) gate: VecDeque<Held>,
    /// Counts the instances: what an earlier one was waiting for does not happen any more.
    pub(crate) life: u64,
    pub(crate) twin: Option<Twin>,
    pub(crate) release: Release,
    pub(crate) mutation: Mutation,
    /// The relay's clock, against the world's.
    pub(crate) skew_ms: i64,
    /// When the mind was last made anew. Whatever was lost with the one before is mended after this.
    pub(crate) restored_at: u64,
    pub(crate) frames_in: u64,
    /// What was said while they were settled, before a step that failed.
    pub(crate) settled: Vec<Out>,
    /// When accounts were settled last, by what had been written, and after which mending.
    settled_at: (u64, u64),
}

/// Fewer than the entries after which anybody is asked for a word.
const SETTLE_EVERY: u64 = 64;

/// With the room's note of it just above what makes it ask.
const PRESSED_BYTES: u64 = 2 * limits::FETCH_BYTES as u64;

pub(crate) const EPOCH_MS: u64 = 1_800_000_000_000;

impl Host {
    pub(crate) fn new(ledger: Ledger, mutation: Mutation) -> Self {
        Self {
            mind: None,
            elsewhere: 0,
            ledger,
            spread: None,
            hub: Hub::new(Spread::default(), 1, &[]),
            hub_life: 0,
            spokes: Vec::new(),
            waiting: VecDeque::new(),
            sockets: BTreeMap::new(),
            closing: BTreeMap::new(),
            timer_at: None,
            gate: VecDeque::new(),
            life: 0,
            twin: None,
            release: Release::This,
            mutation,
            skew_ms: 0,
            restored_at: 0,
            frames_in: 0,
            settled: Vec::new(),
            settled_at: (0, u64::MAX),
        }
    }

    pub(crate) fn clock(&self, now: u64) -> UnixMillis {
        UnixMillis(EPOCH_MS.saturating_add(now).saturating_add_signed(self.skew_ms))
    }

    /// The end of a socket, as the edge tells it: with the card, where there is one.
    pub(crate) fn end(&mut self, conn: u64) -> Input {
        let card = self.end_card(conn).and_then(|text| Card::decode(&text));
        card.map_or(Input::Closed(Conn(conn)), |card| Input::Left(Conn(conn), card))
    }

    pub(crate) fn end_card(&mut self, conn: u64) -> Option<String> {
        let attached = self.sockets.remove(&conn).or_else(|| self.closing.remove(&conn));
        attached.flatten()
    }

    /// The room closes it.
    pub(crate) fn close(&mut self, conn: u64) {
        if let Some(attached) = self.sockets.remove(&conn) {
            self.closing.insert(conn, attached);
        }
    }

    /// Memory, timer and whatever the gate held are gone; sockets, their cards and the database stay.
    pub(crate) fn forget(&mut self, chance: u64) -> Option<Room> {
        self.hub = Hub::new(self.spread.unwrap_or_default(), chance, &self.spokes);
        self.hub_life = self.hub_life.saturating_add(1);
        self.waiting.clear();
        self.forget_mind(chance)
    }

    /// The same, and the links to the spokes stay.
    pub(crate) fn forget_mind(&mut self, chance: u64) -> Option<Room> {
        self.hub.forget();
        self.timer_at = None;
        self.gate.clear();
        self.life = self.life.saturating_add(1);
        self.ledger.reopen(chance);
        self.mind.take()
    }

    /// One step of the room: what it says, in order, to whom it is said at this moment.
    pub(crate) fn step(&mut self, now: u64, input: Input) -> Result<Vec<Out>, Fault> {
        let clock = self.clock(now);
        let mut mind = match self.mind.take() {
            Some(mind) => mind,
            None => {
                self.restored_at = now;
                self.restore()
            }
        };
        let worth = self.hub.worth(|place| mind.sockets_at(place));
        mind.pays(self.elsewhere.saturating_add(worth));
        let mut outs = Vec::new();
        if self.release == Release::Previous {
            self.settle_accounts(now, &mut mind, &mut outs);
        }
        let effects = mind.step(&mut self.ledger, clock, input);
        let outs = match effects {
            Ok(effects) => {
                outs.extend(self.resolve(now, &mind, effects));
                Ok(outs)
            }
            Err(fault) => {
                self.settled = outs;
                Err(fault)
            }
        };
        self.mind = Some(mind);
        outs
    }

    /// A room of the previous release keeps no account of what is read. This one is told that everything was.
    fn settle_accounts(&mut self, now: u64, mind: &mut Room, outs: &mut Vec<Out>) {
        // Once after each mending: what waited for it comes at one moment, and so many words at once would be too many.
        let (appends, mended_at) = self.settled_at;
        let is_new = self.restored_at == now && self.restored_at != mended_at;
        if !is_new && self.ledger.appends < appends.saturating_add(SETTLE_EVERY) {
            return;
        }
        self.settled_at = (self.ledger.appends, self.restored_at);
        let seq = self.ledger.head();
        let greeted = self.sockets.iter().filter(|(_, card)| card.is_some());
        for conn in greeted.map(|(conn, _)| Conn(*conn)).collect::<Vec<_>>() {
            let frame = Ok(ClientFrame::Seen(Seen { seq }));
            let input = Input::Frame {
                conn,
                frame,
                pass: None,
            };
            let clock = self.clock(now);
            if let Ok(effects) = mind.step(&mut self.ledger, clock, input) {
                outs.extend(self.resolve(now, mind, effects));
            }
        }
    }

    /// More waits for it than the room leaves unread, unless it shows where it is before anything else is told.
    pub(crate) fn press(&mut self, conn: u64) {
        if let Some(mind) = &mut self.mind {
            mind.holds(Conn(conn), PRESSED_BYTES);
        }
    }

    fn resolve(&mut self, now: u64, mind: &Room, effects: Vec<Effect>) -> Vec<Out> {
        let mut outs = Vec::with_capacity(effects.len());
        for effect in effects {
            match effect {
                Effect::Keep(Conn(conn), card) if Conn(conn).place() > 0 => {
                    let card = card.encode();
                    outs.push(Out::Order(Conn(conn).place(), Order::Keep { conn, card }));
                }
                Effect::Keep(conn, card) => {
                    self.sockets.insert(conn.0, Some(card.encode()));
                }
                Effect::WakeIn(ms) if self.mutation != Mutation::LostTimer => {
                    let due = now.saturating_add(ms);
                    let earlier = self.timer_at.filter(|at| *at >= now);
                    self.timer_at = Some(earlier.map_or(due, |at| at.min(due)));
                }
                Effect::WakeIn(_) => {}
                Effect::Send(conn, frame) => {
                    if let Some(spelled) = self.spell(frame, false) {
                        outs.push(match conn.place() {
                            0 => Out::Say(vec![conn.0], spelled),
                            place => {
                                let (conn, text) = (conn.0, spelled.text.clone());
                                Out::Order(place, Order::Say { conn, text })
                            }
                        });
                    }
                }
                Effect::Broadcast(frame) => self.tell(mind, &BTreeSet::new(), frame, &mut outs),
                Effect::Others { but, frame } => self.tell(mind, &but, frame, &mut outs),
                Effect::Close(conn, reason) => outs.push(Out::Close(conn.0, reason)),
                Effect::Answer(answer) => outs.push(Out::Answer(answer)),
                // Nobody uploads here.
                Effect::Admitted(_) | Effect::Drop(_) | Effect::AlarmAt(_) => {}
            }
        }
        outs
    }

    fn restore(&mut self) -> Room {
        let gathered = self.hub.gathered();
        if self.mutation == Mutation::ForgottenSockets {
            return Room::restore(RoomKind::Chat, []);
        }
        let own = self.sockets.iter().filter(|(conn, _)| Conn(**conn).place() == 0);
        restored(own, gathered, self.elsewhere)
    }

    /// Its memory is gone, and its spokes have not told yet who is there.
    pub(crate) fn is_away(&self) -> bool {
        self.mind.is_none() && !self.hub.is_whole() && self.mutation != Mutation::RosterNotAsked
    }

    pub(crate) fn mind(&self) -> Option<&Room> {
        self.mind.as_ref()
    }

    /// Posts that wait for the tick.
    pub(crate) fn unanswered(&self) -> Vec<(u64, DraftId)> {
        let mind = self.mind.iter();
        let waiting = mind.flat_map(|mind| mind.unanswered());
        waiting.map(|(conn, draft)| (conn.0, draft)).collect()
    }

    /// The newest page, as the document carries it: it passes the gate as well.
    pub(crate) fn page(&self) -> Log {
        let durable = self.ledger.confirmed;
        let list = self.ledger.history.page(durable, limits::PAGE_ENTRIES);
        let head = crate::ledger::place(durable);
        Log::plain(self.ledger.epoch(), head, Seq::ZERO, list)
    }

    /// How far each member has read, by the ledger and by the cards.
    pub(crate) fn readers(&self) -> BTreeMap<MemberId, Seq> {
        let mut readers: BTreeMap<MemberId, Seq> = BTreeMap::new();
        for row in self.ledger.beside.readers.values() {
            readers.insert(row.member.clone(), row.read);
        }
        let epoch = self.ledger.epoch();
        let cards = self.sockets.values().flatten();
        for card in cards.filter_map(|text| Card::decode(text)) {
            let read = card.read.filter(|read| read.epoch == epoch).map(|read| read.seq);
            if let (Some(read), Some(known)) = (read, readers.get_mut(&card.member)) {
                *known = read.max(*known);
            }
        }
        readers
    }

    /// The machine died with some of what it had written: a socket that outlives it has the card of before.
    pub(crate) fn unread(&mut self) {
        let (epoch, head) = (self.ledger.epoch(), self.ledger.head());
        for text in self.sockets.values_mut().flatten() {
            if let Some(mut card) = Card::decode(text)
                && let Some(read) = card.read.as_mut()
                && read.epoch == epoch
                && read.seq > head
            {
                read.seq = head;
                *text = card.encode();
            }
        }
    }

    /// Written and confirmed by a memory that is lost before it tells anybody.
    pub(crate) fn flood(&mut self, now: u64, entries: u64) -> Promise {
        let clock = self.clock(now);
        let author = Author {
            member: sound(MemberId::parse("@flood"))?,
            name: sound(DisplayName::parse("洪水"))?,
            role: Role::Official,
        };
        let body = sound(Body::parse("ｗｗｗ"))?;
        for _ in 0..entries {
            let last = at(&self.ledger.log, self.ledger.head());
            let entry = Entry {
                seq: self.ledger.head().next(),
                at: last.map_or(clock, |last| last.at.max(clock)),
                draft: DraftId::from_bits(u128::from(self.ledger.appends) << 64 | u128::from(u64::MAX)),
                author: author.clone(),
                what: What::text(body.clone()),
            };
            sound(self.ledger.append(&entry))?;
        }
        self.ledger.confirm(usize::MAX);
        Ok(())
    }
}

/// From the cards alone.
pub(crate) fn restored<'a>(
    sockets: impl IntoIterator<Item = (&'a u64, &'a Option<String>)>,
    gathered: Vec<(Conn, Option<Card>)>,
    elsewhere: usize,
) -> Room {
    let card = |text: &Option<String>| text.as_deref().and_then(Card::decode);
    let own = sockets.into_iter().map(|(conn, text)| (Conn(*conn), card(text)));
    let mut room = Room::restore(RoomKind::Chat, own.chain(gathered));
    room.pays(elsewhere);
    room
}
