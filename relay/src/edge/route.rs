//! Which address is which: from a method and a path to a [`Route`], or to how it missed.
//!
//! Invariant: every id and name in a route is parsed. A room's name is one segment, percent-encoded, so that a
//! page's path can be one.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use protocol::{AccountId, EmojiName, ImageKey, RoomKind, RoomName, SiteId};
use worker::Method;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Health,
    /// The document in the frame.
    Frame {
        site: SiteId,
        room: RoomName,
    },
    /// The page of a room; of the default site where none is named.
    Page {
        site: Option<SiteId>,
        room: RoomName,
    },
    GuestTicket {
        site: SiteId,
    },
    /// The tokens that a room is painted with.
    Theme {
        site: SiteId,
    },
    Upload {
        site: SiteId,
        room: RoomName,
    },
    Picture {
        key: ImageKey,
        is_thumbnail: bool,
    },
    HandOver {
        site: SiteId,
    },
    TakeOver {
        site: SiteId,
    },
    Socket {
        site: SiteId,
        room: RoomName,
    },
    ReadSite {
        site: SiteId,
    },
    WriteSite {
        site: SiteId,
    },
    WriteAccount {
        site: SiteId,
        account: AccountId,
    },
    ReadEmoji {
        site: SiteId,
    },
    WriteEmoji {
        site: SiteId,
        name: EmojiName,
    },
    ForgetEmoji {
        site: SiteId,
        name: EmojiName,
    },
    MintTicket {
        site: SiteId,
    },
    Post {
        site: SiteId,
    },
    #[cfg(feature = "faults")]
    Faults {
        what: String,
    },
    ExportRoom {
        site: SiteId,
        room: RoomName,
    },
    ImportRoom {
        site: SiteId,
        room: RoomName,
    },
    Reports {
        site: SiteId,
        room: RoomName,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// For a program.
    Unknown,
    /// For a person: the address is one of a page.
    UnknownPage,
    /// There is such an address, and it answers other methods.
    Method { allow: &'static str },
}

impl Route {
    pub fn parse(method: &Method, path: &str) -> Result<Self, Miss> {
        let parts: Vec<&str> = path.strip_prefix('/').unwrap_or(path).split('/').collect();
        match parts.as_slice() {
            ["healthz"] => reading(method, Self::Health),
            ["r", room] => {
                let room = room_of(room).ok_or(Miss::UnknownPage)?;
                reading(method, Self::Page { site: None, room })
            }
            ["r", site, room] => {
                let (site, room) = place(site, room).ok_or(Miss::UnknownPage)?;
                reading(
                    method,
                    Self::Page {
                        site: Some(site),
                        room,
                    },
                )
            }
            ["f", site, "ticket"] if *method == Method::Post => {
                let site = site_of(site).ok_or(Miss::Unknown)?;
                Ok(Self::GuestTicket { site })
            }
            ["f", site, "handover"] if *method == Method::Post => {
                let site = site_of(site).ok_or(Miss::Unknown)?;
                Ok(Self::HandOver { site })
            }
            ["f", site, "takeover"] if *method == Method::Post => {
                let site = site_of(site).ok_or(Miss::Unknown)?;
                Ok(Self::TakeOver { site })
            }
            ["f", site, room] => {
                let (site, room) = place(site, room).ok_or(Miss::UnknownPage)?;
                reading(method, Self::Frame { site, room })
            }
            ["f", site, room, "image"] => {
                let (site, room) = place(site, room).ok_or(Miss::Unknown)?;
                match method {
                    Method::Post => Ok(Self::Upload { site, room }),
                    _ => Err(Miss::Method { allow: "POST" }),
                }
            }
            ["m", key] => picture(method, key, false),
            ["m", key, "t"] => picture(method, key, true),
            ["t", site] => {
                let site = site_of(site).ok_or(Miss::Unknown)?;
                reading(method, Self::Theme { site })
            }
            ["s", site, room] => {
                let (site, room) = place(site, room).ok_or(Miss::Unknown)?;
                reading(method, Self::Socket { site, room })
            }
            ["api", "v1", "sites", site, rest @ ..] => api(method, site, rest),
            #[cfg(feature = "faults")]
            ["api", "v1", "faults", what] => Ok(Self::Faults {
                what: (*what).to_owned(),
            }),
            ["r" | "f", ..] => Err(Miss::UnknownPage),
            _ => Err(Miss::Unknown),
        }
    }
}

fn api(method: &Method, site: &str, rest: &[&str]) -> Result<Route, Miss> {
    let site = site_of(site).ok_or(Miss::Unknown)?;
    match (rest, method) {
        ([], Method::Get) => Ok(Route::ReadSite { site }),
        ([], Method::Put) => Ok(Route::WriteSite { site }),
        ([], _) => Err(Miss::Method { allow: "GET, PUT" }),
        (["accounts", account], Method::Put) => {
            let account = AccountId::parse(account).map_err(|_| Miss::Unknown)?;
            Ok(Route::WriteAccount { site, account })
        }
        (["accounts", _], _) => Err(Miss::Method { allow: "PUT" }),
        (["emoji"], method) => reading(method, Route::ReadEmoji { site }),
        (["emoji", name], method) => {
            let name = decoded(name).and_then(|name| EmojiName::parse(&name).ok());
            let name = name.ok_or(Miss::Unknown)?;
            match method {
                Method::Put => Ok(Route::WriteEmoji { site, name }),
                Method::Delete => Ok(Route::ForgetEmoji { site, name }),
                _ => Err(Miss::Method { allow: "PUT, DELETE" }),
            }
        }
        (["tickets"], Method::Post) => Ok(Route::MintTicket { site }),
        (["posts"], Method::Post) => Ok(Route::Post { site }),
        (["rooms", room, "export"], method) => {
            let room = room_of(room).ok_or(Miss::Unknown)?;
            reading(method, Route::ExportRoom { site, room })
        }
        (["rooms", room, "reports"], method) => {
            let room = room_of(room).ok_or(Miss::Unknown)?;
            reading(method, Route::Reports { site, room })
        }
        (["rooms", room, "import"], Method::Put) => {
            let room = room_of(room).ok_or(Miss::Unknown)?;
            Ok(Route::ImportRoom { site, room })
        }
        (["rooms", _, "import"], _) => Err(Miss::Method { allow: "PUT" }),
        (["tickets" | "posts"], _) => Err(Miss::Method { allow: "POST" }),
        _ => Err(Miss::Unknown),
    }
}

fn picture(method: &Method, key: &str, is_thumbnail: bool) -> Result<Route, Miss> {
    let key = ImageKey::parse(key).map_err(|_| Miss::Unknown)?;
    reading(method, Route::Picture { key, is_thumbnail })
}

fn reading(method: &Method, route: Route) -> Result<Route, Miss> {
    match method {
        Method::Get | Method::Head => Ok(route),
        _ => Err(Miss::Method { allow: "GET" }),
    }
}

fn place(site: &str, room: &str) -> Option<(SiteId, RoomName)> {
    Some((site_of(site)?, room_of(room)?))
}

fn site_of(segment: &str) -> Option<SiteId> {
    SiteId::parse(segment).ok()
}

fn room_of(segment: &str) -> Option<RoomName> {
    RoomName::parse(&decoded(segment)?).ok().filter(is_there)
}

fn decoded(segment: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(segment).decode_utf8().ok()
}

/// Any chat is there as soon as somebody looks; of the site's own logs, the feed alone.
pub fn is_there(room: &RoomName) -> bool {
    room.kind() == RoomKind::Chat || room.as_str() == RoomName::FEED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str) -> Result<Route, Miss> {
        Route::parse(&Method::Get, path)
    }

    fn site(id: &str) -> SiteId {
        SiteId::parse(id).unwrap()
    }

    fn room(name: &str) -> RoomName {
        RoomName::parse(name).unwrap()
    }

    #[test]
    fn a_room_is_one_segment_even_where_its_name_is_a_path() {
        assert_eq!(
            get("/f/miruna/%2Fgoods%2F%ED%8F%B4"),
            Ok(Route::Frame {
                site: site("miruna"),
                room: room("/goods/폴")
            })
        );
        assert_eq!(
            get("/r/lounge"),
            Ok(Route::Page {
                site: None,
                room: room("lounge")
            })
        );
        assert_eq!(
            get("/r/miruna/%40feed"),
            Ok(Route::Page {
                site: Some(site("miruna")),
                room: room("@feed")
            })
        );
    }

    #[test]
    fn a_bad_address_of_a_page_is_told_to_a_person_and_any_other_to_a_program() {
        for path in [
            "/r/",
            "/r/a/b/c",
            "/r/a%20b",
            "/f/Miruna/lounge",
            "/r/%ff",
            "/r/@staff",
            "/f/miruna",
        ] {
            assert_eq!(get(path), Err(Miss::UnknownPage), "{path}");
        }
        for path in [
            "/",
            "",
            "/s/miruna/@staff",
            "/s/miruna",
            "/api/v1/sites/M",
            "/api/v2/sites/m",
            "/maru",
        ] {
            assert_eq!(get(path), Err(Miss::Unknown), "{path}");
        }
    }

    #[test]
    fn g16_a_picture_is_found_by_its_key_alone() {
        let key = "0123456789abcdef0123456789abcdef";
        for (path, is_thumbnail) in [(format!("/m/{key}"), false), (format!("/m/{key}/t"), true)] {
            let key = ImageKey::parse(key).unwrap();
            assert_eq!(get(&path), Ok(Route::Picture { key, is_thumbnail }));
        }
        for path in [
            "/m",
            "/m/",
            "/m/0",
            "/m/../x",
            &format!("/m/{key}/x"),
            &format!("/m/{key}/t/t"),
        ] {
            assert_eq!(get(path), Err(Miss::Unknown), "{path}");
        }
        let upload = Route::parse(&Method::Post, "/f/m/%2Fgoods/image");
        let (site, room) = (site("m"), room("/goods"));
        assert_eq!(upload, Ok(Route::Upload { site, room }));
    }

    #[test]
    fn s1_an_emoji_is_named_in_any_script() {
        let path = "/api/v1/sites/m/emoji/%E8%91%89";
        let (site, name) = (site("m"), EmojiName::parse("葉").unwrap());
        let written = Route::parse(&Method::Put, path);
        assert_eq!(
            written,
            Ok(Route::WriteEmoji {
                site: site.clone(),
                name: name.clone()
            })
        );
        assert_eq!(
            Route::parse(&Method::Delete, path),
            Ok(Route::ForgetEmoji { site, name })
        );
        assert_eq!(get(path), Err(Miss::Method { allow: "PUT, DELETE" }));
        assert_eq!(get("/api/v1/sites/m/emoji/a%3Ab"), Err(Miss::Unknown));
    }

    #[test]
    fn an_address_says_which_methods_it_answers() {
        assert_eq!(
            Route::parse(&Method::Post, "/r/lounge"),
            Err(Miss::Method { allow: "GET" })
        );
        assert_eq!(
            Route::parse(&Method::Delete, "/api/v1/sites/m"),
            Err(Miss::Method { allow: "GET, PUT" })
        );
        assert_eq!(
            Route::parse(&Method::Post, "/f/m/ticket"),
            Ok(Route::GuestTicket { site: site("m") })
        );
        assert_eq!(get("/f/m/lounge/image"), Err(Miss::Method { allow: "POST" }));
        assert_eq!(get("/t/m"), Ok(Route::Theme { site: site("m") }));
        assert_eq!(
            get("/f/m/ticket"),
            Ok(Route::Frame {
                site: site("m"),
                room: room("ticket")
            })
        );
    }
}
