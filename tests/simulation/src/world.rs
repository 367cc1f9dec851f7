//! The world: a clock that jumps from one event to the next, and everything that moves by it.

mod chaos;
mod relay;
mod tab;

use std::collections::BTreeMap;

use client::Input;
use protocol::{DraftId, RoomName, Seq};

use crate::check;
use crate::dice::Dice;
use crate::fan::Fan;
use crate::host::{Host, Mutation};
use crate::wire::{WAY_MS, Wire};
use crate::{Failure, Outcome};

/// A promise that was broken, in words.
pub(crate) type Promise<T = ()> = Result<T, String>;

/// Over a good link: the way, the frame that waits for others, and one to spare.
const PROMPT_MS: u64 = WAY_MS + 100;
/// After the room's memory came back: the beacon's way, the client's patience with it, a fetch and its answer.
const MEND_MS: u64 = 3 * WAY_MS + 250 + 100;
/// As long as it may take from the last fault until everybody is well.
const QUIET_MS: u64 = 90_000;

#[derive(Clone, Debug)]
enum Event {
    /// Something arrives at the room.
    ToRoom(u64, Up),
    /// Something arrives at a fan's tab.
    ToFan(u64, Down),
    /// The room's timer.
    Timer,
    FanWakes {
        fan: usize,
        wake: u64,
    },
    Ticket {
        fan: usize,
        page: u64,
        served: bool,
    },
    Opens(usize),
    Types(usize),
    Official {
        draft: DraftId,
        tries: u32,
    },
    Chaos,
    Calm,
    /// By now these fans should see this.
    Prompt {
        seq: Seq,
        fans: Vec<(usize, u64)>,
    },
}

#[derive(Clone, Debug)]
enum Up {
    Open,
    Text(String),
    Ping,
    Closed,
}

#[derive(Clone, Debug)]
enum Down {
    Opened,
    Text(String),
    Pong,
    Closed(u16),
}

pub(crate) struct World {
    now: u64,
    /// By time, and by the order in which they were planned.
    plan: BTreeMap<(u64, u64), Event>,
    planned: u64,
    dice: Dice,
    host: Host,
    fans: Vec<Fan>,
    wires: BTreeMap<u64, Wire>,
    /// What was planned for a wire before this number, and has not arrived, is lost.
    lost_before: BTreeMap<u64, u64>,
    calm_at: u64,
    /// The room's memory was lost, or a write failed, and it has not had a step since.
    uneasy: bool,
    faults: usize,
    history: Option<Vec<String>>,
}

impl World {
    pub(crate) fn new(seed: u64, mutation: Mutation, with_history: bool) -> Promise<Self> {
        let mut dice = Dice::new(seed);
        let calm_at = dice.between(10_000, 60_000);
        let host = Host::new(dice.bits(), mutation)?;
        Ok(Self {
            now: 0,
            plan: BTreeMap::new(),
            planned: 0,
            dice,
            host,
            fans: Vec::new(),
            wires: BTreeMap::new(),
            lost_before: BTreeMap::new(),
            calm_at,
            uneasy: false,
            faults: 0,
            history: with_history.then(Vec::new),
        })
    }

    pub(crate) fn play(mut self, seed: u64) -> Outcome {
        let played = self.conversation();
        Outcome {
            seed,
            messages: self.host.journal.written.len(),
            faults: self.faults,
            failure: played.err().map(|promise| Failure {
                promise,
                history: self.history.take().unwrap_or_default(),
            }),
        }
    }

    fn conversation(&mut self) -> Promise {
        self.begin()?;
        let end = self.calm_at.saturating_add(QUIET_MS);
        while let Some(((at, order), event)) = self.plan.pop_first() {
            if at > end {
                break;
            }
            self.now = at;
            self.happen(order, event)?;
        }
        let written = &self.host.journal.written;
        check::ledger(written)?;
        for fan in &self.fans {
            check::timeline(written, fan)?;
            check::converged(written, fan)?;
        }
        self.host.agrees()
    }

    fn begin(&mut self) -> Promise {
        let fans = self.dice.between(2, 6);
        let log = self.host.page()?;
        for number in 0..usize::try_from(fans).unwrap_or(2) {
            let fan = Fan::new(number, log.clone(), lounge()?, &mut self.dice);
            self.fans.push(fan);
            let opens = self.dice.between(0, 3_000);
            self.after(opens, Event::Opens(number));
            self.after(opens, Event::Types(number));
        }
        for _ in 0..self.dice.between(0, 4) {
            let draft = DraftId::from_bits(u128::from(self.dice.bits()));
            let wait = self.dice.between(0, self.calm_at);
            self.after(wait, Event::Official { draft, tries: 0 });
        }
        self.after(0, Event::Chaos);
        self.after(self.calm_at, Event::Calm);
        Ok(())
    }

    fn happen(&mut self, order: u64, event: Event) -> Promise {
        match event {
            Event::ToRoom(conn, up) => self.at_room(conn, up),
            Event::ToFan(conn, down) => self.at_fan(order, conn, down),
            Event::Timer => self.timer(),
            Event::FanWakes { fan, wake } => match self.fans.get(fan) {
                Some(of) if of.wake == wake => self.tell_fan(fan, Input::Wake),
                _ => Ok(()),
            },
            Event::Ticket { fan, page, served } => self.ticket(fan, page, served),
            Event::Opens(fan) => self.tell_fan(fan, Input::Start),
            Event::Types(fan) => self.types(fan),
            Event::Official { draft, tries } => self.official(draft, tries),
            Event::Chaos => self.chaos(),
            Event::Calm => self.calm(),
            Event::Prompt { seq, fans } => self.prompt(seq, fans),
        }
    }

    /// The fans that were there when it was written see it, or have had an accident since.
    fn prompt(&mut self, seq: Seq, fans: Vec<(usize, u64)>) -> Promise {
        let mended_at = self.host.restored_at.saturating_add(MEND_MS);
        if self.uneasy || self.now < mended_at {
            let wait = mended_at.saturating_sub(self.now).max(500);
            self.after(wait, Event::Prompt { seq, fans });
            return Ok(());
        }
        for (number, conn) in fans {
            let Some(fan) = self.fans.get(number) else {
                continue;
            };
            let is_good = fan.conn == Some(conn) && self.wires.get(&conn).is_some_and(|wire| !wire.harmed);
            if is_good && check::seen(fan) < seq {
                return Err(format!(
                    "promptness: {} ms later fan {number} does not see {seq}, over a good link",
                    PROMPT_MS
                ));
            }
        }
        Ok(())
    }

    fn after(&mut self, wait_ms: u64, event: Event) {
        self.at(self.now.saturating_add(wait_ms), event);
    }

    fn at(&mut self, at: u64, event: Event) {
        self.planned = self.planned.saturating_add(1);
        self.plan.insert((at.max(self.now), self.planned), event);
    }

    fn is_chaos(&self) -> bool {
        self.now < self.calm_at
    }

    fn note(&mut self, line: impl FnOnce() -> String) {
        let now = self.now;
        if let Some(history) = &mut self.history {
            history.push(format!("{:>3}.{:03} {}", now / 1_000, now % 1_000, line()));
        }
    }
}

fn lounge() -> Promise<RoomName> {
    RoomName::parse("lounge").map_err(|error| error.to_string())
}
