//! Out of an app's own browser, as who one is.

use protocol::http::{HandoverReply, Session, TakeoverRequest};
use protocol::{DraftId, Refusal, codec, limits};
use relay_tests::http::{self, Answer};
use relay_tests::{Relay, Site, fresh};

fn ask(site: &Site, door: &str, origin: &str, body: String) -> Answer {
    let url = format!("{}/f/{}/{door}", site.relay, site.id);
    http::call("POST", &url, &[("origin", origin)], body)
}

fn session(guest: DraftId) -> Session {
    Session {
        guest,
        name: Some("もか".to_owned()),
        draft: "つづきはむこうで".to_owned(),
    }
}

fn code(site: &Site, session: &Session) -> DraftId {
    let answer = ask(site, "handover", &site.relay, codec::encode(session));
    assert_eq!(answer.status, 200, "{answer:?}");
    answer.json::<HandoverReply>().code
}

fn take(site: &Site, code: DraftId) -> Answer {
    ask(
        site,
        "takeover",
        &site.relay,
        codec::encode(&TakeoverRequest { code }),
    )
}

#[test]
fn e5_a_guest_goes_on_elsewhere_once_by_a_number_that_tells_nothing_of_them() {
    let site = Site::new(Relay::shared(), "handover");
    let session = session(fresh());
    let code = code(&site, &session);
    assert_ne!(code, session.guest);
    let taken = take(&site, code);
    assert_eq!((taken.status, taken.json::<Session>()), (200, session));
    let again = take(&site, code);
    assert_eq!((again.status, again.refusal()), (410, Refusal::Gone));
    let nobody = take(&site, fresh());
    assert_eq!((nobody.status, nobody.refusal()), (410, Refusal::Gone));
}

#[test]
fn e5_a_number_of_one_site_is_nobodys_on_another() {
    let (here, there) = (
        Site::new(Relay::shared(), "handoverhere"),
        Site::new(Relay::shared(), "handoverthere"),
    );
    let session = session(fresh());
    let code = code(&here, &session);
    assert_eq!(take(&there, code).refusal(), Refusal::Gone);
    assert_eq!(take(&here, code).json::<Session>(), session);
}

#[test]
fn e5_only_the_frame_hands_over_and_takes_over_and_nothing_that_is_too_long() {
    let site = Site::new(Relay::shared(), "handoverframe");
    let whole = session(fresh());
    for door in ["handover", "takeover"] {
        let answer = ask(&site, door, "https://elsewhere.example", codec::encode(&whole));
        assert_eq!(answer.refusal(), Refusal::OriginForbidden, "{door}");
        assert_eq!(
            ask(&site, door, &site.relay, "{}".to_owned()).refusal(),
            Refusal::Malformed,
            "{door}"
        );
    }
    let long = Session {
        draft: "あ".repeat(limits::BODY_UNITS + 1),
        ..whole.clone()
    };
    let answer = ask(&site, "handover", &site.relay, codec::encode(&long));
    assert_eq!(answer.refusal(), Refusal::FieldInvalid);
    let hostile = Session {
        name: Some("\u{202e}".to_owned()),
        ..whole
    };
    let answer = ask(&site, "handover", &site.relay, codec::encode(&hostile));
    assert_eq!(answer.refusal(), Refusal::NameHostile);
}
