//! What will happen to a world, decided before it begins.
//!
//! Every act has its own chance. So one act can be left out and the others stay as they are, which is how a failing seed
//! is made small enough to read.

use crate::dice::Dice;

/// What somebody does, or what goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    /// Somebody types so many messages.
    Type(u64),
    /// An official's server posts.
    Official,
    /// Many write at once.
    Crowd,
    Do(Deed),
    Fault(Fault),
}

/// What somebody does beside writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Edit,
    Unsend,
    Pin,
    Unpin,
    Reply,
    React,
    Read,
    Report,
    Jump,
    Find,
    Scroll,
    Return,
}

const DEEDS: [Deed; 16] = [
    Deed::Edit,
    Deed::Edit,
    Deed::Unsend,
    Deed::Unsend,
    Deed::Pin,
    Deed::Unpin,
    Deed::Reply,
    Deed::Reply,
    Deed::React,
    Deed::React,
    Deed::Read,
    Deed::Report,
    Deed::Jump,
    Deed::Find,
    Deed::Scroll,
    Deed::Return,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Both ends learn of it, each in its own time.
    Cut,
    /// Half-open: nothing comes through, and nobody is told.
    Silence,
    /// The socket stays open, and what waited for it is gone.
    LoseDown,
    LosePosts,
    /// The tab's end is closed; what it sent arrives long after its next socket has spoken.
    Linger,
    /// Frames to the room, or to the tab, arrive late. The latter is a slow reader.
    HoldUp,
    HoldDown,
    TwiceUp,
    TwiceDown,
    /// The room's memory is lost; sockets stay, and some lose what waited for them.
    Evict,
    /// The next write is confirmed, and what was to be said of it is lost with the memory.
    Unsent,
    /// The relay restarts, perhaps as another release: memory and sockets are gone.
    Restart,
    /// The machine dies with the next write unconfirmed.
    Crash,
    FailBefore,
    FailAfter,
    /// Confirmations take long.
    SlowDisk,
    Full,
    Broken,
    /// A second instance takes over, and the first does not know.
    Twin,
    /// The room is replaced by a copy of itself.
    Restore,
    Flood,
    RelayClock,
    /// The room presses a socket to resynchronize.
    Press,
    /// A day and more passes on one device.
    Days,
    Reload,
    PageCrash,
    /// A tab is closed, or opened again.
    Tab,
    Hide,
    Online,
    Older,
    Name,
    /// Something that the other side does not know is said.
    Unknown,
    /// Of what the room and a spoke say to each other some is lost, doubled or late.
    LinkLoses,
    /// A spoke is not reached for so long that it is given up.
    LinkDead,
    /// A spoke's memory is lost; its sockets stay.
    SpokeEvict,
    /// A spoke dies with its sockets.
    SpokeDies,
}

const SPOKE_FAULTS: [Fault; 8] = [
    Fault::LinkLoses,
    Fault::LinkLoses,
    Fault::LinkLoses,
    Fault::SpokeEvict,
    Fault::SpokeEvict,
    Fault::SpokeEvict,
    Fault::SpokeDies,
    Fault::LinkDead,
];

const FAULTS: [(Fault, u64); 32] = [
    (Fault::Cut, 12),
    (Fault::Silence, 7),
    (Fault::LoseDown, 9),
    (Fault::LosePosts, 4),
    (Fault::Linger, 6),
    (Fault::HoldUp, 4),
    (Fault::HoldDown, 5),
    (Fault::TwiceUp, 4),
    (Fault::TwiceDown, 3),
    (Fault::Evict, 12),
    (Fault::Unsent, 6),
    (Fault::Restart, 4),
    (Fault::Crash, 8),
    (Fault::FailBefore, 5),
    (Fault::FailAfter, 5),
    (Fault::SlowDisk, 2),
    (Fault::Full, 2),
    (Fault::Broken, 1),
    (Fault::Twin, 4),
    (Fault::Restore, 3),
    (Fault::Flood, 1),
    (Fault::RelayClock, 4),
    (Fault::Press, 4),
    (Fault::Days, 1),
    (Fault::Reload, 5),
    (Fault::PageCrash, 5),
    (Fault::Tab, 5),
    (Fault::Hide, 5),
    (Fault::Online, 3),
    (Fault::Older, 4),
    (Fault::Name, 3),
    (Fault::Unknown, 2),
];

/// One act, when, on whom, and the chance that decides the rest of it.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) at: u64,
    pub(crate) act: Act,
    pub(crate) tab: usize,
    pub(crate) dice: Dice,
}

/// Until `calm_at`, in no order.
pub(crate) fn script(dice: &mut Dice, tabs: usize, calm_at: u64) -> Vec<Line> {
    let mut lines = Vec::with_capacity(128);
    for tab in 0..tabs {
        let mut at = dice.between(0, 3_000);
        while at < calm_at {
            let burst = if dice.in_thousand(100) { 8 } else { 1 };
            lines.push(line(at, Act::Type(dice.between(1, burst)), tab, dice));
            let pause = if dice.in_thousand(200) { 20_000 } else { 5_000 };
            at = at.saturating_add(dice.between(1, pause));
        }
    }
    for tab in 0..tabs {
        let mut at = dice.between(2_000, 8_000);
        while at < calm_at {
            if let Some(deed) = dice.pick(&DEEDS) {
                lines.push(line(at, Act::Do(*deed), tab, dice));
            }
            at = at.saturating_add(dice.between(1, 8_000));
        }
    }
    for _ in 0..dice.between(0, 4) {
        let at = dice.between(0, calm_at);
        lines.push(line(at, Act::Official, 0, dice));
    }
    if dice.in_thousand(25) {
        let at = dice.between(0, calm_at);
        lines.push(line(at, Act::Crowd, 0, dice));
    }
    // Some kinds only, each time others: two faults that meet rarely meet often somewhere.
    let kinds: Vec<(Fault, u64)> = FAULTS.into_iter().filter(|_| dice.in_thousand(550)).collect();
    let total: u64 = kinds.iter().map(|(_, weight)| weight).sum();
    let mut at = dice.between(100, 4_000);
    while at < calm_at && total > 0 {
        let mut left = dice.between(0, total.saturating_sub(1));
        let chosen = kinds.iter().find(|(_, weight)| {
            let is_it = left < *weight;
            left = left.saturating_sub(*weight);
            is_it
        });
        let tab = dice.index(tabs);
        if let Some((fault, _)) = chosen {
            lines.push(line(at, Act::Fault(*fault), tab, dice));
        }
        at = at.saturating_add(dice.between(100, 4_000));
    }
    lines
}

/// What befalls the spokes of a room that has some.
pub(crate) fn spokes(dice: &mut Dice, tabs: usize, calm_at: u64) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = dice.between(1_000, 8_000);
    while at < calm_at {
        let tab = dice.index(tabs);
        if let Some(fault) = dice.pick(&SPOKE_FAULTS) {
            lines.push(line(at, Act::Fault(*fault), tab, dice));
        }
        at = at.saturating_add(dice.between(200, 15_000));
    }
    lines
}

fn line(at: u64, act: Act, tab: usize, dice: &mut Dice) -> Line {
    let dice = dice.split(at);
    Line { at, act, tab, dice }
}
