//! A site, and what its keys open.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use protocol::http::{AccountRequest, ChatSettings, MintRequest, Settings};
use protocol::{
    Account, AccountId, Author, DisplayName, EmojiName, ImageKey, MemberId, Quiet, Refusal, Role, RoomName,
    UnixMillis, Words, limits,
};
use serde::{Deserialize, Serialize};

use crate::account::{self, Held};
use crate::emoji::Album;
use crate::{Digest, View, is_origin};

/// The longest title, in characters: two lines of a phone's header.
const TITLE_CHARS: usize = 60;

/// Why a request was turned down: for the person as data, for the developer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    pub refusal: Refusal,
    pub detail: String,
}

impl Denied {
    pub(crate) fn field(detail: impl Into<String>) -> Self {
        Self {
            refusal: Refusal::FieldInvalid,
            detail: detail.into(),
        }
    }

    fn key() -> Self {
        Self {
            refusal: Refusal::KeyInvalid,
            detail: "this needs a key of this site that opens it".to_owned(),
        }
    }
}

impl From<Refusal> for Denied {
    fn from(refusal: Refusal) -> Self {
        Self {
            refusal,
            detail: String::new(),
        }
    }
}

/// Whose request it is. The owner's key is the deployment's, and the edge has checked it.
#[derive(Clone, Debug)]
pub enum By {
    Owner,
    Key(Digest),
}

/// Whom a ticket is for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bearer {
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
    pub role: Role,
}

/// A site, whole: what its ledger keeps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    settings: Settings,
    key: Digest,
    accounts: Vec<Held>,
    /// An earlier release, that does not know them, forgets them with the next change that it makes.
    #[serde(default, skip_serializing_if = "Album::is_empty")]
    emoji: Album,
}

impl Site {
    /// A new site, with the digest of the key that its owner is about to be told.
    pub fn found(settings: Settings, key: Digest) -> Result<Self, Denied> {
        check(&settings)?;
        Ok(Self {
            settings,
            key,
            accounts: Vec::new(),
            emoji: Album::default(),
        })
    }

    pub fn view(&self) -> View {
        let accounts = self.accounts.iter().map(|held| held.account.clone()).collect();
        View {
            settings: self.settings.clone(),
            accounts,
            emoji: self.emoji.list().to_vec(),
        }
    }

    /// The owner replaces the settings whole. Accounts and keys stay.
    pub fn settle(&mut self, settings: Settings) -> Result<(), Denied> {
        check(&settings)?;
        self.settings = settings;
        Ok(())
    }

    /// Whether this one may do with the site's rooms what its own server may.
    pub fn admit(&self, by: &By) -> Result<(), Denied> {
        match by {
            By::Owner => Ok(()),
            By::Key(key) if *key == self.key => Ok(()),
            By::Key(_) => Err(Denied::key()),
        }
    }

    /// An account, new or changed. True if it is new: then `fresh` is its key's digest.
    pub fn introduce(
        &mut self,
        by: &By,
        id: AccountId,
        request: AccountRequest,
        fresh: Digest,
    ) -> Result<(Account, bool), Denied> {
        self.admit(by)?;
        if !account::is_name(&request.name) {
            let max = limits::NAME_CHARS;
            return Err(Denied::field(format!(
                "name: at least one of ja, ko, en, each as a nickname may be, at most {max} characters"
            )));
        }
        let account = Account {
            id,
            name: request.name,
            crest: request.crest,
        };
        if let Some(held) = self
            .accounts
            .iter_mut()
            .find(|held| held.account.id == account.id)
        {
            held.account = account.clone();
            return Ok((account, false));
        }
        if self.accounts.len() >= limits::SITE_ACCOUNTS {
            return Err(Denied::field(format!(
                "a site has at most {} accounts",
                limits::SITE_ACCOUNTS
            )));
        }
        self.accounts.push(Held {
            account: account.clone(),
            key: fresh,
        });
        Ok((account, true))
    }

    /// The bytes of an emoji are about to be put away under this key.
    pub fn expect_emoji(
        &mut self,
        by: &By,
        name: &EmojiName,
        key: ImageKey,
        now: UnixMillis,
    ) -> Result<(), Denied> {
        self.admit(by)?;
        self.emoji.expect(name, key, now)
    }

    /// They are there: the emoji is new, or looks otherwise now.
    pub fn name_emoji(
        &mut self,
        by: &By,
        name: EmojiName,
        key: ImageKey,
        now: UnixMillis,
    ) -> Result<(), Denied> {
        self.admit(by)?;
        self.emoji.name(name, key, now)
    }

    /// From here on it is the text that was written for it.
    pub fn forget_emoji(&mut self, by: &By, name: &EmojiName) -> Result<(), Denied> {
        self.admit(by)?;
        self.emoji.forget(name)
    }

    /// The bytes of these are to be thrown away; then comes [`Site::emoji_thrown_away`].
    pub fn loose_emoji(&self, now: UnixMillis) -> Vec<ImageKey> {
        self.emoji.due(now)
    }

    pub fn emoji_thrown_away(&mut self, keys: &[ImageKey]) {
        self.emoji.thrown_away(keys);
    }

    /// Whose account's key this is.
    pub fn name(&self, key: &Digest) -> Result<Author, Denied> {
        let held = self
            .accounts
            .iter()
            .find(|held| held.key == *key)
            .ok_or_else(Denied::key)?;
        account::author(&held.account, self.settings.lang).ok_or_else(|| Refusal::Fault.into())
    }

    /// The site's own server vouches for one of its people.
    pub fn vouch(&self, key: &Digest, request: &MintRequest) -> Result<Bearer, Denied> {
        if *key != self.key {
            return Err(Denied::key());
        }
        if request.role == Role::Official {
            let known = |held: &&Held| held.account.id.as_str() == request.member;
            let held = self.accounts.iter().find(known);
            let held = held.ok_or_else(|| Denied {
                refusal: Refusal::NotFound,
                detail: format!("there is no account {}", request.member),
            })?;
            let author = account::author(&held.account, self.settings.lang).ok_or(Refusal::Fault)?;
            return Ok(Bearer {
                member: author.member,
                name: Some(author.name),
                role: Role::Official,
            });
        }
        // Guests and accounts have ids of their own kind, which nobody is given by this door.
        let member = MemberId::parse(&request.member)
            .ok()
            .filter(|member| !member.as_str().starts_with('@') && !is_guest(member))
            .ok_or_else(|| {
                Denied::field("member: letters, digits and - _ . , neither an account nor a guest")
            })?;
        let name = match &request.name {
            None => None,
            // The site speaks for its own moderators; for everybody else its names are as reserved as for a guest.
            Some(name) if request.role == Role::Moderator => {
                Some(DisplayName::parse(name).map_err(Refusal::from)?)
            }
            Some(name) => Some(self.view().free_name(name)?),
        };
        Ok(Bearer {
            member,
            name,
            role: request.role,
        })
    }
}

/// `g` and 32 hexadecimal digits, as the relay derives it.
fn is_guest(member: &MemberId) -> bool {
    let hex = member.as_str().strip_prefix('g');
    hex.is_some_and(|hex| hex.len() == 32 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

fn check(settings: &Settings) -> Result<(), Denied> {
    let Settings {
        origins,
        title,
        lang: _,
        theme: _,
        read_marks: _,
        rooms,
        chat,
        photo_rooms,
        slow_rooms,
        frozen_rooms,
    } = settings;
    if origins.len() > limits::SITE_ORIGINS {
        return Err(Denied::field(format!(
            "origins: at most {}",
            limits::SITE_ORIGINS
        )));
    }
    if let Some(bad) = origins.iter().find(|origin| !is_origin(origin)) {
        let bad: String = bad.chars().take(80).collect();
        return Err(Denied::field(format!(
            "origins: {bad:?} is not like https://example.com, without a path"
        )));
    }
    check_title("title", title)?;
    check_rooms(rooms)?;
    check_chat(*chat)?;
    check_names("photo_rooms", photo_rooms.iter())?;
    check_names("frozen_rooms", frozen_rooms.iter())?;
    check_names("slow_rooms", slow_rooms.keys())?;
    if slow_rooms.values().any(|seconds| *seconds > limits::SLOW_S) {
        return Err(Denied::field(format!(
            "slow_rooms: at most {} seconds",
            limits::SLOW_S
        )));
    }
    Ok(())
}

fn check_names<'a>(field: &str, rooms: impl ExactSizeIterator<Item = &'a String>) -> Result<(), Denied> {
    if rooms.len() > limits::SITE_ROOMS {
        return Err(Denied::field(format!("{field}: at most {}", limits::SITE_ROOMS)));
    }
    for room in rooms {
        room_name(field, room)?;
    }
    Ok(())
}

/// Minutes of a day.
const DAY_MIN: u32 = 24 * 60;

fn check_chat(chat: ChatSettings) -> Result<(), Denied> {
    let ChatSettings {
        unsend_min,
        edit_min,
        quiet,
        joins: _,
        sticker_tap: _,
    } = chat;
    for (field, minutes) in [("unsend_min", unsend_min), ("edit_min", edit_min)] {
        if minutes > limits::WINDOW_MIN {
            return Err(Denied::field(format!(
                "chat.{field}: minutes, at most {}",
                limits::WINDOW_MIN
            )));
        }
    }
    match quiet {
        Some(Quiet { from_min, to_min })
            if from_min >= DAY_MIN || to_min >= DAY_MIN || from_min == to_min =>
        {
            Err(Denied::field(
                "chat.quiet: two different minutes of the day, 0 to 1439",
            ))
        }
        _ => Ok(()),
    }
}

fn room_name(field: &str, room: &str) -> Result<(), Denied> {
    let name = RoomName::parse(room);
    name.map(drop)
        .map_err(|error| Denied::field(format!("{field}: a room's name {error}")))
}

fn check_rooms(rooms: &BTreeMap<String, Words>) -> Result<(), Denied> {
    if rooms.len() > limits::SITE_ROOMS {
        return Err(Denied::field(format!("rooms: at most {}", limits::SITE_ROOMS)));
    }
    for (room, title) in rooms {
        room_name("rooms", room)?;
        check_title("rooms", title)?;
    }
    Ok(())
}

fn check_title(field: &str, title: &Words) -> Result<(), Denied> {
    let fits = |text: &str| {
        text.chars().count() <= TITLE_CHARS && !text.trim().is_empty() && !text.chars().any(char::is_control)
    };
    if title.given().all(fits) {
        return Ok(());
    }
    Err(Denied::field(format!(
        "{field}: a title is one line of at most {TITLE_CHARS} characters"
    )))
}
