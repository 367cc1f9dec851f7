//! The room's spokes: where whoever comes lands, what is told them, what they report.
//!
//! Invariants: of each spoke one push is under way, and the links decide what it is (`spoke`); nothing is borrowed while
//! something is on its way. What is on its way is lost with this instance, and so are the links: the next one asks who is there.

use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;
use std::time::Duration;

use protocol::{CloseReason, DecodeError, codec};
use room::{Card, Conn, Input};
use spoke::{Answer, GATHER_MS, Heard, Hub, Landing, Order, Push, Reply, Report, Seated, Word, merge};
use worker::wasm_bindgen_futures::spawn_local;
use worker::{Delay, console_error};

use super::Desk;
use crate::bindings;
use crate::edge::{Trouble, ask, in_time, now};
use crate::object::door::{Door, Place};
use crate::object::room::mind::Mind;
use crate::object::seat::bits;
use crate::object::sql;

/// Whoever has not answered by then is asked again.
const ANSWER_MS: u64 = 5_000;
/// A spoke that was given up is first asked who is there after so long.
const LOST_MS: u64 = 5_000;

impl Desk {
    /// Until the room's memory is there or can be made. Nobody overtakes anybody meanwhile.
    pub(super) async fn ready(self: &Rc<Self>, place: &Place) -> Result<(), Trouble> {
        while !self.is_whole()? {
            self.gather(place);
            let mut is_first = true;
            poll_fn(|context| {
                if std::mem::take(&mut is_first) {
                    self.waiting.borrow_mut().push(context.waker().clone());
                    return Poll::Pending;
                }
                Poll::Ready(())
            })
            .await;
        }
        Ok(())
    }

    pub(super) fn is_whole(&self) -> Result<bool, Trouble> {
        let is_there = self.mind.try_borrow().is_ok_and(|mind| mind.is_some());
        Ok(is_there || self.is_gathered()?)
    }

    /// Each spoke is asked who is there, and waited for so long.
    fn gather(self: &Rc<Self>, place: &Place) {
        for spoke in self.spokes() {
            self.push(place, spoke);
        }
        if self.gathers.get().is_some() {
            return;
        }
        let number = self.gathered.get().wrapping_add(1);
        self.gathered.set(number);
        self.gathers.set(Some(number));
        let desk = Rc::clone(self);
        spawn_local(async move {
            Delay::from(Duration::from_millis(GATHER_MS)).await;
            if desk.gathers.get() != Some(number) {
                return;
            }
            desk.gathers.set(None);
            if let Some(hub) = &mut *desk.hub.borrow_mut() {
                hub.go_on();
            }
            desk.wake_all();
        });
    }

    fn wake_all(&self) {
        let waiting = std::mem::take(&mut *self.waiting.borrow_mut());
        waiting.iter().for_each(std::task::Waker::wake_by_ref);
    }

    /// The sockets of the spokes, of which a memory is to be made now.
    pub(super) fn gathered(&self) -> Result<Vec<(Conn, Option<Card>)>, Trouble> {
        if !self.is_gathered()? {
            return Err(Trouble::Fault("a room was asked before its spokes".to_owned()));
        }
        self.gathers.set(None);
        let mut hub = self.hub.borrow_mut();
        Ok(hub.as_mut().map(Hub::gathered).unwrap_or_default())
    }

    fn is_gathered(&self) -> Result<bool, Trouble> {
        let mut hub = self.hub.borrow_mut();
        match &*hub {
            Some(hub) => Ok(hub.is_whole()),
            None => {
                let known = sql::room(&self.state, bits()?).spokes()?;
                let spread = bindings::spread(&self.env);
                Ok(hub.insert(Hub::new(spread, bits()?, &known)).is_whole())
            }
        }
    }

    /// The memory is gone, and these sockets of spokes come back: they wait for what it knew.
    pub(super) fn forget_with(&self, unanswered: &[Conn]) {
        if let Some(hub) = &mut *self.hub.borrow_mut() {
            for conn in unanswered {
                let (place, conn, reason) = (conn.place(), conn.0, CloseReason::Fault);
                let _fits = hub.order(place, Order::Close { conn, reason });
            }
            hub.forget();
        }
    }

    pub(super) fn spokes(&self) -> Vec<u16> {
        self.hub.borrow().as_ref().map(Hub::places).unwrap_or_default()
    }

    /// What a frame to everybody costs here.
    pub(super) fn reckon(&self, mind: &mut Mind) {
        let hub = self.hub.borrow();
        let worth = hub
            .as_ref()
            .map_or(0, |hub| hub.worth(|at| mind.room().sockets_at(at)));
        mind.pays(worth);
    }

    /// Where whoever comes now is to go. A new spoke is in the ledger before anybody hears of it.
    pub(super) fn land(&self, mind: &Mind) -> Result<Landing, Trouble> {
        let mut hub = self.hub.borrow_mut();
        let Some(hub) = &mut *hub else {
            return Ok(Landing::Here);
        };
        let landing = hub.land(now(), |at| mind.room().sockets_at(at));
        if let Landing::New(spoke) = landing {
            let kept = mind.ledger().keep_spokes(&hub.places());
            kept.inspect_err(|_| hub.remove(spoke))?;
        }
        Ok(landing)
    }

    /// In their order, each to its spoke.
    pub(super) fn order_all(self: &Rc<Self>, place: &Place, orders: Vec<(u16, Order)>) {
        for (spoke, order) in orders {
            let fits = match &mut *self.hub.borrow_mut() {
                Some(hub) => hub.order(spoke, order),
                None => true,
            };
            if fits {
                self.push(place, spoke);
            } else {
                self.lose(place, spoke);
            }
        }
    }

    /// These sockets of spokes are to be let go.
    fn close_all(self: &Rc<Self>, place: &Place, conns: impl IntoIterator<Item = Conn>, reason: CloseReason) {
        let close = |conn: Conn| (conn.place(), Order::Close { conn: conn.0, reason });
        self.order_all(place, conns.into_iter().map(close).collect());
    }

    /// What waits for a spoke goes there, unless something is on its way already: then it follows.
    pub(super) fn push(self: &Rc<Self>, place: &Place, spoke: u16) {
        if !self.pushing.borrow_mut().insert(spoke) {
            return;
        }
        let (desk, place) = (Rc::clone(self), place.clone());
        spawn_local(async move {
            let mut push = desk.next(spoke);
            while let Some(sent) = push {
                push = match desk.tell(&place, spoke, &sent).await {
                    Ok(answer) => {
                        desk.answered(&place, spoke, answer);
                        desk.next(spoke)
                    }
                    Err(wait_ms) => {
                        if wait_ms.is_none() {
                            desk.lose(&place, spoke);
                        }
                        Delay::from(Duration::from_millis(wait_ms.unwrap_or(LOST_MS))).await;
                        desk.again(spoke)
                    }
                };
            }
            desk.pushing.borrow_mut().remove(&spoke);
            desk.prune(&place);
        });
    }

    fn next(&self, spoke: u16) -> Option<Push> {
        self.hub.borrow_mut().as_mut()?.next(spoke)
    }

    fn again(&self, spoke: u16) -> Option<Push> {
        self.hub.borrow_mut().as_mut()?.again(spoke)
    }

    /// The spoke's answer; or after how long it is to be asked again, if at all.
    async fn tell(&self, place: &Place, spoke: u16, push: &Push) -> Result<Answer, Option<u64>> {
        #[cfg(feature = "faults")]
        crate::faults::count_of(place, "pushes", 1);
        let asked = async {
            let stub = bindings::spokes(&self.env)?.get_by_name(&place.spoke_name(spoke))?;
            let url = place.url_with(Door::Push, "spoke", &spoke);
            ask::<Answer>(&stub, &url, Some(push)).await
        };
        in_time(ANSWER_MS, asked).await.map_err(|trouble| {
            console_error!("fault: spoke {spoke} of {}: {trouble:?}", place.object_name());
            self.hub
                .borrow_mut()
                .as_mut()
                .and_then(|hub| hub.failed(spoke, now()))
        })
    }

    fn answered(self: &Rc<Self>, place: &Place, spoke: u16, answer: Answer) {
        let roster = match &mut *self.hub.borrow_mut() {
            Some(hub) => hub.answered(spoke, answer),
            None => None,
        };
        self.wake_all();
        if let Some(roster) = roster {
            self.compare(place, spoke, &roster);
        }
    }

    /// A spoke that has lost its memory tells whom it holds, and this one has not.
    fn compare(self: &Rc<Self>, place: &Place, spoke: u16, roster: &[Seated]) {
        let found = self.with_mind(place, |mind| {
            Ok(merge(mind.room().sockets_of(spoke).map(|(conn, _)| conn), roster))
        });
        // A fault has taken the memory, and the next one asks.
        let Ok(found) = found else { return };
        let gone = found.gone.into_iter().map(Input::Closed);
        for input in gone.chain(found.come.into_iter().map(Input::Connected)) {
            if self.turn(place, input).is_err() {
                return;
            }
        }
        self.close_all(place, found.strange, CloseReason::Restart);
    }

    /// It cannot be reached: its sockets count as gone. It is asked who is there until it answers, and they come back then.
    fn lose(self: &Rc<Self>, place: &Place, spoke: u16) {
        console_error!("fault: spoke {spoke} of {} is given up", place.object_name());
        if let Some(hub) = &mut *self.hub.borrow_mut() {
            hub.give_up(spoke);
        }
        let known = self.known(|mind| mind.room().sockets_of(spoke).map(|(conn, _)| conn).collect());
        for conn in known {
            let _logged = self.turn(place, Input::Closed(conn));
        }
        self.push(place, spoke);
        self.wake_all();
    }

    /// What the sockets of a spoke did.
    pub async fn report(self: &Rc<Self>, place: &Place, text: &str) -> Result<Reply, Trouble> {
        let report: Report = codec::parse(text).map_err(|_| protocol::Refusal::Malformed)?;
        self.ready(place).await?;
        self.is_open()?;
        let spoke = report.place;
        let heard = match &mut *self.hub.borrow_mut() {
            Some(hub) => hub.hears(&report),
            None => Heard::Not(Reply::Unknown),
        };
        let reply = match heard {
            Heard::Not(reply) => reply,
            Heard::News => {
                #[cfg(feature = "faults")]
                crate::faults::count_of(place, "reports", 1);
                let theirs = report
                    .words
                    .into_iter()
                    .filter(|word| word.conn().place() == spoke);
                for word in theirs {
                    // A word before it may have cost the memory.
                    self.ready(place).await?;
                    self.word(place, word);
                }
                Reply::Done
            }
        };
        if reply == Reply::Stale {
            self.push(place, spoke);
        }
        self.prune(place);
        Ok(reply)
    }

    fn word(self: &Rc<Self>, place: &Place, word: Word) {
        let conn = word.conn();
        let input = match word {
            Word::Opened { .. } => {
                if let Some(hub) = &mut *self.hub.borrow_mut() {
                    hub.landed(conn.place());
                }
                Input::Connected(conn)
            }
            Word::Said { text, ruled, .. } => {
                let frame = codec::decode_client(&text);
                let pass = self.pass_of(&frame, place, ruled);
                Input::Frame { conn, frame, pass }
            }
            Word::Odd { is_big, .. } => {
                let frame = Err(if is_big {
                    DecodeError::TooBig
                } else {
                    DecodeError::Malformed
                });
                let pass = None;
                Input::Frame { conn, frame, pass }
            }
            Word::Gone { card, .. } => match card.as_deref().and_then(Card::decode) {
                Some(card) => Input::Left(conn, card),
                None => Input::Closed(conn),
            },
        };
        if self.turn(place, input).is_err() {
            self.close_all(place, [conn], CloseReason::Fault);
        }
    }

    /// A spoke that nobody is on, or on the way to, is forgotten.
    fn prune(self: &Rc<Self>, place: &Place) {
        if !self.mind.try_borrow().is_ok_and(|mind| mind.is_some()) {
            return;
        }
        let _logged = self.with_mind(place, |mind| {
            if let Some(hub) = &mut *self.hub.borrow_mut()
                && hub.prune(now(), |at| mind.room().sockets_at(at))
            {
                mind.ledger().keep_spokes(&hub.places())?;
            }
            Ok(())
        });
    }

    /// Of the memory, if there is one.
    fn known(&self, which: impl FnOnce(&Mind) -> Vec<Conn>) -> Vec<Conn> {
        let mind = self.mind.try_borrow();
        mind.ok()
            .and_then(|mind| mind.as_ref().map(which))
            .unwrap_or_default()
    }

    /// Everybody on the spokes is cut, and this memory is to know none of them.
    pub(super) fn cut_spokes(self: &Rc<Self>, place: &Place) {
        let known = self.known(|mind| {
            let places = mind.room().places();
            let all = places.flat_map(|at| mind.room().sockets_of(at).map(|(conn, _)| conn));
            all.collect()
        });
        self.close_all(place, known, CloseReason::Restart);
        if let Some(hub) = &mut *self.hub.borrow_mut() {
            hub.forget();
            hub.go_on();
        }
    }
}
