//! What one person said within one minute, as plain data.

use client::Client;
use look::{Group, Portrait, known_as, phrases, said};
use protocol::{Entry, Fate, Lang, ReadMarks, Role, Seq};
use yew::AttrValue;

use super::Reader;
use super::bubble::{Bubble, pills};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupView {
    pub key: Seq,
    pub lang: Lang,
    pub who: Who,
    pub bubbles: Vec<Bubble>,
    pub state: GroupState,
    pub fresh: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    Me,
    Other {
        name: AttrValue,
        portrait: Portrait,
        official: bool,
    },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GroupState {
    Told {
        time: AttrValue,
    },
    /// Bubble by bubble.
    Unsent(Vec<Way>),
}

/// How far a message has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    Waiting,
    Sending,
    /// Durable; its entry is about to arrive.
    Stored,
}

impl Reader {
    pub(super) fn group(&self, client: &Client, group: Group<'_>, fresh: bool) -> GroupView {
        let author = group.author();
        let mine = self.me.as_ref() == Some(&author.member);
        let mut bubbles: Vec<Bubble> = group
            .entries()
            .map(|entry| self.told(client, entry, mine))
            .collect();
        if client.rules().read_marks == ReadMarks::Read {
            // Where the next one was read by as many, it speaks for both.
            let mut next = None;
            for bubble in bubbles.iter_mut().rev() {
                if bubble.mark == next {
                    bubble.mark = None;
                } else {
                    next.clone_from(&bubble.mark);
                }
            }
        }
        GroupView {
            key: group.key(),
            lang: self.lang,
            who: if mine {
                Who::Me
            } else {
                Who::Other {
                    name: known_as(author, &self.accounts, self.lang).to_owned().into(),
                    portrait: Portrait::of(author, &self.accounts),
                    official: author.role == Role::Official,
                }
            },
            bubbles,
            state: GroupState::Told {
                time: self.civil(group.at()).time(self.lang).into(),
            },
            // One's own rose when it was written.
            fresh: fresh && !mine,
        }
    }

    fn told(&self, client: &Client, entry: &Entry, mine: bool) -> Bubble {
        let with = entry.what.with();
        let body = entry.what.body();
        Bubble {
            seq: Some(entry.seq),
            edited: with.is_some_and(|with| with.fate == Some(Fate::Edited)),
            mark: self.mark(client, entry.seq, mine),
            pills: client.tally(entry.seq).map(pills).unwrap_or_default(),
            ..self.bubble(client, entry.seq.to_string(), body, with)
        }
    }

    /// What stands over the time: of one's own how many have read it, or of each how many have not.
    fn mark(&self, client: &Client, seq: Seq, mine: bool) -> Option<AttrValue> {
        let n = client.mark(seq)?;
        let text = match client.rules().read_marks {
            ReadMarks::Read if mine && n > 1 => said::read(phrases(self.lang), n.saturating_sub(1)),
            ReadMarks::CountDown if n > 0 => said::mark(n),
            _ => return None,
        };
        Some(text.into())
    }
}
