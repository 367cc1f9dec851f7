//! What goes wrong in a round, and how it is done.
//!
//! Invariant: when a round ends, all that it did to the network and the runtime is undone; what it did to the fans is theirs
//! to mend.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use relay_tests::faults::{self, Trap};
use serde_json::{Value, json};

use crate::board::State;
use crate::dice::Dice;
use crate::fan::Order;
use crate::proxy::Weather;
use crate::rounds::RECOVERY;
use crate::stranger;
use crate::world::World;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Fault {
    Kill,
    KillTwice,
    Freeze,
    Deploy,
    Evict,
    Reset,
    Cut,
    Hole,
    Slow,
    Storm,
    Crash,
    Oversize,
    Replay,
    Full,
    Panic,
}

impl Fault {
    pub const ALL: [(Self, &str, &str); 15] = [
        (
            Self::Kill,
            "SIGKILL of workerd, restart on the same disk",
            "what was acknowledged or seen stays",
        ),
        (Self::KillTwice, "SIGKILL again as soon as it answers", "the same"),
        (
            Self::Freeze,
            "SIGSTOP of workerd, then SIGCONT",
            "nothing is doubled",
        ),
        (
            Self::Deploy,
            "orderly restart: a deploy",
            "the fans come back, spread over the window",
        ),
        (
            Self::Evict,
            "all objects out of memory, several times, sockets hibernate",
            "nobody notices",
        ),
        (Self::Reset, "TCP reset of some fans' connections", "they resume"),
        (
            Self::Cut,
            "no network for some fans",
            "they write on, and send once when it is back",
        ),
        (
            Self::Hole,
            "black hole towards the relay, towards the fan, or both",
            "no doubling, whatever was answered into it",
        ),
        (
            Self::Slow,
            "1 fan, a tenth, or all read nothing for a while",
            "the others are not held up",
        ),
        (
            Self::Storm,
            "new connections: reset at byte k, single bytes, delays",
            "they get through, or try again",
        ),
        (
            Self::Crash,
            "tabs die after the nth effect, and open again with what their disk has",
            "what was kept is sent once",
        ),
        (
            Self::Oversize,
            "frames of 64 KiB + 1, 1 MiB + 1, 32 MiB + 1 from strangers",
            "closed, nobody else notices",
        ),
        (
            Self::Replay,
            "drafts replayed and reordered on two connections, others' ids among them",
            "each once",
        ),
        (
            Self::Full,
            "the room's storage takes no more, then does again (faults build)",
            "refused, tried again, nothing acknowledged that is not there",
        ),
        (
            Self::Panic,
            "traps before the write, after it, before the answer (faults build)",
            "the room is rebuilt from its ledger",
        ),
    ];

    /// It happens to the runtime itself, one after the other; the rest goes on beside.
    fn is_of_the_runtime(self) -> bool {
        matches!(
            self,
            Self::Kill
                | Self::KillTwice
                | Self::Freeze
                | Self::Deploy
                | Self::Evict
                | Self::Full
                | Self::Panic
        )
    }
}

/// One more than a room reads, than workerd's older limit, and than its documented one.
const SIZES: [usize; 3] = [(64 << 10) + 1, (1 << 20) + 1, (32 << 20) + 1];

/// Each round begins with the next of a shuffled deck, so that every fault has its turn, and may add others. A full storage is
/// the first of each deck and nobody's addition: who is refused for it waits half a minute.
pub fn plan(rounds: usize, always: Option<Fault>, dice: &mut Dice) -> Vec<BTreeSet<Fault>> {
    let mut deck = Vec::new();
    let additions: Vec<Fault> = Fault::ALL
        .iter()
        .map(|(fault, ..)| *fault)
        .filter(|fault| *fault != Fault::Full)
        .collect();
    (0..rounds)
        .map(|_| {
            let mut faults = if deck.is_empty() {
                deck = additions.clone();
                BTreeSet::from([Fault::Full])
            } else {
                BTreeSet::from([deck.swap_remove(dice.below(deck.len()))])
            };
            faults.extend(always);
            while dice.percent(40) {
                faults.insert(additions[dice.below(additions.len())]);
            }
            faults
        })
        .collect()
}

impl World {
    /// One round: the faults of it, at once or shortly after each other.
    pub fn suffer(&mut self, faults: &BTreeSet<Fault>) {
        for fault in faults {
            *self.tally.faults.entry(*fault).or_default() += 1;
        }
        self.weather(faults);
        if faults.contains(&Fault::Crash) {
            for _ in 0..self.dice.between(1, self.fans.len() as u64) {
                let fan = self.dice.below(self.fans.len());
                let fuse = u32::try_from(self.dice.between(0, 12)).expect("small");
                let away = Duration::from_millis(self.dice.between(0, 800));
                self.fans[fan].order(Order::Crash { fuse, away });
            }
        }
        let strangers = self.strangers(faults);
        for fault in faults.iter().filter(|fault| fault.is_of_the_runtime()) {
            self.pause(0, 400);
            self.runtime(*fault);
            self.measure();
        }
        self.pause(300, 1_200);
        for stranger in strangers {
            self.took(stranger.join().expect("a stranger's thread does not die"));
        }
        for proxy in &self.proxies {
            proxy.change(Weather::default());
        }
        // The network is back, and people look at their tabs. Who does not, comes back at the pace of the backoff.
        for fan in 0..self.fans.len() {
            if self.dice.percent(80) {
                self.fans[fan].order(Order::Look);
            }
        }
        self.measure();
    }

    fn runtime(&mut self, fault: Fault) {
        match fault {
            Fault::Kill => self.kill(),
            Fault::KillTwice => {
                self.kill();
                self.pause(0, 300);
                self.kill();
            }
            Fault::Freeze => {
                let ms = self.dice.between(200, 2_000);
                self.relay.signal("STOP");
                thread::sleep(Duration::from_millis(ms));
                self.relay.signal("CONT");
            }
            Fault::Deploy => self.relay.deploy(None),
            Fault::Full => self.with_faults(|world| {
                world.knock("full", &json!({ "on": true }));
                world.pause(300, 1_200);
                world.knock("full", &json!({ "on": false }));
            }),
            Fault::Panic => self.with_faults(|world| {
                for _ in 0..3 {
                    let trap = Trap::ALL[world.dice.below(Trap::ALL.len())];
                    world.knock("panic", &json!({ "at": trap.word(), "times": 1 }));
                    world.pause(100, 600);
                }
            }),
            _ => {
                for _ in 0..self.dice.between(1, 5) {
                    self.relay.evict_any();
                    self.pause(0, 150);
                }
            }
        }
    }

    /// The build that has doors for faults is deployed, and the real one again after it. Somebody speaks in between.
    fn with_faults(&mut self, work: impl FnOnce(&mut Self)) {
        self.relay.deploy(Some(&faults::build()));
        let spoken = self.board.sum(|state| state.acked);
        let is_spoken = |states: &[State]| states.iter().map(|state| state.acked).sum::<u64>() > spoken;
        assert!(
            self.board.wait(RECOVERY, is_spoken).is_some(),
            "nobody speaks to the faults build"
        );
        work(self);
        self.relay.deploy(None);
    }

    /// A door for faults. What is asked while the instance falls is told that it fell, and is asked again.
    fn knock(&self, what: &str, more: &Value) {
        let is_heard = || {
            self.relay
                .knock(what, &self.site, &self.room, more.clone())
                .status
                == 200
        };
        assert!((0..100).any(|_| is_heard()), "the door for {what} is shut");
    }

    fn kill(&mut self) {
        self.relay.kill_and_restart();
        self.tally.kills += 1;
    }

    fn weather(&mut self, faults: &BTreeSet<Fault>) {
        let count = self.proxies.len();
        let storm = faults.contains(&Fault::Storm);
        // One of them, a tenth, or all.
        let slow = match faults.contains(&Fault::Slow).then(|| self.dice.between(0, 2)) {
            None => 0,
            Some(0) => 1,
            Some(1) => count.div_ceil(10),
            Some(_) => count,
        };
        for at in 0..count {
            let mut weather = Weather {
                storm,
                hole_down: at < slow,
                ..Weather::default()
            };
            let mut hits = |fault| faults.contains(&fault) && self.dice.percent(40);
            if hits(Fault::Hole) {
                let kind = at % 3;
                weather.hole_up |= kind != 0;
                weather.hole_down |= kind != 1;
            }
            // Somebody has to be heard by the faults build: see `with_faults`.
            if at.saturating_add(1) == count
                && (faults.contains(&Fault::Full) || faults.contains(&Fault::Panic))
            {
                (weather.hole_up, weather.hole_down) = (false, false);
            }
            let cut = hits(Fault::Cut);
            weather.cut = cut;
            let reset = hits(Fault::Reset) || cut || storm;
            self.proxies[at].change(weather);
            if reset {
                self.proxies[at].reset();
            }
        }
    }

    fn strangers(&mut self, faults: &BTreeSet<Fault>) -> Vec<thread::JoinHandle<Visit>> {
        let mut all = Vec::new();
        if faults.contains(&Fault::Oversize) {
            let ticket = self.site.ticket("stranger").ticket;
            for bytes in SIZES {
                let (site, room, ticket) = (self.site.clone(), self.room.clone(), ticket.clone());
                all.push(thread::spawn(move || {
                    Visit::Oversize(bytes, stranger::oversize(&site, &room, &ticket, bytes))
                }));
            }
        }
        if faults.contains(&Fault::Replay)
            && let Some(mut hostile) = self.hostile.take()
        {
            let (site, room, mut dice) = (self.site.clone(), self.room.clone(), self.dice.child());
            all.push(thread::spawn(move || {
                hostile.rage(&site, &room, &mut dice);
                Visit::Replay(hostile)
            }));
        }
        all
    }

    fn took(&mut self, visit: Visit) {
        match visit {
            Visit::Oversize(bytes, answer) => {
                let answers: &mut BTreeMap<String, u64> = self.tally.oversize.entry(bytes).or_default();
                *answers.entry(answer).or_default() += 1;
            }
            Visit::Replay(hostile) => self.hostile = Some(hostile),
        }
    }
}

/// What a stranger brings back.
enum Visit {
    Oversize(usize, String),
    Replay(stranger::Hostile),
}
