//! What is written on a socket.
//!
//! Invariant: it is all that is needed to know the socket again after hibernation, when nothing else of the object's
//! memory is left. A socket that another version wrote on is never half understood.

use protocol::http::Problem;
use protocol::{CloseReason, DecodeError, Refusal, codec, limits, version};
use room::{Card, Conn, Ruled};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use worker::worker_sys::ext::WebSocketExt;
use worker::{
    Response, State, WebSocket, WebSocketIncomingMessage, WebSocketRequestResponsePair, console_error,
    web_sys,
};

use super::door::Place;
use crate::edge::{Answer, Trouble, chance};

/// Under 1 KB: the place is 250 bytes at most, the rules 150, the card 500; 9 KB with the longest list of whom a reader blocks. The
/// runtime allows 16 KB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    pub conn: Conn,
    pub place: Place,
    /// Since the first good `Hello`.
    pub card: Option<Card>,
    /// What held in the room when the edge admitted the socket.
    pub ruled: Option<Ruled>,
    /// It is told in bytes: see `fan_out.rs`.
    pub binary: bool,
}

/// The version that this code writes and reads.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Kept {
    v: u32,
    conn: u64,
    #[serde(flatten)]
    place: Place,
    /// As the room encodes it: it has a version of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    card: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ruled: Option<Ruled>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    binary: bool,
}

#[wasm_bindgen]
extern "C" {
    /// A socket with its number beside it: what is written on it need not be read again as long as this memory lasts.
    type Numbered;

    #[wasm_bindgen(method, getter, js_name = maru)]
    fn number(this: &Numbered) -> Option<u64>;

    #[wasm_bindgen(method, setter, js_name = maru)]
    fn set_number(this: &Numbered, number: u64);
}

fn numbered(socket: &WebSocket) -> &Numbered {
    AsRef::<JsValue>::as_ref(socket.as_ref()).unchecked_ref()
}

/// None where this memory has not met the socket: its seat is to be read.
pub fn known(socket: &WebSocket) -> Option<Conn> {
    numbered(socket).number().map(Conn)
}

impl Seat {
    pub fn write(&self, socket: &WebSocket) -> worker::Result<()> {
        Ok(socket
            .as_ref()
            .serialize_attachment(JsValue::from(self.encode()))?)
    }

    /// None where it is not to be understood.
    pub fn read(socket: &WebSocket) -> Option<Self> {
        let seat = Self::decode(&socket.as_ref().deserialize_attachment().ok()?.as_string()?)?;
        numbered(socket).set_number(seat.conn.0);
        Some(seat)
    }

    fn encode(&self) -> String {
        let card = self.card.as_ref().map(Card::encode);
        codec::encode(&Kept {
            v: VERSION,
            conn: self.conn.0,
            place: self.place.clone(),
            card,
            ruled: self.ruled,
            binary: self.binary,
        })
    }

    fn decode(text: &str) -> Option<Self> {
        let kept: Kept = codec::parse(text).ok().filter(|kept: &Kept| kept.v == VERSION)?;
        let card = match kept.card {
            Some(card) => Some(Card::decode(&card)?),
            None => None,
        };
        Some(Self {
            conn: Conn(kept.conn),
            place: kept.place,
            card,
            ruled: kept.ruled,
            binary: kept.binary,
        })
    }
}

/// A number for a socket of that place. Chance: no memory outlives the sockets that it would have to know.
pub fn number(place: u16) -> Result<Conn, Trouble> {
    Ok(Conn::at(place, bits()?))
}

pub fn bits() -> Result<u64, Trouble> {
    Ok(u64::from_be_bytes(chance::bytes()?))
}

/// The runtime answers the liveness question itself, without waking the object.
pub fn answer_pings(state: &State) {
    let answered = WebSocketRequestResponsePair::new(version::PING, version::PONG)
        .and_then(|pair| state.as_raw().set_websocket_auto_response(&pair));
    if let Err(error) = answered {
        console_error!("fault: pings will wake this object: {error:?}");
    }
}

/// The object holds the socket from here on, with its seat on it.
pub fn accept(state: &State, socket: &WebSocket, seat: &Seat) -> Result<(), Trouble> {
    // The usual call unwraps what the runtime may refuse.
    let accepted = state.as_raw().accept_websocket(socket.as_ref());
    accepted.map_err(|error| Trouble::Fault(format!("a socket was not accepted: {error:?}")))?;
    numbered(socket).set_number(seat.conn.0);
    Ok(seat.write(socket)?)
}

/// The other end of an accepted socket, for whoever asked.
pub fn upgraded(client: WebSocket, binary: bool) -> Answer {
    let response = Response::from_websocket(client)?;
    let spoken = if binary {
        version::BINARY
    } else {
        version::SUBPROTOCOL
    };
    response.headers().set("sec-websocket-protocol", spoken)?;
    Ok(response)
}

pub fn full(wait_ms: u32) -> Trouble {
    Trouble::from(Problem {
        refusal: Refusal::RoomFull,
        detail: String::new(),
        retry_after_ms: Some(wait_ms),
    })
}

/// The reason's name is for whoever debugs a client; clients read the code.
pub fn hang_up(socket: &WebSocket, reason: CloseReason) {
    if let Err(error) = socket.close(Some(reason.code()), Some(format!("{reason:?}"))) {
        console_error!("fault: a socket was not closed: {error}");
    }
}

/// The other end said goodbye, and waits for ours before it lets go of the connection.
pub fn answer_close(socket: &WebSocket, code: usize) {
    // Of a link that was cut, and where none was said, a code is reported that nobody may say.
    let code = u16::try_from(code)
        .ok()
        .filter(|code| *code == 1000 || *code >= 3000);
    // It fails where the link is gone already, and then nobody waits.
    let _gone = socket.close(Some(code.unwrap_or(1000)), None::<&str>);
}

/// What a socket is sent, as a frame or as the reason why it is none.
pub fn decoded(message: WebSocketIncomingMessage) -> Result<String, DecodeError> {
    match message {
        WebSocketIncomingMessage::String(text) if text.len() > limits::FRAME_BYTES => {
            Err(DecodeError::TooBig)
        }
        WebSocketIncomingMessage::String(text) => Ok(text),
        WebSocketIncomingMessage::Binary(bytes) if bytes.len() > limits::FRAME_BYTES => {
            Err(DecodeError::TooBig)
        }
        WebSocketIncomingMessage::Binary(_) => Err(DecodeError::Malformed),
    }
}

pub fn is_open(socket: &WebSocket) -> bool {
    socket.as_ref().ready_state() == web_sys::WebSocket::OPEN
}

#[cfg(test)]
mod tests {
    use protocol::{MemberId, Role, RoomName, SiteId};

    use super::*;

    fn seat(card: Option<Card>) -> Seat {
        let place = Place {
            site: SiteId::parse("miruna").unwrap(),
            room: RoomName::parse("/응원").unwrap(),
        };
        Seat {
            conn: Conn(u64::MAX),
            place,
            card,
            ruled: None,
            binary: false,
        }
    }

    #[test]
    fn a_seat_comes_back_as_it_was_written() {
        let card = Card {
            member: MemberId::parse("g1").unwrap(),
            name: None,
            role: Role::Fan,
            seen: None,
            read: None,
            blocked: Vec::new(),
            ruled: None,
        };
        let other = Seat {
            ruled: Some(Ruled::default()),
            binary: true,
            ..seat(None)
        };
        for seat in [seat(None), seat(Some(card)), other] {
            assert_eq!(Seat::decode(&seat.encode()), Some(seat));
        }
    }

    #[test]
    fn the_bytes_of_a_seat_do_not_change_by_accident() {
        assert_eq!(
            seat(None).encode(),
            r#"{"v":1,"conn":18446744073709551615,"site":"miruna","room":"/응원"}"#
        );
    }

    #[test]
    fn r2_a_seat_of_an_earlier_release_is_understood_and_would_be_understood_there() {
        let seats = include_str!("../../../tests/releases/0.1.0/sockets/seats.txt");
        assert_eq!(seats.lines().count(), 5);
        for text in seats.lines() {
            let seat = Seat::decode(text).unwrap();
            assert_eq!(seat.encode(), text);
        }
    }

    #[test]
    fn what_another_version_wrote_is_not_understood() {
        for text in [
            r#"{"v":2,"conn":1,"site":"miruna","room":"a"}"#,
            r#"{"v":1,"conn":1,"site":"miruna","room":"a","card":"{\"v\":9,\"member\":\"g1\",\"role\":\"fan\"}"}"#,
            r#"{"conn":1,"site":"miruna","room":"a"}"#,
            "",
        ] {
            assert_eq!(Seat::decode(text), None, "{text}");
        }
    }
}
