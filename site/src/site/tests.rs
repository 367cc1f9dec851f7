//! What a site promises to its owner, its accounts and its fans.

use protocol::http::Theme;
use protocol::{Crest, Lang};

use super::*;

fn key(n: u8) -> Digest {
    Digest::of_bytes(&[n; 32])
}

fn words(text: &str) -> Words {
    Words {
        ja: text.to_owned(),
        ..Words::default()
    }
}

fn settings() -> Settings {
    Settings {
        origins: vec!["https://fans.example".to_owned()],
        title: words("縁側"),
        ..Settings::default()
    }
}

fn site() -> Site {
    let mut site = Site::found(settings(), key(1)).unwrap();
    let request = AccountRequest {
        name: words("ルアン"),
        crest: Crest::default(),
    };
    site.introduce(&By::Owner, AccountId::parse("ruan").unwrap(), request, key(2))
        .unwrap();
    site
}

fn image(bits: u128) -> ImageKey {
    ImageKey(protocol::DraftId::from_bits(bits))
}

fn mint(role: Role, member: &str, name: Option<&str>) -> MintRequest {
    MintRequest {
        role,
        member: member.to_owned(),
        name: name.map(str::to_owned),
    }
}

#[test]
fn e8_only_pages_on_the_list_are_allowed() {
    let view = site().view();
    assert!(view.allows("https://fans.example"));
    for other in [
        "https://fans.example.evil",
        "http://fans.example",
        "https://fans.example:444",
        "null",
        "",
    ] {
        assert!(!view.allows(other), "{other}");
    }
}

#[test]
fn o1_settings_that_cannot_be_change_nothing() {
    let mut site = site();
    let before = site.clone();
    let bad = [
        Settings {
            origins: vec!["*".to_owned()],
            ..settings()
        },
        Settings {
            origins: vec!["https://a.example".to_owned(); 51],
            ..settings()
        },
        Settings {
            title: words(&"あ".repeat(61)),
            ..settings()
        },
        Settings {
            title: words("a\nb"),
            ..settings()
        },
        Settings {
            rooms: [("a b".to_owned(), words("x"))].into(),
            ..settings()
        },
    ];
    for settings in bad {
        assert_eq!(site.settle(settings).unwrap_err().refusal, Refusal::FieldInvalid);
    }
    assert_eq!(site, before);
    let good = Settings {
        theme: Theme::default(),
        lang: Lang::Ko,
        ..settings()
    };
    assert!(site.settle(good).is_ok());
}

#[test]
fn f1_an_account_is_introduced_once_and_keeps_its_key_when_it_changes() {
    let mut site = site();
    let id = AccountId::parse("ruan").unwrap();
    let request = AccountRequest {
        name: words("ルアン🌿"),
        crest: Crest::default(),
    };
    let (account, new) = site.introduce(&By::Key(key(1)), id, request, key(3)).unwrap();
    assert_eq!((account.name.ja.as_str(), new), ("ルアン🌿", false));
    assert_eq!(site.name(&key(2)).unwrap().member.as_str(), "@ruan");
    assert_eq!(site.name(&key(3)).unwrap_err().refusal, Refusal::KeyInvalid);
}

#[test]
fn f1_an_account_s_own_key_opens_nothing_but_its_posts() {
    let mut site = site();
    let request = AccountRequest {
        name: words("偽物"),
        crest: Crest::default(),
    };
    let id = AccountId::parse("fake").unwrap();
    assert_eq!(
        site.introduce(&By::Key(key(2)), id, request, key(9))
            .unwrap_err()
            .refusal,
        Refusal::KeyInvalid
    );
    let official = mint(Role::Official, "ruan", None);
    assert_eq!(
        site.vouch(&key(2), &official).unwrap_err().refusal,
        Refusal::KeyInvalid
    );
    assert_eq!(site.vouch(&key(1), &official).unwrap().role, Role::Official);
    assert_eq!(site.name(&key(1)).unwrap_err().refusal, Refusal::KeyInvalid);
}

#[test]
fn i6_the_site_s_server_cannot_mint_an_account_or_a_guest_by_another_name() {
    let site = site();
    let guest = format!("g{}", "0".repeat(32));
    for (role, member) in [
        (Role::Fan, "@ruan"),
        (Role::Moderator, "@ruan"),
        (Role::Fan, guest.as_str()),
        (Role::Fan, ""),
        (Role::Fan, "a b"),
    ] {
        assert_eq!(
            site.vouch(&key(1), &mint(role, member, None))
                .unwrap_err()
                .refusal,
            Refusal::FieldInvalid
        );
    }
    assert_eq!(
        site.vouch(&key(1), &mint(Role::Official, "nobody", None))
            .unwrap_err()
            .refusal,
        Refusal::NotFound
    );
    assert_eq!(
        site.vouch(&key(1), &mint(Role::Fan, "u1", Some("ルアン")))
            .unwrap_err()
            .refusal,
        Refusal::NameReserved
    );
    let moderator = site
        .vouch(&key(1), &mint(Role::Moderator, "u1", Some("運営")))
        .unwrap();
    assert_eq!(moderator.name.unwrap().as_str(), "運営");
}

#[test]
fn a_room_without_a_title_carries_the_site_s_and_then_its_name() {
    let room = RoomName::parse("lounge").unwrap();
    let mut site = site();
    assert_eq!(site.view().title(&room).get(Lang::Ko), "縁側");
    site.settle(Settings {
        rooms: [("lounge".to_owned(), words("談話室"))].into(),
        ..settings()
    })
    .unwrap();
    assert_eq!(site.view().title(&room).get(Lang::Ja), "談話室");
    site.settle(Settings {
        title: Words::default(),
        ..settings()
    })
    .unwrap();
    assert_eq!(site.view().title(&room).get(Lang::En), "lounge");
}

fn emoji(site: &Site) -> Vec<(String, ImageKey)> {
    let list = site.view().emoji.into_iter();
    list.map(|emoji| (emoji.name.to_string(), emoji.key)).collect()
}

#[test]
fn s1_an_emoji_has_one_picture_and_no_bytes_are_forgotten_whatever_fails() {
    let mut site = site();
    let (leaf, one, two) = (EmojiName::parse("葉").unwrap(), image(1), image(2));
    let now = UnixMillis(1_000_000);

    site.expect_emoji(&By::Owner, &leaf, one, now).unwrap();
    assert_eq!((emoji(&site), site.loose_emoji(now)), (vec![], vec![]));
    site.name_emoji(&By::Key(key(1)), leaf.clone(), one, now).unwrap();
    assert_eq!(
        (emoji(&site), site.loose_emoji(now)),
        (vec![("葉".to_owned(), one)], vec![])
    );

    // Another picture for the name: the first one's bytes go, and are known until they are gone.
    site.expect_emoji(&By::Owner, &leaf, two, now).unwrap();
    site.name_emoji(&By::Owner, leaf.clone(), two, now).unwrap();
    assert_eq!(
        (emoji(&site), site.loose_emoji(now)),
        (vec![("葉".to_owned(), two)], vec![one])
    );
    site.emoji_thrown_away(&[one]);
    assert_eq!(site.loose_emoji(now), []);

    // An upload that never ended is thrown away in time, and cannot be named then.
    site.expect_emoji(&By::Owner, &leaf, one, now).unwrap();
    let late = now.plus(limits::EMOJI_WAIT_MS);
    assert_eq!(site.loose_emoji(late), [one]);
    let denied = site.name_emoji(&By::Owner, leaf.clone(), one, late).unwrap_err();
    assert_eq!(
        (denied.refusal, emoji(&site)),
        (Refusal::Gone, vec![("葉".to_owned(), two)])
    );

    site.forget_emoji(&By::Owner, &leaf).unwrap();
    assert_eq!((emoji(&site), site.loose_emoji(late)), (vec![], vec![one, two]));
    assert_eq!(
        site.forget_emoji(&By::Owner, &leaf).unwrap_err().refusal,
        Refusal::NotFound
    );
}

#[test]
fn s1_emoji_are_the_owners_and_the_sites_to_make_and_have_a_bound() {
    let mut site = site();
    let now = UnixMillis(1);
    let name = |n: usize| EmojiName::parse(&format!("e{n}")).unwrap();
    let denied = site.expect_emoji(&By::Key(key(2)), &name(0), image(0), now);
    assert_eq!(denied.unwrap_err().refusal, Refusal::KeyInvalid);
    for n in 0..limits::SITE_EMOJI {
        let key = image(u128::try_from(n).unwrap());
        site.expect_emoji(&By::Owner, &name(n), key, now).unwrap();
        site.name_emoji(&By::Owner, name(n), key, now).unwrap();
    }
    let denied = site.expect_emoji(&By::Owner, &name(999), image(999), now);
    assert_eq!(denied.unwrap_err().refusal, Refusal::FieldInvalid);
    // One that is there can look otherwise.
    site.expect_emoji(&By::Owner, &name(0), image(999), now).unwrap();
}
