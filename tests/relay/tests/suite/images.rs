//! Pictures: how they come in, what is left of them, who may post them, and when they are gone.
//!
//! The bucket is R2 as miniflare has it: the same calls, on this machine's disk.

mod goes;

use protocol::http::Settings;
use protocol::{Image, ImageKey, Refusal, Role, With, limits};
use relay_tests::http::{Bytes, bytes};
use relay_tests::site::settings;
use relay_tests::{Relay, Site};

/// Files of real encoders, with everything in them that cameras and programs write.
const JPEG: &[u8] = include_bytes!("../../../../picture/tests/corpus/baseline.jpg");
const GREY: &[u8] = include_bytes!("../../../../picture/tests/corpus/grey.jpg");
const PNG: &[u8] = include_bytes!("../../../../picture/tests/corpus/alpha.png");
const WEBP: &[u8] = include_bytes!("../../../../picture/tests/corpus/alpha.webp");
const GIF: &[u8] = include_bytes!("../../../../picture/tests/corpus/moving.gif");
const AVIF: &[u8] = include_bytes!("../../../../picture/tests/corpus/plain.avif");

/// Whose ticket it is, how long the thumbnail before the picture is, and both.
fn upload_as(site: &Site, room: &str, ticket: &str, thumb: &[u8], picture: &[u8]) -> Bytes {
    let url = format!("{}/f/{}/{room}/image", site.relay, site.id);
    let (bearer, length) = (format!("Bearer {ticket}"), thumb.len().to_string());
    let headers = [("authorization", bearer.as_str()), ("maru-thumb", &length)];
    bytes("POST", &url, &headers, [thumb, picture].concat())
}

fn uploaded(site: &Site, room: &str, ticket: &str, picture: &[u8]) -> Image {
    let answer = upload_as(site, room, ticket, b"", picture).text();
    assert_eq!(answer.status, 201, "{answer:?}");
    answer.json()
}

fn refused(answer: Bytes) -> (u16, Refusal) {
    let answer = answer.text();
    (answer.status, answer.refusal())
}

fn get(site: &Site, path: &str, headers: &[(&str, &str)]) -> Bytes {
    bytes("GET", &format!("{}/m/{path}", site.relay), headers, Vec::new())
}

fn holds(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

fn with(images: &[Image]) -> With {
    With {
        images: images.to_vec(),
        ..With::default()
    }
}

fn header<'a>(answer: &'a Bytes, name: &str) -> &'a str {
    answer
        .headers
        .get(name)
        .map_or("", |value| value.to_str().expect("a header is text"))
}

#[test]
fn g16_what_is_downloaded_has_no_place_no_camera_and_no_words() {
    let site = Site::new(Relay::shared(), "exif");
    let ticket = site.ticket("もか").ticket;
    for (file, kind, secrets) in [
        (JPEG, "image/jpeg", true),
        (GREY, "image/jpeg", false),
        (PNG, "image/png", true),
        (WEBP, "image/webp", true),
        (GIF, "image/gif", true),
        (AVIF, "image/avif", true),
    ] {
        assert_eq!(holds(file, b"SECRET"), secrets, "{kind}");
        let image = uploaded(&site, "lounge", &ticket, file);
        assert_eq!((image.w.min(image.h), image.w.max(image.h)), (16, 24), "{kind}");
        let shown = get(&site, &image.key.to_string(), &[]);
        assert_eq!((shown.status, header(&shown, "content-type")), (200, kind));
        for text in [
            b"SECRET".as_slice(),
            b"xmp",
            b"lcms",
            &[0x88, 0x25, 0, 4],
            &[0x25, 0x88, 4, 0],
        ] {
            assert!(!holds(&shown.body, text), "{kind}: {text:?}");
        }
        // Sent once more, it is the same, byte for byte: there is nothing left to be taken away.
        let again = uploaded(&site, "lounge", &ticket, &shown.body);
        assert_eq!(get(&site, &again.key.to_string(), &[]).body, shown.body, "{kind}");
    }
}

#[test]
fn g16_two_files_in_one_come_out_as_the_picture_alone() {
    let site = Site::new(Relay::shared(), "poly");
    let ticket = site.ticket("もか").ticket;
    let script = b"\xff\xfe\x00\x24*/alert(document.domain)/*<script>SECRET";
    // A page in a comment, behind the first marker.
    let in_comment = [
        &GREY[..2],
        &[0xff, 0xfe, 0x00, 0x2a],
        &script[2..],
        &[b' '; 2],
        &GREY[2..],
    ]
    .concat();
    let alone = uploaded(&site, "lounge", &ticket, GREY);
    let alone = get(&site, &alone.key.to_string(), &[]).body;
    let gifar = [GIF, b"PK\x03\x04 META-INF/SECRET.class"].concat();
    let page = [GREY, b"<script>SECRET()</script>"].concat();
    for (file, is) in [(in_comment, Some(&alone)), (gifar, None), (page, Some(&alone))] {
        let image = uploaded(&site, "lounge", &ticket, &file);
        let shown = get(&site, &image.key.to_string(), &[]).body;
        assert!(!holds(&shown, b"SECRET") && !holds(&shown, b"script"));
        assert!(is.is_none_or(|is| *is == shown));
    }
}

#[test]
fn g16_what_is_no_picture_or_too_large_is_refused_in_words() {
    let site = Site::new(Relay::shared(), "odd");
    let ticket = site.ticket("もか").ticket;
    let send = |file: &[u8]| refused(upload_as(&site, "lounge", &ticket, b"", file));
    for file in [
        b"<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>".as_slice(),
        b"<!doctype html><script>1</script>",
        b"%PDF-1.7",
        b"\xff\xd8\xff",
        b"GIF89a",
    ] {
        assert_eq!(send(file), (415, Refusal::ImageOdd));
    }
    let mut bomb = PNG.to_vec();
    bomb[16..24].copy_from_slice(&[0, 0, 0xff, 0xff, 0, 0, 0xff, 0xff]);
    let max_pixels = u32::try_from(limits::IMAGE_PIXELS).expect("it fits");
    assert_eq!(send(&bomb), (422, Refusal::ImageTooLarge { max_pixels }));

    let mut full = GREY.to_vec();
    full.resize(limits::IMAGE_BYTES, 0);
    uploaded(&site, "lounge", &ticket, &full);
    full.push(0);
    let max_bytes = u32::try_from(limits::IMAGE_BYTES).expect("it fits");
    assert_eq!(send(&full), (413, Refusal::ImageTooBig { max_bytes }));

    let thumb = vec![0; limits::THUMB_BYTES + 1];
    let max_bytes = u32::try_from(limits::THUMB_BYTES).expect("it fits");
    let answer = refused(upload_as(&site, "lounge", &ticket, &thumb, GREY));
    assert_eq!(answer, (413, Refusal::ImageTooBig { max_bytes }));
    let answer = refused(upload_as(&site, "lounge", &ticket, b"<svg/>", GREY));
    assert_eq!(answer, (415, Refusal::ImageOdd));
}

#[test]
fn g16_only_a_member_with_a_name_uploads() {
    let relay = Relay::shared();
    let (site, other) = (Site::new(relay, "who"), Site::new(relay, "elsewhere"));
    let send = |ticket: &str| refused(upload_as(&site, "lounge", ticket, b"", GREY));
    for ticket in ["", "x", &other.ticket("もか").ticket, &site.key] {
        assert_eq!(send(ticket), (401, Refusal::TicketInvalid));
    }
    let nameless: protocol::http::TicketReply = site.guest(relay_tests::fresh(), None).json();
    assert_eq!(send(&nameless.ticket), (422, Refusal::NameMissing));

    let url = format!("{}/f/{}/lounge/image", site.relay, site.id);
    let bearer = format!("Bearer {}", site.ticket("もか").ticket);
    let stranger = [
        ("authorization", bearer.as_str()),
        ("origin", "https://evil.example"),
    ];
    let answer = refused(bytes("POST", &url, &stranger, GREY.to_vec()));
    assert_eq!(answer, (403, Refusal::OriginForbidden));
    // A ticket in the address is not looked at.
    let ticket = site.ticket("もか").ticket;
    let answer = refused(bytes(
        "POST",
        &format!("{url}?ticket={ticket}"),
        &[],
        GREY.to_vec(),
    ));
    assert_eq!(answer, (401, Refusal::TicketInvalid));
    let nowhere = format!("{}/f/nowhere/lounge/image", site.relay);
    let answer = refused(bytes(
        "POST",
        &nowhere,
        &[("authorization", &bearer)],
        GREY.to_vec(),
    ));
    assert_eq!(answer, (404, Refusal::NotFound));
}

#[test]
fn g16_a_picture_is_kept_by_the_browser_for_ever_and_by_nobody_on_the_way() {
    let site = Site::new(Relay::shared(), "cache");
    let ticket = site.ticket("もか").ticket;
    let answer = upload_as(&site, "lounge", &ticket, WEBP, PNG).text();
    let image: Image = answer.json();
    let key = image.key.to_string();
    let (whole, thumb) = (get(&site, &key, &[]), get(&site, &format!("{key}/t"), &[]));
    assert_eq!(header(&whole, "content-type"), "image/png");
    assert_eq!(header(&thumb, "content-type"), "image/webp");
    for (shown, extension) in [(&whole, "png"), (&thumb, "webp")] {
        assert_eq!(
            header(shown, "cache-control"),
            "private, max-age=31536000, immutable"
        );
        assert_eq!(header(shown, "x-content-type-options"), "nosniff");
        assert_eq!(
            header(shown, "content-security-policy"),
            "default-src 'none'; sandbox"
        );
        assert_eq!(header(shown, "cross-origin-resource-policy"), "same-origin");
        let name = format!("inline; filename=\"maru-{}.{extension}\"", &key[..8]);
        assert_eq!(header(shown, "content-disposition"), name);
        let known = get(&site, &key, &[("if-none-match", header(&whole, "etag"))]);
        assert_eq!((known.status, known.body.len()), (304, 0));
    }
    let other = get(&site, &key, &[("if-none-match", "\"another\"")]);
    assert_eq!((other.status, other.body), (200, whole.body));
    // One without a thumbnail is its own.
    let plain = uploaded(&site, "lounge", &ticket, GREY).key;
    assert_eq!(
        get(&site, &format!("{plain}/t"), &[]).body,
        get(&site, &plain.to_string(), &[]).body
    );
}

#[test]
fn g16_a_key_that_nobody_was_given_is_nothing() {
    let site = Site::new(Relay::shared(), "nokey");
    let unknown = ImageKey(relay_tests::fresh()).to_string();
    for path in [unknown.as_str(), "x", "../healthz", &format!("{unknown}/x")] {
        let answer = get(&site, path, &[]);
        assert!(matches!(answer.status, 200 | 404), "{path}");
        assert!(answer.status == 404 || answer.body == b"ok", "{path}");
    }
    let post = bytes("POST", &format!("{}/m/{unknown}", site.relay), &[], Vec::new());
    assert_eq!(post.status, 405);
}

#[test]
fn g16_a_picture_is_posted_once_by_who_uploaded_it_where_they_did() {
    let relay = Relay::shared();
    let site = Site::new(relay, "post");
    let (moka, other) = (site.ticket("もか"), site.ticket("콩떡"));
    let mut mine = site.socket("lounge");
    mine.hello(&moka.ticket);
    let mut theirs = site.socket("lounge");
    theirs.hello(&other.ticket);
    let mut elsewhere = site.socket("garden");
    elsewhere.hello(&moka.ticket);
    let two = [
        uploaded(&site, "lounge", &moka.ticket, GREY),
        uploaded(&site, "lounge", &moka.ticket, PNG),
    ];
    let refused = Refusal::NoSuchImage;
    assert_eq!(theirs.refuse("画像", with(&two)), refused, "another member's");
    assert_eq!(elsewhere.refuse("画像", with(&two)), refused, "another room's");
    let unknown = Image {
        key: ImageKey(relay_tests::fresh()),
        ..two[0]
    };
    assert_eq!(mine.refuse("画像", with(&[two[0], unknown])), refused, "nobody's");
    let posted = mine.show("画像", with(&two));
    theirs.reach(posted.seq);
    let heard = theirs
        .log
        .last()
        .and_then(|entry| entry.what.with())
        .expect("images");
    assert_eq!(
        heard.images.iter().map(|image| image.key).collect::<Vec<_>>(),
        two.map(|image| image.key)
    );
    assert_eq!(mine.refuse("画像", with(&two)), refused, "a second time");
}

#[test]
fn g14_in_a_room_of_photos_one_speaks_in_pictures_stickers_and_hashtags() {
    let site = Site::new(Relay::shared(), "photos");
    site.settle(&Settings {
        photo_rooms: vec!["photos".to_owned()],
        ..settings()
    });
    site.account("ruan", "루안");
    let ticket = site.ticket("もか").ticket;
    let mut fan = site.socket("photos");
    fan.hello(&ticket);
    assert_eq!(fan.refuse("이 방 좋다", With::default()), Refusal::PhotosOnly);
    let image = uploaded(&site, "photos", &ticket, GREY);
    fan.show("사진", with(&[image]));
    fan.post("#루안 #오늘");
    let official: protocol::http::TicketReply = site.minted(Role::Official, "ruan", None).json();
    let mut ruan = site.socket("photos");
    ruan.hello(&official.ticket);
    let thanks = ruan.post("고마워요, 잘 볼게요");
    fan.reach(thanks.seq);
    assert_eq!(fan.bodies(), ["사진", "#루안 #오늘", "고마워요, 잘 볼게요"]);
}
