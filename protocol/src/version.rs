//! The version of the language is the name of the WebSocket subprotocol.
//!
//! Rule: fields may be added with a default, variants may be added; nothing is renamed or removed under one name.

/// What a client asks for in `Sec-WebSocket-Protocol`, and what the relay answers.
pub const SUBPROTOCOL: &str = "maru.v1";

/// The same language from a client that reads binary messages, too: the same JSON in UTF-8, one frame or several, each on a line of its own.
/// It offers both, and is answered by one; [`PONG`] stays text.
pub const BINARY: &str = "maru.v1.binary";

/// Between the frames of a binary message. No frame has one: JSON escapes it.
pub const BETWEEN: char = '\n';

/// The liveness question, as a whole text frame. The runtime answers it without waking the object.
pub const PING: &str = "p";

/// The runtime's answer to [`PING`].
pub const PONG: &str = "P";
