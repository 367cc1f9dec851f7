//! An official account as the site keeps it.

use protocol::{Account, Author, DisplayName, MemberId, Role, Words};
use serde::{Deserialize, Serialize};

use crate::Digest;

/// An official account as the site keeps it. Invariant: its name is there in at least one language, and each is one
/// that could stand beside a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Held {
    pub(crate) account: Account,
    pub(crate) key: Digest,
}

/// An account's name in one language stands where a fan's name stands, and keeps the same rules.
pub(crate) fn is_name(name: &Words) -> bool {
    name.given().next().is_some()
        && name
            .given()
            .all(|text| DisplayName::parse(text).is_ok_and(|name| name.as_str() == text))
}

/// Who the account is in the log: under the name that it has in the site's language.
pub(crate) fn author(account: &Account, lang: protocol::Lang) -> Option<Author> {
    let name = DisplayName::parse(account.name.get(lang)).ok()?;
    Some(Author {
        member: MemberId::official(&account.id),
        name,
        role: Role::Official,
    })
}
