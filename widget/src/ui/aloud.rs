//! What a screen reader is told of a room: not each message as it comes, but what has come, at most once in three seconds.
//!
//! Invariant: only what was added at the end is told, once, and nothing of one's own. The words stand in an element of their
//! own, so that telling them draws no row.

use gloo::timers::callback::Timeout;
use look::phrases;
use protocol::Seq;
use web_sys::Element;
use yew::Callback;

use crate::view::{Chat, Item, Who};

const EVERY_MS: u32 = 3_000;
/// More than this is a number.
const MOST: u64 = 3;

#[derive(Default)]
pub struct Aloud {
    told: Seq,
    rest: Option<Timeout>,
}

impl Aloud {
    /// The list has changed. `again` is called when it may be told what has come since.
    pub fn changed(&mut self, chat: &Chat, place: &Element, again: Callback<()>) {
        if !chat.appended {
            self.told = self.told.max(chat.newest());
        } else if self.rest.is_none() && self.tell(chat, place) {
            self.rest = Some(Timeout::new(EVERY_MS, move || again.emit(())));
        }
    }

    pub fn rested(&mut self, chat: &Chat, place: &Element, again: Callback<()>) {
        self.rest = None;
        self.changed(chat, place, again);
    }

    fn tell(&mut self, chat: &Chat, place: &Element) -> bool {
        let mut said = Vec::new();
        let mut others = 0;
        for item in chat.items().rev() {
            let group = match item {
                Item::Group(group) => group,
                Item::Crowd { last, n, .. } => {
                    others += last.0.saturating_sub(self.told.0).min((*n).into());
                    continue;
                }
                _ => continue,
            };
            if group
                .bubbles
                .last()
                .is_some_and(|last| last.seq.is_some_and(|seq| seq <= self.told))
            {
                break;
            }
            let Who::Other { name, .. } = &group.who else {
                continue;
            };
            let new = group
                .bubbles
                .iter()
                .rev()
                .filter(|bubble| bubble.seq > Some(self.told));
            said.extend(new.map(|bubble| [&**name, ": ", &bubble.text].concat()));
        }
        self.told = self.told.max(chat.newest());
        let all = said.len() as u64 + others;
        let text = if all > MOST {
            let n = u32::try_from(all).unwrap_or(u32::MAX);
            phrases(chat.lang).new_messages.with(n)
        } else {
            said.reverse();
            said.join("\n")
        };
        let has_any = !text.is_empty();
        if has_any {
            place.set_text_content(Some(&text));
        }
        has_any
    }
}
