//! Which names a fan cannot carry.
//!
//! A name is reserved when it reads as an official account's name, or as one of staff. Names are compared folded:
//! width, case, look-alike letters, kana, spaces and decoration do not make another name. A name that merely contains
//! an account's, as fans' names do (ルアン担, 루안사랑), is free.

use unicode_normalization::UnicodeNormalization;
use unicode_security::confusable_detection::skeleton;

/// Words that claim to speak for the site, wherever they stand in a name.
const STAFF: [&str; 17] = [
    "公式",
    "公認",
    "運営",
    "事務局",
    "管理人",
    "管理者",
    "スタッフ",
    "オフィシャル",
    "모더레이터",
    "운영자",
    "운영진",
    "공식",
    "관리자",
    "스태프",
    "스탭",
    "오피셜",
    "官方",
];

/// The same in Latin letters, as words of their own: "badminton" is nobody's staff.
const STAFF_WORDS: [&str; 7] = [
    "official",
    "staff",
    "admin",
    "administrator",
    "moderator",
    "operator",
    "support",
];

/// What, beside an account's name, claims to be the account.
const CLAIMS: [&str; 10] = [
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
];

/// "Unofficial" is what honest fans write.
const DENIALS: [&str; 4] = ["非公式", "非公認", "비공식", "unofficial"];

pub(crate) fn is_reserved<'a>(name: &str, official: impl Iterator<Item = &'a str>) -> bool {
    let forms = forms(name);
    claims_staff(name, &forms)
        || official
            .flat_map(protected)
            .any(|protected| forms.iter().any(|form| reads_as(form, &protected)))
}

fn claims_staff(name: &str, forms: &[String; 2]) -> bool {
    let honest = |form: &String| DENIALS.iter().any(|denial| form.contains(&fold(denial)));
    if forms.iter().any(honest) {
        return false;
    }
    let lower = plain(name).to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).map(fold);
    let latin = words
        .clone()
        .any(|word| STAFF_WORDS.iter().any(|staff| word == fold(staff)));
    latin
        || STAFF
            .iter()
            .any(|staff| forms.iter().any(|form| form.contains(&fold(staff))))
}

/// The account's name itself, or with nothing beside it but a claim to be it.
fn reads_as(form: &str, protected: &str) -> bool {
    if protected.is_empty() {
        return false;
    }
    let beside = form
        .strip_prefix(protected)
        .or_else(|| form.strip_suffix(protected));
    beside.is_some_and(|rest| {
        rest.is_empty() || CLAIMS.iter().chain(&STAFF_WORDS).any(|claim| rest == fold(claim))
    })
}

/// As it may be written: look-alikes differ between the cases (I and l), so each case has its own skeleton.
fn protected(name: &str) -> Vec<String> {
    let mut all: Vec<String> = [name.to_owned(), name.to_uppercase(), name.to_lowercase()]
        .iter()
        .flat_map(|name| forms(name))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

fn forms(name: &str) -> [String; 2] {
    [
        fold(name),
        letters(&skeleton(&plain(name)).collect::<String>().to_lowercase()),
    ]
}

fn fold(name: &str) -> String {
    letters(&skeleton(&plain(name).to_lowercase()).collect::<String>())
}

/// One width, and hiragana as katakana: before the skeleton, which knows look-alikes of katakana only.
fn plain(name: &str) -> String {
    name.nfkc().map(katakana).collect()
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn katakana(c: char) -> char {
    match c {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(c).saturating_add(0x60)).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::is_reserved;

    const OFFICIAL: [&str; 6] = ["MIRUNA", "ルアン", "루안", "Ruan", "ユンスル", "夜明け堂"];

    fn reserved(name: &str) -> bool {
        is_reserved(name, OFFICIAL.into_iter())
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
            "МIRUNA",
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
            "ルアン本人",
            "본인루안",
            "real ruan",
            "夜明け堂",
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
            "site staff",
            "운영자",
            "공식계정",
            "관리자님",
            "ＭＯＤＥＲＡＴＯＲ",
            "оfficial",
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
        ] {
            assert!(!reserved(name), "{name}");
        }
    }
}
