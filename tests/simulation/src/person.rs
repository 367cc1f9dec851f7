//! A person: a device with its clock and its disk, and one or two tabs of the room on it.

use client::{Client, Effect, Input, Moment, Unsent};
use protocol::http::TicketReply;
use protocol::{
    Body, DisplayName, DraftId, Epoch, Log, MemberId, Role, RoomName, Seq, UnixMillis, codec, limits,
};

use crate::dice::Dice;
use crate::host::{EPOCH_MS, Release};

/// A page: the tab, and which of its lives. Whatever an earlier life asked for is not answered.
pub(crate) type PageId = (usize, u64);

pub(crate) struct Person {
    pub(crate) number: usize,
    pub(crate) named: bool,
    /// The first looks after the room.
    pub(crate) role: Role,
    pub(crate) release: Release,
    /// False: the browser gives this page no storage.
    pub(crate) has_disk: bool,
    pub(crate) disk: Vec<Record>,
    /// What the device has kept of the room.
    pub(crate) log: Option<Log>,
    /// How far this device's clock is off.
    pub(crate) skew_ms: i64,
}

/// One message on the disk, as text.
pub(crate) struct Record {
    pub(crate) owner: PageId,
    pub(crate) draft: DraftId,
    pub(crate) text: String,
}

/// Under way to the disk.
pub(crate) enum Saving {
    Keep(DraftId, String),
    Forget(DraftId),
}

impl Person {
    pub(crate) fn new(number: usize, dice: &mut Dice) -> Self {
        // Most devices know the time; some do not, by hours.
        let span = if dice.in_thousand(150) { 7_200_000 } else { 4_000 };
        Self {
            number,
            named: !dice.in_thousand(200),
            role: if number == 0 { Role::Moderator } else { Role::Fan },
            release: match dice.between(0, 9) {
                0 => Release::Previous,
                1 => Release::Next,
                _ => Release::This,
            },
            has_disk: !dice.in_thousand(100),
            disk: Vec::new(),
            log: None,
            skew_ms: dice.signed(span),
        }
    }

    pub(crate) fn member(&self) -> Option<MemberId> {
        MemberId::parse(&format!("g{}", self.number)).ok()
    }

    pub(crate) fn name(&self) -> Option<DisplayName> {
        let name = NAMES.get(self.number.checked_rem(NAMES.len())?)?;
        DisplayName::parse(name).ok().filter(|_| self.named)
    }

    /// What the relay would sign.
    pub(crate) fn ticket(&self, relay: UnixMillis) -> Option<TicketReply> {
        let expires_at = relay.plus(limits::TICKET_MS);
        Some(TicketReply {
            ticket: format!("{} {} {}", self.number, u8::from(self.named), expires_at.0),
            member: self.member()?,
            name: self.name(),
            role: self.role,
            expires_at,
        })
    }

    pub(crate) fn write(&mut self, owner: PageId, saving: Saving) {
        match saving {
            Saving::Keep(draft, text) => match self.disk.iter_mut().find(|record| record.draft == draft) {
                Some(record) => *record = Record { owner, draft, text },
                None => self.disk.push(Record { owner, draft, text }),
            },
            Saving::Forget(draft) => self.disk.retain(|record| record.draft != draft),
        }
    }
}

pub(crate) struct Tab {
    pub(crate) number: usize,
    pub(crate) person: usize,
    pub(crate) is_open: bool,
    pub(crate) client: Client,
    /// The socket that the driver holds.
    pub(crate) conn: Option<u64>,
    pub(crate) visible: bool,
    /// The wake-up that counts; the ones before it were replaced.
    pub(crate) wake: u64,
    /// In the end, a person had everything up to here before their eyes.
    pub(crate) eyes: Seq,
    /// The room of this link knows rules.
    pub(crate) is_ruled: bool,
    pub(crate) page: u64,
    pub(crate) saving: std::collections::VecDeque<Saving>,
    pub(crate) saved_at: u64,
    /// The room's log up to here was compared with what is shown: epoch, first and last place.
    pub(crate) compared: Option<(Epoch, Seq, Seq)>,
    pub(crate) dice: Dice,
}

impl Tab {
    pub(crate) fn new(number: usize, person: usize, log: Log, room: RoomName, dice: Dice) -> Self {
        Self {
            number,
            person,
            is_open: false,
            client: Client::new(room, log),
            conn: None,
            visible: true,
            wake: 0,
            eyes: Seq::ZERO,
            is_ruled: false,
            page: 0,
            saving: std::collections::VecDeque::new(),
            saved_at: 0,
            compared: None,
            dice,
        }
    }

    pub(crate) fn id(&self) -> PageId {
        (self.number, self.page)
    }

    /// Another life of the page begins, with the document's entries.
    pub(crate) fn load(&mut self, log: Log, room: RoomName) {
        self.client = Client::new(room, log);
        self.is_open = true;
        self.conn = None;
        self.visible = true;
        self.wake = self.wake.saturating_add(1);
        self.compared = None;
    }

    pub(crate) fn step(&mut self, now: UnixMillis, input: Input) -> Vec<Effect> {
        let dice = self.dice.bits();
        self.client.step(Moment { now, dice }, input)
    }
}

/// By a device's clock.
pub(crate) fn device_ms(now: u64, skew_ms: i64) -> UnixMillis {
    UnixMillis(EPOCH_MS.saturating_add(now).saturating_add_signed(skew_ms))
}

/// In the world's time, when a wake-up by a device's clock is.
pub(crate) fn world_ms(at: UnixMillis, skew_ms: i64) -> u64 {
    at.0.saturating_add_signed(skew_ms.saturating_neg())
        .saturating_sub(EPOCH_MS)
}

/// As the device keeps it, and finds it again.
pub(crate) fn record(unsent: &Unsent) -> String {
    codec::encode(unsent)
}

pub(crate) fn recorded(text: &str) -> Option<Unsent> {
    codec::parse(text).ok()
}

/// Something to say.
pub(crate) fn words(dice: &mut Dice, number: usize) -> Option<Body> {
    let words = dice.pick(&WORDS)?;
    // Now and then as long as it may be, so that answers are bounded by bytes as well.
    let times = if dice.in_thousand(10) { 300 } else { 1 };
    Body::parse(&format!("{} {number}", words.repeat(times))).ok()
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
