//! How far each socket is known to have read, and what it may still hold back.
//!
//! The runtime queues what a socket does not take, without a bound, and tells nobody. So the room keeps an account of what each
//! socket was told and has not proved to have: by `Seen`, by the position in a `Hello`, by the `base_seq` of a post. Who falls
//! too far behind is cut off; where all of them together hold too much, those with the most are asked, and told nothing more.
//!
//! Invariants: one account a greeted socket, one number a socket that is being closed, and the sizes of at most
//! [`TOLD`] entries: nothing that a stranger says makes any of it grow. A proof is a word: who lies keeps their own frames in
//! the runtime's memory, and is held by the pace of frames alone. What a lost memory knew comes back from the cards;
//! an account that starts anew can be too low by less than one bound.

mod load;

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use protocol::{Entry, Seq, UnixMillis, limits};

use self::load::{Behind, Loads};
use super::Conn;

/// What the runtime holds of an entry beside its body: ids, names and brackets are about 200 bytes on the wire, and it keeps a
/// note of each frame.
const ENTRY_BYTES: u64 = 256;
/// A head count, an acknowledgement, a refusal; with the runtime's note of the frame.
const STATE_BYTES: u64 = 128;
/// Answers and short words without any word from the client. Four pages of the largest messages are more than it has under way.
const ANSWER_BYTES: u64 = 4 * limits::FETCH_BYTES as u64;
/// So many entries' sizes are remembered: who is behind by more is cut off before more is told.
const TOLD: usize = 2 * limits::BEHIND_EVENTS as usize;
/// Who owes no word reads, as well as is known: what they were told, and one page, count for this at most. Of thousands each is
/// asked so rarely that together they always seem to hold far more than there is room for.
const KEPT: u64 = OUTSTANDING / 4;
const PAGE_BYTES: u64 = 32 * 1024;
/// The longest silence of the room that counts as one of the socket's: a clock that jumps ahead cuts nobody off.
const FLOW_MS: u64 = 15_000;
/// Whoever reads answers within this time, on a phone at the edge of the network too. In a room of thousands some are always about
/// to: what is on its way to them is not taken for what they leave unread.
const LATE_MS: u64 = 2_000;
/// Who was asked where it is, and is told nothing, has so long to answer while others are told something. A client of a
/// release that does not know the question never will, and comes back whole once it is cut off.
const RESYNC_MS: u64 = 10_000;
/// A socket that outlived the memory, and whose card is so old, is asked where it is before it is told more: an honest client
/// says so every 512 entries at the latest, and its card is at most 64 behind its word.
const CARRIED: u64 = limits::BEHIND_EVENTS as u64 / 2 + KEEP_EVENTS;
/// A card is written again after so many proved entries. It costs a copy in memory, no row.
const KEEP_EVENTS: u64 = 64;

#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    accounts: BTreeMap<Conn, Account>,
    /// The sockets that are told nothing now.
    silent: BTreeSet<Conn>,
    /// Was one of them, and has yet to be told what it missed.
    resumed: Option<Conn>,
    /// What sockets held that the room has closed, and whose end it has not heard of yet.
    closing: BTreeMap<Conn, u64>,
    /// The newest entries told, and the bytes of all bodies told up to each and with it.
    told: VecDeque<(Seq, u64)>,
    /// The bytes of all that is no longer in the list.
    before: u64,
    /// Where this memory began to tell. None: it has told nothing.
    began: Option<Seq>,
    /// Bytes of all that was told beside entries: head counts, reactions, read marks.
    states: u64,
    told_at: Option<UnixMillis>,
    /// What the open sockets of the fullest place hold together, as of the last time that something was told; see [`KEPT`].
    open: u64,
}

#[derive(Clone, Debug)]
struct Account {
    /// Everything up to here has arrived. None: unknown, of a socket that an earlier memory told.
    proved: Option<Seq>,
    /// On the socket's card.
    kept: Seq,
    /// The client says where it is at least this often.
    asked: u32,
    /// Bytes of answers since its last word.
    answers: u64,
    /// [`Reach::states`] at its last word.
    states: u64,
    /// It was asked for a word, and has been slow to answer.
    owes: bool,
    /// How long it has owed a word while others were told something.
    owed_ms: u64,
    /// It is told nothing since it held so much.
    stopped: Option<u64>,
}

/// Who is not told what is about to be told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sifted {
    /// Too far behind: to be closed.
    pub(super) slow: Vec<Conn>,
    /// To be told [`protocol::Resync`], and then nothing until a proof.
    pub(super) stopped: Vec<Conn>,
}

/// How often a client of a room with so many sockets says where it is. Of a big room each word is one of many, so it is asked
/// less often, and still twice before it would be cut off. Each is asked for another number: of those who came together not all
/// owe a word at the same message, which would look like a room that has stopped reading.
pub(super) fn seen_events(sockets: usize, conn: Conn) -> u32 {
    let sockets = u32::try_from(sockets).unwrap_or(u32::MAX);
    let most = sockets.clamp(limits::SEEN_EVENTS, limits::BEHIND_EVENTS / 2);
    let fewer = conn.0.checked_rem(u64::from(most / 2)).unwrap_or(0);
    most.saturating_sub(u32::try_from(fewer).unwrap_or(0))
}

pub(super) fn weigh(list: &[Entry]) -> u64 {
    let body = |entry: &Entry| u64::try_from(entry.what.weight()).unwrap_or(u64::MAX);
    list.iter()
        .map(|entry| body(entry).saturating_add(ENTRY_BYTES))
        .sum()
}

impl Reach {
    /// A socket that outlived the memory, with the place on its card.
    pub(super) fn restore(&mut self, conn: Conn, seen: Option<Seq>) {
        // How often it was asked to speak is not known any more: the least that any is asked.
        self.accounts
            .insert(conn, Account::new(seen, limits::BEHIND_EVENTS / 2, self.states));
    }

    /// It has said `Hello`, and is given everything up to the head, the rest of it as an answer.
    pub(super) fn greet(&mut self, conn: Conn, head: Seq, asked: u32) {
        let fresh = Account::new(Some(head), asked, self.states);
        let answers = self.accounts.insert(conn, fresh).map_or(0, |known| known.answers);
        if let Some(account) = self.accounts.get_mut(&conn) {
            // Saying Hello again and again is no way to be given pages without reading them.
            account.answers = answers;
        }
        self.silent.remove(&conn);
        // A welcome has all that it missed.
        self.resumed = None;
    }

    pub(super) fn forget(&mut self, conn: Conn) {
        self.accounts.remove(&conn);
        self.silent.remove(&conn);
        self.closing.remove(&conn);
    }

    /// The room closes it. What it held is still there until its end comes.
    pub(super) fn close(&mut self, conn: Conn) {
        let held = self.accounts.get(&conn).map_or(0, |account| self.held(account));
        self.forget(conn);
        if held > 0 {
            self.closing.insert(conn, held);
        }
    }

    pub(super) fn silent(&self) -> &BTreeSet<Conn> {
        &self.silent
    }

    /// Whom this step has made hear again. They are told what they missed now.
    pub(super) fn resumed(&mut self) -> Option<Conn> {
        self.resumed.take()
    }

    pub(super) fn closing(&self) -> usize {
        self.closing.len()
    }

    /// What all hold together, an estimate.
    pub(super) fn outstanding(&self) -> u64 {
        self.held_open().saturating_add(self.closing.values().sum())
    }

    fn held_open(&self) -> u64 {
        self.accounts.values().map(|account| self.held(account)).sum()
    }

    /// So much is held that newcomers would only add to it. Those who hold it are asked soon, and cut off if they do not
    /// answer; what is held by the dead counts for nothing here, or a few of them could lock everybody out.
    pub(super) fn is_swamped(&mut self) -> bool {
        if self.open > 2 * OUTSTANDING {
            // As far as it can be known between two tellings.
            self.open = self.open.min(self.held_open());
        }
        self.open > 2 * OUTSTANDING
    }

    /// Pages of which nothing is known to have arrived: no more of them now.
    pub(super) fn is_overdrawn(&self, conn: Conn) -> bool {
        self.accounts
            .get(&conn)
            .is_some_and(|account| self.rest(account) > ANSWER_BYTES)
    }

    pub(super) fn answered(&mut self, conn: Conn, list: &[Entry]) {
        self.owe(conn, weigh(list));
    }

    /// A frame of its was heard, and answered in a few words.
    pub(super) fn heard(&mut self, conn: Conn) {
        self.owe(conn, STATE_BYTES);
    }

    /// It was told something of so many bytes that no place tells of.
    pub(super) fn said(&mut self, conn: Conn, bytes: u64) {
        self.owe(conn, bytes.saturating_add(STATE_BYTES));
    }

    fn owe(&mut self, conn: Conn, bytes: u64) {
        if let Some(account) = self.accounts.get_mut(&conn) {
            account.answers = account.answers.saturating_add(bytes);
        }
    }

    /// The client says that everything up to `seq` has arrived. Nobody has read beyond the head. Returns what is to be written on
    /// its card.
    pub(super) fn prove(&mut self, conn: Conn, seq: Seq, head: Seq) -> Option<Seq> {
        let account = self.accounts.get_mut(&conn)?;
        let proved = account.proved.unwrap_or_default().max(seq.min(head));
        account.proved = Some(proved);
        account.answers = 0;
        account.states = self.states;
        let is_far = proved.0 >= account.kept.0.saturating_add(KEEP_EVENTS);
        if is_far {
            account.kept = proved;
        }
        self.resume(conn);
        is_far.then_some(proved)
    }

    /// A post proves its position only where that is news: one that was written long ago says nothing.
    pub(super) fn is_news(&self, conn: Conn, seq: Seq) -> bool {
        self.accounts
            .get(&conn)
            .is_some_and(|account| account.proved.is_none_or(|proved| proved < seq))
    }

    /// It reads: whatever it was told before it fell silent lies before what it has answered.
    pub(super) fn resume(&mut self, conn: Conn) {
        let last = self.told.back().map(|(seq, _)| *seq);
        if let Some(account) = self.accounts.get_mut(&conn)
            && account.stopped.take().is_some()
        {
            account.proved = account.proved.max(last);
            account.owed_ms = 0;
            self.silent.remove(&conn);
            self.resumed = Some(conn);
        }
    }

    /// Before something of so many bytes is told to everybody, and after everything up to `told` was. What counts is what was
    /// told before: there was time to read it.
    pub(super) fn sift(&mut self, now: UnixMillis, told: Seq, coming: u64) -> Sifted {
        self.began.get_or_insert(told);
        let flowed = self.told_at.map_or(0, |at| now.since(at)).min(FLOW_MS);
        self.told_at = Some(now);
        let mut sifted = Sifted::default();
        let mut accounts = std::mem::take(&mut self.accounts);
        let mut loads = Loads::new(&self.closing);
        for (conn, account) in &mut accounts {
            let behind = self.behind(account);
            let carried = self.carried(account);
            let owes = account.stopped.is_some()
                || behind.events.saturating_add(carried) >= u64::from(account.asked)
                || behind.bytes >= u64::from(limits::SEEN_BYTES);
            account.owed_ms = if owes {
                account.owed_ms.saturating_add(flowed)
            } else {
                0
            };
            // Who was asked a moment ago, and holds little, has not been slow to answer.
            let owes = account.stopped.is_some()
                || account.owed_ms >= LATE_MS
                || behind.bytes >= u64::from(limits::SEEN_BYTES);
            account.owes = owes;
            let is_behind = account.stopped.is_none()
                && (behind.events > u64::from(limits::BEHIND_EVENTS)
                    || behind.bytes > u64::from(limits::BEHIND_BYTES));
            let patience = match account.stopped {
                Some(_) => RESYNC_MS,
                None => limits::SILENT_MS,
            };
            let rest = self.rest(account);
            let held = account.stopped.unwrap_or_else(|| behind.held(rest));
            let load = loads.of(*conn);
            if owes {
                load.open = load.open.saturating_add(held);
            } else {
                let asked = account.answers.saturating_sub(PAGE_BYTES);
                load.open = load.open.saturating_add(asked);
                load.kept = load.kept.saturating_add(held.saturating_sub(asked));
            }
            if is_behind || account.owed_ms >= patience || rest > ANSWER_BYTES {
                sifted.slow.push(*conn);
            } else if account.stopped.is_none() {
                if rest > ANSWER_BYTES / 2 || carried > CARRIED {
                    account.stop(held);
                    sifted.stopped.push(*conn);
                } else {
                    load.hear = load.hear.saturating_add(1);
                }
            }
        }
        let shares = loads.shares(coming);
        if !shares.is_empty() {
            for (conn, account) in &mut accounts {
                let Some(share) = shares.get(&conn.place()) else {
                    continue;
                };
                let held = self.held(account);
                let stays = account.stopped.is_some() || sifted.slow.binary_search(conn).is_ok();
                let owed = held.saturating_add(coming);
                let asked = account.answers.saturating_sub(PAGE_BYTES);
                let is_much = *share < if account.owes { owed } else { asked };
                if !stays && is_much {
                    account.stop(held);
                    sifted.stopped.push(*conn);
                }
            }
        }
        self.accounts = accounts;
        self.silent.extend(&sifted.stopped);
        self.open = loads.most();
        sifted
    }

    /// Entries that are told to everybody who is told anything.
    pub(super) fn tell(&mut self, list: &[Entry]) {
        for entry in list {
            let size = u64::try_from(entry.what.weight()).unwrap_or(u64::MAX);
            let sum = self.told.back().map_or(self.before, |(_, sum)| *sum);
            self.told.push_back((entry.seq, sum.saturating_add(size)));
        }
        while self.told.len() > TOLD {
            if let Some(oldest) = self.told.pop_front() {
                self.before = oldest.1;
            }
        }
    }

    /// Something of so many bytes that replaces what they were told before.
    pub(super) fn tell_state(&mut self, bytes: u64) {
        self.states = self.states.saturating_add(bytes).saturating_add(STATE_BYTES);
    }

    /// By what was told, not by places: what another object wrote meanwhile was not told to anybody here.
    fn behind(&self, account: &Account) -> Behind {
        let from = account.proved.unwrap_or_default();
        let at = self.told.partition_point(|(seq, _)| *seq <= from);
        let sum = |at: usize| self.told.get(at).map_or(self.before, |(_, sum)| *sum);
        let known = at.checked_sub(1).map_or(self.before, sum);
        let all = self.told.back().map_or(self.before, |(_, sum)| *sum);
        Behind {
            events: u64::try_from(self.told.len().saturating_sub(at)).unwrap_or(u64::MAX),
            bytes: all.saturating_sub(known),
        }
    }

    /// What an earlier memory may have told it. Or may not: so nobody is cut off for it.
    fn carried(&self, account: &Account) -> u64 {
        let began = self.began.unwrap_or_default();
        began.0.saturating_sub(account.proved.unwrap_or(began).0)
    }

    /// What no place tells of: pages, and head counts.
    fn rest(&self, account: &Account) -> u64 {
        let states = self.states.saturating_sub(account.states);
        account.answers.saturating_add(states)
    }

    fn held(&self, account: &Account) -> u64 {
        let told = || self.behind(account).held(self.rest(account));
        account.stopped.unwrap_or_else(told)
    }
}

const OUTSTANDING: u64 = limits::OUTSTANDING_BYTES as u64;

impl Account {
    fn new(proved: Option<Seq>, asked: u32, states: u64) -> Self {
        Self {
            proved,
            kept: proved.unwrap_or_default(),
            asked,
            answers: 0,
            states,
            owes: false,
            owed_ms: 0,
            stopped: None,
        }
    }

    /// It has all of its time to answer, however long it has owed a word before.
    fn stop(&mut self, held: u64) {
        self.stopped = Some(held);
        self.owed_ms = 0;
    }
}
