//! What a document must hold, whatever people and owners wrote.

use protocol::{
    Act, Author, Body, Count, DisplayName, DraftId, Entry, Epoch, Fate, Image, ImageKey, Joins, Lang, Log,
    Marks, MemberId, Place, Reaction, ReadMarks, Role, RoomName, Rules, Run, Seq, SiteId, StickerName,
    StickerTap, Tally, UnixMillis, What, With, Words,
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

fn with(mut entry: Entry, with: With) -> Entry {
    entry.what = What::Said {
        body: entry.what.body().clone(),
        with: Some(Box::new(with)),
    };
    entry
}

fn of_fate(entry: Entry, fate: Fate) -> Entry {
    let fate = With {
        fate: Some(fate),
        ..With::default()
    };
    with(entry, fate)
}

fn answer(entry: Entry, seq: u64) -> Entry {
    let reply = With {
        reply: Some(Seq(seq)),
        ..With::default()
    };
    with(entry, reply)
}

fn act(entry: Entry, act: Act) -> Entry {
    let act = With {
        act: Some(act),
        ..With::default()
    };
    with(entry, act)
}

fn log(list: Vec<Entry>) -> Log {
    let head = list.last().map_or(Seq::ZERO, |entry| entry.seq);
    Log::plain(Epoch::from_bits(1), head, Seq::ZERO, list)
}

fn boot(place: Place, chat: Vec<Entry>, feed: Option<Vec<Entry>>) -> Boot {
    Boot {
        emoji: Vec::new(),
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
        app_rest: "/a/rest.wasm",
        stickers: "5b49f969",
        theme: &Theme::default(),
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
fn g4_a_long_message_is_whole_in_it_and_unfolds_without_a_script() {
    let long = "한 줄\n".repeat(40);
    let html = drawn(&boot(
        Place::Panel,
        vec![entry(1, "g1", "もか", &long), entry(2, "g1", "もか", "짧다")],
        None,
    ));
    assert!(html.contains(long.trim_end()));
    assert_eq!(count(&html, "<details class=\"mo\"><summary>"), 1);
}

#[test]
fn e3_an_address_that_pretends_is_no_link_in_it() {
    let hostile = "https://bank.example@evil.example javascript:alert(1) https://b\u{430}nk.example";
    let html = drawn(&boot(Place::Panel, vec![entry(1, "g1", "もか", hostile)], None));
    assert!(html.contains(hostile));
    assert_eq!(count(&html, "href=\"https://"), 0);
    assert_eq!(count(&html, "href=\"javascript:"), 0);
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
        assert!(html.contains(look::phrases::pages(lang).lost_title));
    }
    assert!(html.starts_with("<!DOCTYPE html><html lang=\"ko\""));
}

#[test]
fn g8_an_answer_shows_whom_it_answers_and_leads_there() {
    let chat = vec![
        entry(5, "g1", "もか", "あれ木陰の\nセットだよね"),
        answer(entry(6, "g2", "윤", "맞아요"), 5),
        answer(entry(7, "g2", "윤", "아까 그거요"), 2),
        answer(entry(8, "g2", "윤", "이것도"), 3),
        answer(entry(9, "g2", "윤", "저것도"), 1),
    ];
    let mut boot = boot(Place::Panel, chat, None);
    boot.chat.quoted = vec![
        entry(2, "@ruan", "ルアン", "<b>27日"),
        of_fate(entry(3, "g3", "…", "…"), Fate::Gone),
    ];
    let html = drawn(&boot);
    assert!(html.contains("<b>もか</b><span lang=\"ja\">あれ木陰の</span></span></a>맞아요</p>"));
    assert!(html.contains("href=\"#m5\"") && html.contains("id=\"m5\""));
    assert!(html.contains("<b>ルアン</b><span>&lt;b&gt;27日</span>"));
    let gone = look::phrases(Lang::Ja).gone;
    assert!(html.contains(&format!("<span class=\"q\">{gone}</span>이것도")));
    assert!(
        html.contains("<span class=\"q\">…</span>저것도"),
        "it is not known yet"
    );
}

#[test]
fn g8_reactions_and_calls_are_drawn_and_what_is_called_is_text() {
    let call = With {
        mentions: vec![MemberId::parse("g1").unwrap()],
        ..With::default()
    };
    let chat = vec![with(entry(1, "g2", "윤", "@<i>님 어디예요? @a"), call)];
    let mut boot = boot(Place::Panel, chat, None);
    let counts = [(Reaction::Heart, 1_204), (Reaction::Clap, 1)].map(|(kind, n)| Count { kind, n });
    boot.chat.tallies = vec![Tally {
        seq: Seq(1),
        counts: counts.to_vec(),
        mine: None,
    }];
    let html = drawn(&boot);
    assert!(html.contains("<span class=\"mn\">@&lt;i&gt;님</span> 어디예요? @a</p>"));
    let pill = |text| format!("<button type=\"button\" aria-pressed=\"false\">{text}</button>");
    assert!(html.contains(&[pill("❤️ 1,204"), pill("👏 1")].concat()));
}

#[test]
fn g7_a_tombstone_names_nobody_and_an_edited_message_says_so() {
    let chat = vec![
        entry(1, "g1", "もか", "あ"),
        of_fate(entry(2, "g1", "…", "…"), Fate::Gone),
        of_fate(entry(3, "g1", "もか", "直した"), Fate::Edited),
        act(entry(4, "g1", "もか", "直した"), Act::Edit(Seq(3))),
        act(entry(5, "g1", "もか", "…"), Act::Unsend(Seq(2))),
    ];
    let html = drawn(&boot(Place::Panel, chat, None));
    let (list, _) = html.split_once("id=\"boot\"").unwrap();
    let gone = look::phrases(Lang::Ja).gone;
    assert!(list.contains(&format!("<li class=\"g x\"><div class=\"c\"><div class=\"rw\" id=\"m2\" tabindex=\"-1\"><p class=\"b gone\">{gone}</p>")));
    assert_eq!(count(list, "class=\"avw\""), 2, "the tombstone has no face");
    assert!(list.contains("<i class=\"k\">(編集済)</i><time>"));
    assert_eq!(count(list, "class=\"rw\""), 3, "acts are no rows");
}

#[test]
fn g12_what_is_pinned_stands_above_the_list_and_is_told_in_it() {
    let pin = entry(1, "@ruan", "ルアン", "カムバックは11/27\n18:00です");
    let chat = vec![
        pin.clone(),
        act(entry(2, "@ruan", "ルアン", "…"), Act::Pin(Seq(1))),
        act(entry(3, "g1", "もか", "…"), Act::Join),
    ];
    let mut boot = boot(Place::Panel, chat, None);
    boot.chat.pin = Some(Box::new(pin));
    boot.rules = Some(Rules {
        joins: Joins::Shown,
        ..Rules::default()
    });
    let html = drawn(&boot);
    assert!(html.contains("<a class=\"np\" href=\"#m1\">カムバックは11/27</a>"));
    assert!(html.contains("<li class=\"sy\">ルアンさんがアナウンスしました</li>"));
    assert!(html.contains("<li class=\"sy\">もかさんが参加しました</li>"));
}

#[test]
fn g6_a_room_that_counts_down_shows_who_is_left_on_each_message() {
    let chat = (1..=4).map(|seq| entry(seq, "g1", "もか", "あ")).collect();
    let mut boot = boot(Place::Panel, chat, None);
    let runs = [(1, 0), (3, 31), (4, 1_203)].map(|(upto, n)| Run { upto: Seq(upto), n });
    boot.chat.marks = Some(Marks {
        from: Seq(1),
        runs: runs.to_vec(),
    });
    assert!(
        !drawn(&boot).contains("<i>31</i>"),
        "who has read it is told on one's own"
    );
    boot.rules = Some(Rules {
        read_marks: ReadMarks::CountDown,
        ..Rules::default()
    });
    let html = drawn(&boot);
    assert_eq!(count(&html, "<i>31</i>"), 2);
    assert!(html.contains("<i>999+</i><time>") && !html.contains("<i>0</i>"));
}

#[test]
fn s1_g16_stickers_and_pictures_stand_without_a_bubble() {
    let sticker = With {
        sticker: StickerName::parse("maru/thanks").ok(),
        ..With::default()
    };
    let image = |n: u32| Image {
        key: ImageKey(DraftId::from_bits(n.into())),
        w: 1_200,
        h: 900,
        tint: protocol::Colour::parse("#c0ffee"),
    };
    let images = |n| With {
        images: (0..n).map(image).collect(),
        ..With::default()
    };
    let chat = vec![
        with(entry(1, "g1", "もか", "ありがとう"), sticker),
        with(entry(2, "g2", "윤", "사진"), images(10)),
        with(entry(3, "g3", "のり", "会場です"), images(1)),
    ];
    let html = drawn(&boot(Place::Panel, chat, None));
    assert!(html.contains("src=\"/st/maru/thanks.apng?5b49f969\" alt=\"ありがとう\""));
    assert!(
        html.contains("srcset=\"/st/maru/thanks.png?5b49f969\" media=\"(prefers-reduced-motion: reduce)\"")
    );
    assert_eq!(count(&html, "class=\"im\""), 11);
    assert_eq!(count(&html, "<img src=\"/m/"), 5);
    assert_eq!(count(&html, "hidden></a>"), 6, "the viewer finds every one");
    assert_eq!(count(&html, "<u>+6</u>"), 1);
    assert!(html.contains("alt=\"画像 4\" width=\"1200\" height=\"900\""));
    assert_eq!(count(&html, "color=\"#c0ffee\""), 5);
    assert_eq!(
        count(&html, "<p class=\"b\""),
        1,
        "only what was written to the pictures"
    );
}
