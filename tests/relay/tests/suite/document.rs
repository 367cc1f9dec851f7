//! The document that arrives before the app, and the pages that stand alone.

use protocol::{Boot, Place, RoomName, Seq, Words, codec};
use relay_tests::runtime::OWNER_KEY;
use relay_tests::site::{PAGES, encoded, settings};
use relay_tests::{Answer, Relay, Site, fresh};

pub(crate) fn get(site: &Site, path: &str) -> Answer {
    relay_tests::http::call("GET", &format!("{}{path}", site.relay), &[], "")
}

/// What the app starts from, as a browser would find it.
pub(crate) fn boot(answer: &Answer) -> Boot {
    let (_, rest) = answer.body.split_once("id=\"boot\"").expect("a boot element");
    let (_, rest) = rest.split_once('>').expect("its start tag ends");
    let (json, _) = rest.split_once("</script>").expect("it ends");
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error} in {json}"))
}

fn policy<'a>(answer: &'a Answer, directive: &str) -> &'a str {
    let policy = answer.header("content-security-policy");
    let found = policy
        .split(';')
        .find_map(|each| each.trim().strip_prefix(directive)?.strip_prefix(' '));
    found.unwrap_or_else(|| panic!("no {directive} in {policy}"))
}

#[test]
fn e1_the_document_has_the_last_messages_in_it_and_the_feed() {
    let site = Site::new(Relay::shared(), "document");
    let ruan = site.account("ruan", "루안");
    let mut fan = site.join("lounge", "もか🌿");
    fan.post("ひとつめ");
    fan.post("두 번째");
    fan.reach(Seq(2));
    site.post(&ruan, fresh(), "お知らせ");
    let answer = get(&site, &format!("/f/{}/lounge?place=inline&lang=ko-KR", site.id));
    assert_eq!((answer.status, answer.header("cache-control")), (200, "no-store"));
    assert!(answer.body.contains("<html lang=\"ko\""));
    for text in ["ひとつめ", "두 번째", "もか🌿"] {
        assert!(
            answer
                .body
                .split("id=\"boot\"")
                .next()
                .is_some_and(|drawn| drawn.contains(text)),
            "{text} is drawn"
        );
    }
    // What the app is fetched from is hinted at before the document is read.
    let link = answer.header("link");
    for file in [
        ".js>; rel=modulepreload",
        ".wasm>; rel=preload; as=fetch; crossorigin",
    ] {
        let (before, _) = link
            .split_once(file)
            .unwrap_or_else(|| panic!("no {file} in {link}"));
        let (_, name) = before.rsplit_once("</a/app-").expect("a hashed name");
        assert!(answer.body.contains(name), "{name}");
    }
    let boot = boot(&answer);
    assert_eq!(boot.chat.list, fan.log);
    assert_eq!(
        (boot.chat.head, boot.place, boot.host),
        (Seq(2), Place::Inline, None)
    );
    assert_eq!(boot.accounts.len(), 1);
    let feed = boot.feed.expect("the feed");
    assert_eq!((feed.head, feed.list.len()), (Seq(1), 1));
}

#[test]
fn e3_what_people_typed_never_becomes_markup() {
    let site = Site::new(Relay::shared(), "markup");
    let mut fan = site.join("lounge", "</script><b>");
    let bodies = [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "&lt;\"'`",
        "<img src=x onerror=alert(1)>",
    ];
    for body in bodies {
        fan.post(body);
    }
    fan.reach(Seq(4));
    let answer = get(&site, &format!("/f/{}/lounge", site.id));
    for markup in ["<script>alert", "<img src=x", "<!--<script", "</script><b>"] {
        assert!(!answer.body.contains(markup), "{markup}");
    }
    assert_eq!(boot(&answer).chat.list, fan.log);
}

#[test]
fn e8_the_document_is_framed_by_the_sites_pages_alone() {
    let site = Site::new(Relay::shared(), "framed");
    let framed = get(&site, &format!("/f/{}/lounge", site.id));
    assert_eq!(policy(&framed, "frame-ancestors"), PAGES);
    assert_eq!(policy(&framed, "default-src"), "'none'");
    assert_eq!(policy(&framed, "script-src"), "'self' 'wasm-unsafe-eval'");
    assert_eq!(policy(&framed, "base-uri"), "'none'");
    assert!(!framed.header("content-security-policy").contains("unsafe-inline"));
    assert_eq!(framed.header("x-content-type-options"), "nosniff");
    let page = get(&site, &format!("/r/{}/lounge", site.id));
    assert_eq!(policy(&page, "frame-ancestors"), "'none'");

    let nonce = |answer: &Answer| {
        let (_, rest) = policy(answer, "style-src")
            .split_once("'nonce-")
            .expect("a nonce");
        rest.trim_end_matches('\'').to_owned()
    };
    assert!(framed.body.contains(&format!("nonce=\"{}\"", nonce(&framed))));
    assert_ne!(nonce(&framed), nonce(&page));
}

#[test]
fn e8_the_app_listens_to_a_host_only_where_it_is_on_the_list() {
    let site = Site::new(Relay::shared(), "host");
    let host = |origin: &str| {
        boot(&get(
            &site,
            &format!("/f/{}/lounge?host={}", site.id, encoded(origin)),
        ))
        .host
    };
    assert_eq!(host(PAGES).as_deref(), Some(PAGES));
    for other in ["https://evil.example", "", "null", "*"] {
        assert_eq!(host(other), None, "{other}");
    }
}

#[test]
fn e2_a_room_has_a_page_of_its_own_also_where_its_name_is_a_path() {
    let site = Site::new(Relay::shared(), "page");
    let room = "/goods/ルアン";
    site.join(room, "a").post("在庫ありますか");
    let answer = get(&site, &format!("/r/{}/{}?lang=en", site.id, encoded(room)));
    let boot = boot(&answer);
    assert_eq!(
        (answer.status, boot.room.as_str(), boot.place),
        (200, room, Place::Page)
    );
    assert!(answer.body.contains("在庫ありますか"));

    let feed = get(&site, &format!("/r/{}/%40feed", site.id));
    assert_eq!((feed.status, self::boot(&feed).feed), (200, None));
}

#[test]
fn e2_the_default_sites_rooms_need_no_site_in_their_address() {
    let relay = Relay::shared();
    let mut miruna = settings();
    miruna
        .rooms
        .insert("lounge".to_owned(), Words::all("Leafi's Porch"));
    let path = "/api/v1/sites/miruna";
    assert!(relay.call("PUT", path, OWNER_KEY, codec::encode(&miruna)).status < 300);
    let boot = boot(&relay.get("/r/lounge"));
    assert_eq!(
        (boot.site.as_str(), boot.title.en.as_str()),
        ("miruna", "Leafi's Porch")
    );
    assert_eq!(boot.room, RoomName::parse("lounge").expect("a room"));
}

#[test]
fn e2_an_address_that_leads_nowhere_says_so_in_three_languages() {
    let relay = Relay::shared();
    let site = Site::new(relay, "lost");
    for path in [
        "/r/nobody/lounge".to_owned(),
        "/f/nobody/lounge".to_owned(),
        format!("/r/{}/a%20b", site.id),
        format!("/r/{}/%40staff", site.id),
        "/r/a/b/c".to_owned(),
    ] {
        let answer = relay.get(&path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(answer.header("content-type").starts_with("text/html"), "{path}");
        for lang in ["ja", "ko", "en"] {
            assert!(
                answer.body.contains(&format!("lang=\"{lang}\"")),
                "{lang} of {path}"
            );
        }
    }
}

#[test]
fn e7_the_documents_language_is_the_tags_then_the_browsers_then_the_sites() {
    let site = Site::new(Relay::shared(), "lang");
    let lang = |query: &str, accept: &str| {
        let url = format!("{}/f/{}/lounge{query}", site.relay, site.id);
        boot(&relay_tests::http::call(
            "GET",
            &url,
            &[("accept-language", accept)],
            "",
        ))
        .lang
        .tag()
    };
    assert_eq!(lang("?lang=ko", "en"), "ko");
    assert_eq!(lang("?lang=fr", "en-GB,ko;q=0.5"), "en");
    assert_eq!(lang("", "fr"), "ja");
}
