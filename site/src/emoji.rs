//! A site's own emoji: what they are called, and under which keys their pictures lie.
//!
//! Invariant: a key stands here before its bytes are put away, and until they have been thrown away, whatever fails in between. So
//! there is no picture that nobody knows of.

use protocol::{Emoji, EmojiName, ImageKey, Refusal, UnixMillis, limits};
use serde::{Deserialize, Serialize};

use crate::Denied;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Album {
    list: Vec<Emoji>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    loose: Vec<Loose>,
}

/// A key that no name has: it is not named yet, or not any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Loose {
    key: ImageKey,
    /// From then on its bytes are thrown away.
    until: UnixMillis,
}

impl Album {
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty() && self.loose.is_empty()
    }

    pub(crate) fn list(&self) -> &[Emoji] {
        &self.list
    }

    /// Bytes are about to be put away under this key, for this name.
    pub(crate) fn expect(&mut self, name: &EmojiName, key: ImageKey, now: UnixMillis) -> Result<(), Denied> {
        let is_new = !self.list.iter().any(|emoji| emoji.name == *name);
        if is_new && self.list.len() >= limits::SITE_EMOJI {
            return Err(Denied::field(format!(
                "a site has at most {} emoji",
                limits::SITE_EMOJI
            )));
        }
        if self.loose.len() >= limits::SITE_EMOJI {
            return Err(Denied {
                refusal: Refusal::TooFast,
                detail: "too many emoji are on their way".to_owned(),
            });
        }
        let until = now.plus(limits::EMOJI_WAIT_MS);
        self.loose.push(Loose { key, until });
        Ok(())
    }

    /// They are there. What had the name before is to be thrown away.
    pub(crate) fn name(&mut self, name: EmojiName, key: ImageKey, now: UnixMillis) -> Result<(), Denied> {
        let is_expected = |loose: &Loose| loose.key == key && loose.until > now;
        let at = self.loose.iter().position(is_expected).ok_or_else(|| Denied {
            refusal: Refusal::Gone,
            detail: "it took too long: send it again".to_owned(),
        })?;
        self.loose.remove(at);
        match self.list.iter_mut().find(|emoji| emoji.name == name) {
            Some(emoji) => {
                let old = std::mem::replace(&mut emoji.key, key);
                self.let_go(old);
            }
            None => self.list.push(Emoji { name, key }),
        }
        Ok(())
    }

    pub(crate) fn forget(&mut self, name: &EmojiName) -> Result<(), Denied> {
        let at = self.list.iter().position(|emoji| emoji.name == *name);
        let gone = self.list.remove(at.ok_or(Refusal::NotFound)?);
        self.let_go(gone.key);
        Ok(())
    }

    fn let_go(&mut self, key: ImageKey) {
        let until = UnixMillis::default();
        self.loose.push(Loose { key, until });
    }

    /// The bytes of these are to be thrown away.
    pub(crate) fn due(&self, now: UnixMillis) -> Vec<ImageKey> {
        let due = self.loose.iter().filter(|loose| loose.until <= now);
        due.map(|loose| loose.key).collect()
    }

    /// And are.
    pub(crate) fn thrown_away(&mut self, keys: &[ImageKey]) {
        self.loose.retain(|loose| !keys.contains(&loose.key));
    }
}
