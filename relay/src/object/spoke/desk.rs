//! What a spoke does with what its sockets say and with what the room wants done.
//!
//! Invariants: nothing is borrowed across an await; of what the sockets said one report is under way, and the pure end of the link
//! decides what it is (`spoke::Rim`).

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::time::Duration;

use protocol::{CloseReason, DecodeError, limits};
use room::{Card, Conn, Ruled};
use spoke::{Answer, Done, Order, Push, Reply, Report, Rim, Said, Seated, Word};
use worker::wasm_bindgen_futures::spawn_local;
use worker::{Delay, Env, State, WebSocket, WebSocketPair, console_error};

use crate::bindings;
use crate::edge::{Answer as Answered, Trouble, ask, in_time, now};
use crate::fan_out::Frame;
use crate::object::clock;
use crate::object::door::{Door, Place};
use crate::object::round::Round;
use crate::object::seat::{self, Seat, hang_up};

/// Whoever has not answered by then is asked again.
const ANSWER_MS: u64 = 10_000;

pub struct Desk {
    state: State,
    env: Env,
    rim: RefCell<Rim>,
    /// None: this memory has not looked yet.
    sockets: RefCell<Option<Sockets>>,
    reporting: Cell<bool>,
    round: RefCell<Round<Frame>>,
    /// The next portion of those who are told has its turn already.
    tells: Cell<bool>,
}

type Sockets = BTreeMap<Conn, (WebSocket, Seat)>;

impl Desk {
    pub fn new(state: State, env: Env) -> Rc<Self> {
        Rc::new(Self {
            state,
            env,
            rim: RefCell::new(Rim::default()),
            sockets: RefCell::new(None),
            reporting: Cell::new(false),
            round: RefCell::default(),
            tells: Cell::new(false),
        })
    }

    fn with_sockets<T>(&self, work: impl FnOnce(&mut Sockets) -> T) -> T {
        work(self.sockets.borrow_mut().get_or_insert_with(|| self.known()))
    }

    /// Whoever an earlier memory held. Who had not been greeted, and whom another version wrote on, comes back at once.
    fn known(&self) -> Sockets {
        let open = match self.state.as_raw().get_websockets() {
            Ok(open) => open,
            Err(error) => {
                console_error!("fault: no sockets: {error:?}");
                return Sockets::new();
            }
        };
        let mut sockets = Sockets::new();
        for socket in open.into_iter().map(WebSocket::from).filter(seat::is_open) {
            match Seat::read(&socket) {
                Some(seat) if seat.card.is_some() => drop(sockets.insert(seat.conn, (socket, seat))),
                _ => hang_up(&socket, CloseReason::Restart),
            }
        }
        sockets
    }

    /// A socket that the edge admitted and the room sent here.
    pub fn sit(self: &Rc<Self>, place: &Place, spoke: u16, ruled: Option<Ruled>, binary: bool) -> Answered {
        if self.with_sockets(|sockets| sockets.len()) >= limits::OBJECT_SOCKETS {
            return Err(seat::full(30_000));
        }
        let pair = WebSocketPair::new()?;
        let (conn, card) = (seat::number(spoke)?, None);
        let place = place.clone();
        let seat = Seat {
            conn,
            place,
            card,
            ruled,
            binary,
        };
        seat::accept(&self.state, &pair.server, &seat)?;
        let from = seat.place.clone();
        self.with_sockets(|sockets| sockets.insert(conn, (pair.server.clone(), seat)));
        self.tell(&from, Word::Opened { conn: conn.0 });
        seat::upgraded(pair.client, binary)
    }

    pub fn hear(self: &Rc<Self>, socket: &WebSocket, text: Result<String, DecodeError>) {
        let Some(seat) = Seat::read(socket) else {
            return hang_up(socket, CloseReason::Restart);
        };
        if !self.with_sockets(|sockets| sockets.contains_key(&seat.conn)) {
            // It is closed already, and this was under way.
            return;
        }
        let conn = seat.conn.0;
        let word = match text {
            Ok(text) => {
                let ruled = seat.ruled.filter(|_| seat.card.is_none());
                Word::Said { conn, text, ruled }
            }
            Err(error) => {
                let is_big = error == DecodeError::TooBig;
                Word::Odd { conn, is_big }
            }
        };
        if !self.tell(&seat.place, word) {
            self.close(seat.conn, CloseReason::Limited);
        }
    }

    pub fn gone(self: &Rc<Self>, socket: &WebSocket) {
        if let Some(Seat {
            conn, place, card, ..
        }) = Seat::read(socket)
        {
            self.with_sockets(|sockets| sockets.remove(&conn));
            let card = card.as_ref().map(Card::encode);
            self.tell(&place, Word::Gone { conn: conn.0, card });
        }
    }

    /// False: more of that socket waits than any client sends.
    fn tell(self: &Rc<Self>, place: &Place, word: Word) -> bool {
        let spoke = word.conn().place();
        let fits = self.rim.borrow_mut().hear(word).is_ok();
        self.report(place, spoke);
        fits
    }

    /// The socket is closed here. That it is gone is told with its end.
    fn close(&self, conn: Conn, reason: CloseReason) {
        let closed = self.with_sockets(|sockets| {
            self.caught_up(sockets, conn);
            sockets.remove(&conn)
        });
        if let Some((socket, _)) = closed {
            hang_up(&socket, reason);
        }
    }

    pub fn pushed(self: &Rc<Self>, place: &Place, spoke: u16, push: Push) -> Answer {
        // Who is here is looked up before anything is done: a memory that is new may have to let some go.
        self.with_sockets(|_| ());
        let done = self.rim.borrow_mut().pushed(push);
        match done {
            Done::Answer(answer) => answer,
            Done::Orders(orders) => {
                orders.into_iter().for_each(|order| self.obey(order));
                self.go_on(place, spoke);
                Answer::Done
            }
            Done::Roster => {
                self.report(place, spoke);
                let seated = |(conn, (_, seat)): (&Conn, &(WebSocket, Seat))| Seated {
                    conn: conn.0,
                    card: seat.card.as_ref().map(Card::encode),
                };
                Answer::Roster(self.with_sockets(|sockets| sockets.iter().map(seated).collect()))
            }
        }
    }

    /// The next portion of those who are told, and then whatever has come in meanwhile.
    pub fn go_on(&self, place: &Place, spoke: u16) {
        let tell = |seated: &(WebSocket, Seat), frame: &Frame| frame.tell(seated);
        let more = self.with_sockets(|sockets| self.round.borrow_mut().go(sockets, tell));
        if !more || self.tells.replace(true) {
            return;
        }
        let url = format!("{}&spoke={spoke}", place.url(Door::Go));
        if let Err(error) = clock::later(&self.state, 0, &url) {
            self.tells.set(false);
            console_error!("fault: no timer: {error:?}");
        }
    }

    /// The timer has come.
    pub fn went(&self, place: &Place, spoke: u16) {
        self.tells.set(false);
        self.go_on(place, spoke);
    }

    /// A socket, with all that it has been told so far.
    fn caught_up<'a>(&self, sockets: &'a Sockets, conn: Conn) -> Option<&'a (WebSocket, Seat)> {
        let seated = sockets.get(&conn)?;
        self.round.borrow_mut().catch_up(conn, |frame| frame.tell(seated));
        Some(seated)
    }

    fn obey(&self, order: Order) {
        match order {
            Order::Say { conn, text } => self.with_sockets(|sockets| {
                if let Some(seated) = self.caught_up(sockets, Conn(conn)) {
                    Frame::new(text).send(seated);
                }
            }),
            Order::Tell { text, but } => {
                let but = but.into_iter().map(Conn).collect();
                self.round.borrow_mut().add(Frame::new(text), but);
            }
            Order::Keep { conn, card } => {
                let kept = self.with_sockets(|sockets| match sockets.get_mut(&Conn(conn)) {
                    Some((socket, seat)) => {
                        if seat.card.is_none() {
                            self.round.borrow_mut().skip(Conn(conn));
                        }
                        seat.card = Card::decode(&card);
                        seat.write(socket)
                    }
                    None => Ok(()),
                });
                if let Err(error) = kept {
                    console_error!("fault: a card was not kept: {error}");
                    self.close(Conn(conn), CloseReason::Fault);
                }
            }
            Order::Close { conn, reason } => self.close(Conn(conn), reason),
        }
    }

    /// What waits goes to the room, unless something is on its way already: then it follows.
    fn report(self: &Rc<Self>, place: &Place, spoke: u16) {
        if self.reporting.replace(true) {
            return;
        }
        let (desk, place) = (Rc::clone(self), place.clone());
        spawn_local(async move {
            let mut report = desk.rim.borrow_mut().next(spoke);
            while let Some(sent) = report {
                let said = match desk.ask(&place, &sent).await {
                    Ok(reply) => desk.rim.borrow_mut().answered(reply),
                    Err(trouble) => {
                        console_error!("fault: spoke {spoke} of {}: {trouble:?}", place.object_name());
                        desk.rim.borrow_mut().failed(now())
                    }
                };
                report = desk.follow(&place, spoke, said).await;
            }
            desk.reporting.set(false);
        });
    }

    /// The report that follows, if one does now.
    async fn follow(self: &Rc<Self>, place: &Place, spoke: u16, said: Said) -> Option<Report> {
        match said {
            Said::Heard => {}
            Said::Stopped(ms) => self.nudge(place, spoke, ms),
            Said::Again(ms) => {
                Delay::from(Duration::from_millis(ms)).await;
                let again = self.rim.borrow_mut().again();
                match again {
                    Ok(Some(report)) => return Some(report),
                    Ok(None) => {}
                    Err(doubted) => doubted
                        .into_iter()
                        .for_each(|conn| self.close(conn, CloseReason::Fault)),
                }
            }
            Said::Doubted(doubted) => {
                doubted
                    .into_iter()
                    .for_each(|conn| self.close(conn, CloseReason::Fault));
                self.nudge(place, spoke, NUDGE_MS);
            }
            Said::Over => {
                let all = self.with_sockets(std::mem::take);
                for (socket, _) in all.values() {
                    hang_up(socket, CloseReason::Restart);
                }
            }
        }
        self.rim.borrow_mut().next(spoke)
    }

    /// In case that the room does not make the link.
    fn nudge(self: &Rc<Self>, place: &Place, spoke: u16, ms: u64) {
        let (desk, place) = (Rc::clone(self), place.clone());
        spawn_local(async move {
            Delay::from(Duration::from_millis(ms)).await;
            desk.rim.borrow_mut().nudge();
            desk.report(&place, spoke);
        });
    }

    async fn ask(&self, place: &Place, report: &Report) -> Result<Reply, Trouble> {
        let asked = async {
            let stub = bindings::rooms(&self.env)?.get_by_name(&place.object_name())?;
            ask::<Reply>(&stub, &place.url(Door::Report), Some(report)).await
        };
        in_time(ANSWER_MS, asked).await
    }
}

/// As long as after [`Said::Stopped`].
const NUDGE_MS: u64 = 2_000;
