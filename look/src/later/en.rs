//! English.

use super::{Emoji, Later, Stickers};

pub(super) static EN: Later = Later {
    stickers: Stickers {
        panel: "Stickers",
        packs: "Sticker packs",
        recents: "Recent stickers",
        recents_empty: "Stickers you send gather here",
        count: "{n} stickers",
        tap_sends: "Tap to send",
        tap_shows: "Tap to see, tap again to send",
        send: "Send",
        cancel: "Cancel",
    },
    emoji: Emoji {
        panel: "Emoji",
        search: "Search emoji",
        groups: "Kinds of emoji",
        recents: "Recent emoji",
        recents_empty: "Emoji you use gather here",
        none_found: "No emoji found",
        found: "{n} found",
        faces: "Faces and feelings",
        people: "People and hands",
        nature: "Animals and nature",
        food: "Food",
        places: "Travel and places",
        play: "Events and play",
        things: "Things",
        signs: "Symbols",
        flags: "Flags",
    },
};
