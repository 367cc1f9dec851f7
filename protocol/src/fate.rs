//! What an act makes of the entry that it is about: the same in the room's ledger, and in whatever a reader holds.
//!
//! Invariants: what is gone stays gone, whatever comes late or twice; a tombstone keeps its place, its time, and by whom and as
//! which draft it was sent, and nothing of what was said; neither do the edits that it had.

use crate::{Act, Body, DisplayName, Entry, Fate, Seq, What, With};

impl Entry {
    /// `act` is about this entry. Acts on one entry are applied in their order. True if that changed it.
    pub fn rewrite(&mut self, act: &Self) -> bool {
        let What::Said { body, with } = &mut self.what;
        let is_gone = with.as_ref().is_some_and(|with| with.fate == Some(Fate::Gone));
        match act.what.act() {
            Some(Act::Edit(seq)) if seq == self.seq && !is_gone => {
                let with = with.get_or_insert_default();
                let What::Said {
                    body: new,
                    with: beside,
                } = &act.what;
                body.clone_from(new);
                // Whom a text calls belongs to the text.
                with.mentions = beside
                    .as_ref()
                    .map(|beside| beside.mentions.clone())
                    .unwrap_or_default();
                with.fate = Some(Fate::Edited);
                true
            }
            Some(Act::Unsend(seq)) if seq == self.seq && !is_gone => {
                *body = Body::none();
                *with = Some(Box::new(With {
                    fate: Some(Fate::Gone),
                    ..With::default()
                }));
                self.author.name = DisplayName::none();
                true
            }
            // What it said for a while is no more to be read than what it said in the end.
            Some(Act::Unsend(seq)) if with.as_ref().and_then(|with| with.act) == Some(Act::Edit(seq)) => {
                self.what = What::emptied_edit(seq);
                true
            }
            _ => false,
        }
    }
}

impl What {
    /// What is left of an edit whose entry was taken back.
    pub fn emptied_edit(seq: Seq) -> Self {
        Self::Said {
            body: Body::none(),
            with: Some(Box::new(With {
                act: Some(Act::Edit(seq)),
                ..With::default()
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Author, DraftId, MemberId, Role, UnixMillis};

    fn entry(seq: u64, body: &str, with: With) -> Entry {
        Entry {
            seq: Seq(seq),
            at: UnixMillis(seq),
            draft: DraftId::from_bits(seq.into()),
            author: Author {
                member: MemberId::parse("gme").unwrap(),
                name: DisplayName::parse("もか").unwrap(),
                role: Role::Fan,
            },
            what: What::Said {
                body: Body::parse(body).unwrap(),
                with: (!with.is_empty()).then(|| Box::new(with)),
            },
        }
    }

    fn act(seq: u64, body: &str, act: Act) -> Entry {
        let with = With {
            act: Some(act),
            ..With::default()
        };
        entry(seq, body, with)
    }

    #[test]
    fn g7_an_edit_changes_the_text_and_keeps_what_it_answers() {
        let reply = With {
            reply: Some(Seq(1)),
            ..With::default()
        };
        let mut said = entry(3, "見た", reply);
        assert!(!said.rewrite(&act(4, "x", Act::Edit(Seq(2)))), "of another entry");
        assert!(said.rewrite(&act(5, "見たよ", Act::Edit(Seq(3)))));
        assert_eq!(said.what.body().as_str(), "見たよ");
        let with = said.what.with().unwrap();
        assert_eq!((with.reply, with.fate), (Some(Seq(1)), Some(Fate::Edited)));
    }

    #[test]
    fn g7_the_edits_of_what_is_taken_back_say_nothing_any_more() {
        let mut edit = act(4, "見たよ", Act::Edit(Seq(3)));
        assert!(
            !edit.rewrite(&act(5, "…", Act::Unsend(Seq(2)))),
            "of another entry"
        );
        assert!(edit.rewrite(&act(5, "…", Act::Unsend(Seq(3)))));
        assert_eq!(edit.what, What::emptied_edit(Seq(3)));
        assert_eq!(edit.what.act(), Some(Act::Edit(Seq(3))));
    }

    #[test]
    fn g7_what_is_taken_back_leaves_a_tombstone_that_names_nobody_and_stays_one() {
        let reply = With {
            reply: Some(Seq(1)),
            ..With::default()
        };
        let mut said = entry(3, "見た", reply);
        let before = said.clone();
        assert!(said.rewrite(&act(5, "…", Act::Unsend(Seq(3)))));
        assert!(!said.rewrite(&act(6, "見たよ", Act::Edit(Seq(3)))));
        assert!(!said.rewrite(&act(5, "…", Act::Unsend(Seq(3)))), "twice");
        assert!(said.what.is_gone());
        assert_eq!((said.what.body().as_str(), said.author.name.as_str()), ("…", "…"));
        assert_eq!(said.what.with().unwrap().reply, None);
        assert_eq!(
            (said.seq, said.at, said.draft),
            (before.seq, before.at, before.draft)
        );
        assert_eq!(said.author.member, before.author.member);
        assert_eq!(Body::parse(Body::none().as_str()), Ok(Body::none()));
        assert_eq!(
            DisplayName::parse(DisplayName::none().as_str()),
            Ok(DisplayName::none())
        );
    }
}
