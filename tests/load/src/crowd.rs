//! So many sockets of one room, attended to by one thread.
//!
//! Invariant: whoever is there reads whatever comes as it comes, and says where it is as its room asked. Nobody but those whose
//! socket has something costs anything.

use std::thread;
use std::time::{Duration, Instant};

use mio::{Events, Interest, Poll, Token};
use protocol::http::TicketReply;
use protocol::{DraftId, Epoch, Role, limits};
use relay_tests::{DEADLINE, Relay, Site, fresh};
use tungstenite::client::IntoClientRequest;

use crate::language::{Room, fetch, hello_again};
use crate::wire::{Shut, Wire};

/// A tick of a crowd, twice over, and 300 frames of the reference room.
const BUFFER: usize = 128 * 1024;
/// Of so many, this process looks once in [`LOOK`]. Each frame that finds it asleep costs workerd a wake-up, which is a tenth of what
/// it does before thousands, and which no room in the world would pay.
const LARGE: usize = 1_000;
const LOOK: Duration = Duration::from_millis(1);
/// So long everybody together may take to come in.
const TRIES: usize = 600;

/// What is known of a socket, and what it is to say.
#[derive(Default)]
pub struct Seat {
    pub number: usize,
    pub welcomed: bool,
    /// Everything up to here has arrived.
    pub last: u64,
    /// The room knows it, and wants to know after so many more.
    pub said: u64,
    pub seen_every: u64,
    /// The last place that it has heard of, and whether it has asked for what is missing.
    pub head: u64,
    pub asks: bool,
    /// The history that it has.
    pub epoch: Option<Epoch>,
    pub says: Vec<String>,
    pub ended: Option<String>,
}

impl Seat {
    /// What is missing, page by page, in order: one question at a time.
    pub fn ask(&mut self) {
        if self.last < self.head && !self.asks {
            self.asks = true;
            let page = self.last + limits::FETCH_ENTRIES as u64;
            self.says.push(fetch(self.last, self.head.min(page) + 1));
        }
    }
}

struct Peer {
    wire: Wire,
    seat: Seat,
    /// Who it is, for a second time. None: somebody who does not come back.
    guest: Option<DraftId>,
}

pub struct Crowd {
    poll: Poll,
    events: Events,
    peers: Vec<Peer>,
    buffer: Vec<u8>,
}

/// Where they go.
pub struct Ground {
    pub relay: Relay,
    pub room: Room,
    /// Ours only: the reference room knows no sites.
    pub site: Option<Site>,
}

/// The room of all benches.
pub const STAGE: &str = "stage";

impl Ground {
    pub fn start(room: Room) -> Self {
        match room {
            Room::Ours => Self::ours(Relay::start_bare()),
            Room::Reference => {
                let config = concat!(env!("CARGO_MANIFEST_DIR"), "/reference/wrangler.toml");
                Self {
                    relay: Relay::start_other(config.as_ref()),
                    room,
                    site: None,
                }
            }
        }
    }

    /// Ours, without spokes.
    pub fn whole() -> Self {
        Self::ours(Relay::start_whole())
    }

    /// The build that counts.
    pub fn counted() -> Self {
        Self::ours(Relay::start_with_faults())
    }

    fn ours(relay: Relay) -> Self {
        let site = Site::new(&relay, "load");
        Self {
            relay,
            room: Room::Ours,
            site: Some(site),
        }
    }

    fn address(&self) -> &str {
        self.relay.url().trim_start_matches("http://")
    }

    /// Each has a name of their own: a ticket of ours, or the name alone.
    fn who(&self, number: usize, guest: DraftId) -> Result<String, String> {
        let name = format!("팬{number}");
        let Some(site) = &self.site else {
            return Ok(name);
        };
        let answer = site.guest(guest, Some(&name));
        if answer.status == 200 {
            Ok(answer.json::<TicketReply>().ticket)
        } else {
            Err(format!("no ticket: {answer:?}"))
        }
    }

    /// The ticket of an official account.
    pub fn official(&self) -> Option<String> {
        let site = self.site.as_ref()?;
        let account = site.account("ruan", "ルアン");
        let answer = site.minted(Role::Official, &account.id, None);
        Some(answer.json::<TicketReply>().ticket)
    }

    fn open(&self, hello: &str) -> Result<Wire, Shut> {
        let request = match &self.site {
            Some(site) => site.upgrade(STAGE),
            None => format!("ws://{}/{STAGE}", self.address())
                .into_client_request()
                .ok(),
        };
        let request = request.ok_or_else(|| Shut::Broken("no address".to_owned()))?;
        let mut wire = Wire::open(request, self.address())?;
        wire.say(hello).map_err(Shut::Broken)?;
        Ok(wire)
    }
}

impl Crowd {
    pub fn new() -> Self {
        Self {
            poll: Poll::new().expect("the kernel tells which sockets have something"),
            events: Events::with_capacity(1_024),
            peers: Vec::new(),
            buffer: vec![0; BUFFER],
        }
    }

    pub fn len(&self) -> usize {
        self.peers.len()
    }

    pub fn seat(&self, number: usize) -> &Seat {
        &self.peers[number].seat
    }

    /// So many of them are there, welcomed, and those who were there already heard meanwhile what there was. Each has a ticket before
    /// the first comes: what is measured of a socket is the socket, and not what asking for tickets leaves behind among them.
    pub fn come(
        &mut self,
        ground: &Ground,
        sockets: usize,
        hear: &mut impl FnMut(&mut Seat, &[u8]),
    ) -> Result<(), String> {
        let people: Result<Vec<(DraftId, String)>, String> = (self.len()..sockets)
            .map(|number| {
                let guest = fresh();
                Ok((guest, ground.who(number, guest)?))
            })
            .collect();
        for (guest, who) in people? {
            let number = self.enter(ground, &who, hear)?;
            self.peers[number].guest = Some(guest);
        }
        self.settle(hear)
    }

    /// One more, and its number.
    pub fn enter(
        &mut self,
        ground: &Ground,
        who: &str,
        hear: &mut impl FnMut(&mut Seat, &[u8]),
    ) -> Result<usize, String> {
        let number = self.len();
        for _ in 0..TRIES {
            match ground.open(&ground.room.hello(who)) {
                Ok(mut wire) => {
                    let registry = self.poll.registry();
                    registry
                        .register(&mut wire.stream, Token(number), Interest::READABLE)
                        .map_err(|error| error.to_string())?;
                    let seat = Seat {
                        number,
                        ..Seat::default()
                    };
                    let guest = None;
                    self.peers.push(Peer { wire, seat, guest });
                    if number.is_multiple_of(32) {
                        self.turn(Duration::ZERO, hear);
                    }
                    return Ok(number);
                }
                // The door: so many at once, and then so many a second.
                Err(Shut::Full(after)) => {
                    let back_at = Instant::now() + Duration::from_secs(after);
                    while Instant::now() < back_at {
                        self.turn(Duration::from_millis(50), hear);
                    }
                }
                Err(Shut::Broken(why)) => return Err(format!("socket {number}: {why}")),
            }
        }
        Err(format!("socket {number} is not let in"))
    }

    /// Until everybody is welcomed and nothing more comes.
    pub fn settle(&mut self, hear: &mut impl FnMut(&mut Seat, &[u8])) -> Result<(), String> {
        let start = Instant::now();
        while start.elapsed() < DEADLINE {
            let come = self.turn(Duration::from_millis(100), hear);
            if let Some(why) = self.ended().next() {
                return Err(why.to_owned());
            }
            if come == 0 && self.peers.iter().all(|peer| peer.seat.welcomed) {
                return Ok(());
            }
        }
        Err("not everybody is welcomed".to_owned())
    }

    /// Who was cut off comes back with what it has, as a client of ours does; the reference room knows no coming back. Whom the
    /// door does not let in yet tries again the next time. Who has come.
    pub fn come_back(&mut self, ground: &Ground) -> Vec<usize> {
        let mut back = Vec::new();
        for peer in self.peers.iter_mut().filter(|peer| peer.seat.ended.is_some()) {
            let (Some(guest), Some(epoch)) = (peer.guest, peer.seat.epoch) else {
                continue;
            };
            let Seat { number, last, .. } = peer.seat;
            let Ok(ticket) = ground.who(number, guest) else {
                continue;
            };
            let Ok(mut wire) = ground.open(&hello_again(&ticket, epoch, last)) else {
                break;
            };
            let registry = self.poll.registry();
            if registry
                .register(&mut wire.stream, Token(number), Interest::READABLE)
                .is_ok()
            {
                peer.wire = wire;
                peer.seat.ended = None;
                peer.seat.asks = false;
                back.push(number);
            }
        }
        back
    }

    pub fn ended(&self) -> impl Iterator<Item = &str> {
        self.peers.iter().filter_map(|peer| peer.seat.ended.as_deref())
    }

    pub fn say(&mut self, number: usize, text: &str) {
        let Peer { wire, seat, .. } = &mut self.peers[number];
        if seat.ended.is_none()
            && let Err(why) = wire.say(text)
        {
            seat.ended = Some(why);
        }
    }

    /// Whatever has come, or comes within this time. How many sockets had something.
    pub fn turn(&mut self, wait: Duration, hear: &mut impl FnMut(&mut Seat, &[u8])) -> usize {
        if self.len() >= LARGE && !wait.is_zero() {
            thread::sleep(LOOK);
        }
        if self.poll.poll(&mut self.events, Some(wait)).is_err() {
            // A signal.
            return 0;
        }
        let mut count = 0;
        for event in &self.events {
            count += 1;
            let Peer { wire, seat, .. } = &mut self.peers[event.token().0];
            if seat.ended.is_some() {
                continue;
            }
            let heard = wire.read(&mut self.buffer, |text| hear(seat, text));
            let says = std::mem::take(&mut seat.says);
            let said = says.iter().try_for_each(|text| wire.say(text));
            if let Err(why) = heard.and(said) {
                seat.ended = Some(format!("socket {} at {}: {why}", seat.number, seat.last));
            }
        }
        count
    }
}
