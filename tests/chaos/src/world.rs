//! A relay, the fans before it, and a network for each of them.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use relay_tests::driver::Way;
use relay_tests::{Relay, Site};

use crate::board::Board;
use crate::dice::Dice;
use crate::fan::{self, Handle};
use crate::nemesis::Fault;
use crate::proxy::Proxy;
use crate::stranger::Hostile;

pub struct World {
    pub relay: Relay,
    pub site: Site,
    pub room: String,
    pub proxies: Vec<Proxy>,
    pub fans: Vec<Handle>,
    pub board: Board,
    pub hostile: Option<Hostile>,
    pub dice: Dice,
    pub since: Instant,
    pub diaries: PathBuf,
    pub tally: Tally,
}

/// What was done, for the report.
#[derive(Debug, Default)]
pub struct Tally {
    pub faults: BTreeMap<Fault, u64>,
    pub kills: u64,
    /// Of frames of so many bytes: what was answered, and how often.
    pub oversize: BTreeMap<usize, BTreeMap<String, u64>>,
    /// Of workerd, in MB: seconds since the beginning and the figure.
    pub memory: Vec<(u64, u64)>,
}

impl World {
    /// With so many fans, each behind a proxy, or none of them.
    pub fn new(seed: u64, fans: usize, proxied: bool) -> Self {
        let mut dice = Dice::new(seed);
        let diaries = folder(seed);
        let log = File::create(diaries.join("workerd.log")).expect("the run's folder is ours");
        let relay = Relay::start_with_log(log);
        let site = Site::new(&relay, "chaos");
        let since = Instant::now();
        let hostile = Hostile::new(crate::checker::HOSTILE, &mut dice, &diaries, since);
        let count = if proxied { fans } else { 0 };
        let proxies = (0..count)
            .map(|_| Proxy::start(relay.port(), dice.child()))
            .collect();
        let mut world = Self {
            relay,
            site,
            room: "lounge".to_owned(),
            proxies,
            fans: Vec::new(),
            board: Board::new(fans),
            hostile: Some(hostile),
            dice,
            since,
            diaries,
            tally: Tally::default(),
        };
        for index in 0..fans {
            let way = world.way(index);
            let dice = world.dice.child();
            world.fans.push(fan::start(
                index,
                way,
                dice,
                world.board.clone(),
                &world.diaries,
                since,
            ));
        }
        world
    }

    fn way(&mut self, index: usize) -> Way {
        Way {
            relay: self
                .proxies
                .get(index)
                .map_or(self.site.relay.clone(), Proxy::url),
            site: self.site.id.clone(),
            room: self.room.clone(),
            guest: self.dice.draft(),
            name: format!("팬{index}"),
        }
    }

    /// A moment by chance: faults do not come on the beat.
    pub fn pause(&mut self, low: u64, high: u64) {
        thread::sleep(Duration::from_millis(self.dice.between(low, high)));
    }

    /// Notes the memory of workerd.
    pub fn measure(&mut self) {
        let mb = self.relay.resident_bytes() / 1_000_000;
        self.tally.memory.push((self.since.elapsed().as_secs(), mb));
    }
}

/// Where this run's diaries go. They stay until the next run of the same seed, for whoever wants to read them.
pub fn folder(seed: u64) -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/maru/chaos");
    let folder = root.join(seed.to_string());
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).expect("the target folder is ours");
    folder
}
