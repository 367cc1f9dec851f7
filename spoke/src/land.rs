//! Who is to land where, and what that costs.
//!
//! Invariants: a socket stays where it landed; a room that has become small again takes whoever comes itself, so that its spokes
//! empty by themselves; a spoke is filled before another is begun, for the same reason.

/// From so many of its own on, a room sends whoever comes to a spoke; and as many does a spoke take. A frame to all of them is 64 ms
/// of a processor that does nothing else, a quarter of the longest tick, and twice that on a shared one.
pub const SPOKE_SOCKETS: usize = 4_000;

/// Spokes of a room: see ADR 0026 for what ends there.
pub const SPOKES: usize = 64;

/// What a push to a spoke costs the room, in frames to sockets of its own: a call of another object instead of one of the kernel.
pub const PUSH_SOCKETS: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landing {
    /// In the room's own object.
    Here,
    Spoke(u16),
    /// On a spoke that there has to be first.
    New(u16),
    /// Nowhere.
    Full,
}

/// How many sockets each object of a room takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spread {
    pub most: usize,
}

impl Default for Spread {
    fn default() -> Self {
        Self { most: SPOKE_SOCKETS }
    }
}

impl Spread {
    /// Where whoever comes now goes: `own` are in the room's object, and so many on each spoke, those on their way too.
    pub fn land(self, own: usize, spokes: &[(u16, usize)]) -> Landing {
        if own < self.most {
            return Landing::Here;
        }
        let free = spokes.iter().filter(|(_, count)| *count < self.most);
        if let Some((place, _)) = free.max_by_key(|(place, count)| (*count, u16::MAX - *place)) {
            return Landing::Spoke(*place);
        }
        if spokes.len() >= SPOKES {
            return Landing::Full;
        }
        let is_taken = |place: &u16| spokes.iter().any(|(taken, _)| taken == place);
        (1..u16::MAX)
            .find(|place| !is_taken(place))
            .map_or(Landing::Full, Landing::New)
    }
}

/// What a frame to everybody costs the room beside its own sockets, so that no object is asked for more than its share: a push for
/// each spoke, and no more often than the fullest of them can tell its sockets.
pub fn worth(own: usize, spokes: impl IntoIterator<Item = usize>) -> usize {
    let (mut pushes, mut most) = (0_usize, 0_usize);
    for count in spokes {
        pushes = pushes.saturating_add(PUSH_SOCKETS);
        most = most.max(count);
    }
    pushes.max(most.saturating_sub(own))
}
