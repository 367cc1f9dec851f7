//! What a room costs in dollars: what it uses, times what Cloudflare asks for it.
//!
//! Invariant: every price is here once, as the paid plan's price list names it beyond what a month includes (which one busy room
//! uses up, and many quiet ones never do). Read on 2026-11-26 at developers.cloudflare.com: durable-objects/platform/pricing and
//! workers/platform/pricing.

use protocol::limits;

use crate::faults::Counters;

const MILLION: f64 = 1_000_000.0;

/// Dollars for a million requests to a Worker. What it asks objects meanwhile is no request to it.
pub const WORKER_REQUESTS: f64 = 0.30;
/// For a million requests to an object: a question over HTTP, a socket that opens, an alarm.
pub const OBJECT_REQUESTS: f64 = 0.15;
/// So many frames that come in by a socket count as one request. What goes out is free, and so is what the runtime answers.
pub const FRAMES_A_REQUEST: f64 = 20.0;
/// For a million rows written; an entry of an index is one, a row that goes is one, an alarm that is set is one.
pub const ROWS_WRITTEN: f64 = 1.00;
pub const ROWS_READ: f64 = 0.001;
/// For a million gigabyte-seconds. An object is billed for 128 MB whatever it takes, as long as it runs or cannot sleep.
pub const GB_SECONDS: f64 = 12.50;
pub const OBJECT_GB: f64 = 0.128;

/// Dollars, at most, for a million messages of a room of ten, its time apart: one row and the frame that brings it, and a tenth
/// more. Held by `tests/suite/counters.rs`.
pub const ROOM_BUDGET: f64 = 1.15;
/// The same before 200 readers who say what they have, and each second what they have read: frames, and no rows. Held there, too.
pub const CROWD_BUDGET: f64 = 1.25;
/// For [`Event::NIGHT`], all in all.
pub const NIGHT_BUDGET: f64 = 4.00;

/// What somebody uses of the platform.
#[derive(Clone, Copy, Debug, Default)]
pub struct Usage {
    pub worker_requests: f64,
    pub object_requests: f64,
    pub frames_in: f64,
    pub rows_written: f64,
    pub rows_read: f64,
    /// Seconds of objects that run, or wait with a timer.
    pub object_s: f64,
}

impl Usage {
    /// Between two looks at a room's counters. Its own timer is no request; what runs between timers is in `ran_s`.
    pub fn between(before: &Counters, after: &Counters, ran_s: f64) -> Self {
        Self {
            frames_in: of(after.frames_in - before.frames_in),
            rows_written: of(after.rows_written - before.rows_written),
            rows_read: of(after.rows_read - before.rows_read),
            object_s: of(after.awake_ms - before.awake_ms) / 1_000.0 + ran_s,
            ..Self::default()
        }
    }

    #[must_use]
    pub fn times(self, factor: f64) -> Self {
        Self {
            worker_requests: self.worker_requests * factor,
            object_requests: self.object_requests * factor,
            frames_in: self.frames_in * factor,
            rows_written: self.rows_written * factor,
            rows_read: self.rows_read * factor,
            object_s: self.object_s * factor,
        }
    }

    pub fn requests_usd(&self) -> f64 {
        let requests = self.object_requests + self.frames_in / FRAMES_A_REQUEST;
        (self.worker_requests * WORKER_REQUESTS + requests * OBJECT_REQUESTS) / MILLION
    }

    pub fn rows_usd(&self) -> f64 {
        (self.rows_written * ROWS_WRITTEN + self.rows_read * ROWS_READ) / MILLION
    }

    pub fn time_usd(&self) -> f64 {
        self.object_s * OBJECT_GB * GB_SECONDS / MILLION
    }

    pub fn usd(&self) -> f64 {
        self.requests_usd() + self.rows_usd() + self.time_usd()
    }
}

/// A night with so many fans in one room, told by several objects.
#[derive(Clone, Copy, Debug)]
pub struct Event {
    pub fans: f64,
    /// Messages that are taken in a second, and what each writes and reads.
    pub rate: f64,
    pub rows_written: f64,
    pub rows_read: f64,
    pub seconds: f64,
    /// Sockets of one object; one more object writes.
    pub sockets: f64,
}

impl Event {
    /// Two hours of 100,000 fans and 50 messages a second; each message writes its row and reads ten.
    pub const NIGHT: Self = Self {
        fans: 100_000.0,
        rate: 50.0,
        rows_written: 1.0,
        rows_read: 10.0,
        seconds: 7_200.0,
        sockets: 4_000.0,
    };
    /// How often a fan comes: one in five comes a second time.
    const COMES: f64 = 1.2;
    /// Of each, to a Worker: the document, a ticket, a socket to the room and one to the posts.
    const WORKER_ASKS: f64 = 4.0;
    /// To objects: two logs for the document, and the two sockets.
    const OBJECT_ASKS: f64 = 4.0;
    /// How often a message is sent until it is taken: half of them are held once, and sent again.
    const SENDS: f64 = 1.5;

    pub fn objects(&self) -> f64 {
        (self.fans / self.sockets).ceil() + 1.0
    }

    fn ticks(&self) -> f64 {
        self.seconds * 1_000.0 / of(limits::TICK_MS)
    }

    /// Line by line.
    pub fn lines(&self) -> [(&'static str, Usage); 7] {
        let none = Usage::default();
        let messages = self.rate * self.seconds;
        let members = if self.fans < f64::from(u32::MAX) {
            self.fans as u32
        } else {
            u32::MAX
        };
        let told = (self.objects() - 1.0) * self.ticks();
        [
            (
                "coming",
                Usage {
                    worker_requests: self.fans * Self::COMES * Self::WORKER_ASKS,
                    object_requests: self.fans * Self::COMES * Self::OBJECT_ASKS,
                    ..none
                },
            ),
            (
                "posts",
                Usage {
                    frames_in: messages * Self::SENDS,
                    ..none
                },
            ),
            (
                "what has arrived (`seen`)",
                Usage {
                    // Each is asked for a number of their own between half of this and all of it.
                    frames_in: self.fans * messages / (f64::from(limits::BEHIND_EVENTS) / 2.0 * 0.75),
                    ..none
                },
            ),
            (
                "what was read (`read`)",
                Usage {
                    frames_in: self.fans * self.seconds * 1_000.0 / of(limits::read_ms(members)),
                    ..none
                },
            ),
            (
                "rows",
                Usage {
                    rows_written: messages * self.rows_written,
                    rows_read: messages * self.rows_read,
                    ..none
                },
            ),
            (
                "between objects, there and back each tick",
                Usage {
                    object_requests: told * 2.0,
                    ..none
                },
            ),
            (
                "time",
                Usage {
                    object_s: self.objects() * self.seconds,
                    ..none
                },
            ),
        ]
    }

    pub fn usd(&self) -> f64 {
        self.lines().iter().map(|(_, usage)| usage.usd()).sum()
    }
}

fn of(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn g1_the_arithmetic_is_that_of_the_price_list() {
        // The list's own second example: 100 rooms of 50 people who each say a thing a minute, eight hours a day for a month.
        let month = Usage {
            object_requests: 150_000.0,
            frames_in: 72_000_000.0,
            object_s: 86_400_000.0,
            ..Usage::default()
        };
        assert!((month.requests_usd() - 3.75 * 0.15).abs() < 0.001);
        assert!((month.time_usd() - 138.24).abs() < 0.001);
        let rows = Usage {
            rows_written: 2_000_000.0,
            rows_read: 1_000_000_000.0,
            ..Usage::default()
        };
        assert!((rows.usd() - 3.0).abs() < 0.001);
    }

    #[test]
    fn g2_a_night_of_a_hundred_thousand_costs_less_than_its_budget_with_what_clients_are_asked_to_say() {
        let night = Event::NIGHT.usd();
        assert!(night <= NIGHT_BUDGET, "{night:.2}");
        // Were each reader to acknowledge each message, it would be a hundred times as much.
        let acks = Usage {
            frames_in: Event::NIGHT.fans * Event::NIGHT.rate * Event::NIGHT.seconds,
            ..Usage::default()
        };
        assert!(acks.usd() > 50.0 * NIGHT_BUDGET);
    }
}
