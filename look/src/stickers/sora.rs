//! Sora the sea otter: ソラ is the sky, 소라 a conch, and it carries one.

use super::{Pack, Sticker, Words, sticker};

pub(super) static PACK: Pack = Pack {
    id: "sora",
    title: Words {
        ja: "らっこのソラ",
        ko: "해달 소라",
        en: "Sora the sea otter",
    },
    cover: "peek",
    stickers: STICKERS,
};

const STICKERS: &[Sticker] = &[
    sticker(
        "peek",
        ["いる？", "있어?", "Anyone here?"],
        ["のぞく ちらっ きたよ", "빼꼼 왔어 누구", "peekaboo hello here"],
    ),
    sticker(
        "gift",
        ["どうぞ", "선물이야", "For you"],
        ["プレゼント あげる 貝", "줄게 선물 소라", "present give shell"],
    ),
    sticker(
        "float",
        ["すやすや", "쿨쿨", "Fast asleep"],
        ["寝る 眠い おやすみ ぷかぷか", "잘자 졸려 둥둥", "sleep night sea"],
    ),
    sticker(
        "giggle",
        ["ウケる", "빵 터짐", "Hilarious"],
        ["笑 爆笑 おもしろい", "웃겨 ㅋㅋㅋ 배아파", "laugh haha lol"],
    ),
    sticker(
        "sniff",
        ["しくしく", "훌쩍", "Sniff"],
        ["泣 悲しい さみしい ぴえん", "슬퍼 ㅠㅠ 외로워", "cry sad lonely"],
    ),
    sticker(
        "adore",
        ["すきすぎる", "너무 좋아", "I adore you"],
        [
            "好き 目がハート かわいい きゅん",
            "심쿵 하트 귀여워",
            "love heart eyes crush",
        ],
    ),
    sticker(
        "fight",
        ["がんばれ！", "화이팅!", "You can do it!"],
        [
            "ファイト 頑張る 応援 はちまき",
            "파이팅 힘내 아자",
            "fighting go strong",
        ],
    ),
    sticker(
        "nice",
        ["いいね", "좋아요", "Nice"],
        ["グッド いい 賛成 さすが", "굿 따봉 인정", "like good thumbs up"],
    ),
    sticker(
        "clap",
        ["ぱちぱち", "짝짝짝", "Clap clap"],
        [
            "拍手 すごい えらい",
            "박수 잘했어 브라보",
            "applause bravo well done",
        ],
    ),
    sticker(
        "please",
        ["おねがい", "제발", "Please"],
        ["頼む 祈る 当たれ", "부탁해 기도 당첨", "pray beg hope"],
    ),
    sticker(
        "gasp",
        ["がーん", "충격", "Oh no"],
        [
            "ショック 落選 うそ 終わった",
            "망했어 멘붕 낙첨",
            "shock lost stunned",
        ],
    ),
    sticker(
        "sulk",
        ["ふーんだ", "흥", "Hmph"],
        ["すねる ぷい しらない", "삐짐 몰라 서운", "pout ignore"],
    ),
    sticker(
        "dash",
        ["いま行く！", "지금 가!", "On my way!"],
        ["急ぐ 走る ダッシュ 遅刻", "달려 급해 지각", "run hurry coming"],
    ),
    sticker(
        "live",
        ["ライブ最高", "공연 최고", "Best show ever"],
        [
            "コンサート ペンライト 踊る 現場",
            "콘서트 응원봉 춤",
            "concert dance light stick music",
        ],
    ),
    sticker(
        "think",
        ["うーん", "음…", "Hmm"],
        [
            "考える 悩む どうしよう なぞ",
            "고민 글쎄 뭐지",
            "thinking wonder question",
        ],
    ),
    sticker(
        "hug",
        ["ぎゅー", "안아 줄게", "Hug"],
        ["抱っこ ハグ おいで", "포옹 토닥 이리와", "embrace comfort"],
    ),
    sticker(
        "munch",
        ["もぐもぐ", "냠냠", "Munch munch"],
        [
            "食べる おいしい ごはん おやつ",
            "맛있어 먹는중 간식",
            "eat yummy snack",
        ],
    ),
    sticker(
        "roger",
        ["了解です！", "알겠어요!", "Roger!"],
        [
            "りょ はい 承知 敬礼",
            "넵 ㅇㅋ 확인 충성",
            "ok yes understood salute",
        ],
    ),
    sticker(
        "bye",
        ["またね", "또 봐", "See you"],
        ["ばいばい さよなら 帰る", "바이 잘가 안녕", "goodbye later"],
    ),
    sticker(
        "holdon",
        ["ちょっと待って", "잠깐만", "Wait a sec"],
        ["まって ストップ タイム", "기다려 스톱 잠깐", "stop hold on"],
    ),
];
