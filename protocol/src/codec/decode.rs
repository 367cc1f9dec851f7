//! What a client hears, from a tree: frames, the state in the page, answers to its requests, and what it kept itself.
//!
//! Invariant: what is accepted, and what it means, is what serde's derives say on the type (the tests compare). A record
//! that gets a field does not compile until the field is named here; a kind that is forgotten here fails the golden files.

use super::read::tree::Value;
use crate::boot::{
    Account, Boot, Colour, Crest, CrestShape, Emoji, Log, Place, Quiet, ReadMarks, StickerTap,
};
use crate::http::{Problem, TicketReply};
use crate::{
    AccountId, Ack, Act, Author, Body, Bye, CloseReason, Count, DisplayName, DraftId, EmojiName, Entry,
    Epoch, Events, Fate, Found, Image, ImageKey, Joins, Lang, Looked, Marks, MemberId, Mode, Noted, Post,
    Presence, Reaction, Reactions, Refusal, Refused, Resync, Role, RoomName, Rules, Run, SeenEvery, Seq,
    ServerFrame, Settled, SiteId, Speech, StickerName, Tally, UnixMillis, Welcome, What, With, Within, Words,
    Writers, You,
};

pub trait Decode: Sized {
    fn decode(value: &Value<'_>) -> Option<Self>;
}

impl Decode for u64 {
    fn decode(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Whole(n) => Some(*n),
            _ => None,
        }
    }
}

impl Decode for u32 {
    fn decode(value: &Value<'_>) -> Option<Self> {
        u64::decode(value)?.try_into().ok()
    }
}

impl Decode for String {
    fn decode(value: &Value<'_>) -> Option<Self> {
        value.text().map(str::to_owned)
    }
}

impl<T: Decode> Decode for Option<T> {
    fn decode(value: &Value<'_>) -> Option<Self> {
        match value {
            Value::Absent | Value::Null => Some(None),
            value => T::decode(value).map(Some),
        }
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: &Value<'_>) -> Option<Self> {
        let Value::List(list) = value else { return None };
        let mut out = Self::with_capacity(list.len());
        for value in list {
            out.push(T::decode(value)?);
        }
        Some(out)
    }
}

macro_rules! numbers {
    ($($name:ident)*) => {$(
        impl Decode for $name {
            fn decode(value: &Value<'_>) -> Option<Self> {
                u64::decode(value).map(Self)
            }
        }
    )*};
}

numbers!(Seq UnixMillis);

macro_rules! texts {
    ($($name:ident)*) => {$(
        impl Decode for $name {
            fn decode(value: &Value<'_>) -> Option<Self> {
                Self::parse(value.text()?).ok()
            }
        }
    )*};
}

texts!(AccountId Body DisplayName DraftId EmojiName Epoch ImageKey MemberId RoomName SiteId StickerName);

impl<T: Decode> Decode for Box<T> {
    fn decode(value: &Value<'_>) -> Option<Self> {
        T::decode(value).map(Self::new)
    }
}

impl Decode for Colour {
    fn decode(value: &Value<'_>) -> Option<Self> {
        Self::parse(value.text()?)
    }
}

macro_rules! words {
    ($name:ident { $($word:literal $is:ident)* }) => {
        impl Decode for $name {
            fn decode(value: &Value<'_>) -> Option<Self> {
                value.word(&[$(($word, Self::$is)),*])
            }
        }
    };
}

words!(CloseReason {
    "too_big" TooBig
    "fault" Fault
    "restart" Restart
    "ticket_expired" TicketExpired
    "forbidden" Forbidden
    "slow" Slow
    "limited" Limited
    "full" Full
});
words!(CrestShape { "ring" Ring "leaf" Leaf "sun" Sun "wave" Wave "bag" Bag "cup" Cup });
words!(Fate { "edited" Edited "gone" Gone });
words!(Joins { "off" Off "shown" Shown });
words!(Lang { "ja" Ja "ko" Ko "en" En });
words!(Mode { "resume" Resume "snapshot" Snapshot "reset" Reset });
words!(Place { "panel" Panel "inline" Inline "page" Page });
words!(ReadMarks { "read" Read "count_down" CountDown "off" Off });
words!(Reaction {
    "heart" Heart
    "good" Good
    "check" Check
    "laugh" Laugh
    "wow" Wow
    "sad" Sad
    "clap" Clap
    "fire" Fire
});
words!(Role { "fan" Fan "moderator" Moderator "official" Official });
words!(Speech { "free" Free "photos" Photos });
words!(Writers { "everybody" Everybody "staff" Staff });
words!(StickerTap { "send" Send "preview" Preview });

/// The fields that must be there, and after the bar those that are left out where they say nothing.
macro_rules! records {
    ($($name:ident { $($field:ident)* $(| $($soft:ident)*)? })*) => {$(
        impl Decode for $name {
            fn decode(value: &Value<'_>) -> Option<Self> {
                Some(Self {
                    $($field: value.get(stringify!($field))?,)*
                    $($($soft: value.get_or_default(stringify!($soft))?,)*)?
                })
            }
        }
    )*};
}

records! {
    Account { id name | crest }
    Ack { draft seq }
    Author { member name | role }
    Boot { site room lang place title read_marks accounts chat now | host feed rules sticker_tap quiet emoji }
    Bye { reason | retry_after_ms }
    Count { kind n }
    Crest { shape ground ink }
    Emoji { name key }
    Entry { seq at draft author what }
    Events { from list }
    Found { at seq }
    Image { key w h | tint }
    Log { epoch head floor list | pin quoted tallies marks }
    Looked { list }
    Marks { from runs }
    Noted { seq }
    Presence { members head }
    Post { draft base_seq body | with }
    Problem { refusal | detail retry_after_ms }
    Quiet { from_min to_min }
    Reactions { list | within }
    Refused { refusal | draft retry_after_ms }
    Resync { head }
    Run { upto n }
    SeenEvery { events bytes }
    Settled { draft | seq }
    Tally { seq counts | mine }
    TicketReply { ticket member role expires_at | name }
    Welcome { you epoch head floor mode now reconnect_window_ms | settled seen_every rules pin }
    With { | reply mentions sticker images act fate }
    Within { from to }
    You { member role | name }
}

impl Decode for Words {
    fn decode(value: &Value<'_>) -> Option<Self> {
        if !value.has_only(&["ja", "ko", "en"]) {
            return None;
        }
        Some(Self {
            ja: value.get_or_default("ja")?,
            ko: value.get_or_default("ko")?,
            en: value.get_or_default("en")?,
        })
    }
}

impl Decode for What {
    fn decode(value: &Value<'_>) -> Option<Self> {
        let ("said", of) = value.variant()? else {
            return None;
        };
        Some(Self::Said {
            body: of.get("body")?,
            with: of.get_or_default("with")?,
        })
    }
}

impl Decode for Act {
    fn decode(value: &Value<'_>) -> Option<Self> {
        match value.variant()? {
            ("edit", seq) => Decode::decode(seq).map(Self::Edit),
            ("unsend", seq) => Decode::decode(seq).map(Self::Unsend),
            ("pin", seq) => Decode::decode(seq).map(Self::Pin),
            ("unpin", seq) => Decode::decode(seq).map(Self::Unpin),
            _ => value.word(&[("join", Self::Join)]),
        }
    }
}

/// What is left out is as the default says, field by field.
impl Decode for Rules {
    fn decode(value: &Value<'_>) -> Option<Self> {
        let usual = Self::default();
        Some(Self {
            speech: value.get_or_default("speech")?,
            read_marks: value.get_or_default("read_marks")?,
            unsend_min: value.get_or("unsend_min", usual.unsend_min)?,
            edit_min: value.get_or("edit_min", usual.edit_min)?,
            joins: value.get_or_default("joins")?,
            slow_s: value.get_or("slow_s", usual.slow_s)?,
            writers: value.get_or_default("writers")?,
        })
    }
}

impl Decode for ServerFrame {
    fn decode(value: &Value<'_>) -> Option<Self> {
        let (kind, of) = value.variant()?;
        Some(match kind {
            "welcome" => Self::Welcome(Decode::decode(of)?),
            "events" => Self::Events(Decode::decode(of)?),
            "history" => Self::History(Decode::decode(of)?),
            "ack" => Self::Ack(Decode::decode(of)?),
            "refused" => Self::Refused(Decode::decode(of)?),
            "presence" => Self::Presence(Decode::decode(of)?),
            "resync" => Self::Resync(Decode::decode(of)?),
            "bye" => Self::Bye(Decode::decode(of)?),
            "reactions" => Self::Reactions(Decode::decode(of)?),
            "marks" => Self::Marks(Decode::decode(of)?),
            "looked" => Self::Looked(Decode::decode(of)?),
            "found" => Self::Found(Decode::decode(of)?),
            "noted" => Self::Noted(Decode::decode(of)?),
            "rules" => Self::Rules(Decode::decode(of)?),
            _ => return None,
        })
    }
}

impl Decode for Refusal {
    fn decode(value: &Value<'_>) -> Option<Self> {
        let (kind, of) = value.variant()?;
        match kind {
            "too_big" => {
                let max_bytes = of.get("max_bytes")?;
                Some(Self::TooBig { max_bytes })
            }
            "body_too_long" => {
                let (units, max) = (of.get("units")?, of.get("max")?);
                Some(Self::BodyTooLong { units, max })
            }
            "slow_mode" => Some(Self::SlowMode {
                seconds: of.get("seconds")?,
            }),
            "too_late" => Some(Self::TooLate {
                minutes: of.get("minutes")?,
            }),
            "image_too_big" => Some(Self::ImageTooBig {
                max_bytes: of.get("max_bytes")?,
            }),
            "image_too_large" => Some(Self::ImageTooLarge {
                max_pixels: of.get("max_pixels")?,
            }),
            "name_too_long" => Some(Self::NameTooLong { max: of.get("max")? }),
            _ => value.word(&[
                ("malformed", Self::Malformed),
                ("unknown", Self::Unknown),
                ("hello_first", Self::HelloFirst),
                ("body_blank", Self::BodyBlank),
                ("name_missing", Self::NameMissing),
                ("name_blank", Self::NameBlank),
                ("name_hostile", Self::NameHostile),
                ("name_reserved", Self::NameReserved),
                ("read_only", Self::ReadOnly),
                ("busy", Self::Busy),
                ("frozen", Self::Frozen),
                ("too_fast", Self::TooFast),
                ("draft_expired", Self::DraftExpired),
                ("ticket_invalid", Self::TicketInvalid),
                ("ticket_expired", Self::TicketExpired),
                ("key_invalid", Self::KeyInvalid),
                ("origin_forbidden", Self::OriginForbidden),
                ("not_found", Self::NotFound),
                ("field_invalid", Self::FieldInvalid),
                ("room_full", Self::RoomFull),
                ("storage_full", Self::StorageFull),
                ("not_yours", Self::NotYours),
                ("gone", Self::Gone),
                ("photos_only", Self::PhotosOnly),
                ("no_such_sticker", Self::NoSuchSticker),
                ("no_such_image", Self::NoSuchImage),
                ("image_odd", Self::ImageOdd),
                ("fault", Self::Fault),
            ]),
        }
    }
}
