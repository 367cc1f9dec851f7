//! The components: they show what they are given and tell what the person wants, in the elements of look's markup
//! contract. None of them holds a socket, a timer of the minds, or storage.

mod aloud;
pub mod banner;
mod block;
mod card;
pub mod composer;
pub mod el;
mod empty;
mod extra;
pub mod feed;
mod field;
mod group;
pub mod header;
mod icon;
mod jump;
pub mod list;
mod pin;
mod portrait;
mod rows;
mod said;
mod scroll;
mod tabs;
pub mod teaser;
mod text;
pub mod wants;
