//! Names that a fan cannot take, since others would believe them.
//!
//! The rule: a name is taken if it has a word of staff in it, or if it is an account's name once everything around it
//! is taken away that makes nobody somebody else: decoration, and claims such as `本人`. A name that says more than
//! that (`ルアン担`, `루안사랑`) is how fans call themselves, and stays theirs.

use protocol::{Account, DisplayName};

use crate::fold::fold;

/// Whoever carries one of these speaks for the site. Anywhere in a name.
const STAFF: [&str; 25] = [
    "公式",
    "運営",
    "管理人",
    "管理者",
    "事務局",
    "スタッフ",
    "オフィシャル",
    "モデレーター",
    "アドミン",
    "공식",
    "운영자",
    "운영진",
    "운영팀",
    "관리자",
    "관리팀",
    "스태프",
    "스탭",
    "오피셜",
    "모더레이터",
    "어드민",
    "official",
    "ofisial",
    "staff",
    "admin",
    "moderator",
];

/// Ordinary words that have one of those inside by accident.
const INNOCENT: [&str; 7] = [
    "badminton",
    "stafford",
    "flagstaff",
    "falstaff",
    "성공식",
    "전공식",
    "항공식",
];

/// Said before or after a name, these claim to be the one who is called so. By themselves they claim nothing.
const CLAIMS: [&str; 24] = [
    "本人",
    "本物",
    "マネージャー",
    "チャンネル",
    "アカウント",
    "사칭아님",
    "본인",
    "본계",
    "진짜",
    "매니저",
    "채널",
    "계정",
    "account",
    "channel",
    "manager",
    "original",
    "verified",
    "thereal",
    "real",
    "the",
    "team",
    "info",
    "tv",
    "jp",
];

/// Whether the name belongs to an official account or to staff, or would pass for theirs.
pub(crate) fn is_reserved<'a>(name: &DisplayName, accounts: impl IntoIterator<Item = &'a Account>) -> bool {
    let folded = fold(name.as_str());
    if has_staff_word(&folded) {
        return true;
    }
    let bare = without_claims(&folded);
    accounts
        .into_iter()
        .flat_map(|account| account.name.given().chain([account.id.as_str()]))
        .map(fold)
        .any(|taken| !taken.is_empty() && (taken == folded || without_claims(&taken) == bare))
}

fn has_staff_word(folded: &str) -> bool {
    let mut rest = folded.to_owned();
    for word in INNOCENT {
        // A space, so that the two sides do not make a new word.
        rest = rest.replace(&fold(word), " ");
    }
    STAFF.iter().any(|word| rest.contains(&fold(word)))
}

/// The name with claims, and words of staff, taken from both ends; something always stays.
fn without_claims(folded: &str) -> String {
    let words: Vec<String> = CLAIMS.iter().chain(&STAFF).map(|word| fold(word)).collect();
    let mut rest = folded;
    loop {
        let shorter = words
            .iter()
            .flat_map(|word| [rest.strip_prefix(word.as_str()), rest.strip_suffix(word.as_str())])
            .flatten()
            .find(|shorter| !shorter.is_empty());
        match shorter {
            Some(shorter) => rest = shorter,
            None => return rest.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{AccountId, Crest, Words};

    use super::*;

    fn accounts() -> Vec<Account> {
        let account = |id: &str, ja: &str, ko: &str, en: &str| Account {
            id: AccountId::parse(id).unwrap(),
            name: Words {
                ja: ja.to_owned(),
                ko: ko.to_owned(),
                en: en.to_owned(),
            },
            crest: Crest::default(),
        };
        vec![
            account("miruna", "MIRUNA 公式", "MIRUNA 공식", "MIRUNA Official"),
            account("ruan", "ルアン", "루안", "RUAN"),
            account("haeon", "ヘオン", "해온", "HAEON"),
            account("yunseul", "ユンスル", "윤슬", "YUNSEUL"),
            account("yoake", "夜明け堂", "새벽당", "Yoake-do"),
        ]
    }

    fn reserved(name: &str) -> bool {
        is_reserved(&DisplayName::parse(name).unwrap(), &accounts())
    }

    #[test]
    fn fans_are_called_what_fans_call_themselves() {
        for name in [
            // Japanese
            "もか🌿ルアン担",
            "ルアンしか勝たん",
            "ルアンの妹",
            "ルアンママ",
            "るあんぺん",
            "ヘオン推し",
            "ミルナ大好き",
            "夜明け",
            "夜明け前",
            "本人確認済",
            "さくら",
            "運転手",
            "式",
            "バドミントン部",
            "チャンネル登録",
            // Korean
            "루안사랑",
            "루안맘",
            "윤슬지기",
            "해온이네",
            "리피",
            "콩떡",
            "새벽",
            "성공식당 단골",
            "매니저",
            "채널",
            // English and the rest
            "ruan_fan",
            "RUAN's leaf",
            "miruna2026",
            "badminton",
            "Stafford",
            "the",
            "real",
            "José",
            "🌿",
            "😀😀",
            "Luan",
            "Juan",
        ] {
            assert!(!reserved(name), "{name}");
        }
    }

    #[test]
    fn an_accounts_name_is_taken_however_it_is_dressed() {
        for name in [
            "ルアン",
            "るあん",
            "ﾙｱﾝ",
            "ル ア ン",
            "🌿ルアン🌿",
            "ルアン本人",
            "本物のルアン本物".replace('の', "").as_str(),
            "ルアン マネージャー",
            "루안",
            "루 안",
            "진짜루안",
            "루안 본인",
            "루안✨",
            "RUAN",
            "ruan",
            "RUΑN",
            "ＲＵＡＮ",
            "r.u.a.n",
            "_ruan_",
            "The Real Ruan",
            "ruan channel",
            "MIRUNA",
            "miruna",
            "M1RUNA",
            "МIRUNА",
            "HAE0N",
            "윤슬",
            "夜明け堂",
            "夜明けど".replace("ど", "堂").as_str(),
            "yoake do",
            "Yoake",
        ] {
            assert!(reserved(name), "{name}");
        }
    }

    #[test]
    fn nobody_speaks_for_the_staff() {
        for name in [
            "MIRUNA公式",
            "公式",
            "公 式",
            "ルアン公式ｱｶｳﾝﾄ",
            "運営より",
            "すたっふ",
            "ｽﾀｯﾌ",
            "管理人さん",
            "공식계정",
            "루안 공식",
            "운영자",
            "운 영 자",
            "관리자입니다",
            "스태프1",
            "official",
            "OFFICIAL_ruan",
            "0fficial",
            "offic1al",
            "оfficial",
            "Staff",
            "s.t.a.f.f",
            "admin",
            "adm1n",
            "Αdmin",
            "Administrator",
            "badmintonadmin",
        ] {
            assert!(reserved(name), "{name}");
        }
    }

    #[test]
    fn a_site_without_accounts_keeps_its_staff_words() {
        let name = |text: &str| DisplayName::parse(text).unwrap();
        assert!(is_reserved(&name("運営"), &[]));
        assert!(!is_reserved(&name("ルアン"), &[]));
    }
}
