//! When a picture is gone: with its message, or when nobody posts it; and a bucket that does not take it.

use protocol::{Act, ImageKey, Refusal, With};
use relay_tests::{Relay, Site};

use super::{GREY, PNG, get, upload_as, uploaded, with};

fn is_there(site: &Site, key: ImageKey) -> bool {
    let statuses = [key.to_string(), format!("{key}/t")].map(|path| get(site, &path, &[]).status);
    assert!(statuses == [200, 200] || statuses == [404, 404], "{statuses:?}");
    statuses == [200, 200]
}

/// The bucket is emptied after the room has answered.
fn goes(site: &Site, key: ImageKey) {
    relay_tests::until("the picture is gone", || !is_there(site, key));
}

#[test]
fn g7_a_message_that_is_taken_back_takes_its_pictures_with_it() {
    let site = Site::new(Relay::shared(), "unsend");
    let ticket = site.ticket("もか").ticket;
    let mut fan = site.socket("lounge");
    fan.hello(&ticket);
    let first = uploaded(&site, "lounge", &ticket, GREY);
    let second = uploaded(&site, "lounge", &ticket, PNG);
    let seq = fan.show("画像", with(&[first])).seq;
    fan.show("画像", with(&[second]));
    assert!(is_there(&site, first.key) && is_there(&site, second.key));
    let unsend = With {
        act: Some(Act::Unsend(seq)),
        ..With::default()
    };
    fan.show("…", unsend);
    goes(&site, first.key);
    assert!(is_there(&site, second.key));
}

#[test]
fn g16_what_nobody_posts_is_thrown_away_by_the_rooms_own_alarm() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "orphan");
    let ticket = site.ticket("もか").ticket;
    let mut fan = site.socket("lounge");
    fan.hello(&ticket);
    let posted = uploaded(&site, "lounge", &ticket, GREY);
    let orphan = uploaded(&site, "lounge", &ticket, PNG);
    fan.show("画像", with(&[posted]));
    relay.age(&site, "lounge", protocol::limits::IMAGE_WAIT_MS - 60_000);
    assert!(is_there(&site, orphan.key), "a minute before");
    relay.age(&site, "lounge", protocol::limits::IMAGE_WAIT_MS + 60_000);
    goes(&site, orphan.key);
    assert!(is_there(&site, posted.key));
    assert_eq!(fan.refuse("画像", with(&[orphan])), Refusal::NoSuchImage);
}

#[test]
fn g16_a_bucket_that_takes_nothing_is_told_in_words_and_costs_nothing() {
    let relay = Relay::start_with_faults();
    let site = Site::new(&relay, "bucket");
    let ticket = site.ticket("もか").ticket;
    let mut fan = site.socket("lounge");
    fan.hello(&ticket);
    relay.spill(&site, "lounge", true);
    let answer = upload_as(&site, "lounge", &ticket, b"", GREY).text();
    let problem: protocol::http::Problem = answer.json();
    assert_eq!((answer.status, problem.refusal), (503, Refusal::Fault));
    assert_eq!(problem.retry_after_ms, Some(5_000));
    assert_eq!(fan.post("言葉は届く").seq, protocol::Seq(1));
    relay.spill(&site, "lounge", false);
    let image = uploaded(&site, "lounge", &ticket, GREY);
    fan.show("画像", with(&[image]));
}

#[test]
fn g16_who_uploads_without_end_has_as_many_waiting_as_two_messages_hold() {
    let relay = Relay::start();
    let site = Site::new(&relay, "waiting");
    let ticket = site.ticket("もか").ticket;
    let mut all = Vec::new();
    while all.len() <= protocol::limits::IMAGES_WAITING {
        let answer = upload_as(&site, "lounge", &ticket, b"", GREY).text();
        match answer.status {
            201 => all.push(answer.json::<protocol::Image>()),
            429 => {
                let wait = answer.json::<protocol::http::Problem>().retry_after_ms;
                std::thread::sleep(std::time::Duration::from_millis(wait.expect("when").into()));
            }
            _ => panic!("{answer:?}"),
        }
    }
    goes(&site, all[0].key);
    assert!(all[1..].iter().all(|image| is_there(&site, image.key)));
}
