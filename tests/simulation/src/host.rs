//! The room's edge: sockets with their cards, one timer, and a mind that may be forgotten at any time.

use std::collections::BTreeMap;
use std::rc::Rc;

use protocol::{
    Author, Body, DisplayName, DraftId, Entry, Log, MemberId, Role, RoomKind, Seq, ServerFrame, UnixMillis,
    What, codec, limits,
};
use room::{Card, Conn, Effect, Fault, Input, Journal, Room};
use store::Native;

use crate::journal::Witnessed;

/// Something broken on purpose. The promises must notice each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    None,
    /// No draft is ever found again.
    DedupeOff,
    /// An entry that could not be written is acknowledged.
    UnwrittenAck,
    /// Now and then one socket is left out of a broadcast.
    LostBroadcast,
    /// After its memory was lost the room knows of no sockets.
    ForgottenSockets,
    /// No timer ever goes off.
    LostTimer,
    /// Nobody is told the head.
    MuteBeacon,
    /// A page lacks its newest entry.
    TornPage,
    /// What is told is not quite what was written.
    ForgedBody,
}

impl Mutation {
    pub const ALL: [Self; 8] = [
        Self::DedupeOff,
        Self::UnwrittenAck,
        Self::LostBroadcast,
        Self::ForgottenSockets,
        Self::LostTimer,
        Self::MuteBeacon,
        Self::TornPage,
        Self::ForgedBody,
    ];
}

pub(crate) struct Host {
    mind: Option<Room>,
    pub(crate) journal: Witnessed,
    sql: Rc<Native>,
    /// The attachments: a card, as text, for each socket that has said Hello.
    pub(crate) sockets: BTreeMap<u64, Option<String>>,
    pub(crate) timer_at: Option<u64>,
    pub(crate) mutation: Mutation,
    /// The relay's clock, against the world's.
    pub(crate) skew_ms: i64,
    /// When the mind was last made anew. Whatever was lost with the one before is mended after this.
    pub(crate) restored_at: u64,
}

impl Host {
    pub(crate) fn new(chance: u64, mutation: Mutation) -> Result<Self, String> {
        let sql = Rc::new(Native::in_memory().map_err(|error| error.to_string())?);
        Ok(Self {
            mind: None,
            journal: Witnessed::new(Rc::clone(&sql), chance, mutation),
            sql,
            sockets: BTreeMap::new(),
            timer_at: None,
            mutation,
            skew_ms: 0,
            restored_at: 0,
        })
    }

    pub(crate) fn clock_ms(&self, now: u64) -> u64 {
        crate::fan::EPOCH_MS
            .saturating_add(now)
            .saturating_add_signed(self.skew_ms)
    }

    /// Memory and timer are gone; sockets, their cards and the database stay.
    pub(crate) fn evict(&mut self, chance: u64) {
        self.mind = None;
        self.timer_at = None;
        self.journal.reopen(Rc::clone(&self.sql), chance);
    }

    pub(crate) fn step(&mut self, now: u64, input: Input) -> Result<Vec<Effect>, Fault> {
        let clock = UnixMillis(self.clock_ms(now));
        let mut mind = match self.mind.take() {
            Some(mind) => mind,
            None => {
                self.restored_at = now;
                self.restore()
            }
        };
        let effects = mind.step(&mut self.journal, clock, input);
        self.mind = Some(mind);
        let mut effects = effects?;
        for effect in &effects {
            match effect {
                Effect::Keep(conn, card) => {
                    self.sockets.insert(conn.0, Some(card.encode()));
                }
                Effect::Close(conn, _) => {
                    self.sockets.remove(&conn.0);
                }
                Effect::WakeIn(ms) if self.mutation != Mutation::LostTimer => {
                    let due = now.saturating_add(*ms);
                    self.timer_at = Some(
                        self.timer_at
                            .filter(|at| *at >= now)
                            .map_or(due, |at| at.min(due)),
                    );
                }
                _ => {}
            }
        }
        if self.mutation == Mutation::MuteBeacon {
            let is_beacon = |frame: &ServerFrame| matches!(frame, ServerFrame::Presence(_));
            effects.retain(|effect| !matches!(effect, Effect::Broadcast(frame) if is_beacon(frame)));
        }
        Ok(effects)
    }

    fn restore(&self) -> Room {
        if self.mutation == Mutation::ForgottenSockets {
            return Room::restore(RoomKind::Chat, []);
        }
        let card = |text: &Option<String>| text.as_deref().and_then(Card::decode);
        let sockets = self.sockets.iter().map(|(conn, text)| (Conn(*conn), card(text)));
        Room::restore(RoomKind::Chat, sockets)
    }

    /// Sockets that hear broadcasts.
    pub(crate) fn listeners(&self) -> Vec<u64> {
        let listening = self.sockets.iter().filter(|(_, card)| card.is_some());
        listening.map(|(conn, _)| *conn).collect()
    }

    /// The newest page, as the document carries it.
    pub(crate) fn page(&self) -> Result<Log, String> {
        let standing = self.journal.standing().map_err(|fault| fault.0)?;
        let list = self
            .journal
            .newest(standing.floor, standing.head.next(), limits::PAGE_ENTRIES)
            .map_err(|fault| fault.0)?;
        Ok(Log {
            epoch: standing.epoch,
            head: standing.head,
            floor: standing.floor,
            list,
        })
    }

    /// Written by a memory that is lost before it tells anybody.
    pub(crate) fn flood(&mut self, clock: UnixMillis, entries: u64) -> Result<(), String> {
        let standing = self.journal.standing().map_err(|fault| fault.0)?;
        let failing = self.journal.failing.take();
        let bad = |error: &dyn std::fmt::Display| error.to_string();
        let author = Author {
            member: MemberId::parse("@flood").map_err(|error| bad(&error))?,
            name: DisplayName::parse("洪水").map_err(|error| bad(&error))?,
            role: Role::Official,
        };
        let body = Body::parse("ｗｗｗ").map_err(|error| bad(&error))?;
        for seq in (standing.head.0..).take(usize::try_from(entries).unwrap_or(0)) {
            let entry = Entry {
                seq: Seq(seq).next(),
                at: standing.at.max(clock),
                draft: DraftId::from_bits(u128::from(seq)),
                author: author.clone(),
                what: What::Said { body: body.clone() },
            };
            self.journal.append(&entry).map_err(|fault| fault.0)?;
        }
        self.journal.failing = failing;
        Ok(())
    }

    /// What the database holds at the end is what was seen to be written, read by another life of the ledger.
    pub(crate) fn agrees(&self) -> Result<(), String> {
        let ledger = store::RoomLedger::new(Rc::clone(&self.sql), 0);
        let mut after = Seq::ZERO;
        for page in self.journal.written.chunks(limits::FETCH_ENTRIES) {
            let Some(last) = page.last() else { continue };
            let read = ledger.newest(after, last.seq.next(), limits::FETCH_ENTRIES);
            if read.map_err(|fault| fault.0)? != page {
                return Err(format!(
                    "the database does not hold what was written up to {}",
                    last.seq
                ));
            }
            after = last.seq;
        }
        Ok(())
    }
}

/// As it travels, so that what cannot be spelled is found out.
pub(crate) fn spelled(frame: &ServerFrame, mutation: Mutation) -> String {
    let text = codec::encode_server(frame);
    match (mutation, frame) {
        (Mutation::ForgedBody, ServerFrame::Events(_)) => text.replace("so happy", "so sad"),
        _ => text,
    }
}
