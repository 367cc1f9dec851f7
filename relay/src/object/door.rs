//! A room's object as the Worker addresses it: its name and its doors, spelled once for both ends.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use protocol::{RoomName, SiteId, codec};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use worker::Url;

/// Which room of which site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub site: SiteId,
    pub room: RoomName,
}

/// What a room answers whoever is to land on a spoke.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Landed {
    pub spoke: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// GET, an upgrade.
    Socket,
    /// GET, an upgrade at a spoke.
    Sit,
    /// POST, at a spoke: what the room wants done.
    Push,
    /// POST: what a spoke's sockets did.
    Report,
    /// GET: the newest page of the log.
    Log,
    /// POST: an official post.
    Post,
    /// GET: the whole log, as lines.
    Export,
    /// PUT: such lines, for a room that has none.
    Import,
    /// PUT: such lines, in the place of whatever there is.
    Replace,
    /// GET: what was reported, with its context.
    Reports,
    /// POST: a picture's bytes are kept, and somebody wants to post it.
    Upload,
    /// GET: the site's settings have changed.
    Ruled,
    /// GET: the object's own timer, see `clock.rs`.
    Wake,
    /// GET: the next portion of a crowd is told, see `round.rs`.
    Go,
    /// POST: what the tests ask, see `faults.rs`.
    #[cfg(feature = "faults")]
    Faults,
}

impl Door {
    const ALL: &[Self] = &[
        Self::Socket,
        Self::Sit,
        Self::Push,
        Self::Report,
        Self::Log,
        Self::Post,
        Self::Export,
        Self::Import,
        Self::Replace,
        Self::Reports,
        Self::Upload,
        Self::Ruled,
        Self::Wake,
        Self::Go,
        #[cfg(feature = "faults")]
        Self::Faults,
    ];

    const fn path(self) -> &'static str {
        match self {
            Self::Socket => "socket",
            Self::Sit => "sit",
            Self::Push => "push",
            Self::Report => "report",
            Self::Log => "log",
            Self::Post => "post",
            Self::Export => "export",
            Self::Import => "import",
            Self::Replace => "replace",
            Self::Reports => "reports",
            Self::Upload => "upload",
            Self::Ruled => "ruled",
            Self::Wake => "wake",
            Self::Go => "go",
            #[cfg(feature = "faults")]
            Self::Faults => "faults",
        }
    }
}

impl Place {
    /// A site id holds no slash, so no two places share a name.
    pub fn object_name(&self) -> String {
        format!("{}/{}", self.site, self.room)
    }

    /// A spoke's. They have a namespace of their own.
    pub fn spoke_name(&self, spoke: u16) -> String {
        format!("{spoke}/{}", self.object_name())
    }

    /// An object does not reliably know its own name: each request says it. The room stands in the query, where no
    /// name can be mistaken for a step of a path.
    pub fn url(&self, door: Door) -> String {
        let room = utf8_percent_encode(self.room.as_str(), NON_ALPHANUMERIC);
        format!("https://room/{}?site={}&room={room}", door.path(), self.site)
    }

    /// The same, with something more to say. [`said`] reads it.
    pub fn url_with(&self, door: Door, name: &str, what: &impl Serialize) -> String {
        let what = codec::encode(what);
        let what = utf8_percent_encode(&what, NON_ALPHANUMERIC);
        format!("{}&{name}={what}", self.url(door))
    }

    pub fn of_url(url: &Url) -> Option<(Self, Door)> {
        let door = Door::ALL
            .iter()
            .copied()
            .find(|door| url.path().strip_prefix('/') == Some(door.path()))?;
        let value = |name| {
            url.query_pairs()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value)
        };
        let site = SiteId::parse(&value("site")?).ok()?;
        let room = RoomName::parse(&value("room")?).ok()?;
        Some((Self { site, room }, door))
    }
}

/// What the Worker said beside the place. None where it said nothing of this name.
pub fn said<T: DeserializeOwned>(url: &Url, name: &str) -> Option<T> {
    let mut pairs = url.query_pairs();
    let (_, text) = pairs.find(|(key, _)| key == name)?;
    codec::parse(&text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_reads_what_the_worker_said_beside_the_place() {
        let place = Place {
            site: SiteId::parse("miruna").unwrap(),
            room: RoomName::parse("/goods/a&ruled=b").unwrap(),
        };
        let ruled = room::Ruled::default();
        let url = Url::parse(&place.url_with(Door::Socket, "ruled", &ruled)).unwrap();
        assert_eq!(Place::of_url(&url), Some((place.clone(), Door::Socket)));
        assert_eq!(said(&url, "ruled"), Some(ruled));
        assert_eq!(said::<u64>(&url, "skip"), None);
        let url = Url::parse(&place.url(Door::Socket)).unwrap();
        assert_eq!(said::<room::Ruled>(&url, "ruled"), None);
    }

    #[test]
    fn the_object_reads_the_place_that_the_worker_wrote() {
        for room in ["lounge", "@feed", "/goods/ルアン%20&site=x", "a..b", "축제+1"] {
            let place = Place {
                site: SiteId::parse("miruna").unwrap(),
                room: RoomName::parse(room).unwrap(),
            };
            for door in Door::ALL {
                let url = Url::parse(&place.url(*door)).unwrap();
                assert_eq!(Place::of_url(&url), Some((place.clone(), *door)), "{room}");
            }
        }
    }
}
