//! Maru: the room's own face, a seed with one leaf.

use super::{Pack, Sticker, Words, sticker};

pub(super) static PACK: Pack = Pack {
    id: "maru",
    title: Words {
        ja: "まるちゃん",
        ko: "마루",
        en: "Maru",
    },
    cover: "hi",
    stickers: STICKERS,
};

const STICKERS: &[Sticker] = &[
    sticker(
        "hi",
        ["やっほー", "안녕!", "Hi!"],
        [
            "こんにちは こんばんは はじめまして よろしく",
            "하이 반가워 안뇽 ㅎㅇ",
            "hello hey wave",
        ],
    ),
    sticker(
        "thanks",
        ["ありがとう", "고마워", "Thank you"],
        ["感謝 サンキュー あざす", "감사 땡큐 ㄱㅅ", "thanks ty grateful"],
    ),
    sticker(
        "ok",
        ["OK！", "오케이!", "OK!"],
        [
            "おけ 了解 まる わかった",
            "ㅇㅋ 응 그래 좋아",
            "okay yes sure done",
        ],
    ),
    sticker(
        "laugh",
        ["笑笑", "ㅋㅋㅋ", "LOL"],
        ["わら 草 ｗｗｗ うける", "ㅎㅎㅎ 웃겨 하하", "haha funny lmao"],
    ),
    sticker(
        "cry",
        ["泣ける", "ㅠㅠ", "Crying"],
        [
            "えーん ぴえん 涙 尊い 悲しい",
            "ㅜㅜ 눈물 슬퍼 감동",
            "sad tears sob touched",
        ],
    ),
    sticker(
        "love",
        ["だいすき", "사랑해", "Love you"],
        ["愛 らぶ 好き ハート", "하트 좋아해 러브", "heart adore"],
    ),
    sticker(
        "cheer",
        ["応援してる", "응원해", "Cheering you on"],
        [
            "ペンライト ライブ 応援 コール",
            "응원봉 콘서트 떼창",
            "light stick concert support",
        ],
    ),
    sticker(
        "congrats",
        ["おめでとう", "축하해", "Congrats!"],
        [
            "祝 誕生日 ハピバ お祝い 記念日",
            "생일 생축 ㅊㅋ 기념일",
            "birthday celebrate party",
        ],
    ),
    sticker(
        "shock",
        ["えっ！？", "헉!", "What?!"],
        ["びっくり 驚き まじ うそ", "헐 깜짝 대박 진짜", "surprise omg wow"],
    ),
    sticker(
        "night",
        ["おやすみ", "잘 자", "Good night"],
        [
            "寝る 眠い ねむい すやすや",
            "굿나잇 졸려 자야지",
            "sleep sleepy bed",
        ],
    ),
    sticker(
        "morning",
        ["おはよう", "굿모닝", "Good morning"],
        ["朝 おは 起きた", "아침 좋은아침 일어났어", "sunrise woke up"],
    ),
    sticker(
        "sorry",
        ["ごめんね", "미안해", "Sorry"],
        ["すみません 謝る 申し訳", "죄송 사과 잘못", "apology my bad"],
    ),
    sticker(
        "otsukare",
        ["おつかれさま", "수고했어", "Good work today"],
        [
            "お疲れ おつ 疲れた へとへと",
            "고생 피곤 힘들어",
            "tired tea rest",
        ],
    ),
    sticker(
        "angry",
        ["ぷんぷん", "화났어", "Angry"],
        ["怒 おこ むかつく", "짜증 열받아 분노", "mad furious"],
    ),
    sticker(
        "shy",
        ["てれちゃう", "부끄러워", "Shy"],
        ["照れ はずかしい きゃー", "쑥스러워 수줍", "blush embarrassed"],
    ),
    sticker(
        "best",
        ["最高！", "최고!", "The best!"],
        [
            "やばい 神 すごい きらきら",
            "짱 대박 쩔어 굿",
            "amazing great star",
        ],
    ),
    sticker(
        "wait",
        ["待機中", "대기 중", "Waiting"],
        [
            "待って まだ 楽しみ スマホ",
            "기다려 언제 두근두근",
            "phone soon standby",
        ],
    ),
    sticker(
        "oshi",
        ["推しが尊い", "내 최애", "My favourite"],
        [
            "推し 最推し うちわ 担当",
            "최애 덕질 입덕 팬",
            "bias stan idol fan",
        ],
    ),
    sticker(
        "hungry",
        ["おなかすいた", "배고파", "Hungry"],
        [
            "ごはん 腹ペコ 食べる いただきます",
            "밥 먹자 맛있겠다",
            "food rice eat",
        ],
    ),
    sticker(
        "no",
        ["だめー", "안 돼", "Nope"],
        ["ばつ 無理 むり いや", "싫어 노 금지", "no never stop"],
    ),
];
