//! What an owner may say about a site. Checked whole, before anything of it is kept.

use protocol::http::{AccountRequest, Problem, Settings};
use protocol::{DisplayName, Refusal, RoomName, Words, limits};

use crate::origin;

/// The longest title, in characters: one line on a phone, twice over.
const TITLE_CHARS: usize = 60;

pub(crate) fn problem(refusal: Refusal, detail: impl Into<String>) -> Problem {
    Problem {
        refusal,
        detail: detail.into(),
        retry_after_ms: None,
    }
}

fn invalid(field: &str, why: impl std::fmt::Display) -> Problem {
    problem(Refusal::FieldInvalid, format!("{field}: {why}"))
}

pub(crate) fn settings(settings: &Settings) -> Result<(), Problem> {
    let Settings {
        origins,
        title,
        rooms,
        ..
    } = settings;
    if origins.len() > limits::SITE_ORIGINS {
        let why = format!("at most {} origins", limits::SITE_ORIGINS);
        return Err(invalid("origins", why));
    }
    for origin in origins {
        if let Some(why) = origin::fault(origin) {
            return Err(invalid("origins", format!("{origin:?}: {why}")));
        }
    }
    check_title("title", title)?;
    if rooms.len() > limits::SITE_ROOMS {
        let why = format!("at most {} titled rooms", limits::SITE_ROOMS);
        return Err(invalid("rooms", why));
    }
    for (room, title) in rooms {
        RoomName::parse(room).map_err(|error| invalid("rooms", format!("{room:?} {error}")))?;
        check_title("rooms", title)?;
    }
    Ok(())
}

pub(crate) fn account(request: &AccountRequest) -> Result<(), Problem> {
    if request.name.given().next().is_none() {
        return Err(invalid("name", "an account has a name in at least one language"));
    }
    for name in request.name.given() {
        match DisplayName::parse(name) {
            Ok(parsed) if parsed.as_str() == name => {}
            Ok(_) => return Err(invalid("name", format!("{name:?}: no spaces at the ends, one between words"))),
            Err(error) => return Err(invalid("name", format!("{name:?}: {error}"))),
        }
    }
    Ok(())
}

fn check_title(field: &str, title: &Words) -> Result<(), Problem> {
    for text in title.given() {
        if text.chars().count() > TITLE_CHARS {
            return Err(invalid(field, format!("{text:?}: at most {TITLE_CHARS} characters")));
        }
        if text.trim() != text || text.chars().any(disturbs) {
            let why = "one line, no spaces at the ends, no invisible or direction-changing characters";
            return Err(invalid(field, format!("{text:?}: {why}")));
        }
    }
    Ok(())
}

/// U+200D stays: emoji are made with it.
fn disturbs(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn detail(settings: &Settings) -> String {
        let problem = super::settings(settings).unwrap_err();
        assert_eq!(problem.refusal, Refusal::FieldInvalid);
        problem.detail
    }

    fn with_room(room: &str, title: &str) -> Settings {
        Settings {
            rooms: BTreeMap::from([(room.to_owned(), Words::all(title))]),
            ..Settings::default()
        }
    }

    #[test]
    fn a_site_as_an_owner_would_write_it_passes() {
        let given = Settings {
            origins: vec!["https://miruna.example".to_owned(), "http://localhost:8788".to_owned()],
            title: Words {
                ja: "リーフィの縁側".to_owned(),
                ko: "리피네 마루".to_owned(),
                en: "Leafi's Porch".to_owned(),
            },
            ..with_room("lounge", "雑談 👩‍👩‍👧")
        };
        assert_eq!(settings(&given), Ok(()));
        assert_eq!(settings(&Settings::default()), Ok(()));
        assert_eq!(settings(&with_room("/news/2026/", "x")), Ok(()));
    }

    #[test]
    fn what_cannot_be_is_named() {
        let origins = |list: &[&str]| Settings {
            origins: list.iter().map(|origin| (*origin).to_owned()).collect(),
            ..Settings::default()
        };
        assert!(detail(&origins(&["https://ok.example", "http://no.example"])).contains("http://no.example"));
        assert!(detail(&origins(&["https://ok.example"; 51])).contains("at most 50"));
        assert!(detail(&with_room("a room", "x")).contains("a room"));
        for title in [" x", "x\ny", "\u{202e}x", "a\u{200b}", &"あ".repeat(61)] {
            assert!(detail(&with_room("lounge", title)).starts_with("rooms"), "{title:?}");
        }
        let many = Settings {
            rooms: (0..201).map(|n| (format!("r{n}"), Words::default())).collect(),
            ..Settings::default()
        };
        assert!(detail(&many).contains("at most 200"));
    }

    #[test]
    fn an_account_has_a_name_that_could_be_a_persons() {
        let named = |name: Words| AccountRequest {
            name,
            crest: protocol::Crest::default(),
        };
        assert_eq!(account(&named(Words::all("루안"))), Ok(()));
        for name in ["", " 루안", "루 \u{3000} 안", "\u{202e}x", &"가".repeat(25)] {
            assert!(account(&named(Words::all(name))).is_err(), "{name:?}");
        }
    }
}
