//! Pictures: who may post them, how often, and what becomes of those that nobody posts.

use protocol::{Image, ImageKey, limits};

use super::*;
use crate::Picture;

fn key(number: u128) -> ImageKey {
    ImageKey(draft(number))
}

fn upload_as(stage: &mut Stage, number: u128, who: &str, role: Role) -> Vec<Effect> {
    let picture = Picture {
        key: key(number),
        member: MemberId::parse(who).unwrap(),
        at: UnixMillis(0),
        w: 4_032,
        h: 3_024,
    };
    stage.step(Input::Uploaded { picture, role })
}

fn upload(stage: &mut Stage, number: u128, who: &str) -> Vec<Effect> {
    upload_as(stage, number, who, Role::Fan)
}

fn images(numbers: &[u128]) -> With {
    let image = |number: &u128| Image {
        key: key(*number),
        w: 7,
        h: 7,
        tint: None,
    };
    With {
        images: numbers.iter().map(image).collect(),
        ..With::default()
    }
}

#[test]
fn g16_a_picture_is_posted_once_by_who_uploaded_it_with_the_size_that_it_has() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    stage.join(B, fan("b"));
    let day = stage.now.plus(limits::IMAGE_WAIT_MS).since(START);
    assert_eq!(
        told(&upload(&mut stage, 1, "a")),
        [format!("alarm in {day}"), "admitted".to_owned()]
    );
    upload(&mut stage, 2, "a");
    for (conn, numbers) in [(B, &[1][..]), (A, &[1, 9]), (A, &[1, 1])] {
        let said = told(&stage.post_with(conn, 1, "画像", images(numbers)));
        assert_eq!(said, [format!("{}<refused NoSuchImage", conn.0)], "{numbers:?}");
    }
    assert_eq!(
        told(&stage.post_with(A, 1, "画像", images(&[2, 1])))[0],
        "1<ack 1"
    );
    let shown = &stage.journal.list[0].what.with().unwrap().images;
    let shown: Vec<_> = shown.iter().map(|image| (image.key, image.w, image.h)).collect();
    assert_eq!(shown, [(key(2), 4_032, 3_024), (key(1), 4_032, 3_024)]);
    assert_eq!(
        told(&stage.post_with(A, 2, "画像", images(&[1]))),
        ["1<refused NoSuchImage"],
        "it stands there"
    );
    assert_eq!(
        told(&stage.post_with(A, 1, "画像", images(&[2, 1]))),
        ["1<ack 1"],
        "sent again"
    );
    assert!(stage.journal.beside.pictures.is_empty());
}

#[test]
fn g16_a_picture_that_was_unsent_is_thrown_away_and_asked_for_until_it_is_gone() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    upload(&mut stage, 1, "a");
    stage.post_with(A, 1, "画像", images(&[1]));
    stage.later(1_000);
    let retry = stage.now.plus(60_000).since(START);
    assert_eq!(
        told(&stage.act(A, 2, Act::Unsend(Seq(1)), "…")),
        [
            "1<ack 2".to_owned(),
            "drop 1".to_owned(),
            format!("alarm in {retry}"),
            "*<events 2..2".to_owned()
        ]
    );
    // Nobody says that it is gone: the memory that told it may be.
    stage.room = Room::restore(RoomKind::Chat, []);
    stage.later(60_000);
    let effects = stage.step(Input::Alarm);
    assert!(
        effects.contains(&Effect::Drop(vec![key(1)])),
        "{:?}",
        told(&effects)
    );
    stage.step(Input::Dropped(vec![key(1)]));
    assert_eq!(told(&stage.step(Input::Alarm)), Vec::<String>::new());
}

#[test]
fn g16_what_nobody_posts_in_a_day_is_thrown_away() {
    let mut stage = stage();
    stage.join(A, fan("a"));
    upload(&mut stage, 1, "a");
    stage.later(60_000);
    upload(&mut stage, 2, "a");
    stage.now = stage.now.plus(limits::IMAGE_WAIT_MS - 60_000);
    let effects = stage.step(Input::Alarm);
    assert!(
        effects.contains(&Effect::Drop(vec![key(1)])),
        "{:?}",
        told(&effects)
    );
    let next = stage.now.plus(60_000);
    assert!(effects.contains(&Effect::AlarmAt(next)), "for the other one");
    assert_eq!(
        told(&stage.post_with(A, 1, "画像", images(&[1]))),
        ["1<refused NoSuchImage"],
        "it is on its way out"
    );
    assert_eq!(told(&stage.post_with(A, 2, "画像", images(&[2])))[0], "1<ack 1");
}

#[test]
fn g16_who_chooses_again_and_again_has_so_many_waiting_and_the_oldest_goes() {
    let mut stage = stage();
    let most = limits::IMAGES_WAITING as u128;
    for number in 1..=most {
        assert!(told(&upload(&mut stage, number, "a")).contains(&"admitted".to_owned()));
        stage.later(1);
    }
    let refused = told(&upload(&mut stage, 99, "a"));
    assert_eq!(refused, ["not admitted TooFast"], "so many at once");
    stage.later(3_000);
    let effects = upload(&mut stage, 99, "a");
    assert!(
        effects.contains(&Effect::Drop(vec![key(1)])),
        "{:?}",
        told(&effects)
    );
    assert!(effects.contains(&Effect::Admitted(Ok(()))));
    assert!(told(&upload(&mut stage, 100, "b")).contains(&"admitted".to_owned()));
}

#[test]
fn g16_a_feed_takes_pictures_of_officials_and_a_full_storage_none() {
    let mut stage = stage_of(RoomKind::Feed);
    assert_eq!(told(&upload(&mut stage, 1, "a")), ["not admitted ReadOnly"]);
    let official = upload_as(&mut stage, 1, "@miruna", Role::Official);
    assert!(told(&official).contains(&"admitted".to_owned()));
    stage.journal.is_full = true;
    let official = upload_as(&mut stage, 2, "@miruna", Role::Official);
    assert_eq!(told(&official), ["not admitted StorageFull"]);
}
