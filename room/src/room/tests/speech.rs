//! What may stand beside a text, and what may be said in a room of pictures.

use protocol::{Body, Fate, Image, ImageKey, StickerName, limits};

use super::*;

const PHOTOS: Rules = Rules {
    speech: Speech::Photos,
    ..QUIET.rules
};

fn sticker(name: &str) -> With {
    With {
        sticker: Some(StickerName::parse(name).unwrap()),
        ..With::default()
    }
}

fn image(number: u128) -> With {
    let image = Image {
        key: ImageKey(draft(number)),
        w: 1,
        h: 1,
        tint: None,
    };
    With {
        images: vec![image],
        ..With::default()
    }
}

fn uploaded(stage: &mut Stage, number: u128, who: &str) {
    let picture = crate::Picture {
        key: ImageKey(draft(number)),
        member: MemberId::parse(who).unwrap(),
        at: START,
        w: 4_032,
        h: 3_024,
    };
    stage.step(Input::Uploaded {
        picture,
        role: Role::Fan,
    });
}

#[test]
fn g14_in_a_room_of_pictures_a_text_is_impossible() {
    let mut stage = stage();
    stage.join_under(A, fan("a"), PHOTOS);
    for (number, text) in ["안녕", "見た？ #ルアン", "#", "# ルアン", "＃ ＃", "ルアン#"]
        .into_iter()
        .enumerate()
    {
        assert_eq!(
            told(&stage.post(A, 100 + number as u128, 0, text)),
            ["1<refused PhotosOnly"],
            "{text}"
        );
    }
    for (number, text) in ["#ルアン", "#루안 #생일카페", "＃ルアン\n#birthday"]
        .into_iter()
        .enumerate()
    {
        assert!(
            told(&stage.post(A, 200 + number as u128, 0, text))[0].contains("ack"),
            "{text}"
        );
    }
    assert!(told(&stage.post_with(A, 301, "ありがとう", sticker("maru/thanks")))[0].contains("ack"));
    uploaded(&mut stage, 7, "a");
    let text = "これは写真ではなくて、とても長い文章なので、言えない";
    assert_eq!(
        told(&stage.post_with(A, 302, text, image(7))),
        ["1<refused PhotosOnly"],
        "nor beside a picture"
    );
    assert!(told(&stage.post_with(A, 303, "画像", image(7)))[0].contains("ack"));
    assert_eq!(
        told(&stage.post_with(A, 304, text, sticker("maru/thanks"))),
        ["1<refused PhotosOnly"]
    );
}

#[test]
fn g14_nor_does_an_edit_make_a_text_of_what_was_none_and_officials_may_speak() {
    let mut stage = stage();
    stage.join_under(A, fan("a"), PHOTOS);
    stage.join_under(B, pass("@miruna", Role::Official), PHOTOS);
    stage.post(A, 1, 0, "#ルアン");
    assert_eq!(
        told(&stage.act(A, 2, Act::Edit(Seq(1)), "ルアン")),
        ["1<refused PhotosOnly"]
    );
    assert_eq!(told(&stage.act(A, 2, Act::Edit(Seq(1)), "#루안"))[0], "1<ack 2");
    assert_eq!(told(&stage.post(B, 3, 0, "みんな、ありがとう"))[0], "2<ack 3");
    assert_eq!(
        told(&stage.act(B, 4, Act::Edit(Seq(3)), "みんな、本当にありがとう"))[0],
        "2<ack 4"
    );
    stage.join_under(C, pass("mod", Role::Moderator), PHOTOS);
    assert_eq!(told(&stage.post(C, 5, 0, "静かに")), ["3<refused PhotosOnly"]);
    // The site's own post over HTTP is an official's.
    let author = protocol::Author {
        member: MemberId::parse("@miruna").unwrap(),
        name: DisplayName::parse("ルアン").unwrap(),
        role: Role::Official,
    };
    let effects = stage.step(Input::Post {
        author,
        draft: draft(6),
        body: "今日18時".to_owned(),
    });
    assert!(told(&effects).contains(&"answer 5".to_owned()));
}

#[test]
fn g14_the_rule_comes_and_goes_with_the_settings() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    assert_eq!(told(&stage.post(A, 1, 0, "x"))[0], "1<ack 1");
    stage.join_under(B, fan("b"), PHOTOS);
    assert_eq!(
        told(&stage.post(A, 2, 1, "x")),
        ["1<refused PhotosOnly"],
        "for who came before too"
    );
    stage.join_under(B, fan("b"), QUIET.rules);
    assert_eq!(told(&stage.post(A, 2, 1, "x"))[0], "1<ack 2");
}

#[test]
fn s1_a_sticker_has_to_exist() {
    let mut stage = stage();
    stage.room = Room::restore(RoomKind::Chat, []).with_stickers(|name| name.as_str() == "maru/thanks");
    stage.join(A, fan("a"));
    assert_eq!(
        told(&stage.post_with(A, 1, "x", sticker("maru/nothing"))),
        ["1<refused NoSuchSticker"]
    );
    assert_eq!(
        told(&stage.post_with(A, 2, "ありがとう", sticker("maru/thanks")))[0],
        "1<ack 1"
    );
    let said = &stage.journal.list[0].what;
    assert_eq!(said.body().as_str(), "ありがとう");
    assert_eq!(said.with(), Some(&sticker("maru/thanks")));
    // Its words are not the person's.
    assert_eq!(
        told(&stage.act(A, 3, Act::Edit(Seq(1)), "x")),
        ["1<refused Malformed"]
    );
}

#[test]
fn g8_what_stands_beside_a_text_is_bounded_and_the_rooms_word_is_the_rooms() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    let mention = |n: usize| MemberId::parse(&format!("m{n}")).unwrap();
    let many = With {
        mentions: (0..=limits::MENTIONS).map(mention).collect(),
        ..With::default()
    };
    assert_eq!(told(&stage.post_with(A, 1, "x", many)), ["1<refused Malformed"]);
    let both = With {
        images: image(1).images,
        ..sticker("maru/thanks")
    };
    assert_eq!(told(&stage.post_with(A, 1, "x", both)), ["1<refused Malformed"]);
    let forged = With {
        fate: Some(Fate::Gone),
        mentions: vec![mention(1)],
        reply: Some(Seq(9)),
        ..With::default()
    };
    stage.post_with(A, 1, "x", forged);
    let kept = With {
        mentions: vec![mention(1)],
        ..With::default()
    };
    assert_eq!(
        stage.journal.list[0].what.with(),
        Some(&kept),
        "nor does it answer what is not there"
    );
    let answer = With {
        reply: Some(Seq(1)),
        ..With::default()
    };
    stage.post_with(A, 2, "y", answer.clone());
    assert_eq!(stage.journal.list[1].what.with(), Some(&answer));
    let nothing = With {
        fate: Some(Fate::Edited),
        ..With::default()
    };
    stage.post_with(A, 3, "z", nothing);
    assert_eq!(
        stage.journal.list[2].what,
        protocol::What::text(Body::parse("z").unwrap())
    );
}

#[test]
fn g8_whom_an_edited_text_calls_is_the_edits_word() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    let calls = |id: &str| vec![MemberId::parse(id).unwrap()];
    let with = With {
        mentions: calls("b"),
        ..With::default()
    };
    stage.post_with(A, 1, "@b x", with);
    let edit = With {
        act: Some(Act::Edit(Seq(1))),
        mentions: calls("c"),
        sticker: sticker("maru/thanks").sticker,
        ..With::default()
    };
    stage.post_with(A, 2, "@c x", edit);
    let with = stage.journal.list[0].what.with().unwrap();
    assert_eq!((&with.mentions, &with.sticker), (&calls("c"), &None));
    let act = stage.journal.list[1].what.with().unwrap();
    assert_eq!((&act.mentions, &act.sticker), (&calls("c"), &None));
}
