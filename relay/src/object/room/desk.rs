//! Where everything that happens to a room is handed to its mind, one turn at a time.
//!
//! Invariant: a turn never awaits, so nothing interleaves within it and the memory's borrow never outlives it. A fault
//! is logged once in full, told to the one socket that it concerns as 1011, and forgotten together with the
//! memory: the next turn starts from the ledger. Whatever happens waits in its order until the memory can be made: a room with
//! spokes has to ask them first.

mod archive;
mod hub;
mod pictures;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;
use std::task::Waker;

use protocol::http::{Problem, REPORTS_AT_ONCE, ReportsReply};
use protocol::{ClientFrame, CloseReason, DecodeError, Log, Refusal, Refused, UnixMillis, codec, limits};
use room::{Input, Pass, Picture, Ruled};
use spoke::{Hub, Landing};
use worker::{Env, State, WebSocket, WebSocketPair, console_error};

use super::mind::{Mind, Outcome};
use super::{OfficialPost, Posted, Upload};
use crate::bindings;
use crate::edge::{Answer, TicketKey, Trouble, json, now};
use crate::object::clock;
use crate::object::door::{Door, Landed, Place};
use crate::object::seat::{self, Seat, full, hang_up};

pub struct Desk {
    state: State,
    env: Env,
    /// Borrowed within a turn, never across an await.
    mind: RefCell<Option<Mind>>,
    /// The links to the room's spokes. None: the ledger was not asked yet.
    hub: RefCell<Option<Hub>>,
    /// Spokes to which something is on its way.
    pushing: RefCell<BTreeSet<u16>>,
    /// Words of sockets that wait until the memory can be made.
    hearing: Cell<usize>,
    /// Whoever waits until the spokes have told who is there, in their order.
    waiting: RefCell<Vec<Waker>>,
    /// Which waiting it is, and how many there were: each has an end.
    gathers: Cell<Option<u64>>,
    gathered: Cell<u64>,
    /// When the soonest timer that is under way will fire.
    wake_at: Cell<Option<UnixMillis>>,
    /// The next portion of those who are told has its turn already.
    tells: Cell<bool>,
    /// The timer has fired meanwhile: a room that is late tells more at once.
    late: Cell<bool>,
    /// A log is on its way in, and nobody writes until it is there.
    import: Cell<Option<archive::Import>>,
}

impl Desk {
    pub fn new(state: State, env: Env) -> Rc<Self> {
        Rc::new(Self {
            state,
            env,
            mind: RefCell::new(None),
            hub: RefCell::new(None),
            pushing: RefCell::new(BTreeSet::new()),
            hearing: Cell::new(0),
            waiting: RefCell::new(Vec::new()),
            gathers: Cell::new(None),
            gathered: Cell::new(0),
            wake_at: Cell::new(None),
            tells: Cell::new(false),
            late: Cell::new(false),
            import: Cell::new(None),
        })
    }

    /// A socket that the edge admitted takes its place here, or is told where there is one.
    pub async fn seat(self: &Rc<Self>, place: Place, ruled: Option<Ruled>, binary: bool) -> Answer {
        self.ready(&place).await?;
        self.is_open()?;
        let landing = self.with_mind(&place, |mind| {
            let own = mind.room().sockets_at(0).saturating_add(mind.closing());
            if own >= limits::OBJECT_SOCKETS || mind.room().sockets() >= limits::ROOM_SOCKETS {
                return Err(full(30_000));
            }
            mind.may_come(now()).map_err(full)?;
            self.land(mind)
        })?;
        match landing {
            Landing::Here => self.sit(&place, ruled, binary),
            Landing::Spoke(spoke) | Landing::New(spoke) => {
                self.push(&place, spoke);
                Ok(json(200, &Landed { spoke })?)
            }
            Landing::Full => Err(full(30_000)),
        }
    }

    fn sit(self: &Rc<Self>, place: &Place, ruled: Option<Ruled>, binary: bool) -> Answer {
        let pair = WebSocketPair::new()?;
        let conn = self.with_mind(place, |mind| {
            let seat = mind.free_seat(ruled, binary)?;
            let conn = seat.conn;
            seat::accept(&self.state, &pair.server, &seat)?;
            mind.seat(pair.server.clone(), seat);
            Ok(conn)
        })?;
        self.turn(place, Input::Connected(conn))?;
        seat::upgraded(pair.client, binary)
    }

    /// Nothing has to be waited for, and nobody would be overtaken.
    pub fn hears_now(&self) -> bool {
        self.hearing.get() == 0 && matches!(self.is_whole(), Ok(true))
    }

    pub async fn hear(self: &Rc<Self>, socket: &WebSocket, frame: Result<ClientFrame, DecodeError>) {
        self.hearing.set(self.hearing.get().saturating_add(1));
        let is_ready = match self.seat_of(socket) {
            Some(seat) => self.ready(&seat.place).await.is_ok(),
            None => true,
        };
        self.hearing.set(self.hearing.get().saturating_sub(1));
        if is_ready {
            self.heard(socket, frame);
        } else {
            hang_up(socket, CloseReason::Fault);
        }
    }

    /// What a socket says, where the room's memory is there or can be made.
    pub fn heard(self: &Rc<Self>, socket: &WebSocket, frame: Result<ClientFrame, DecodeError>) {
        let Some(seat) = self.seat_of(socket) else {
            return hang_up(socket, CloseReason::Restart);
        };
        if self.is_open().is_err() {
            return hang_up(socket, CloseReason::Restart);
        }
        let pass = self.pass_of(&frame, &seat.place, seat.ruled);
        let input = Input::Frame {
            conn: seat.conn,
            frame,
            pass,
        };
        if self.turn(&seat.place, input).is_err() {
            hang_up(socket, CloseReason::Fault);
        }
    }

    /// As it is remembered, or as it is written on the socket. Here without its card, which the mind knows.
    fn seat_of(&self, socket: &WebSocket) -> Option<Seat> {
        let remembered = || {
            let mind = self.mind.try_borrow().ok()?;
            let seat = mind.as_ref()?.seat_of(seat::known(socket)?)?;
            Some(Seat {
                card: None,
                place: seat.place.clone(),
                ..*seat
            })
        };
        remembered().or_else(|| Seat::read(socket))
    }

    pub async fn gone(self: &Rc<Self>, socket: &WebSocket) {
        if let Some(Seat {
            conn, place, card, ..
        }) = Seat::read(socket)
        {
            let ended = match card {
                Some(card) => Input::Left(conn, card),
                None => Input::Closed(conn),
            };
            if self.ready(&place).await.is_ok() {
                let _logged = self.turn(&place, ended);
            }
        }
    }

    pub async fn post(self: &Rc<Self>, place: Place, text: &str) -> Result<Posted, Trouble> {
        self.ready(&place).await?;
        self.is_open()?;
        let OfficialPost { author, draft, body } = codec::parse(text).map_err(|_| Refusal::Malformed)?;
        let outcome = self.turn(&place, Input::Post { author, draft, body })?;
        match outcome.answer {
            Some(Ok((seq, at))) => Ok(Posted { seq, at }),
            Some(Err(refused)) => Err(told(refused)),
            None => Err(Trouble::Fault("the room did not answer a post".to_owned())),
        }
    }

    /// The newest page, as a document carries it.
    pub async fn log(self: &Rc<Self>, place: &Place, ruled: Ruled) -> Result<Log, Trouble> {
        self.ready(place).await?;
        self.with_mind(place, |mind| Ok(mind.page(now(), ruled)?))
    }

    /// The site's settings are others now, and whoever is here is told.
    pub async fn ruled(self: &Rc<Self>, place: &Place, ruled: Ruled) -> Result<(), Trouble> {
        self.ready(place).await?;
        self.is_open()?;
        self.turn(place, Input::Ruled(ruled)).map(drop)
    }

    pub async fn reports(self: &Rc<Self>, place: &Place, skip: usize) -> Result<ReportsReply, Trouble> {
        self.ready(place).await?;
        self.with_mind(place, |mind| {
            let (reports, total) = mind.reports(skip, REPORTS_AT_ONCE)?;
            let total = u64::try_from(total).unwrap_or(u64::MAX);
            Ok(ReportsReply { reports, total })
        })
    }

    /// A picture may be posted from here on by who uploaded it.
    pub async fn uploaded(self: &Rc<Self>, place: &Place, text: &str) -> Result<(), Trouble> {
        self.ready(place).await?;
        self.is_open()?;
        let Upload {
            key,
            member,
            role,
            w,
            h,
        } = codec::parse(text).map_err(|_| Refusal::Malformed)?;
        let at = now();
        let picture = Picture {
            key,
            member,
            at,
            w,
            h,
        };
        match self.turn(place, Input::Uploaded { picture, role })?.admitted {
            Some(Ok(())) => Ok(()),
            Some(Err(refused)) => Err(told(refused)),
            None => Err(Trouble::Fault("the room did not answer an upload".to_owned())),
        }
    }

    /// What a hello's ticket says, if it is one of ours for this site.
    fn pass_of(
        &self,
        frame: &Result<ClientFrame, DecodeError>,
        place: &Place,
        ruled: Option<Ruled>,
    ) -> Option<Result<Pass, Refusal>> {
        let Ok(ClientFrame::Hello(hello)) = frame else {
            return None;
        };
        let Some(owner_key) = bindings::owner_key(&self.env) else {
            console_error!("fault: no ticket can be checked: the OWNER_KEY secret is not set");
            return Some(Err(Refusal::Fault));
        };
        let opened = TicketKey::of_owner(&owner_key).open(&hello.ticket, &place.site, now());
        Some(opened.map(|ticket| Pass {
            member: ticket.member,
            name: ticket.name,
            role: ticket.role,
            ruled,
        }))
    }

    /// A turn of the mind. The fault that it may end in was logged here.
    fn turn(self: &Rc<Self>, place: &Place, input: Input) -> Result<Outcome, Trouble> {
        let outcome = self
            .with_mind(place, |mind| {
                self.reckon(mind);
                Ok(mind.turn(now(), input)?)
            })
            .inspect_err(|trouble| {
                console_error!("fault in {}: {trouble:?}", place.object_name());
            });
        let mut outcome = outcome.map_err(|_| Trouble::from(Refusal::Fault))?;
        if let Some(ms) = outcome.wake_in {
            self.wake_in(place, ms);
        }
        if outcome.tells {
            self.tell_on(place);
        }
        self.order_all(place, std::mem::take(&mut outcome.orders));
        self.tidy_pictures(place, std::mem::take(&mut outcome.drops), outcome.alarm_at);
        Ok(outcome)
    }

    fn with_mind<T>(
        &self,
        place: &Place,
        work: impl FnOnce(&mut Mind) -> Result<T, Trouble>,
    ) -> Result<T, Trouble> {
        let within = |_| Trouble::Fault("a turn within a turn".to_owned());
        let mut slot = self.mind.try_borrow_mut().map_err(within)?;
        let mind = match &mut *slot {
            Some(mind) => mind,
            empty => {
                let made = Mind::restore(&self.state, place.clone(), self.gathered()?);
                empty.insert(made.inspect_err(|_| self.forget_with(&[]))?)
            }
        };
        let result = work(mind);
        if matches!(result, Err(Trouble::Fault(_))) {
            let elsewhere = mind.hang_up_unanswered();
            *slot = None;
            self.forget_with(&elsewhere);
        }
        result
    }

    /// A timer keeps the object from hibernating, so there is one only while the mind waits for something. A later
    /// one that a sooner one overtook still fires: the mind is asked once more, and has nothing to say.
    fn wake_in(&self, place: &Place, ms: u64) {
        let due = now().plus(ms);
        if self.wake_at.get().is_some_and(|pending| pending <= due) {
            return;
        }
        match clock::later(&self.state, ms, &place.url(Door::Wake)) {
            Ok(()) => {
                self.wake_at.set(Some(due));
                #[cfg(feature = "faults")]
                crate::faults::awake(place, now(), due);
            }
            Err(error) => console_error!("fault: no timer: {error:?}"),
        }
    }

    /// After whatever has come in meanwhile.
    fn tell_on(&self, place: &Place) {
        if !self.tells.replace(true)
            && let Err(error) = clock::later(&self.state, 0, &place.url(Door::Go))
        {
            self.tells.set(false);
            console_error!("fault: no timer: {error:?}");
        }
    }

    /// The memory that was telling may be gone by now: the one that is made for it tells everybody where the log ends.
    pub async fn go_on(self: &Rc<Self>, place: &Place) {
        self.tells.set(false);
        let more = match self.mind.try_borrow_mut() {
            Ok(mut mind) => mind.as_mut().map(Mind::go_on),
            Err(_) => Some(true),
        };
        match more {
            Some(true) => self.tell_on(place),
            Some(false) if !self.late.take() => {}
            Some(false) | None => self.wake(place).await,
        }
    }

    /// The memory that set the timer may be gone by now. The one that is made for it tells everybody where the log ends.
    pub async fn wake(self: &Rc<Self>, place: &Place) {
        self.wake_at.set(None);
        if self.tells.get() {
            return self.late.set(true);
        }
        if self.ready(place).await.is_ok() {
            let _logged = self.turn(place, Input::Wake);
        }
        #[cfg(feature = "faults")]
        crate::faults::count("wakes", 1);
    }

    #[cfg(feature = "faults")]
    pub async fn faults(
        self: &Rc<Self>,
        place: &Place,
        text: &str,
    ) -> Result<crate::faults::Counters, Trouble> {
        self.ready(place).await?;
        let asked: crate::faults::Asked = codec::parse(text).map_err(|_| Refusal::Malformed)?;
        if asked.what == "age" {
            // What the alarm will find, so much later.
            let later = now().plus(asked.ms);
            let outcome = self.with_mind(place, |mind| Ok(mind.turn(later, Input::Alarm)?))?;
            self.tidy_pictures(place, outcome.drops, outcome.alarm_at);
        }
        let held = self.with_mind(place, |mind| Ok(crate::faults::Held::of(mind.room())))?;
        let spokes = self.spokes();
        crate::faults::answer(&self.state, place, text, &held, spokes)
    }
}

/// What the mind refused, as an answer over HTTP.
fn told(refused: Refused) -> Trouble {
    Trouble::from(Problem {
        refusal: refused.refusal,
        detail: String::new(),
        retry_after_ms: refused.retry_after_ms,
    })
}
