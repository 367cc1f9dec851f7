//! Every number that both sides agree on, with its arithmetic.
//!
//! Whatever a stranger can make grow has its bound here.

/// The longest message, in UTF-16 units: the unit in which LINE counts, and in which a browser measures a string.
pub const BODY_UNITS: usize = 5_000;

/// The longest nickname, in Unicode scalar values. LINE allows 20; an emoji family alone takes 7.
pub const NAME_CHARS: usize = 24;

/// Marks that may stand on one letter of a name. Thai and Vietnamese need 2; "zalgo" starts where reading ends.
pub const NAME_MARKS: usize = 4;

/// The largest frame that a room reads. The longest post is 5,000 units of 3 bytes, or of 2 after escaping:
/// 15 KB; a `Hello` with 50 pending drafts and its ticket is under 6 KB. Four times that, in round numbers.
pub const FRAME_BYTES: usize = 64 * 1024;

/// Posts of one client that may be unacknowledged at once.
pub const WINDOW: usize = 8;

/// Drafts that one `Hello` may ask about. The outbox holds no more.
pub const PENDING: usize = 50;

/// Members whom one message calls by name.
pub const MENTIONS: usize = 20;

/// Pictures in one message: what LINE and KakaoTalk let choose at once, in round numbers.
pub const IMAGES: usize = 20;

/// The largest picture that is taken, as it comes to the relay.
pub const IMAGE_BYTES: usize = 10 * 1024 * 1024;

/// And its thumbnail.
pub const THUMB_BYTES: usize = 256 * 1024;

/// The largest picture in pixels: a 40-megapixel photograph. A bomb unpacks to more.
pub const IMAGE_PIXELS: u64 = 40_000_000;

/// The largest thumbnail in pixels: twice as wide and as high as the widget makes them.
pub const THUMB_PIXELS: u64 = 960 * 960;

/// Frames of a picture that moves: a minute, at the pace of most of them.
pub const IMAGE_FRAMES: u32 = 1_000;

/// And the pixels of all its frames: a thousand of a megapixel each. A browser unpacks every one of them, over and over.
pub const IMAGE_FILM_PIXELS: u64 = 1_000_000_000;

/// Pictures on their way through one instance of the relay, in bytes: a quarter of the 128 MB of its isolate, since each is
/// there once more while it is put away.
pub const IMAGES_UNDER_WAY: usize = 32 * 1024 * 1024;

/// Pictures that a member may have uploaded and not posted: one message's, and another's that is being chosen.
pub const IMAGES_WAITING: usize = 2 * IMAGES;

/// A picture that is not posted for so long is thrown away.
pub const IMAGE_WAIT_MS: u64 = 24 * 60 * 60 * 1_000;

/// `pack/sticker`, each of them as long as an id may be.
pub const STICKER_NAME_BYTES: usize = 2 * ID_BYTES + 1;

/// Emoji of a site's own. Each is 70 bytes in every document of the site.
pub const SITE_EMOJI: usize = 100;

/// An emoji's name: 16 letters of kana or Hangul.
pub const EMOJI_NAME_BYTES: usize = 48;

/// The file of an emoji, and its pixels: it is drawn 64 pixels wide at most, on screens of up to three to a pixel.
pub const EMOJI_BYTES: usize = 64 * 1024;
pub const EMOJI_PIXELS: u64 = 320 * 320;

/// An emoji's bytes that belong to no name are thrown away after this time: an upload takes seconds.
pub const EMOJI_WAIT_MS: u64 = 10 * 60 * 1_000;

/// Entries that one `Look` may ask for: the quotes of a page.
pub const LOOK: usize = 50;

/// Members that one reader may block in a site. As ids: 6.4 KB of the 16 KiB that a socket's card may have.
pub const BLOCKED: usize = 100;

/// Members whose reading a room counts: three times the 3,000 for which it is promised.
pub const READERS: usize = 10_000;

/// A member who has not been here for so long is no longer waited for.
pub const READER_MS: u64 = 30 * 24 * 60 * 60 * 1_000;

/// Read marks are told at most this often in rooms of 100 and more; see [`marks_ms`].
pub const MARKS_MS: u64 = 1_000;

/// With its size a room tells read marks less often: each telling is a frame to everybody, a hundred of them a second up to 100
/// sockets. In a small room, whose time is paid for as long as a mark waits, they wait no longer.
pub fn marks_ms(sockets: usize) -> u64 {
    let sockets = u64::try_from(sockets).unwrap_or(u64::MAX);
    let few = sockets.saturating_mul(MARKS_MS / 100);
    let many = MARKS_MS.saturating_mul((sockets / 1_000).saturating_add(1));
    few.min(many).min(10_000)
}

/// A reader says what they have read at most this often, so that a room of any size hears 200 words of it a second: each is an
/// inbound frame, which a room has to be awake for.
pub fn read_ms(members: u32) -> u64 {
    u64::from(members)
        .saturating_mul(1_000 / 200)
        .clamp(1_000, 60_000)
}

/// Reactions are told at most this often; in large rooms less often, see [`reactions_ms`].
pub const REACTIONS_MS: u64 = 500;

/// A second in a room of 3,000, and never more than two.
pub fn reactions_ms(sockets: usize) -> u64 {
    let sockets = u64::try_from(sockets).unwrap_or(u64::MAX);
    let more = sockets.saturating_mul(REACTIONS_MS) / 3_000;
    REACTIONS_MS.saturating_add(more).min(2_000)
}

/// The newest entries whose reactions and read marks everybody is told; of older ones whoever fetches them.
pub const NEWEST: u64 = 200;

/// The longest window in which an owner may let messages be taken back or changed: a year.
pub const WINDOW_MIN: u32 = 366 * 24 * 60;

/// Lines that tell who has come are for rooms of at most so many members.
pub const JOIN_LINES: usize = 100;

/// Reports that a room keeps.
pub const REPORTS: usize = 10_000;

/// Entries in one answer to `Fetch`, and the gap up to which a client resumes instead of starting from a snapshot.
pub const FETCH_ENTRIES: usize = 200;

/// Bytes of bodies in one answer to `Fetch`: 200 entries of 1.3 KB. Longer ones come in more answers.
pub const FETCH_BYTES: usize = 256 * 1024;

/// Entries that a document or a snapshot carries: about three screens of a phone.
pub const PAGE_ENTRIES: usize = 50;

/// How far back, in entries, a room looks for a draft that it may already have written.
pub const DEDUPE_ENTRIES: u64 = 20_000;

/// Posts that a member may send in a burst.
pub const BURST_POSTS: u32 = 20;

/// After the burst, one post in this many milliseconds: 5 a second, faster than anybody types.
pub const POST_EVERY_MS: u64 = 200;

/// Messages to one socket that a room may tell in a second, times its sockets: the 50 a second to 3,000 that are promised, and a fifth
/// more, so that a room that is full to its promise holds nobody for a hiccup. A message of a fan beyond that is held.
pub const DELIVERIES: u64 = 180_000;

/// From fans a room takes one message in so many milliseconds: 200 a second up to 900 sockets, 62 at 3,000, and never fewer than 10.
pub fn admit_every_ms(sockets: usize) -> u64 {
    let sockets = u64::try_from(sockets).unwrap_or(u64::MAX);
    (sockets.saturating_mul(1_000) / DELIVERIES).clamp(5, 100)
}

/// What it has not taken of the last two seconds it takes at once.
pub const ADMIT_BURST_MS: u64 = 2_000;

/// A message that is held has its turn within this time. Beyond it nobody is promised a turn, and the client asks again then.
pub const HELD_MS: u32 = 30_000;

/// Turns that are promised at once: as many as 30 s of 50 a second, twice over. 200 bytes each.
pub const HELD: usize = 3_000;

/// The longest slow mode: an hour.
pub const SLOW_S: u32 = 3_600;

/// Frames of any kind that one socket may send in a burst: a resend of the window, fetches on a fast scroll.
pub const BURST_FRAMES: u32 = 60;

/// After the burst, one frame in this many milliseconds.
pub const FRAME_EVERY_MS: u64 = 100;

/// Sockets of one object. The runtime ends at 32,768 and panics beyond; the rest is head room for the closing ones.
pub const OBJECT_SOCKETS: usize = 32_000;

/// Sockets in one room, over all objects that hold some: what one memory knows of each is 500 bytes, and an instance is left for a
/// fresh one at 64 MiB.
pub const ROOM_SOCKETS: usize = 100_000;

/// A deploy cuts every socket at once, and the edge takes about 200 back in a second: so long do so many clients spread.
pub fn reconnect_window_ms(members: u32) -> u32 {
    members.saturating_mul(1_000 / 200).clamp(1_000, 60_000)
}

/// Sockets that a room lets in at once, and after that one in so many milliseconds: each is given a welcome and a page, which cost
/// more than anything that it says later. Twice what a herd that spreads over its window brings.
pub const DOOR_BURST: u32 = 1_000;
pub const DOOR_EVERY_MS: u64 = 2;

/// Who finds the door closed is told a time within this one.
pub const DOOR_WAIT_MS: u64 = 60_000;

/// Events that follow another within this time share a frame. Frames are the cost of a room, not messages.
pub const COALESCE_MS: u64 = 5;

/// A frame to one socket costs so much of a processor, nearly all of it the runtime's own call to the kernel (30 to 40 µs measured
/// with 10 to 1,000 sockets; half of that where a processor does nothing else).
pub const FRAME_US: u64 = 35;

/// Frames to everybody may take one part in so many of the room's time. The rest is for what comes in, for answers, and for a
/// processor that is slower than this one.
pub const FRAME_SHARE: u64 = 8;

/// What a room has not spent of its last half second it may spend at once: a conversation in a large room is as prompt as one
/// in a small room, until it is a crowd's.
pub const TICK_CREDIT_MS: u64 = 500;

/// People who talk say one thing in so many milliseconds, and thirty more than that at once. Where more is said, in a room of any
/// size, what follows within [`TICK_MS`] shares a frame and a row: a row is what a message costs.
pub const TALK_EVERY_MS: u64 = 333;
pub const TALK_BURST_MS: u64 = 10_000;

/// Nobody waits longer than this for what is written, in a room of any size.
pub const TICK_MS: u64 = 250;

/// The head count is told at most this often; in large rooms less often, see [`presence_ms`].
pub const PRESENCE_MS: u64 = 1_000;

/// In a crowd somebody comes or goes all the time, and nobody can tell 3,000 from 3,001. Never more than five seconds.
pub fn presence_ms(sockets: usize) -> u64 {
    let sockets = u64::try_from(sockets).unwrap_or(u64::MAX);
    PRESENCE_MS
        .saturating_mul((sockets / 1_000).saturating_add(1))
        .min(5_000)
}

/// A client says where it is after so many entries. Each viewer's word costs a frame, so it is not said for each message;
/// and it must come long before the room loses patience.
pub const SEEN_EVENTS: u32 = 128;

/// Or after so many bytes of bodies.
pub const SEEN_BYTES: u32 = 64 * 1024;

/// Who has not told of so many entries that they arrived is cut off, and resumes when it can read again.
pub const BEHIND_EVENTS: u32 = 1_024;

/// Or of so many bytes. The runtime keeps what a socket does not take, without a bound of its own.
pub const BEHIND_BYTES: u32 = 256 * 1024;

/// Or who has owed its word for so long.
pub const SILENT_MS: u64 = 90_000;

/// What may wait for all sockets together that one object holds: a quarter of the 128 MB that its isolate has.
pub const OUTSTANDING_BYTES: usize = 32 * 1024 * 1024;

/// A ledger that is full is not asked again before this.
pub const FULL_RETRY_MS: u32 = 30_000;

/// How long a ticket opens a socket. An open socket outlives it.
pub const TICKET_MS: u64 = 5 * 60 * 1_000;

/// A client asks whether the link is alive this often, give or take a fifth.
pub const PING_MS: u64 = 25_000;

/// A guest who goes on in another browser has so long to get there.
pub const HANDOVER_MS: u64 = 2 * 60 * 1_000;

/// And so many guests of one site may be on their way: 15 KB each, for two minutes.
pub const HANDOVERS: usize = 1_000;

/// Two questions without an answer, and then some: 25 s × 1.2 × 2 + 10 s. The link is dead.
pub const DEAD_MS: u64 = 70_000;

/// Longest site id and account id.
pub const ID_BYTES: usize = 40;

/// Longest room name. A page's path, percent-encoded, is a room name (`data-map="pathname"`).
pub const ROOM_NAME_BYTES: usize = 200;

/// Longest member id that a site may mint.
pub const MEMBER_ID_BYTES: usize = 64;

/// Official accounts of one site, origins of one site, titled rooms of one site.
pub const SITE_ACCOUNTS: usize = 50;
pub const SITE_ORIGINS: usize = 50;
pub const SITE_ROOMS: usize = 200;

/// The largest HTTP request that the API reads: a site with 50 accounts and 200 titled rooms is under 64 KB.
pub const REQUEST_BYTES: usize = 128 * 1024;

/// One line of a room's file: the longest entry, with every character of its body escaped (5,000 × 6 bytes), twice over.
pub const ARCHIVE_LINE_BYTES: usize = 64 * 1024;

/// A room's file: what the platform's smaller plans take in one request. About 400,000 messages of 250 bytes.
pub const ARCHIVE_BYTES: usize = 100_000_000;

/// The shortest entry is some 130 bytes long, so a file of that size has no more.
pub const ARCHIVE_ENTRIES: u64 = 770_000;

/// A file that stops coming for so long is given up, and its room opens again.
pub const IMPORT_STALL_MS: u64 = 30_000;

/// And one that comes for longer than this: 100 MB at 1.4 Mbit/s.
pub const IMPORT_MS: u64 = 10 * 60 * 1_000;

/// Numbers pass SQL and JavaScript as doubles: the largest that is exact.
pub const INT_MAX: u64 = (1 << 53) - 1;
