//! The only place where frames become bytes and bytes become frames.
//!
//! Invariant: no input makes it panic, and nothing larger than a limit is parsed.

mod decode;
mod read;
mod write;

use serde::Serialize;
use serde::de::DeserializeOwned;

pub use decode::Decode;
pub use read::tree::Value;

use crate::{ClientFrame, Refusal, ServerFrame, limits};

/// Bytes that are not a frame. Theirs, not ours: answered, never logged as a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecodeError {
    TooBig,
    /// A frame of a kind that this version does not know. A client skips it; a room says so.
    Unknown,
    Malformed,
}

impl From<DecodeError> for Refusal {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::TooBig => Self::TooBig {
                max_bytes: u32::try_from(limits::FRAME_BYTES).unwrap_or(u32::MAX),
            },
            DecodeError::Unknown => Self::Unknown,
            DecodeError::Malformed => Self::Malformed,
        }
    }
}

const CLIENT_KINDS: [&str; 10] = [
    "hello", "post", "fetch", "seen", "read", "react", "look", "find", "block", "report",
];
const SERVER_KINDS: [&str; 14] = [
    "welcome",
    "events",
    "history",
    "ack",
    "refused",
    "presence",
    "resync",
    "bye",
    "reactions",
    "marks",
    "looked",
    "found",
    "noted",
    "rules",
];

pub fn encode_client(frame: &ClientFrame) -> String {
    encode(frame)
}

pub fn encode_server(frame: &ServerFrame) -> String {
    encode(frame)
}

/// A room's side: a stranger's bytes.
pub fn decode_client(text: &str) -> Result<ClientFrame, DecodeError> {
    if text.len() > limits::FRAME_BYTES {
        return Err(DecodeError::TooBig);
    }
    parse(text).map_err(|error| known(text, &CLIENT_KINDS, error))
}

/// A client's side. The relay's frames may be larger than a client's: a page of history is.
pub fn decode_server(text: &str) -> Result<ServerFrame, DecodeError> {
    decode(text).map_err(|error| known(text, &SERVER_KINDS, error))
}

/// For the two documents that are not frames: the state in the page, and a request's body.
pub fn encode<T: Serialize>(value: &T) -> String {
    let mut writer = write::Writer::default();
    match value.serialize(&mut writer) {
        Ok(()) => writer.text,
        // No type of this language has a form that cannot be written. An empty text decodes as malformed.
        Err(_) => String::new(),
    }
}

pub fn parse<T: DeserializeOwned>(text: &str) -> Result<T, DecodeError> {
    let mut reader = read::Reader::new(text);
    let value = T::deserialize(&mut reader).map_err(|_| DecodeError::Malformed)?;
    reader.end().map_err(|_| DecodeError::Malformed)?;
    Ok(value)
}

/// The same as [`parse`], for what a client hears, in a third of the code.
pub fn decode<T: Decode>(text: &str) -> Result<T, DecodeError> {
    let mut reader = read::Reader::new(text);
    let value = reader.value().map_err(|_| DecodeError::Malformed)?;
    reader.end().map_err(|_| DecodeError::Malformed)?;
    T::decode(&value).ok_or(DecodeError::Malformed)
}

fn known(text: &str, kinds: &[&str], error: DecodeError) -> DecodeError {
    match kind(text) {
        Some(kind) if !kinds.contains(&kind) => DecodeError::Unknown,
        _ => error,
    }
}

/// The first key, if this is an object at all.
fn kind(text: &str) -> Option<&str> {
    let rest = text
        .trim_start()
        .strip_prefix('{')?
        .trim_start()
        .strip_prefix('"')?;
    rest.split_once('"').map(|(kind, _)| kind)
}
