//! What the object remembers between two turns: the mind, its ledger, and which socket is which connection.
//!
//! Invariant: all of it can be dropped at any instant and made again by [`Mind::restore`].

use std::collections::{BTreeMap, BTreeSet};

use protocol::http::Reported;
use protocol::{CloseReason, ImageKey, Log, Refused, Seq, ServerFrame, UnixMillis, codec};
use room::{Card, Conn, Effect, Fault, Input, Room, Ruled};
use spoke::Order;
use worker::{State, WebSocket};

use crate::edge::Trouble;
use crate::fan_out::Frame;
use crate::object::door::Place;
use crate::object::round::Round;
use crate::object::seat::{self, Seat, bits, hang_up};
use crate::object::sql::{self, Ledger};

pub struct Mind {
    place: Place,
    room: Room,
    ledger: Ledger,
    /// The open sockets that this object holds.
    sockets: BTreeMap<Conn, (WebSocket, Seat)>,
    round: Round<Frame>,
}

/// What a turn leaves for the caller.
#[derive(Default)]
pub struct Outcome {
    pub wake_in: Option<u64>,
    pub answer: Option<Result<(Seq, UnixMillis), Refused>>,
    pub admitted: Option<Result<(), Refused>>,
    /// Pictures whose bytes are to be thrown away.
    pub drops: Vec<ImageKey>,
    pub alarm_at: Option<UnixMillis>,
    /// What spokes are to do, in this order.
    pub orders: Vec<(u16, Order)>,
    /// Not everybody here is told yet what everybody is told.
    pub tells: bool,
}

impl Mind {
    /// `gathered`: the sockets of the room's spokes.
    pub fn restore(
        state: &State,
        place: Place,
        gathered: Vec<(Conn, Option<Card>)>,
    ) -> Result<Self, Trouble> {
        let open = state
            .as_raw()
            .get_websockets()
            .map_err(|error| Trouble::Fault(format!("no sockets: {error:?}")))?;
        let mut sockets: BTreeMap<Conn, (WebSocket, Seat)> = BTreeMap::new();
        for socket in open.into_iter().map(WebSocket::from).filter(seat::is_open) {
            match Seat::read(&socket) {
                Some(seat) if seat.conn.place() == 0 => {
                    sockets.insert(seat.conn, (socket, seat));
                }
                // Another version of the relay wrote on it. Its client comes back at once and says `Hello` anew.
                _ => hang_up(&socket, CloseReason::Restart),
            }
        }
        #[cfg(feature = "faults")]
        {
            crate::faults::turn_of(&place);
            crate::faults::count("restores", 1);
        }
        let own = sockets.iter().map(|(conn, (_, seat))| (*conn, seat.card.clone()));
        let room = Room::restore(place.room.kind(), own.chain(gathered))
            .with_stickers(|name| look::stickers::find(name).is_some());
        Ok(Self {
            place,
            room,
            ledger: sql::room(state, bits()?),
            sockets,
            round: Round::default(),
        })
    }

    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    pub fn page(&mut self, now: UnixMillis, ruled: Ruled) -> Result<Log, Fault> {
        self.room.page(&mut self.ledger, now, ruled)
    }

    pub fn reports(&self, skip: usize, most: usize) -> Result<(Vec<Reported>, usize), Fault> {
        self.room.reports(&self.ledger, skip, most)
    }

    /// What the room knows: how many it holds where, and what a frame costs.
    pub fn room(&self) -> &Room {
        &self.room
    }

    pub fn pays(&mut self, elsewhere: usize) {
        self.room.pays(elsewhere);
    }

    /// Sockets that are closed on our side, with something still unread.
    pub fn closing(&self) -> usize {
        self.room.closing()
    }

    pub fn may_come(&mut self, now: UnixMillis) -> Result<(), u32> {
        self.room.may_come(now)
    }

    /// What waited for the tick is lost with this memory, and nobody would be told. The sockets of spokes come back: they are for
    /// their spokes to close.
    pub fn hang_up_unanswered(&self) -> Vec<Conn> {
        let mut elsewhere = Vec::new();
        for (conn, _) in self.room.unanswered() {
            match self.sockets.get(&conn) {
                Some((socket, _)) => hang_up(socket, CloseReason::Fault),
                None => elsewhere.push(conn),
            }
        }
        elsewhere
    }

    /// A seat with a number that no open socket has.
    pub fn free_seat(&self, ruled: Option<Ruled>, binary: bool) -> Result<Seat, Trouble> {
        loop {
            let conn = seat::number(0)?;
            if !self.sockets.contains_key(&conn) {
                return Ok(Seat {
                    conn,
                    place: self.place.clone(),
                    card: None,
                    ruled,
                    binary,
                });
            }
        }
    }

    /// What is written on a socket of this object.
    pub fn seat_of(&self, conn: Conn) -> Option<&Seat> {
        self.sockets.get(&conn).map(|(_, seat)| seat)
    }

    pub fn seat(&mut self, socket: WebSocket, seat: Seat) {
        self.sockets.insert(seat.conn, (socket, seat));
    }

    pub fn turn(&mut self, now: UnixMillis, input: Input) -> Result<Outcome, Fault> {
        if let Input::Closed(conn) | Input::Left(conn, _) = &input {
            self.sockets.remove(conn);
        }
        let effects = self.step(now, input)?;
        let mut outcome = Outcome::default();
        for effect in effects {
            self.perform(effect, &mut outcome)?;
        }
        // What a turn tells everybody is told together.
        if outcome.tells {
            outcome.tells = self.go_on();
        }
        Ok(outcome)
    }

    #[cfg(not(feature = "faults"))]
    fn step(&mut self, now: UnixMillis, input: Input) -> Result<Vec<Effect>, Fault> {
        self.room.step(&mut self.ledger, now, input)
    }

    #[cfg(feature = "faults")]
    fn step(&mut self, now: UnixMillis, input: Input) -> Result<Vec<Effect>, Fault> {
        use crate::faults::{Trapped, Where, count, trap, turn_of};
        use protocol::ClientFrame;
        turn_of(&self.place);
        count("frames_in", usize::from(matches!(input, Input::Frame { .. })));
        let is_post = matches!(
            input,
            Input::Post { .. }
                | Input::Frame {
                    frame: Ok(ClientFrame::Post(_)),
                    ..
                }
        );
        let effects = self.room.step(&mut Trapped(&mut self.ledger), now, input)?;
        if is_post {
            trap(Where::BeforeSend);
        }
        Ok(effects)
    }

    fn perform(&mut self, effect: Effect, outcome: &mut Outcome) -> Result<(), Fault> {
        match effect {
            Effect::Send(Conn(conn), frame) => {
                let text = codec::encode_server(&frame);
                match Conn(conn).place() {
                    0 => {
                        if let Some(seated) = self.caught_up(Conn(conn)) {
                            Frame::new(text).send(seated);
                        }
                    }
                    place => outcome.orders.push((place, Order::Say { conn, text })),
                }
            }
            Effect::Broadcast(frame) => self.broadcast(&BTreeSet::new(), &frame, outcome),
            Effect::Others { but, frame } => self.broadcast(&but, &frame, outcome),
            Effect::Keep(conn, card) if conn.place() > 0 => {
                let (place, conn, card) = (conn.place(), conn.0, card.encode());
                outcome.orders.push((place, Order::Keep { conn, card }));
            }
            Effect::Keep(conn, card) => self.keep(conn, card)?,
            Effect::Close(conn, reason) if conn.place() > 0 => {
                let (place, conn) = (conn.place(), conn.0);
                outcome.orders.push((place, Order::Close { conn, reason }));
            }
            Effect::Close(conn, reason) => {
                self.caught_up(conn);
                if let Some((socket, _)) = self.sockets.remove(&conn) {
                    hang_up(&socket, reason);
                }
            }
            Effect::WakeIn(ms) => outcome.wake_in = Some(outcome.wake_in.map_or(ms, |sooner| sooner.min(ms))),
            Effect::Answer(answer) => outcome.answer = Some(answer),
            Effect::Admitted(admitted) => outcome.admitted = Some(admitted),
            Effect::Drop(keys) => outcome.drops.extend(keys),
            Effect::AlarmAt(at) => {
                outcome.alarm_at = Some(outcome.alarm_at.map_or(at, |sooner| sooner.min(at)));
            }
        }
        Ok(())
    }

    /// Encoded once: for its own sockets, and as one text for each spoke.
    fn broadcast(&mut self, but: &BTreeSet<Conn>, frame: &ServerFrame, outcome: &mut Outcome) {
        #[cfg(feature = "faults")]
        crate::faults::count("broadcasts", 1);
        let deaf: BTreeSet<Conn> = self.room.silent().union(but).copied().collect();
        let text = codec::encode_server(frame);
        for place in self.room.places() {
            let deaf = deaf.iter().filter(|conn| conn.place() == place);
            let (text, but) = (text.clone(), deaf.map(|conn| conn.0).collect());
            outcome.orders.push((place, Order::Tell { text, but }));
        }
        self.round.add(Frame::new(text), deaf);
        outcome.tells = true;
    }

    /// The next portion of those who are told. True: there are more.
    pub fn go_on(&mut self) -> bool {
        self.round.go(&self.sockets, |seated, frame| frame.tell(seated))
    }

    /// One of its own sockets, with all that it has been told so far.
    fn caught_up(&mut self, conn: Conn) -> Option<&(WebSocket, Seat)> {
        let seated = self.sockets.get(&conn)?;
        self.round.catch_up(conn, |frame| frame.tell(seated));
        Some(seated)
    }

    fn keep(&mut self, conn: Conn, card: Card) -> Result<(), Fault> {
        let Some((socket, seat)) = self.sockets.get_mut(&conn) else {
            return Ok(());
        };
        if seat.card.is_none() {
            self.round.skip(conn);
        }
        seat.card = Some(card);
        seat.write(socket)
            .map_err(|error| Fault::broken(format!("a card was not kept: {error}")))
    }
}
