//! A site's own emoji: who makes them, what is refused, where they are heard of, and what is left of them.

use protocol::http::EmojiReply;
use protocol::{ImageKey, Refusal, limits};
use relay_tests::http::{Bytes, bytes};
use relay_tests::runtime::OWNER_KEY;
use relay_tests::site::encoded;
use relay_tests::{Relay, Site};

use super::document::{boot, get};

const PNG: &[u8] = include_bytes!("../../../../picture/tests/corpus/alpha.png");
const WEBP: &[u8] = include_bytes!("../../../../picture/tests/corpus/alpha.webp");
const MOVING: &[u8] = include_bytes!("../../../../picture/tests/corpus/moving.gif");

fn ask(site: &Site, method: &str, name: &str, key: &str, body: &[u8]) -> Bytes {
    let url = format!("{}/api/v1/sites/{}/emoji{name}", site.relay, site.id);
    bytes(
        method,
        &url,
        &[("authorization", &format!("Bearer {key}"))],
        body.to_vec(),
    )
}

fn told(answer: Bytes) -> Vec<(String, ImageKey)> {
    let answer = answer.text();
    assert_eq!(answer.status, 200, "{answer:?}");
    let list = answer.json::<EmojiReply>().emoji.into_iter();
    list.map(|emoji| (emoji.name.to_string(), emoji.key)).collect()
}

fn refused(answer: Bytes) -> (u16, Refusal) {
    let answer = answer.text();
    (answer.status, answer.refusal())
}

fn status(site: &Site, key: ImageKey) -> u16 {
    bytes("GET", &format!("{}/m/{key}", site.relay), &[], Vec::new()).status
}

#[test]
fn s1_an_emoji_of_the_site_is_drawn_where_its_name_is_written_and_is_text_when_it_is_gone() {
    let site = Site::new(Relay::shared(), "emoji");
    let named = format!("/{}", encoded("ルアン"));
    let made = told(ask(&site, "PUT", &named, OWNER_KEY, PNG));
    let [(name, one)] = made.as_slice() else {
        panic!("{made:?}")
    };
    assert_eq!((name.as_str(), status(&site, *one)), ("ルアン", 200));

    let mut moka = site.join("lounge", "もか");
    moka.post("おめでとう:ルアン: :だれ:");
    let html = get(&site, &format!("/f/{}/lounge", site.id));
    let drawn = format!(
        r#"おめでとう<img class="ej" src="/m/{one}" alt=":ルアン:" title=":ルアン:" width="22" height="22"> :だれ:"#
    );
    assert!(html.body.contains(&drawn), "{}", html.body);
    let known: Vec<ImageKey> = boot(&html).emoji.iter().map(|emoji| emoji.key).collect();
    assert_eq!(known, [*one]);

    // Another picture: the first one's bytes are gone.
    let changed = told(ask(&site, "PUT", &named, &site.key, WEBP));
    let [(_, two)] = changed.as_slice() else {
        panic!("{changed:?}")
    };
    assert_ne!(one, two);
    assert_eq!((status(&site, *one), status(&site, *two)), (404, 200));

    assert_eq!(told(ask(&site, "DELETE", &named, OWNER_KEY, b"")), []);
    assert_eq!(told(ask(&site, "GET", "", &site.key, b"")), []);
    assert_eq!(status(&site, *two), 404);
    assert!(
        get(&site, &format!("/f/{}/lounge", site.id))
            .body
            .contains("おめでとう:ルアン: :だれ:")
    );
}

#[test]
fn s1_what_cannot_be_an_emoji_is_refused_and_changes_nothing() {
    let site = Site::new(Relay::shared(), "odd-emoji");
    let other = Site::new(Relay::shared(), "other-emoji");
    assert_eq!(
        refused(ask(&site, "PUT", "/a", &other.key, PNG)),
        (401, Refusal::KeyInvalid)
    );
    assert_eq!(
        refused(ask(&site, "GET", "", &other.key, b"")),
        (401, Refusal::KeyInvalid)
    );
    let (status, refusal) = refused(ask(&site, "PUT", "/a", &site.key, MOVING));
    assert_eq!(status, 422);
    assert!(matches!(refusal, Refusal::ImageTooLarge { .. }), "{refusal:?}");
    assert_eq!(
        refused(ask(&site, "PUT", "/a", &site.key, b"<svg/>")).1,
        Refusal::ImageOdd
    );
    let large = [PNG, &vec![0; limits::EMOJI_BYTES]].concat();
    let max_bytes = u32::try_from(limits::EMOJI_BYTES).unwrap();
    assert_eq!(
        refused(ask(&site, "PUT", "/a", &site.key, &large)),
        (413, Refusal::TooBig { max_bytes })
    );
    assert_eq!(
        refused(ask(&site, "PUT", "/a%3Ab", &site.key, PNG)),
        (404, Refusal::NotFound)
    );
    assert_eq!(
        refused(ask(&site, "DELETE", "/a", &site.key, b"")),
        (404, Refusal::NotFound)
    );
    assert_eq!(told(ask(&site, "GET", "", &site.key, b"")), []);
}
