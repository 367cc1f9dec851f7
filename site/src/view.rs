//! What everybody may see of a site, and what follows from it alone.

use protocol::http::Settings;
use protocol::{Account, DisplayName, Emoji, MemberId, Refusal, RoomName, Words};
use serde::{Deserialize, Serialize};

use crate::names;

/// A site as everybody may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    pub settings: Settings,
    pub accounts: Vec<Account>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub emoji: Vec<Emoji>,
}

impl View {
    /// May a page of this origin embed the site's rooms and connect to them?
    pub fn allows(&self, origin: &str) -> bool {
        self.settings.origins.iter().any(|allowed| allowed == origin)
    }

    /// What a room is called: its own title, or the site's, or its name.
    pub fn title(&self, room: &RoomName) -> Words {
        let own = self.settings.rooms.get(room.as_str());
        let title = own.unwrap_or(&self.settings.title);
        if title.given().next().is_some() {
            title.clone()
        } else {
            Words::all(room.as_str())
        }
    }

    pub fn account(&self, member: &MemberId) -> Option<&Account> {
        let id = member.account()?;
        self.accounts.iter().find(|account| account.id == id)
    }

    /// A name that a fan may carry: well formed, and neither an official account's nor one of staff.
    pub fn free_name(&self, text: &str) -> Result<DisplayName, Refusal> {
        let name = DisplayName::parse(text)?;
        if names::is_reserved(name.as_str(), &self.accounts) {
            Err(Refusal::NameReserved)
        } else {
            Ok(name)
        }
    }
}
