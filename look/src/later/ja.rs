//! 日本語.

use super::{Emoji, Later, Stickers};

pub(super) static JA: Later = Later {
    stickers: Stickers {
        panel: "スタンプ",
        packs: "スタンプの種類",
        recents: "最近使ったスタンプ",
        recents_empty: "送ったスタンプがここに並びます",
        count: "全{n}種",
        tap_sends: "タップですぐ送信",
        tap_shows: "タップで確認、もう一度で送信",
        send: "送信",
        cancel: "やめる",
    },
    emoji: Emoji {
        panel: "絵文字",
        search: "絵文字を検索",
        groups: "絵文字の種類",
        recents: "最近使った絵文字",
        recents_empty: "使った絵文字がここに並びます",
        none_found: "見つかりませんでした",
        found: "{n}件見つかりました",
        faces: "顔と気持ち",
        people: "人と手",
        nature: "動物と自然",
        food: "食べもの",
        places: "乗りものと場所",
        play: "イベントと遊び",
        things: "もの",
        signs: "記号",
        flags: "旗",
    },
};
