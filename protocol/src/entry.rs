//! What a room's log is made of.

use serde::{Deserialize, Serialize};

use crate::{Act, Body, DisplayName, DraftId, Fate, MemberId, Seq, UnixMillis, With};

/// What somebody may do in a room. The relay decides it when it signs a ticket; nobody claims it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    #[default]
    Fan,
    Moderator,
    /// An official account of the site: shown with the badge, and the only one to write in a feed.
    Official,
}

/// Who said it, as they were called then.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Author {
    pub member: MemberId,
    pub name: DisplayName,
    #[serde(default, skip_serializing_if = "is_fan")]
    pub role: Role,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde calls it with a reference"
)]
fn is_fan(role: &Role) -> bool {
    *role == Role::Fan
}

/// One place in the order. Invariant: once written it is durable, and nothing else ever has its `seq` in its epoch.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    pub seq: Seq,
    /// By the relay's clock; never earlier than the entry before.
    pub at: UnixMillis,
    /// Whoever sent it finds its own draft again by this.
    pub draft: DraftId,
    pub author: Author,
    pub what: What,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    Said {
        body: Body,
        /// What there is beside the text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        with: Option<Box<With>>,
    },
}

impl What {
    pub fn text(body: Body) -> Self {
        Self::Said { body, with: None }
    }

    pub fn body(&self) -> &Body {
        let Self::Said { body, .. } = self;
        body
    }

    pub fn with(&self) -> Option<&With> {
        let Self::Said { with, .. } = self;
        with.as_deref()
    }

    pub fn act(&self) -> Option<Act> {
        self.with()?.act
    }

    pub fn is_gone(&self) -> bool {
        self.with().is_some_and(|with| with.fate == Some(Fate::Gone))
    }

    /// Roughly the bytes that it takes on the wire.
    pub fn weight(&self) -> usize {
        /// A picture's key and sizes.
        const IMAGE: usize = 80;
        let beside = |with: &With| {
            let mentions: usize = with.mentions.iter().map(|member| member.as_str().len()).sum();
            mentions + with.images.len() * IMAGE + 16
        };
        self.body().as_str().len() + self.with().map_or(0, beside)
    }
}
