//! The world: a clock that jumps from one event to the next, and everything that moves by it.

mod chaos;
mod deeds;
mod device;
mod network;
mod prompt;
mod quiet;
mod relay;
mod spokes;
mod storage;
mod tab;
mod twin;

use std::collections::BTreeMap;
use std::rc::Rc;

use client::Input;
use protocol::{DraftId, RoomName, Seq};
use spoke::{Hub, Spread};

use crate::check::{
    self,
    end::Bill,
    state::{Readers, Told},
};
use crate::dice::Dice;
use crate::drafts::Drafts;
use crate::host::{Host, Spelled};
use crate::ledger::Ledger;
use crate::person::{PageId, Person, Tab};
use crate::promise::{Promise, sound};
use crate::script::{self, Act, Line};
use crate::wire::Wire;
use crate::{Outcome, Run};

/// The longest that the storage takes to confirm a write, as long as it is well.
const QUICK_MS: u64 = 8;
/// As long as it may take from the last fault until everybody is well: a dead link is found within 70 s, and the next
/// try comes within the longest backoff of 30 s; and a little, for what is told of who has read.
const QUIET_MS: u64 = 103_000;

#[derive(Clone)]
enum Event {
    Act(usize),
    /// Something arrives at the room.
    ToRoom(u64, Up),
    /// Something arrives at a tab.
    ToTab(u64, Down),
    /// The room's timer.
    Timer,
    /// The storage confirms what was written up to here.
    Confirm {
        life: u64,
        upto: usize,
    },
    /// A fault of the storage is over.
    Mended,
    TwinEnds,
    Wakes {
        page: PageId,
        wake: u64,
    },
    Ticket {
        page: PageId,
        served: bool,
    },
    Loads(usize),
    /// The device has written something.
    Disk(PageId),
    /// Without a disk, a draft is as kept as it will ever be.
    Kept(PageId, DraftId),
    /// What earlier pages have left is looked for.
    Adopt(PageId),
    /// Somebody decides about a message that failed.
    Decide {
        page: PageId,
        draft: DraftId,
    },
    Official {
        draft: DraftId,
    },
    Crowd {
        left: u64,
        dice: Dice,
    },
    Calm,
    /// Everybody has the newest before their eyes.
    Eyes,
    /// Between the room and a spoke.
    Spoke(u16, spokes::Way),
    /// By now these tabs should see this.
    Prompt {
        seq: Seq,
        tabs: Vec<(usize, u64)>,
    },
}

#[derive(Clone)]
enum Up {
    Open,
    Text(Rc<str>),
    Ping,
    Closed,
}

#[derive(Clone)]
enum Down {
    Opened,
    Text(Rc<Spelled>),
    Pong,
    Closed(u16),
}

pub(crate) struct World {
    now: u64,
    /// By time, and by the order in which they were planned.
    plan: BTreeMap<(u64, u64), Event>,
    planned: u64,
    dice: Dice,
    script: Vec<Line>,
    host: Host,
    people: Vec<Person>,
    tabs: Vec<Tab>,
    drafts: Drafts,
    wires: BTreeMap<u64, Wire>,
    spokes: spokes::Spokes,
    calm_at: u64,
    /// The room's memory was lost, or a write failed, and it has not had a step since.
    uneasy: bool,
    /// It had that step, and what it says of it waits at the gate.
    mending: bool,
    faults: usize,
    /// Harm that each may cost a few frames.
    harm: u64,
    /// Frames that people gave reason for, beside messages.
    asked: u64,
    was_full: bool,
    /// The next write dies with the machine, or is confirmed and not told.
    ends: Option<Ending>,
    /// Confirmations take so long.
    confirm_ms: u64,
    history: Option<Vec<String>>,
}

/// What becomes of the next write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Crash,
    Unsent,
}

/// Each frame to so many is a fifth of a second's share.
const CROWD: usize = 3_000;

impl World {
    pub(crate) fn new(run: &Run, with_history: bool) -> Promise<Self> {
        let mut dice = Dice::new(run.seed);
        let calm_at = dice.between(10_000, 60_000);
        let ledger = Ledger::new(dice.bits(), run.is_over_sql(), run.mutation)?;
        let mut world = Self {
            now: 0,
            plan: BTreeMap::new(),
            planned: 0,
            script: Vec::new(),
            host: Host::new(ledger, run.mutation),
            people: Vec::new(),
            tabs: Vec::new(),
            drafts: Drafts::default(),
            wires: BTreeMap::new(),
            spokes: spokes::Spokes::new(run.seed),
            calm_at,
            uneasy: false,
            mending: false,
            faults: 0,
            harm: 0,
            asked: 0,
            was_full: false,
            ends: None,
            confirm_ms: QUICK_MS,
            history: with_history.then(Vec::new),
            dice,
        };
        // Every third room is a crowd's, whose messages wait for the tick; of every other one so large that many are held.
        if run.seed.is_multiple_of(3) {
            world.host.elsewhere = if run.seed.is_multiple_of(2) {
                6 * CROWD
            } else {
                CROWD
            };
        }
        // And every fifth one grows into spokes with its second or third socket.
        if run.seed.is_multiple_of(5) {
            let most = if run.seed.is_multiple_of(2) { 1 } else { 2 };
            let spread = Spread { most };
            world.host.spread = Some(spread);
            world.host.hub = Hub::new(spread, run.seed, &[]);
        }
        world.begin(run)?;
        Ok(world)
    }

    fn begin(&mut self, run: &Run) -> Promise {
        let people = self.dice.between(2, 4);
        for number in 0..usize::try_from(people).unwrap_or(2) {
            self.people.push(Person::new(number, &mut self.dice));
            let tabs = if self.dice.in_thousand(250) { 2 } else { 1 };
            for _ in 0..tabs {
                let tab = self.tabs.len();
                let dice = self.dice.split(1);
                self.tabs
                    .push(Tab::new(tab, number, self.host.page(), lounge()?, dice));
                let loads = self.dice.between(0, 3_000);
                self.after(loads, Event::Loads(tab));
            }
        }
        let mut dice = self.dice.split(2);
        self.script = script::script(&mut dice, self.tabs.len(), self.calm_at);
        if self.host.spread.is_some() {
            let more = script::spokes(&mut dice, self.tabs.len(), self.calm_at);
            self.script.extend(more);
        }
        for (index, line) in self.script.iter().enumerate() {
            if run.plays(index) {
                self.planned = self.planned.saturating_add(1);
                self.plan.insert((line.at, self.planned), Event::Act(index));
            }
        }
        self.after(self.calm_at, Event::Calm);
        Ok(())
    }

    /// Which lines of the script there are to leave out.
    pub(crate) fn lines(&self) -> usize {
        self.script.len()
    }

    pub(crate) fn play(mut self, run: &Run) -> Outcome {
        let failure = self.conversation().err();
        Outcome {
            run: run.clone(),
            messages: self.host.ledger.log.len(),
            faults: self.faults,
            frames: self.host.frames_in,
            failure,
            history: self.history.take().unwrap_or_default(),
        }
    }

    fn conversation(&mut self) -> Promise {
        let end = self.calm_at.saturating_add(QUIET_MS);
        while let Some(((at, order), event)) = self.plan.pop_first() {
            if at > end {
                break;
            }
            self.now = at;
            self.happen(order, event)?;
        }
        self.verdict()
    }

    fn verdict(&mut self) -> Promise {
        let ledger = &self.host.ledger;
        check::end::log(&ledger.log)?;
        for tab in &mut self.tabs {
            tab.compared = None;
            check::timeline(ledger, tab)?;
        }
        check::end::drafts(ledger, &self.people, &self.drafts)?;
        check::state::acts(ledger)?;
        let readers = Readers {
            of: self.host.readers(),
            is_part: self.was_full,
        };
        for tab in self.tabs.iter().filter(|tab| tab.is_open) {
            check::end::quiet(ledger, tab)?;
            check::state::texts(ledger, tab)?;
            let wire = tab.conn.and_then(|conn| self.wires.get(&conn));
            if let Some(wire) = wire.filter(|_| tab.is_ruled) {
                let member = self.people.get(tab.person).and_then(Person::member);
                let tabs = self
                    .tabs
                    .iter()
                    .filter(|other| other.person == tab.person)
                    .count();
                let told = match tabs {
                    _ if wire.harmed => Told::No,
                    1 => Told::All,
                    _ => Told::Counts,
                };
                check::state::newest(ledger, tab, member.as_ref(), &readers, told)?;
            }
        }
        self.people.iter().try_for_each(check::end::disk)?;
        let bill = Bill {
            connections: u64::try_from(self.wires.len()).unwrap_or(u64::MAX),
            faults: self.harm,
            asked: self.asked,
            frames_in: self.host.frames_in,
        };
        check::end::cost(ledger, &bill)?;
        self.everybody_is_known()?;
        ledger.agrees()
    }

    fn happen(&mut self, order: u64, event: Event) -> Promise {
        match event {
            Event::Act(index) => self.act(index),
            Event::ToRoom(conn, up) => self.at_room(conn, up),
            Event::ToTab(conn, down) => self.at_tab(order, conn, down),
            Event::Timer => self.timer(),
            Event::Confirm { life, upto } => self.confirmed(life, upto),
            Event::Mended => {
                self.storage_is_well();
                Ok(())
            }
            Event::TwinEnds => self.twin_ends(),
            Event::Wakes { page, wake } => match self.page(page) {
                Some(tab) if tab.wake == wake => self.tell_tab(page.0, Input::Wake),
                _ => Ok(()),
            },
            Event::Ticket { page, served } => self.ticket(page, served),
            Event::Loads(tab) => self.load(tab),
            Event::Disk(page) => self.disk(page),
            Event::Kept(page, draft) => self.kept(page, draft),
            Event::Adopt(page) => self.adopt(page),
            Event::Decide { page, draft } => self.decide(page, draft),
            Event::Official { draft } => self.official(draft),
            Event::Crowd { left, dice } => self.crowd(left, dice),
            Event::Calm => self.calm(),
            Event::Eyes => self.eyes(),
            Event::Spoke(place, way) => self.on_the_way(place, way),
            Event::Prompt { seq, tabs } => self.prompt(seq, tabs),
        }
    }

    fn act(&mut self, index: usize) -> Promise {
        let Some(Line { act, tab, dice, .. }) = self.script.get(index).cloned() else {
            return Ok(());
        };
        match act {
            Act::Type(count) => self.types(tab, count, dice),
            Act::Official => {
                let mut dice = dice;
                let draft = DraftId::from_bits(u128::from(dice.bits()));
                self.official(draft)
            }
            Act::Crowd => {
                let mut dice = dice;
                let left = dice.between(100, 800);
                self.crowd(left, dice)
            }
            Act::Do(deed) => self.deed(deed, tab, dice),
            Act::Fault(fault) => {
                self.faults = self.faults.saturating_add(1);
                self.harm = self.harm.saturating_add(1);
                self.note(|| format!("[{index}] fault: {fault:?}"));
                self.fault(fault, tab, dice)
            }
        }
    }

    /// A page, if it is the tab's present one.
    fn page(&self, (number, page): PageId) -> Option<&Tab> {
        let tab = self.tabs.get(number)?;
        (tab.page == page && tab.is_open).then_some(tab)
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
    sound(RoomName::parse("lounge"))
}
