//! A fan: the client that ships, and a driver as thin as the widget's.

use std::collections::BTreeMap;

use client::{Client, Effect, Input, Moment, Unsent};
use protocol::http::TicketReply;
use protocol::{Body, DisplayName, DraftId, Log, MemberId, Role, RoomName, Seq, UnixMillis, limits};

use crate::dice::Dice;

pub(crate) const EPOCH_MS: u64 = 1_800_000_000_000;

pub(crate) struct Fan {
    pub(crate) number: usize,
    pub(crate) client: Client,
    /// The socket that the driver holds.
    pub(crate) conn: Option<u64>,
    /// What a reload finds.
    pub(crate) saved: Vec<Unsent>,
    pub(crate) named: bool,
    pub(crate) visible: bool,
    /// Everything that was ever typed, in order.
    pub(crate) typed: Vec<DraftId>,
    pub(crate) acked: BTreeMap<DraftId, Seq>,
    /// The wake-up that counts; the ones before it were replaced.
    pub(crate) wake: u64,
    /// The life of the page: what was asked for in an earlier one is not answered.
    pub(crate) page: u64,
    /// How far this device's clock is off.
    skew_ms: i64,
}

impl Fan {
    pub(crate) fn new(number: usize, log: Log, room: RoomName, dice: &mut Dice) -> Self {
        // Most devices know the time; some do not, by hours.
        let span = if dice.in_thousand(150) { 7_200_000 } else { 8_000 };
        let skew = i64::try_from(dice.between(0, span)).unwrap_or(0) - i64::try_from(span / 2).unwrap_or(0);
        Self {
            number,
            client: Client::new(room, log),
            conn: None,
            saved: Vec::new(),
            named: !dice.in_thousand(200),
            visible: true,
            typed: Vec::new(),
            acked: BTreeMap::new(),
            wake: 0,
            page: 0,
            skew_ms: skew,
        }
    }

    /// The page is loaded anew, with the document's entries and the outbox that was kept.
    pub(crate) fn reload(&mut self, log: Log, room: RoomName) {
        self.client = Client::new(room, log);
        self.conn = None;
        self.visible = true;
        self.wake = self.wake.saturating_add(1);
        self.page = self.page.saturating_add(1);
    }

    pub(crate) fn step(&mut self, now: u64, dice: u64, input: Input) -> Vec<Effect> {
        let now = UnixMillis(EPOCH_MS.saturating_add(now).saturating_add_signed(self.skew_ms));
        self.client.step(Moment { now, dice }, input)
    }

    /// In the world's time, when a wake-up by this device's clock is.
    pub(crate) fn world_ms(&self, at: UnixMillis) -> u64 {
        at.0.saturating_add_signed(self.skew_ms.saturating_neg())
            .saturating_sub(EPOCH_MS)
    }

    pub(crate) fn member(&self) -> Option<MemberId> {
        MemberId::parse(&format!("g{}", self.number)).ok()
    }

    pub(crate) fn name(&self) -> Option<DisplayName> {
        let name = NAMES.get(self.number.checked_rem(NAMES.len())?)?;
        DisplayName::parse(name).ok().filter(|_| self.named)
    }

    /// What the relay would sign. `relay_ms` is the relay's clock.
    pub(crate) fn ticket(&self, relay_ms: u64) -> Option<TicketReply> {
        let expires_at = UnixMillis(relay_ms.saturating_add(limits::TICKET_MS));
        Some(TicketReply {
            ticket: format!("{} {} {}", self.number, u8::from(self.named), expires_at.0),
            member: self.member()?,
            name: self.name(),
            role: Role::Fan,
            expires_at,
        })
    }

    /// Something new to say, and a draft for it.
    pub(crate) fn write(&mut self, dice: &mut Dice) -> Option<(DraftId, Body)> {
        let words = dice.pick(&WORDS)?;
        // Now and then as long as it may be, so that answers are bounded by bytes as well.
        let times = if dice.in_thousand(20) { 300 } else { 1 };
        let body = Body::parse(&format!("{} {}", words.repeat(times), self.typed.len())).ok()?;
        let bits = (u128::from(dice.bits()) << 64) | u128::from(dice.bits());
        let draft = DraftId::from_bits(bits);
        self.typed.push(draft);
        Some((draft, body))
    }
}

const NAMES: [&str; 6] = ["もか🌿", "콩떡", "Leafi", "さくら", "윤슬지기", "José"];

const WORDS: [&str; 6] = [
    "今日のライブ最高だった😭",
    "ㅋㅋㅋㅋㅋ",
    "진짜 최고\n울었어 ㅠㅠ",
    "so happy",
    "ルアン〜！",
    "👩‍👩‍👧‍👦",
];
