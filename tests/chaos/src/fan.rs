//! A fan: the real mind in a tab that may crash, on a device whose disk survives it.
//!
//! Invariant: what the disk holds is what the mind asked to be kept, and a tab that crashed has nothing else.

mod eyes;

use std::path::Path;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use client::{Client, Effect, Input, Link, Moment, Unsent, UnsentState};
use protocol::{Body, ClientFrame, DraftId, Epoch, Log, RoomName, Seq, codec};
use relay_tests::driver::{self, Driver, Event, Way};

use crate::board::{Board, State};
use crate::diary::{Diary, Did, Mark, digest};
use crate::dice::Dice;

/// Entries that the device keeps for a page that opens without the relay.
const KEPT_ENTRIES: usize = 200;

#[derive(Debug)]
pub enum Mail {
    Event(Event),
    /// The disk has written this record, for the tab of that life.
    Written(u32, DraftId),
    Order(Order),
}

impl From<Event> for Mail {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Order {
    /// Type a message about so often, of so many characters more than a few, from now on.
    Talk {
        every: Duration,
        more: usize,
    },
    Quiet,
    /// Only read from now on: nothing of what is heard is written down, only the end.
    Read,
    /// The tab dies after so many more effects, and is opened again so much later.
    Crash {
        fuse: u32,
        away: Duration,
    },
    /// The device is on the network again, or the person looks at the page.
    Look,
    /// Write down how it ended, and go.
    End,
}

/// The others' end of a fan.
pub struct Handle {
    orders: Sender<Mail>,
    thread: JoinHandle<()>,
}

impl Handle {
    pub fn order(&self, order: Order) {
        drop(self.orders.send(Mail::Order(order)));
    }

    /// False where the fan's thread died of a fault of ours.
    pub fn join(self) -> bool {
        self.order(Order::End);
        self.thread.join().is_ok()
    }
}

struct Fan {
    index: usize,
    way: Way,
    dice: Dice,
    board: Board,
    diary: Diary,
    state: State,
    inbox: Receiver<Mail>,
    own: Sender<Mail>,
    /// Records as their text, oldest first.
    disk: Vec<(DraftId, String)>,
    /// The document that the browser kept, and what of the log the device kept since: older and newer, or none.
    page: Option<Log>,
    log: Option<Log>,
    talk: Option<(Duration, usize)>,
    type_at: Instant,
}

/// One life of a tab.
struct Tab {
    client: Client,
    driver: Driver<Mail>,
    fuse: Option<(u32, Duration)>,
    /// First and last place of what is shown.
    shown: Option<(Seq, Seq)>,
}

/// Why a tab ended.
enum Gone {
    Crashed(Duration),
    Ended,
}

pub fn start(index: usize, way: Way, dice: Dice, board: Board, folder: &Path, since: Instant) -> Handle {
    let (own, inbox) = channel();
    let orders = own.clone();
    let diary = Diary::new(folder, &format!("fan-{index:03}"), since);
    let mut fan = Fan {
        index,
        way,
        dice,
        board,
        diary,
        state: State::default(),
        inbox,
        own,
        disk: Vec::new(),
        page: None,
        log: None,
        talk: None,
        type_at: since,
    };
    let run = move || {
        while let Err(Gone::Crashed(away)) = fan.live() {
            fan.state.crashes += 1;
            fan.state.live = false;
            fan.diary.write(Did::Crashed);
            fan.tell();
            fan.diary.life += 1;
            thread::sleep(away);
        }
        fan.diary.close();
    };
    let thread = thread::Builder::new()
        .name(format!("fan {index}"))
        .stack_size(512 * 1024);
    Handle {
        orders,
        thread: thread.spawn(run).expect("a thread"),
    }
}

impl Fan {
    /// One life of the tab, to its end.
    fn live(&mut self) -> Result<(), Gone> {
        let room = RoomName::parse(&self.way.room).expect("a room's name");
        self.diary
            .write(Did::Opened(self.page.as_ref().map(|log| log.epoch)));
        let mut tab = Tab {
            client: Client::new(room, self.page.clone().unwrap_or_else(nothing)),
            driver: Driver::new(self.way.clone(), self.own.clone()),
            fuse: None,
            shown: None,
        };
        if let Some(log) = self.log.clone() {
            self.step(&mut tab, Input::Recall(log))?;
        }
        let read = |(_, text): &(DraftId, String)| codec::parse::<Unsent>(text).expect("as it was written");
        self.step(&mut tab, Input::Adopt(self.disk.iter().map(read).collect()))?;
        self.step(&mut tab, Input::Start)?;
        loop {
            let mail = self.inbox.recv_timeout(self.sleep(&tab));
            match mail {
                Ok(Mail::Order(order)) => self.obey(&mut tab, order)?,
                Ok(Mail::Written(life, draft)) if life == self.diary.life => {
                    self.step(&mut tab, Input::Kept(draft))?;
                }
                Ok(Mail::Written(..)) => {}
                Ok(Mail::Event(event)) => {
                    if let Some(input) = tab.driver.hear(event) {
                        self.step(&mut tab, input)?;
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(Gone::Ended),
            }
            if let Some(input) = tab.driver.woken(driver::now()) {
                self.step(&mut tab, input)?;
            }
            self.maybe_type(&mut tab)?;
        }
    }

    fn sleep(&self, tab: &Tab) -> Duration {
        let typing = self
            .talk
            .map(|_| self.type_at.saturating_duration_since(Instant::now()));
        let waking = tab.driver.sleep(driver::now());
        typing
            .into_iter()
            .chain(waking)
            .min()
            .unwrap_or(Duration::from_secs(1))
    }

    fn obey(&mut self, tab: &mut Tab, order: Order) -> Result<(), Gone> {
        match order {
            Order::Talk { every, more } => {
                self.talk = Some((every, more));
                self.plan_typing(every);
            }
            Order::Quiet => {
                self.talk = None;
                tab.fuse = None;
            }
            Order::Read => self.diary.terse = true,
            Order::Crash { fuse, away } => tab.fuse = Some((fuse, away)),
            Order::Look => self.step(tab, Input::Online)?,
            Order::End => {
                let unsent = tab
                    .client
                    .outbox()
                    .list()
                    .iter()
                    .map(|unsent| unsent.draft)
                    .collect();
                let timeline = Mark::all(tab.client.timeline().entries());
                self.diary.write(Did::Ended { timeline, unsent });
                return Err(Gone::Ended);
            }
        }
        Ok(())
    }

    fn plan_typing(&mut self, every: Duration) {
        let span = u64::try_from(every.as_millis()).expect("a short time") * 2;
        self.type_at = Instant::now() + Duration::from_millis(self.dice.between(0, span));
    }

    fn maybe_type(&mut self, tab: &mut Tab) -> Result<(), Gone> {
        let Some((every, more)) = self.talk.filter(|_| self.type_at <= Instant::now()) else {
            return Ok(());
        };
        self.plan_typing(every);
        if self.dice.percent(5) {
            self.step(tab, Input::Older)?;
        }
        if self.dice.percent(10) {
            self.page = self.log.replace(tab.client.timeline().newest(KEPT_ENTRIES));
        }
        if tab.client.outbox().is_full() {
            return Ok(());
        }
        self.state.typed += 1;
        let (draft, body) = (self.dice.draft(), self.text(more));
        self.diary.write(Did::Typed {
            draft,
            body: digest(body.as_str()),
        });
        self.step(
            tab,
            Input::Post {
                draft,
                body,
                with: None,
            },
        )
    }

    fn text(&mut self, more: usize) -> Body {
        let chance = match self.dice.between(0, 99) {
            0..=79 => self.dice.between(0, 40),
            80..=97 => self.dice.between(40, 300),
            _ => self.dice.between(300, 4_000),
        };
        let more = usize::try_from(chance).expect("small") + more;
        let more: String = "가나ab".chars().cycle().take(more).collect();
        let text = format!("{} {} 見た？ 봤어? {more}", self.way.name, self.state.typed);
        Body::parse(&text).expect("a text")
    }

    fn step(&mut self, tab: &mut Tab, input: Input) -> Result<(), Gone> {
        if let Input::Frame(frame) = &input {
            self.note(frame);
        } else if let Input::Closed { code } = &input {
            self.diary.write(Did::Closed(*code));
        }
        let moment = Moment {
            now: driver::now(),
            dice: self.dice.bits(),
        };
        for effect in tab.client.step(moment, input) {
            if let Some((fuse, away)) = &mut tab.fuse {
                match fuse.checked_sub(1) {
                    Some(left) => *fuse = left,
                    None => return Err(Gone::Crashed(*away)),
                }
            }
            self.perform(tab, effect);
        }
        self.state.live = tab.client.link() == Link::Live;
        let list = tab.client.outbox().list();
        let failed = |unsent: &&Unsent| matches!(unsent.state, UnsentState::Failed(_));
        self.state.unsent = list.len();
        self.state.failed = list.iter().filter(failed).count();
        self.state.head = tab.client.timeline().head();
        self.state.last = tab
            .client
            .timeline()
            .entries()
            .last()
            .map_or(Seq::ZERO, |last| last.seq);
        self.tell();
        Ok(())
    }

    fn perform(&mut self, tab: &mut Tab, effect: Effect) {
        match effect {
            Effect::Keep(unsent) => {
                let (draft, text) = (unsent.draft, codec::encode(&unsent));
                match self.disk.iter_mut().find(|(known, _)| *known == draft) {
                    Some(record) => record.1 = text,
                    None => self.disk.push((draft, text)),
                }
                self.diary.write(Did::Kept(draft));
                // The disk answers later, as a browser's does; a tab may die before.
                drop(self.own.send(Mail::Written(self.diary.life, draft)));
            }
            Effect::Forget(draft) => {
                self.disk.retain(|(known, _)| *known != draft);
                self.diary.write(Did::Forgot(draft));
            }
            Effect::Changed => self.show(tab),
            effect => {
                if let Effect::Send(ClientFrame::Post(post)) = &effect {
                    self.diary.sent(post.draft);
                }
                tab.driver.perform(&effect);
            }
        }
    }

    fn tell(&self) {
        self.board.set(self.index, self.state.clone());
    }
}

/// A device that was never here.
fn nothing() -> Log {
    Log::plain(Epoch::from_bits(0), Seq::ZERO, Seq::ZERO, Vec::new())
}
