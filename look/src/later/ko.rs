//! 한국어.

use super::{Emoji, Later, Stickers};

pub(super) static KO: Later = Later {
    stickers: Stickers {
        panel: "스티커",
        packs: "스티커 종류",
        recents: "최근 사용한 스티커",
        recents_empty: "보낸 스티커가 여기에 모여요",
        count: "총 {n}개",
        tap_sends: "누르면 바로 보내져요",
        tap_shows: "누르면 미리 보고, 한 번 더 누르면 보내져요",
        send: "보내기",
        cancel: "취소",
    },
    emoji: Emoji {
        panel: "이모지",
        search: "이모지 검색",
        groups: "이모지 종류",
        recents: "최근 사용한 이모지",
        recents_empty: "사용한 이모지가 여기에 모여요",
        none_found: "찾는 이모지가 없어요",
        found: "{n}개 찾았어요",
        faces: "표정과 감정",
        people: "사람과 손짓",
        nature: "동물과 자연",
        food: "음식",
        places: "탈것과 장소",
        play: "이벤트와 놀이",
        things: "물건",
        signs: "기호",
        flags: "깃발",
    },
};
