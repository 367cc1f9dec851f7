//! A refusal in the person's words: what happened, its number, and what to do next.

use protocol::{Lang, Refusal};

use crate::phrases::{Refusals, refusals, seldom};

pub fn refusal(lang: Lang, refusal: &Refusal) -> String {
    let refused = refusals(lang);
    let sentence = match *refusal {
        Refusal::TooBig { max_bytes } => return refused.too_big.with(max_bytes / 1024),
        Refusal::BodyTooLong { units, max } => {
            return seldom(lang).body_max.with(max) + &seldom(lang).over.with(units.saturating_sub(max));
        }
        Refusal::NameTooLong { max } => return refused.name_max.with(max),
        Refusal::Malformed | Refusal::Unknown | Refusal::HelloFirst => refused.malformed,
        Refusal::BodyBlank => refused.body_blank,
        Refusal::NameMissing => refused.name_missing,
        Refusal::NameBlank => refused.name_blank,
        Refusal::NameHostile => refused.name_hostile,
        Refusal::NameReserved => refused.name_reserved,
        Refusal::ReadOnly => refused.read_only,
        Refusal::TooFast => refused.too_fast,
        Refusal::SlowMode { seconds } => return refused.slow_mode.with(seconds),
        Refusal::Busy => refused.busy,
        Refusal::Frozen => refused.frozen,
        Refusal::DraftExpired => refused.draft_expired,
        Refusal::TicketInvalid => refused.ticket_invalid,
        Refusal::TicketExpired => refused.ticket_expired,
        Refusal::KeyInvalid => refused.key_invalid,
        Refusal::OriginForbidden => refused.origin_forbidden,
        Refusal::NotFound => refused.not_found,
        Refusal::FieldInvalid => refused.field_invalid,
        Refusal::RoomFull => refused.room_full,
        Refusal::StorageFull => refused.storage_full,
        Refusal::TooLate { minutes } => return refused.too_late(minutes),
        Refusal::NotYours => refused.not_yours,
        Refusal::Gone => refused.gone,
        Refusal::PhotosOnly => refused.photos_only,
        Refusal::NoSuchSticker => refused.no_such_sticker,
        Refusal::NoSuchImage => refused.no_such_image,
        Refusal::ImageOdd => refused.image_odd,
        Refusal::ImageTooBig { max_bytes } => return refused.image_too_big.with(max_bytes / (1024 * 1024)),
        Refusal::ImageTooLarge { max_pixels } => return refused.image_too_large.with(max_pixels / 1_000_000),
        Refusal::Fault => refused.fault,
    };
    sentence.to_owned()
}

impl Refusals {
    /// In the unit that a person would count in.
    fn too_late(&self, minutes: u32) -> String {
        if minutes > 0 && minutes.is_multiple_of(60) {
            self.too_late_hours.with(minutes / 60)
        } else {
            self.too_late_minutes.with(minutes)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_carries_its_numbers() {
        let long = Refusal::BodyTooLong {
            units: 5_012,
            max: 5_000,
        };
        assert_eq!(refusal(Lang::Ja, &long), "5,000字までです。12字減らしてください");
        assert_eq!(
            refusal(Lang::Ko, &long),
            "5,000자까지 쓸 수 있어요. 12자를 줄여 주세요"
        );
        assert_eq!(
            refusal(Lang::En, &long),
            "Up to 5,000 characters. Please remove 12"
        );
        assert_eq!(
            refusal(Lang::Ja, &Refusal::NameTooLong { max: 24 }),
            "ニックネームは24文字までです"
        );
        assert_eq!(
            refusal(Lang::Ko, &Refusal::TooBig { max_bytes: 65_536 }),
            "너무 커서 보낼 수 없어요 (64KB까지)"
        );
        assert_eq!(
            refusal(Lang::Ja, &Refusal::TooLate { minutes: 1_440 }),
            "24時間を過ぎたため、変更や取り消しはできません"
        );
        assert_eq!(
            refusal(Lang::Ko, &Refusal::TooLate { minutes: 15 }),
            "15분이 지나 고치거나 삭제할 수 없어요"
        );
        assert_eq!(
            refusal(Lang::Ja, &Refusal::SlowMode { seconds: 30 }),
            "ゆっくりモードです。送れるのは30秒に1回。順番が来たら自動で送信されます"
        );
    }
}
