//! What a document must hold, whatever people and owners wrote.

use protocol::{
    Author, Body, DisplayName, DraftId, Entry, Epoch, Lang, Log, MemberId, Place, ReadMarks, Role, RoomName,
    Seq, SiteId, StickerTap, UnixMillis, What, Words,
};

use super::*;

/// 2026-11-20T11:02:00Z.
const AT: UnixMillis = UnixMillis(1_795_172_520_000);

fn entry(seq: u64, member: &str, name: &str, text: &str) -> Entry {
    let member = MemberId::parse(member).unwrap();
    let role = if member.account().is_some() {
        Role::Official
    } else {
        Role::Fan
    };
    Entry {
        seq: Seq(seq),
        at: AT,
        draft: DraftId::from_bits(u128::from(seq)),
        author: Author {
            member,
            name: DisplayName::parse(name).unwrap(),
            role,
        },
        what: What::text(Body::parse(text).unwrap()),
    }
}

fn log(list: Vec<Entry>) -> Log {
    let head = list.last().map_or(Seq::ZERO, |entry| entry.seq);
    Log::plain(Epoch::from_bits(1), head, Seq::ZERO, list)
}

fn boot(place: Place, chat: Vec<Entry>, feed: Option<Vec<Entry>>) -> Boot {
    Boot {
        site: SiteId::parse("miruna").unwrap(),
        room: RoomName::parse("lounge").unwrap(),
        lang: Lang::Ja,
        place,
        host: None,
        title: Words::all("縁側 <b>&amp;"),
        read_marks: ReadMarks::Read,
        accounts: Vec::new(),
        chat: log(chat),
        feed: feed.map(log),
        now: AT,
        rules: None,
        sticker_tap: StickerTap::Send,
        quiet: None,
    }
}

fn drawn(boot: &Boot) -> String {
    document(&PageView {
        boot,
        nonce: "n0nce",
        css: ".b{}",
        app_js: "/a/app.js",
        app_wasm: "/a/app.wasm",
        stickers: "5b49f969",
        scheme: Scheme::Auto,
        accent: None,
    })
}

fn count(html: &str, needle: &str) -> usize {
    html.matches(needle).count()
}

#[test]
fn what_people_wrote_is_text_and_never_markup() {
    let hostile = "</script><img src=x onerror=alert(1)><!--";
    let html = drawn(&boot(Place::Panel, vec![entry(1, "g1", "<i>\"'", hostile)], None));
    assert_eq!(count(&html, "<img"), 0);
    assert_eq!(count(&html, "<!--"), 0);
    // The app's script is in the head, the state is at the end: no more than these two ends.
    assert_eq!(count(&html, "</script>"), 2);
    assert!(html.contains("&lt;img src=x onerror=alert(1)&gt;"));
    assert!(html.contains("縁側 &lt;b&gt;&amp;amp;"));
}

#[test]
fn the_state_can_be_read_back_from_the_document() {
    let boot = boot(
        Place::Inline,
        vec![entry(1, "g1", "もか", "</script>\n改行")],
        Some(Vec::new()),
    );
    let html = drawn(&boot);
    let (_, rest) = html.split_once("id=\"boot\">").unwrap();
    let (json, _) = rest.split_once("</script>").unwrap();
    assert_eq!(protocol::codec::encode(&boot).replace('<', "\\u003c"), json);
}

#[test]
fn there_is_no_inline_script_and_no_style_attribute() {
    let chat = vec![entry(1, "g1", "もか", "あ"), entry(2, "@ruan", "ルアン", "い")];
    for place in [Place::Panel, Place::Inline, Place::Page] {
        let html = drawn(&boot(
            place,
            chat.clone(),
            Some(vec![entry(1, "@ruan", "ルアン", "題\n\n文")]),
        ));
        assert!(!html.contains(" style=") && !html.contains(" onclick="));
        assert_eq!(count(&html, "<script"), 2);
        assert_eq!(count(&html, "<style nonce=\"n0nce\">"), 1);
    }
}

#[test]
fn the_newest_messages_are_in_it_in_order() {
    let chat = vec![
        entry(1, "g1", "もか", "いち"),
        entry(2, "g1", "もか", "に"),
        entry(3, "g2", "윤", "셋"),
    ];
    let html = drawn(&boot(Place::Panel, chat, None));
    let at = |text: &str| html.find(&format!(">{text}</p>")).unwrap();
    assert!(at("いち") < at("に") && at("に") < at("셋"));
    assert!(html.contains("<p class=\"b\" lang=\"ko\">셋</p>"));
    assert_eq!(count(&html, "<li class=\"g\">"), 2);
    assert_eq!(count(&html, "<time>20:02</time>"), 2);
}

#[test]
fn an_official_wears_the_badge_and_nobody_else_does() {
    let chat = vec![entry(1, "g1", "公式", "あ"), entry(2, "@ruan", "ルアン", "い")];
    let html = drawn(&boot(Place::Panel, chat, None));
    assert_eq!(count(&html, "<li class=\"g of\">"), 1);
    assert_eq!(count(&html, "class=\"ob\""), 1);
}

#[test]
fn an_empty_room_helps_with_the_first_word() {
    let html = drawn(&boot(Place::Panel, Vec::new(), None));
    assert!(html.contains("class=\"em\"") && html.contains("はじめまして"));
}

#[test]
fn only_a_feed_has_no_field_and_only_its_officials_write() {
    let mut feed = boot(Place::Page, vec![entry(1, "@ruan", "ルアン", "題\n\n文")], None);
    feed.room = RoomName::feed();
    let html = drawn(&feed);
    assert!(!html.contains("<textarea") && html.contains("<h2>題</h2>"));
    assert!(drawn(&boot(Place::Page, Vec::new(), None)).contains("<textarea"));
}

#[test]
fn only_a_page_of_its_own_is_shown_to_other_services() {
    assert!(drawn(&boot(Place::Page, Vec::new(), None)).contains("property=\"og:title\""));
    let framed = drawn(&boot(Place::Panel, Vec::new(), None));
    assert!(!framed.contains("og:title") && framed.contains("noindex"));
}

#[test]
fn a_lost_visitor_is_told_in_every_language() {
    let html = lost(&LostView {
        lang: Lang::Ko,
        nonce: "n",
        css: "",
    });
    for lang in Lang::ALL {
        assert!(html.contains(look::phrases(lang).lost_title));
    }
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"ko\""));
}
