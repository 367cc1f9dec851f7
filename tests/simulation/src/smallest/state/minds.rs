//! The minds of a state: how each is told what happens, and what they promise.

use protocol::Settled;

use super::*;

impl State {
    /// One step of a client, and everything that follows at once: a ticket, a socket, a disk, an answer to a ping.
    pub(super) fn tell(&mut self, index: usize, input: Tell) -> Promise {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            let Some(node) = self.nodes.get_mut(index) else {
                return Ok(());
            };
            let moment = Moment {
                now: node.now,
                dice: 0,
            };
            for effect in node.client.step(moment, input) {
                match effect {
                    Told::FetchTicket => inputs.push_back(Tell::Ticket(self.ticket(index)?)),
                    Told::Connect => {
                        self.conns = self.conns.saturating_add(1);
                        let conn = self.conns;
                        self.cards.insert(conn, None);
                        self.room_step(Input::Connected(Conn(conn)))?;
                        if let Some(node) = self.nodes.get_mut(index) {
                            node.conn = Some(conn);
                        }
                        inputs.push_back(Tell::Opened);
                    }
                    Told::Disconnect => self.leave(index),
                    Told::Send(frame) => {
                        if let Some(node) = self.nodes.get_mut(index).filter(|node| node.conn.is_some()) {
                            node.up.push_back(frame);
                        }
                    }
                    Told::Ping => inputs.push_back(Tell::Pong),
                    Told::WakeAt(at) => {
                        if let Some(node) = self.nodes.get_mut(index) {
                            node.wake = Some(at);
                        }
                    }
                    Told::Keep(unsent) => inputs.push_back(Tell::Kept(unsent.draft)),
                    Told::Forget(_) | Told::Changed | Told::Noted(_) => {}
                    Told::Refused(refusal) => {
                        return broken(Invariant::I9, format!("client {index} was refused: {refusal:?}"));
                    }
                }
            }
        }
        self.sees(index)
    }

    fn ticket(&self, index: usize) -> Promise<TicketReply> {
        let Pass {
            member, name, role, ..
        } = pass(index)?;
        let expires_at = self.clock.plus(limits::TICKET_MS);
        let ticket = index.to_string();
        Ok(TicketReply {
            ticket,
            member,
            name,
            role,
            expires_at,
        })
    }

    /// A frame arrives, and what the room says of it leaves.
    pub(super) fn hear(&mut self, conn: u64, frame: ClientFrame) -> Promise {
        let input = input(conn, frame)?;
        self.room_step(input)
    }

    /// A frame arrives, and nobody hears what the room says of it.
    pub(super) fn think(&mut self, conn: u64, frame: ClientFrame) -> Promise {
        let input = input(conn, frame)?;
        self.step(input).map(|_| ())
    }

    pub(super) fn room_step(&mut self, input: Input) -> Promise {
        let mut effects = self.step(input)?;
        // The room's timer goes off as soon as it may: nothing that a client hears depends on when.
        while let Some(wait) = self.say(effects) {
            self.clock = self.clock.plus(wait);
            effects = self.step(Input::Wake)?;
        }
        Ok(())
    }

    fn step(&mut self, input: Input) -> Promise<Vec<Effect>> {
        let cards = &self.cards;
        let card = |text: &Option<String>| text.as_deref().and_then(Card::decode);
        let sockets = cards.iter().map(|(conn, text)| (Conn(*conn), card(text)));
        let mut room = self
            .room
            .take()
            .unwrap_or_else(|| Room::restore(RoomKind::Chat, sockets));
        let effects = sound(room.step(&mut self.journal, self.clock, input))?;
        self.room = Some(room);
        for effect in &effects {
            if let Effect::Keep(conn, card) = effect {
                self.cards.insert(conn.0, Some(card.encode()));
            }
        }
        Ok(effects)
    }

    /// To the sockets, in order. Gives the wait for the timer.
    fn say(&mut self, effects: Vec<Effect>) -> Option<u64> {
        let mut wait = None;
        for effect in effects {
            match effect {
                // What stands beside the log is replaced whole: it has no order that could be got wrong, and would double the orders.
                Effect::Send(_, ServerFrame::Reactions(_) | ServerFrame::Marks(_))
                | Effect::Broadcast(ServerFrame::Reactions(_) | ServerFrame::Marks(_))
                | Effect::Others { .. } => {}
                Effect::Send(conn, frame) => self.reach(conn.0, &Heard::Frame(frame)),
                Effect::Broadcast(frame) => {
                    let all: Vec<u64> = self
                        .cards
                        .iter()
                        .filter(|(_, card)| card.is_some())
                        .map(|(conn, _)| *conn)
                        .collect();
                    for conn in all {
                        self.reach(conn, &Heard::Frame(frame.clone()));
                    }
                }
                Effect::Close(conn, _) => {
                    self.cards.remove(&conn.0);
                    self.reach(conn.0, &Heard::Closed);
                }
                Effect::WakeIn(ms) => wait = Some(ms),
                Effect::Keep(..)
                | Effect::Answer(_)
                | Effect::Admitted(_)
                | Effect::Drop(_)
                | Effect::AlarmAt(_) => {}
            }
        }
        wait
    }

    fn reach(&mut self, conn: u64, heard: &Heard) {
        for node in self.nodes.iter_mut().filter(|node| node.conn == Some(conn)) {
            node.down.push_back(heard.clone());
        }
    }

    /// Everything arrives, time passes, and nothing more goes wrong. A room that sleeps is woken by one more message.
    pub(in crate::smallest) fn settle(&mut self) -> Promise {
        self.left = Faults::NONE;
        for round in 0..80 {
            if round == 20 {
                self.one_more()?;
            }
            while let Some(step) = self
                .moves()
                .into_iter()
                .find(|step| !matches!(step, Step::Wakes(_)))
            {
                self.play(step)?;
            }
            for index in 0..self.nodes.len() {
                if self.nodes.get(index).is_some_and(|node| self.waits(node)) {
                    self.wake(index)?;
                }
            }
        }
        Ok(())
    }

    fn one_more(&mut self) -> Promise {
        if self.drafts.is_empty() {
            return Ok(());
        }
        let author = Author {
            member: sound(MemberId::parse("@miruna"))?,
            name: sound(DisplayName::parse("MIRUNA"))?,
            role: Role::Official,
        };
        let (draft, body) = (DraftId::from_bits(u128::MAX), "from 18:00".to_owned());
        self.room_step(Input::Post { author, draft, body })
    }

    /// I1, I2, I5 and I7, as something is heard. What is written is confirmed here, so I8 is I5.
    pub(super) fn check(&mut self, frame: &ServerFrame) -> Promise {
        match frame {
            ServerFrame::Events(events) | ServerFrame::History(events) => {
                let known = |entry: &Entry| {
                    self.journal.list.contains(entry) || self.past.iter().any(|(_, log)| log.contains(entry))
                };
                match events.list.iter().find(|entry| !known(entry)) {
                    Some(entry) => broken(Invariant::I5, format!("{} was never written", entry.seq)),
                    None => Ok(()),
                }
            }
            ServerFrame::Ack(ack) => self.acknowledged(ack.draft, ack.seq),
            ServerFrame::Welcome(welcome) => {
                let stored = |settled: &Settled| Some((settled.draft, settled.seq?));
                let mut settled = welcome.settled.iter().filter_map(stored);
                settled.try_for_each(|(draft, seq)| self.acknowledged(draft, seq))
            }
            _ => Ok(()),
        }
    }

    fn acknowledged(&mut self, draft: DraftId, seq: Seq) -> Promise {
        let epoch = self.journal.epoch;
        let stands = self
            .journal
            .list
            .iter()
            .any(|entry| entry.seq == seq && entry.draft == draft);
        if !stands {
            return broken(
                Invariant::I1,
                format!("{seq} is acknowledged for {draft}, and it is not there"),
            );
        }
        match self.acked.insert(draft, (epoch, seq)) {
            Some((then, before)) if then == epoch && before != seq => broken(
                Invariant::I2,
                format!("{draft} is acknowledged at {before} and at {seq}"),
            ),
            _ => Ok(()),
        }
    }

    /// I4.
    fn sees(&self, index: usize) -> Promise {
        let Some(node) = self.nodes.get(index) else {
            return Ok(());
        };
        let timeline = node.client.timeline();
        let shown = timeline.entries();
        let Some(first) = shown.first() else { return Ok(()) };
        let epoch = timeline.newest(0).epoch;
        let past = self.past.iter().find(|(of, _)| *of == epoch);
        let log = past.map_or(&self.journal.list, |(_, log)| log);
        let skip = usize::try_from(first.seq.0.saturating_sub(1)).unwrap_or(usize::MAX);
        if log.get(skip..).and_then(|rest| rest.get(..shown.len())) != Some(shown) {
            return broken(
                Invariant::I4,
                format!("what client {index} sees is not a piece of the log"),
            );
        }
        Ok(())
    }

    /// I2, I3, I6 and I9, when everything is quiet.
    pub(in crate::smallest) fn is_well(&self) -> Promise {
        let log = &self.journal.list;
        end::log(log)?;
        let mut newest = [Seq::ZERO; WRITES.len()];
        for (index, draft) in &self.drafts {
            let Some(entry) = log.iter().find(|entry| entry.draft == *draft) else {
                if self.lost.contains(draft) {
                    continue;
                }
                return broken(Invariant::I9, format!("{draft} was written, and is nowhere"));
            };
            let before = newest
                .get_mut(*index)
                .map(|newest| std::mem::replace(newest, entry.seq));
            if before > Some(entry.seq) {
                return broken(
                    Invariant::I6,
                    format!("{draft} stands before what was written first"),
                );
            }
        }
        for node in &self.nodes {
            let shown = node.client.timeline().entries();
            let is_whole = shown.last().map(|entry| entry.seq) == log.last().map(|entry| entry.seq);
            if node.client.link() != Link::Live || !is_whole || !node.client.outbox().list().is_empty() {
                let what = format!(
                    "{:?}, {:?}, {:?}",
                    node.client.link(),
                    shown.last(),
                    node.client.outbox()
                );
                return broken(Invariant::I9, what);
            }
        }
        Ok(())
    }
}

fn pass(index: usize) -> Promise<Pass> {
    let member = sound(MemberId::parse(&format!("g{index}")))?;
    let name = Some(sound(DisplayName::parse("Moka"))?);
    let role = Role::Fan;
    Ok(Pass {
        member,
        name,
        role,
        ruled: None,
    })
}

fn input(conn: u64, frame: ClientFrame) -> Promise<Input> {
    let pass = match &frame {
        ClientFrame::Hello(hello) => Some(Ok(pass(hello.ticket.parse().unwrap_or(0))?)),
        _ => None,
    };
    let (conn, frame) = (Conn(conn), Ok(frame));
    Ok(Input::Frame { conn, frame, pass })
}
