//! One state of the smallest world, and what can happen next.

mod minds;

use std::collections::{BTreeMap, VecDeque};

use client::{Client, Effect as Told, Input as Tell, Link, Moment};
use protocol::http::TicketReply;
use protocol::{
    Author, Body, ClientFrame, DisplayName, DraftId, Entry, Epoch, Log, MemberId, Role, RoomKind, RoomName,
    Seq, ServerFrame, UnixMillis, limits,
};
use room::memory::MemoryJournal;
use room::{Card, Conn, Effect, Input, Pass, Room};

use crate::check::end;
use crate::promise::{Invariant, Promise, broken, sound};

/// How many of each there may still be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faults {
    /// The machine dies with a write under way, or at rest.
    pub crash: u8,
    /// The memory is lost, and sockets stay.
    pub eviction: u8,
    /// A post arrives twice.
    pub duplicate: u8,
    /// A socket is cut, and what was sent on it arrives after the next one's first words.
    pub reorder: u8,
    /// The room is replaced by a copy of itself, as it is or one message earlier.
    pub epoch: u8,
}

impl Faults {
    pub const NONE: Self = Self {
        crash: 0,
        eviction: 0,
        duplicate: 0,
        reorder: 0,
        epoch: 0,
    };
    pub const ONE_OF_EACH: Self = Self {
        crash: 1,
        eviction: 1,
        duplicate: 1,
        reorder: 1,
        epoch: 1,
    };
}

/// Something that can happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Types(usize),
    /// The client's next frame arrives.
    Up(usize),
    /// It arrives, and its write dies with the machine, or outlives it; nobody hears of it.
    UpAndCrash(usize, bool),
    /// It arrives, is written, and the words are lost with the memory.
    UpAndEvict(usize),
    Down(usize),
    Evict,
    Twice(usize),
    Linger(usize),
    /// The next frame of a socket that is gone arrives.
    Late,
    /// The room is a copy, which lacks so many messages.
    Copy(usize),
    Wakes(usize),
}

#[derive(Clone, Debug)]
struct Node {
    client: Client,
    now: UnixMillis,
    wake: Option<UnixMillis>,
    wakes: u8,
    conn: Option<u64>,
    up: VecDeque<ClientFrame>,
    down: VecDeque<Heard>,
    left: u8,
}

#[derive(Clone, Debug)]
enum Heard {
    Frame(ServerFrame),
    Closed,
}

#[derive(Clone, Debug)]
pub(super) struct State {
    nodes: Vec<Node>,
    /// None: the memory was lost.
    room: Option<Room>,
    cards: BTreeMap<u64, Option<String>>,
    journal: MemoryJournal,
    past: Vec<(Epoch, Vec<Entry>)>,
    /// Frames of sockets that their clients have left, and the ends of those.
    late: VecDeque<(u64, Option<ClientFrame>)>,
    clock: UnixMillis,
    conns: u64,
    left: Faults,
    drafts: Vec<(usize, DraftId)>,
    lost: Vec<DraftId>,
    acked: BTreeMap<DraftId, (Epoch, Seq)>,
}

/// The first client writes two messages, the second one.
const WRITES: [u8; 2] = [2, 1];
/// As often as a client may wake between other things: a try to come back, or the patience with an answer. The quiet at the
/// end has as many as it needs.
const WAKES: u8 = 1;
const START: UnixMillis = UnixMillis(1_800_000_000_000);

impl State {
    /// Both are there, and everything is well.
    pub(super) fn begin(left: Faults) -> Promise<Self> {
        let mut state = Self {
            nodes: Vec::new(),
            room: None,
            cards: BTreeMap::new(),
            journal: MemoryJournal::new(Epoch::from_bits(1)),
            past: Vec::new(),
            late: VecDeque::new(),
            clock: START,
            conns: 0,
            left: Faults::NONE,
            drafts: Vec::new(),
            lost: Vec::new(),
            acked: BTreeMap::new(),
        };
        for _ in WRITES {
            let log = Log::plain(state.journal.epoch, Seq::ZERO, Seq::ZERO, Vec::new());
            state.nodes.push(Node {
                client: Client::new(sound(RoomName::parse("lounge"))?, log),
                now: START,
                wake: None,
                wakes: WAKES,
                conn: None,
                up: VecDeque::new(),
                down: VecDeque::new(),
                left: 0,
            });
        }
        for node in 0..state.nodes.len() {
            state.tell(node, Tell::Start)?;
        }
        state.settle()?;
        for (node, writes) in state.nodes.iter_mut().zip(WRITES) {
            node.wakes = WAKES;
            node.left = writes;
        }
        state.left = left;
        Ok(state)
    }

    pub(super) fn moves(&self) -> Vec<Step> {
        let mut moves = Vec::new();
        let left = self.left;
        // Patience is long against any way of a frame.
        let is_idle = self
            .nodes
            .iter()
            .all(|node| node.up.is_empty() && node.down.is_empty());
        for (index, node) in self.nodes.iter().enumerate() {
            if node.left > 0 {
                moves.push(Step::Types(index));
            }
            if let Some(next) = node.up.front() {
                moves.push(Step::Up(index));
                if matches!(next, ClientFrame::Post(_)) {
                    if left.crash > 0 {
                        moves.extend([Step::UpAndCrash(index, false), Step::UpAndCrash(index, true)]);
                    }
                    if left.eviction > 0 {
                        moves.push(Step::UpAndEvict(index));
                    }
                    if left.duplicate > 0 {
                        moves.push(Step::Twice(index));
                    }
                }
                if left.reorder > 0 {
                    moves.push(Step::Linger(index));
                }
            }
            if !node.down.is_empty() {
                moves.push(Step::Down(index));
            }
            if is_idle && node.wakes > 0 && node.wake.is_some() && self.waits(node) {
                moves.push(Step::Wakes(index));
            }
        }
        if !self.late.is_empty() {
            moves.push(Step::Late);
        }
        // Whatever goes wrong at rest, when nothing more happens, is what the quiet begins with.
        if !moves.is_empty() {
            if left.eviction > 0 && self.room.is_some() {
                moves.push(Step::Evict);
            }
            if left.epoch > 0 {
                let most = self.journal.list.len().min(1);
                moves.extend((0..=most).map(Step::Copy));
            }
        }
        moves
    }

    /// A client that is well waits for nothing.
    fn waits(&self, node: &Node) -> bool {
        let seen = node
            .client
            .timeline()
            .entries()
            .last()
            .map_or(Seq::ZERO, |entry| entry.seq);
        node.client.link() != Link::Live
            || !node.client.outbox().list().is_empty()
            || seen < node.client.timeline().head()
    }

    pub(super) fn play(&mut self, step: Step) -> Promise {
        match step {
            Step::Types(index) => self.types(index),
            Step::Up(index) => match self.next_up(index) {
                Some((conn, frame)) => self.hear(conn, frame),
                None => Ok(()),
            },
            Step::UpAndCrash(index, survives) => {
                self.left.crash = 0;
                let before = self.journal.list.len();
                if let Some((conn, frame)) = self.next_up(index) {
                    self.think(conn, frame)?;
                }
                if !survives {
                    self.journal.list.truncate(before);
                }
                self.room = None;
                self.cut_all();
                Ok(())
            }
            Step::UpAndEvict(index) => {
                self.left.eviction = 0;
                if let Some((conn, frame)) = self.next_up(index) {
                    self.think(conn, frame)?;
                }
                self.room = None;
                Ok(())
            }
            Step::Down(index) => self.down(index),
            Step::Evict => {
                self.left.eviction = 0;
                self.room = None;
                Ok(())
            }
            Step::Twice(index) => {
                self.left.duplicate = 0;
                let node = self.nodes.get(index);
                let copy = node.and_then(|node| Some((node.conn?, Some(node.up.front()?.clone()))));
                self.late.extend(copy);
                Ok(())
            }
            Step::Linger(index) => {
                self.left.reorder = 0;
                self.leave(index);
                self.tell(index, Tell::Closed { code: 1006 })
            }
            Step::Late => match self.late.pop_front() {
                Some((conn, Some(frame))) => self.hear(conn, frame),
                Some((conn, None)) => {
                    self.cards.remove(&conn);
                    self.room_step(Input::Closed(Conn(conn)))
                }
                None => Ok(()),
            },
            Step::Copy(lacks) => self.copy(lacks),
            Step::Wakes(index) => {
                if let Some(node) = self.nodes.get_mut(index) {
                    node.wakes = node.wakes.saturating_sub(1);
                }
                self.wake(index)
            }
        }
    }

    fn types(&mut self, index: usize) -> Promise {
        let draft = DraftId::from_bits(u128::try_from(self.drafts.len()).unwrap_or(0).saturating_add(1));
        let body = sound(Body::parse("hi").map_err(|error| format!("{error:?}")))?;
        let Some(node) = self.nodes.get_mut(index) else {
            return Ok(());
        };
        node.left = node.left.saturating_sub(1);
        self.drafts.push((index, draft));
        self.tell(
            index,
            Tell::Post {
                draft,
                body,
                with: None,
            },
        )
    }

    fn wake(&mut self, index: usize) -> Promise {
        if let Some(node) = self.nodes.get_mut(index)
            && let Some(at) = node.wake.take()
        {
            node.now = node.now.max(at);
        }
        self.tell(index, Tell::Wake)
    }

    fn next_up(&mut self, index: usize) -> Option<(u64, ClientFrame)> {
        let node = self.nodes.get_mut(index)?;
        Some((node.conn?, node.up.pop_front()?))
    }

    /// One frame, and the head counts that follow it.
    fn down(&mut self, index: usize) -> Promise {
        self.down_one(index)?;
        while self.is_counted(index) {
            self.down_one(index)?;
        }
        Ok(())
    }

    fn is_counted(&self, index: usize) -> bool {
        let next = self.nodes.get(index).and_then(|node| node.down.front());
        matches!(next, Some(Heard::Frame(ServerFrame::Presence(_))))
    }

    fn down_one(&mut self, index: usize) -> Promise {
        let next = self.nodes.get_mut(index).and_then(|node| node.down.pop_front());
        match next {
            Some(Heard::Frame(frame)) => {
                self.check(&frame)?;
                self.tell(index, Tell::Frame(frame))
            }
            Some(Heard::Closed) => {
                if let Some(node) = self.nodes.get_mut(index) {
                    node.conn = None;
                    node.up.clear();
                }
                self.tell(index, Tell::Closed { code: 1006 })
            }
            None => Ok(()),
        }
    }

    /// The client's end is gone; what it sent, and the end itself, arrive late.
    fn leave(&mut self, index: usize) {
        let Some(node) = self.nodes.get_mut(index) else {
            return;
        };
        let Some(conn) = node.conn.take() else { return };
        node.down.clear();
        self.late
            .extend(node.up.drain(..).map(|frame| (conn, Some(frame))));
        self.late.push_back((conn, None));
    }

    /// Every socket is cut, and whatever was under way on it is lost.
    fn cut_all(&mut self) {
        self.cards.clear();
        self.late.clear();
        for node in self.nodes.iter_mut().filter(|node| node.conn.is_some()) {
            node.up.clear();
            node.down.clear();
            node.down.push_back(Heard::Closed);
        }
    }

    fn copy(&mut self, lacks: usize) -> Promise {
        self.left.epoch = 0;
        let whole = self.journal.list.clone();
        let kept = whole.len().saturating_sub(lacks);
        self.lost.extend(whole.iter().skip(kept).map(|entry| entry.draft));
        self.past.push((self.journal.epoch, whole));
        self.journal.list.truncate(kept);
        self.journal.epoch = Epoch::from_bits(2);
        self.room = None;
        self.cut_all();
        Ok(())
    }
}
