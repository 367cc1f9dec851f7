//! The HTTP API, and what each key opens.

use protocol::http::{AccountReply, Settings, SiteReply};
use protocol::{Lang, Refusal, codec, limits};
use relay_tests::runtime::OWNER_KEY;
use relay_tests::site::settings;
use relay_tests::{Answer, Relay, Site, fresh, http};

fn said(answer: &Answer) -> (u16, Refusal) {
    (answer.status, answer.refusal())
}

#[test]
fn d2_a_site_is_made_once_tells_its_key_once_and_is_replaced_whole() {
    let site = Site::new(Relay::shared(), "made");
    let changed = Settings {
        lang: Lang::Ko,
        origins: Vec::new(),
        ..settings()
    };
    let again = site.api("PUT", "", OWNER_KEY, codec::encode(&changed));
    assert_eq!(again.status, 200);
    assert_eq!(
        again.json::<SiteReply>(),
        SiteReply {
            settings: changed.clone(),
            key: None
        }
    );
    let read = site.api("GET", "", OWNER_KEY, "");
    assert_eq!(
        read.json::<SiteReply>(),
        SiteReply {
            settings: changed,
            key: None
        }
    );
}

#[test]
fn d2_a_setting_that_cannot_be_is_named_and_changes_nothing() {
    let site = Site::new(Relay::shared(), "setting");
    for (body, status) in [
        ("{\"origins\":[\"https://a.example/path\"]}", 422),
        ("{\"origins\":[\"*\"]}", 422),
        ("{\"origins\":[],\"colour\":1}", 400),
        ("{}", 400),
        ("", 400),
        ("not json", 400),
    ] {
        let answer = site.api("PUT", "", OWNER_KEY, body);
        assert_eq!(answer.status, status, "{body}: {answer:?}");
        assert!(
            !answer.json::<protocol::http::Problem>().detail.is_empty() || body.is_empty(),
            "{body}"
        );
    }
    let huge = "x".repeat(limits::REQUEST_BYTES + 1);
    let answer = site.api("PUT", "", OWNER_KEY, huge);
    assert_eq!(
        said(&answer),
        (
            413,
            Refusal::TooBig {
                max_bytes: limits::REQUEST_BYTES as u32
            }
        )
    );
    assert_eq!(
        site.api("GET", "", OWNER_KEY, "").json::<SiteReply>().settings,
        settings()
    );
}

#[test]
fn d2_an_account_is_made_once_and_keeps_its_key_when_it_changes() {
    let site = Site::new(Relay::shared(), "account");
    let ruan = site.account("ruan", "루안");
    let changed = site.api(
        "PUT",
        "/accounts/ruan",
        OWNER_KEY,
        "{\"name\":{\"ja\":\"ルアン\"}}",
    );
    assert_eq!((changed.status, changed.json::<AccountReply>().key), (200, None));
    site.post(&ruan, fresh(), "still me");
}

#[test]
fn o1_the_keys_of_one_site_touch_nothing_of_another() {
    let relay = Relay::shared();
    let (site, other) = (Site::new(relay, "keysa"), Site::new(relay, "keysb"));
    let ruan = site.account("ruan", "루안");
    other.account("ruan", "루안");
    let account = "{\"name\":{\"ja\":\"x\"}}";
    let mint = "{\"role\":\"moderator\",\"member\":\"m\"}";
    let post = "{\"body\":\"x\"}";
    for key in [site.key.as_str(), ruan.key.as_str(), "", "nonsense"] {
        for (method, path, body) in [
            ("PUT", "", "{\"origins\":[]}"),
            ("GET", "", ""),
            ("PUT", "/accounts/ruan", account),
            ("PUT", "/accounts/new", account),
            ("POST", "/tickets", mint),
            ("POST", "/posts", post),
        ] {
            let answer = other.api(method, path, key, body);
            assert_eq!(said(&answer), (401, Refusal::KeyInvalid), "{method} {path}");
        }
    }
}

#[test]
fn d2_a_key_opens_what_it_is_for_and_nothing_else() {
    let site = Site::new(Relay::shared(), "scoped");
    let ruan = site.account("ruan", "루안");
    let settings = codec::encode(&settings());
    let mint = "{\"role\":\"moderator\",\"member\":\"m\"}";
    assert_eq!(site.api("PUT", "", &site.key, &*settings).status, 401);
    assert_eq!(site.api("GET", "", &site.key, "").status, 401);
    assert_eq!(site.api("POST", "/tickets", &site.key, mint).status, 200);
    assert_eq!(site.api("POST", "/tickets", &ruan.key, mint).status, 401);
    assert_eq!(
        site.api("PUT", "/accounts/haeon", &ruan.key, "{\"name\":{\"ja\":\"x\"}}")
            .status,
        401
    );
    let bare = http::call(
        "PUT",
        &format!("{}/api/v1/sites/{}", site.relay, site.id),
        &[],
        settings,
    );
    assert_eq!(said(&bare), (401, Refusal::KeyInvalid));
}

#[test]
fn d2_what_is_not_there_is_a_problem_and_every_answer_is_dressed() {
    let relay = Relay::shared();
    let health = relay.get("/healthz");
    assert_eq!((health.status, health.body.as_str()), (200, "ok"));
    for (method, path, status) in [
        ("GET", "/", 404),
        ("GET", "/api/v1/sites", 404),
        ("GET", "/api/v1/sites/UPPER", 404),
        ("POST", "/api/v1/sites/x", 405),
        ("DELETE", "/api/v1/sites/x/posts", 405),
        ("POST", "/healthz", 405),
        ("GET", "/api/v1/sites/nobody", 404),
    ] {
        let answer = relay.call(method, path, OWNER_KEY, "");
        assert_eq!(said(&answer), (status, Refusal::NotFound), "{method} {path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "", "{path}");
    }
}

#[test]
fn r1_a_relay_without_its_secret_says_which_one_is_missing() {
    let relay = Relay::start_with_key("");
    let answer = relay.call("PUT", "/api/v1/sites/x", "", codec::encode(&settings()));
    assert_eq!(said(&answer), (503, Refusal::Fault));
    assert!(answer.body.contains("OWNER_KEY"), "{answer:?}");
    assert_eq!(relay.get("/healthz").status, 200);
}
