//! A network of our own between one fan and the relay: it cuts, swallows, dribbles and waits.
//!
//! Invariant: it never changes, doubles or reorders a byte, as TCP does not. A hole holds bytes back; what it held
//! goes on when the hole heals, or ends with the connection.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use socket2::SockRef;

use crate::dice::Dice;

/// How often a pump looks up from its socket.
const LOOK: Duration = Duration::from_millis(20);

/// How the network is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// Nothing passes towards the relay, and nobody is told.
    pub hole_up: bool,
    /// Nothing passes towards the fan, and nobody is told: to the relay the fan is a slow reader.
    pub hole_down: bool,
    /// Connections are refused.
    pub cut: bool,
    /// New connections each have a plan by chance: a reset at some byte, single bytes, a delay.
    pub storm: bool,
}

/// What happens to one direction of one connection.
#[derive(Clone, Copy, Debug, Default)]
struct Plan {
    /// A reset after so many bytes.
    reset_at: Option<u64>,
    /// Each byte travels alone.
    dribble: bool,
    delay: Duration,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

struct Shared {
    weather: Weather,
    dice: Dice,
    /// Connections of an older generation are reset.
    generation: u64,
    resets: u64,
}

#[derive(Clone)]
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Mutex<Shared>>,
}

impl Proxy {
    /// Before the relay on this port of the loopback. It listens as long as the process lives.
    pub fn start(relay_port: u16, dice: Dice) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
        let address = listener.local_addr().expect("it is bound");
        let shared = Arc::new(Mutex::new(Shared {
            weather: Weather::default(),
            dice,
            generation: 0,
            resets: 0,
        }));
        let proxy = Self { address, shared };
        let ours = proxy.clone();
        thread::spawn(move || {
            for fan in listener.incoming().flatten() {
                ours.take(fan, relay_port);
            }
        });
        proxy
    }

    /// Its origin. The relay takes it for its own, as it goes by the `Host` that was asked for.
    pub fn url(&self) -> String {
        format!("http://localhost:{}", self.address.port())
    }

    pub fn change(&self, weather: Weather) {
        self.lock().weather = weather;
    }

    /// Resets every connection that is open.
    pub fn reset(&self) {
        self.lock().generation += 1;
    }

    pub fn resets(&self) -> u64 {
        self.lock().resets
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().expect("nobody panics with it")
    }

    fn take(&self, fan: TcpStream, relay_port: u16) {
        let (cut, generation, plans) = {
            let Shared {
                weather,
                dice,
                generation,
                ..
            } = &mut *self.lock();
            let plan = |dice: &mut Dice| {
                if weather.storm {
                    Plan::by(dice)
                } else {
                    Plan::default()
                }
            };
            (weather.cut, *generation, [plan(dice), plan(dice)])
        };
        if cut {
            return reset(&fan);
        }
        let Ok(relay) = TcpStream::connect((Ipv4Addr::LOCALHOST, relay_port)) else {
            return reset(&fan);
        };
        let [up, down] = plans;
        let ends = Arc::new((fan, relay, Mutex::new(false)));
        for (way, plan) in [(Way::Up, up), (Way::Down, down)] {
            let (ours, ends) = (self.clone(), Arc::clone(&ends));
            let thread = thread::Builder::new().stack_size(128 * 1024);
            thread
                .spawn(move || ours.pump(way, plan, generation, &ends))
                .expect("a thread");
        }
    }

    /// Carries one direction until it ends. The sockets close when the last of the two pumps lets go of them.
    fn pump(&self, way: Way, plan: Plan, generation: u64, ends: &(TcpStream, TcpStream, Mutex<bool>)) {
        let (fan, relay, over) = ends;
        let (mut from, mut to) = match way {
            Way::Up => (fan, relay),
            Way::Down => (relay, fan),
        };
        let _set = (
            from.set_read_timeout(Some(LOOK)),
            to.set_nodelay(true),
            to.set_write_timeout(Some(LOOK)),
        );
        let is_over = || *over.lock().expect("nobody panics with it") || self.lock().generation != generation;
        let mut carried = 0_u64;
        let mut bytes = [0; 16 * 1024];
        let broken = loop {
            if is_over() {
                break true;
            }
            let weather = self.lock().weather;
            if (way == Way::Up && weather.hole_up) || (way == Way::Down && weather.hole_down) {
                thread::sleep(LOOK);
                continue;
            }
            let room = plan.reset_at.map_or(u64::MAX, |at| at.saturating_sub(carried));
            let end = bytes.len().min(usize::try_from(room).unwrap_or(usize::MAX));
            let count = match from.read(&mut bytes[..end]) {
                Ok(0) if end == 0 => break true,
                Ok(0) => break false,
                Ok(count) => count,
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => continue,
                Err(_) => break true,
            };
            thread::sleep(plan.delay);
            let step = if plan.dribble { 1 } else { count };
            let sent = bytes[..count]
                .chunks(step)
                .try_for_each(|part| write(&mut to, part, &is_over));
            if sent.is_err() {
                break true;
            }
            carried += count as u64;
        };
        if broken {
            let mut over = over.lock().expect("nobody panics with it");
            if !std::mem::replace(&mut *over, true) {
                self.lock().resets += 1;
                reset(fan);
                reset(relay);
            }
        } else {
            // The other direction may still have something to say.
            drop(to.shutdown(std::net::Shutdown::Write));
        }
    }
}

impl Plan {
    fn by(dice: &mut Dice) -> Self {
        // From within the handshake to some hundred messages later.
        let most = 1 << dice.between(4, 16);
        Self {
            reset_at: dice.percent(50).then(|| dice.between(0, most)),
            dribble: dice.percent(30),
            delay: Duration::from_millis(if dice.percent(30) { dice.between(1, 80) } else { 0 }),
        }
    }
}

/// All of it, however long the other end does not take it, unless the connection is over meanwhile.
fn write(to: &mut &TcpStream, mut part: &[u8], is_over: &impl Fn() -> bool) -> Result<(), ()> {
    while !part.is_empty() {
        match to.write(part) {
            Ok(0) => return Err(()),
            Ok(count) => part = &part[count..],
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
                if is_over() {
                    return Err(());
                }
            }
            Err(_) => return Err(()),
        }
    }
    Ok(())
}

/// When this socket closes, the other end hears a reset instead of a goodbye.
fn reset(stream: &TcpStream) {
    drop(SockRef::from(stream).set_linger(Some(Duration::ZERO)));
}
