use protocol::{DisplayName, MemberId, Role};
use serde::{Deserialize, Serialize};

/// What a socket carries through hibernation: all that the room knows of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub member: MemberId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<DisplayName>,
    pub role: Role,
}
