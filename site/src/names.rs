//! Which names a fan cannot carry.
//!
//! A name is reserved when it reads as an official account's name, or as one of staff. Names are compared folded:
//! width, case, look-alike letters, kana, spaces and decoration do not make another name. A name that merely contains
//! an account's, as fans' names do (ルアン担, 루안사랑), is free.

use protocol::Account;
use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// Words that claim to speak for the site, where a word of the name begins or ends with them.
const STAFF: [&str; 17] = [
    "公式",
    "公認",
    "官方",
    "運営",
    "事務局",
    "管理人",
    "管理者",
    "スタッフ",
    "オフィシャル",
    "운영자",
    "운영진",
    "공식",
    "관리자",
    "스태프",
    "스탭",
    "오피셜",
    "모더레이터",
];

/// The same in Latin letters, as words of their own: "badminton" is nobody's staff.
const STAFF_WORDS: [&str; 6] = [
    "official",
    "staff",
    "admin",
    "administrator",
    "moderator",
    "operator",
];

/// What, beside an account's name, claims to be the account.
const CLAIMS: [&str; 20] = [
    "本人",
    "本物",
    "本垢",
    "real",
    "thereal",
    "본인",
    "진짜",
    "본계",
    "본계정",
    "jp",
    "kr",
    "tv",
    "channel",
    "チャンネル",
    "채널",
    "manager",
    "マネージャー",
    "매니저",
    "support",
    "account",
];

/// "Unofficial" is what honest fans write.
const DENIALS: [&str; 4] = ["非公式", "非公認", "비공식", "unofficial"];

/// Letters that digits stand for, beyond those that look the same.
const LEET: [(char, char); 5] = [('0', 'o'), ('1', 'i'), ('3', 'e'), ('4', 'a'), ('5', 's')];

pub(crate) fn is_reserved(name: &str, accounts: &[Account]) -> bool {
    let readings = readings(name);
    claims_staff(name)
        || accounts
            .iter()
            .flat_map(protected)
            .any(|protected| readings.iter().any(|reading| reads_as(reading, &protected)))
}

fn claims_staff(name: &str) -> bool {
    let mut lower = plain(name).to_lowercase();
    for denial in DENIALS {
        lower = lower.replace(&plain(denial), " ");
    }
    let words = lower.split(|c: char| !c.is_alphanumeric()).flat_map(readings);
    let whole = readings(&lower);
    words.into_iter().any(|word| speaks_for_staff(&word))
        || whole.iter().any(|reading| is_staff_word(reading))
}

fn speaks_for_staff(word: &str) -> bool {
    is_staff_word(word)
        || STAFF
            .iter()
            .map(|staff| fold(staff))
            .any(|staff| word.starts_with(&staff) || word.ends_with(&staff))
}

fn is_staff_word(word: &str) -> bool {
    STAFF_WORDS.iter().any(|staff| word == fold(staff))
}

/// The account's name itself, or with nothing beside it but a claim to be it.
fn reads_as(reading: &str, protected: &str) -> bool {
    let beside = reading
        .strip_prefix(protected)
        .or_else(|| reading.strip_suffix(protected));
    beside.is_some_and(|rest| {
        rest.is_empty() || speaks_for_staff(rest) || CLAIMS.iter().any(|claim| rest == fold(claim))
    })
}

/// What an account is known by: its names and its id, without the words that say that it is official.
fn protected(account: &Account) -> Vec<String> {
    let names = account.name.given().chain([account.id.as_str()]);
    let bare = names.flat_map(|name| [without_staff(name), name.to_owned()]);
    // Look-alikes differ between the cases (I and l), so each case is read for itself.
    let cased = bare.flat_map(|name| [name.to_uppercase(), name.to_lowercase(), name]);
    let mut all: Vec<String> = cased.flat_map(|name| readings(&name)).collect();
    // A single letter or digit would take too much with it.
    all.retain(|reading| reading.chars().count() > 1);
    all.sort_unstable();
    all.dedup();
    all
}

fn without_staff(name: &str) -> String {
    let mut left = plain(name);
    for staff in STAFF {
        left = left.replace(&plain(staff), " ");
    }
    let is_staff = |word: &&str| STAFF_WORDS.iter().any(|staff| word.eq_ignore_ascii_case(staff));
    left.split_whitespace().filter(|word| !is_staff(word)).collect()
}

/// The ways in which a name may be read.
fn readings(name: &str) -> Vec<String> {
    let read = |name: &str| [fold(name), letters(&skeleton(&plain(name)).collect::<String>())];
    let letter = |c| {
        LEET.iter()
            .find(|(digit, _)| *digit == c)
            .map_or(c, |(_, letter)| *letter)
    };
    let spelled: String = name.chars().map(letter).collect();
    let mut all = read(name).to_vec();
    if spelled != name {
        all.extend(read(&spelled));
    }
    all
}

fn fold(name: &str) -> String {
    letters(&skeleton(&plain(name).to_lowercase()).collect::<String>())
}

/// One width, and hiragana as katakana: before the skeleton, which knows look-alikes of katakana only.
fn plain(name: &str) -> String {
    name.nfkc().map(katakana).collect()
}

fn letters(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect()
}

fn katakana(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c).saturating_add(0x60)).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use protocol::{AccountId, Crest, Words};

    use super::*;

    fn account(id: &str, ja: &str, ko: &str, en: &str) -> Account {
        let name = Words {
            ja: ja.to_owned(),
            ko: ko.to_owned(),
            en: en.to_owned(),
        };
        Account {
            id: AccountId::parse(id).unwrap(),
            name,
            crest: Crest::default(),
        }
    }

    fn reserved(name: &str) -> bool {
        let accounts = [
            account("miruna", "MIRUNA 公式", "MIRUNA 공식", "MIRUNA Official"),
            account("ruan", "ルアン", "루안", "Ruan"),
            account("yunseul", "ユンスル", "윤슬", "Yunseul"),
            account("yoake", "夜明け堂", "새벽당", ""),
        ];
        is_reserved(name, &accounts)
    }

    #[test]
    fn i6_an_official_account_s_name_is_nobody_else_s_however_it_is_written() {
        for name in [
            "MIRUNA",
            "miruna",
            "ＭＩＲＵＮＡ",
            "M I R U N A",
            "M.I.R.U.N.A",
            "MlRUNA",
            "М\u{406}RUNА",
            "M1RUNA",
            "ルアン",
            "るあん",
            "ﾙｱﾝ",
            "ルアン✅",
            "★ルアン★",
            "ルアン🌿",
            "루안",
            "루 안",
            "Ruan_",
            "ruаn",
            "RUAN",
            "ルアン本人",
            "본인루안",
            "real ruan",
            "夜明け堂",
            "Yoake",
            "ルアン マネージャー",
            "ruan channel",
            "ruan_support",
            "루안공식계정",
            "miruna 공식",
        ] {
            assert!(reserved(name), "{name}");
        }
    }

    #[test]
    fn i6_names_that_speak_for_staff_are_reserved() {
        for name in [
            "公式",
            "ルアン公式",
            "運営スタッフ",
            "すたっふ",
            "name_official",
            "Official Ruan",
            "admin",
            "ADMIN",
            "ａｄｍｉｎ",
            "adm1n",
            "0fficial",
            "offic1al",
            "s.t.a.f.f",
            "site staff",
            "운영자",
            "공식계정",
            "관리자님",
            "ＭＯＤＥＲＡＴＯＲ",
            "оfficial",
            "非公式じゃない公式",
        ] {
            assert!(reserved(name), "{name}");
        }
    }

    #[test]
    fn i6_fans_names_are_free() {
        for name in [
            "ルアン担",
            "もか🌿ルアン担",
            "루안사랑",
            "윤슬지기",
            "Ruan's sunflower",
            "badminton",
            "ruanlover",
            "非公式ファン",
            "비공식 팬",
            "unofficial fan",
            "콩떡",
            "さくら",
            "José",
            "夜明け",
            "스테파니",
            "Staffan",
            "🌿",
            "さん",
            "성공식당 단골",
            "support local",
            "1004",
            "초록씨앗",
            "Juniper",
            "まめ大福",
        ] {
            assert!(!reserved(name), "{name}");
        }
    }
}
