//! The language of Maru: what may be said between a client and a room, and nothing about how it travels.
//!
//! Invariant: a value of a type in this crate is valid. Strangers' bytes become such values in [`codec`] and in
//! the `parse` functions, or they become a typed error; nowhere else.
//! Absent on purpose: clocks, chance, sockets, the browser, Workers.

pub mod archive;
pub mod boot;
pub mod client;
pub mod close;
pub mod codec;
pub mod entry;
pub mod fate;
pub mod http;
pub mod ids;
pub mod lang;
pub mod limits;
pub mod name;
pub mod newest;
pub mod refusal;
pub mod server;
pub mod text;
pub mod theme;
pub mod version;
pub mod with;

pub use boot::{Account, Boot, Colour, Crest, CrestShape, Emoji, Log, Place, Quiet, ReadMarks, StickerTap};
pub use client::{
    Block, ClientFrame, Fetch, Find, Grounds, Hello, Look, Pending, Position, Post, React, Read, Report, Seen,
};
pub use close::CloseReason;
pub use codec::DecodeError;
pub use entry::{Author, Entry, Role, What};
pub use ids::{
    AccountId, DraftId, EmojiName, Epoch, IdError, MemberId, RoomKind, RoomName, Seq, SiteId, UnixMillis,
};
pub use lang::{Lang, Words};
pub use name::{DisplayName, NameError};
pub use newest::{
    Count, Found, Joins, Marks, Reaction, Reactions, Rules, Run, Speech, Tally, Within, Writers,
};
pub use refusal::{Refusal, Refused};
pub use server::{
    Ack, Bye, Events, Looked, Mode, Noted, Presence, Resync, SeenEvery, ServerFrame, Settled, Welcome, You,
};
pub use text::{Body, BodyError};
pub use with::{Act, Fate, Image, ImageKey, StickerName, With};
