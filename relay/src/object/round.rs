//! Whose turn it is to be told what everybody is told.
//!
//! A frame to each of thousands takes tenths of a second, in which nobody is heard. So a portion of the sockets is told, then whatever
//! has come in has its turn, and the next portion follows. Whoever's turn it is gets all that they have not been told yet, joined into one.
//!
//! Invariants: each socket that heard when a frame was told gets it once, and frames in their order; what is sent to a socket by itself
//! comes after what everybody was told before; a frame is over after one round, however many have begun since. All of it is memory: what
//! is lost with it, the next memory makes good by telling everybody where the log ends.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use room::Conn;

/// So many sockets in one go: about 20 ms.
const PORTION: usize = 512;

/// What can be told in one.
pub trait Joins {
    /// Two and more, in their order.
    fn joined(parts: &[&Self]) -> Self;
}

pub struct Round<T> {
    /// Oldest first.
    frames: VecDeque<Frame<T>>,
    /// Whose turn is next: theirs, or that of the next one after.
    at: Conn,
}

struct Frame<T> {
    told: T,
    /// Who is not told, or has been out of turn.
    but: BTreeSet<Conn>,
    /// Where it began.
    from: Conn,
    /// The last socket has had its turn since: what is left are those before `from`.
    wrapped: bool,
}

impl<T> Frame<T> {
    /// Somebody whose turn has not been since it began, where `at` is next.
    fn is_due(&self, conn: Conn, at: Conn) -> bool {
        let is_left = if self.wrapped {
            at <= conn && conn < self.from
        } else {
            at <= conn || conn < self.from
        };
        is_left && !self.but.contains(&conn)
    }

    fn is_over(&self, at: Conn) -> bool {
        self.wrapped && self.from <= at
    }
}

/// What is due to a socket, joined once for all that follow with the same due: which frames it was, and what came of them.
struct Share<T>(Option<(Vec<usize>, T)>);

impl<T: Joins> Share<T> {
    fn of<'a>(&'a mut self, due: impl Iterator<Item = (usize, &'a T)> + Clone) -> Option<&'a T> {
        // As a rule there is one, and nothing to be joined.
        if due.clone().nth(1).is_none() {
            return due.map(|(_, told)| told).next();
        }
        let which: Vec<usize> = due.clone().map(|(nth, _)| nth).collect();
        if self.0.as_ref().is_none_or(|(of, _)| *of != which) {
            let parts: Vec<&T> = due.map(|(_, told)| told).collect();
            self.0 = Some((which, T::joined(&parts)));
        }
        self.0.as_ref().map(|(_, joined)| joined)
    }
}

impl<T> Default for Round<T> {
    fn default() -> Self {
        Self {
            frames: VecDeque::new(),
            at: Conn(0),
        }
    }
}

impl<T: Joins> Round<T> {
    /// Everybody is to be told, but for these. [`Round::go`] does it.
    pub fn add(&mut self, told: T, but: BTreeSet<Conn>) {
        if self.frames.is_empty() {
            self.at = Conn(0);
        }
        self.frames.push_back(Frame {
            told,
            but,
            from: self.at,
            wrapped: false,
        });
    }

    /// The next portion. True: there are more.
    pub fn go<V>(&mut self, sockets: &BTreeMap<Conn, V>, mut send: impl FnMut(&V, &T)) -> bool {
        let mut left = PORTION;
        while !self.frames.is_empty() {
            let mut share = Share(None);
            let mut turns = sockets.range(self.at..);
            for (conn, socket) in turns.by_ref().take(left) {
                left = left.saturating_sub(1);
                let due = self.frames.iter().enumerate();
                let due = due.filter(|(_, frame)| frame.is_due(*conn, *conn));
                if let Some(told) = share.of(due.map(|(nth, frame)| (nth, &frame.told))) {
                    send(socket, told);
                }
            }
            match turns.next() {
                Some((conn, _)) => self.at = *conn,
                None => {
                    self.at = Conn(0);
                    self.frames.retain(|frame| !frame.wrapped);
                    for frame in &mut self.frames {
                        frame.wrapped = true;
                    }
                }
            }
            self.frames.retain(|frame| !frame.is_over(self.at));
            if left == 0 {
                break;
            }
        }
        !self.frames.is_empty()
    }

    /// It is about to be told something by itself, or closed: what it has not been told yet comes before.
    pub fn catch_up(&mut self, conn: Conn, mut send: impl FnMut(&T)) {
        let at = self.at;
        for frame in self.frames.iter_mut().filter(|frame| frame.is_due(conn, at)) {
            send(&frame.told);
            frame.but.insert(conn);
        }
    }

    /// It begins to hear now: what is under way was told before.
    pub fn skip(&mut self, conn: Conn) {
        for frame in &mut self.frames {
            frame.but.insert(conn);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    /// What each socket has been told, in its order.
    #[derive(Default)]
    struct Stage {
        round: Round<Vec<u32>>,
        sockets: BTreeMap<Conn, RefCell<Vec<Vec<u32>>>>,
    }

    impl Joins for Vec<u32> {
        fn joined(parts: &[&Self]) -> Self {
            parts.iter().flat_map(|part| part.iter().copied()).collect()
        }
    }

    impl Stage {
        fn new(sockets: u64) -> Self {
            let mut stage = Self::default();
            (0..sockets).for_each(|n| stage.come(n));
            stage
        }

        fn come(&mut self, n: u64) {
            self.sockets.insert(Conn(n * 10), RefCell::default());
        }

        fn go(&mut self) -> bool {
            self.round
                .go(&self.sockets, |heard, told| heard.borrow_mut().push(told.clone()))
        }

        fn tell(&mut self, frame: u32, but: &[u64]) -> bool {
            self.round
                .add(vec![frame], but.iter().map(|n| Conn(n * 10)).collect());
            self.go()
        }

        fn heard(&self, n: u64) -> Vec<u32> {
            self.sockets[&Conn(n * 10)].borrow().concat()
        }

        /// How often something was sent to it.
        fn sent(&self, n: u64) -> usize {
            self.sockets[&Conn(n * 10)].borrow().len()
        }

        fn say(&mut self, n: u64, word: u32) {
            let heard = &self.sockets[&Conn(n * 10)];
            self.round
                .catch_up(Conn(n * 10), |told| heard.borrow_mut().push(told.clone()));
            heard.borrow_mut().push(vec![word]);
        }
    }

    const MANY: u64 = 3 * PORTION as u64 + 7;

    #[test]
    fn g2_a_room_that_is_no_crowd_is_told_in_one_go() {
        let mut stage = Stage::new(PORTION as u64);
        assert!(!stage.tell(1, &[3]));
        assert!(!stage.tell(2, &[]));
        assert_eq!((stage.heard(0), stage.heard(3)), (vec![1, 2], vec![2]));
    }

    #[test]
    fn g2_each_of_a_crowd_is_told_once_and_in_order_however_many_frames_begin_meanwhile() {
        let mut stage = Stage::new(MANY);
        assert!(stage.tell(1, &[]));
        assert_eq!((stage.heard(0).len(), stage.heard(MANY - 1).len()), (1, 0));
        assert!(stage.tell(2, &[MANY - 1]));
        let mut rounds = 0;
        while stage.go() {
            rounds += 1;
            if rounds == 2 {
                stage.round.add(vec![3], BTreeSet::new());
            }
        }
        for n in 0..MANY - 1 {
            assert_eq!(stage.heard(n), [1, 2, 3], "{n}");
        }
        assert_eq!(stage.heard(MANY - 1), [1, 3]);
        assert!(rounds <= 6, "one round each, at once: {rounds}");
        assert!(!stage.go());
    }

    #[test]
    fn g2_what_is_due_to_somebody_at_once_is_sent_in_one() {
        let mut stage = Stage::new(MANY);
        // Both before anybody's turn, and one that is not for all.
        stage.round.add(vec![1], BTreeSet::new());
        assert!(stage.tell(2, &[3]));
        // Another while they are under way: those who are left hear it with them, those who were told already by itself.
        assert!(stage.tell(3, &[]));
        while stage.go() {}
        let told = |n| (stage.heard(n), stage.sent(n));
        assert_eq!(told(0), (vec![1, 2, 3], 2));
        assert_eq!(told(3), (vec![1, 3], 2));
        assert_eq!(told(MANY - 1), (vec![1, 2, 3], 1));
    }

    #[test]
    fn g2_a_word_to_one_comes_after_what_everybody_was_told_before() {
        let mut stage = Stage::new(MANY);
        stage.tell(1, &[]);
        stage.say(MANY - 1, 100);
        stage.say(0, 100);
        stage.tell(2, &[]);
        stage.say(MANY - 2, 200);
        while stage.go() {}
        assert_eq!(stage.heard(MANY - 1), [1, 100, 2]);
        assert_eq!(stage.heard(0), [1, 100, 2]);
        assert_eq!(stage.heard(MANY - 2), [1, 2, 200]);
    }

    #[test]
    fn g2_who_comes_or_goes_while_a_crowd_is_told_changes_nothing_for_the_others() {
        let mut stage = Stage::new(MANY);
        stage.tell(1, &[]);
        stage.sockets.remove(&Conn((MANY - 3) * 10));
        stage.come(MANY + 5);
        stage.round.skip(Conn((MANY + 5) * 10));
        while stage.go() {}
        stage.tell(2, &[]);
        while stage.go() {}
        assert_eq!(stage.heard(MANY + 5), [2]);
        assert_eq!((stage.heard(5), stage.heard(MANY - 1)), (vec![1, 2], vec![1, 2]));
        // Nobody is left.
        stage.tell(3, &[]);
        stage.sockets.clear();
        assert!(!stage.go());
    }
}
