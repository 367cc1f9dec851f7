//! Half a WebSocket: a client's, over a stream that does not block.
//!
//! Invariant: it costs next to nothing, since it shares the machine with what is measured: one call to the kernel for whatever has
//! come, no copy of a frame that came whole, and no text is checked that nobody reads. Frames of our own are masked with zeros.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream as Blocking;

use mio::net::TcpStream;
use protocol::version::BETWEEN;
use tungstenite::HandshakeError;
use tungstenite::handshake::client::Request;

const TEXT: u8 = 0x81;
const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;

pub struct Wire {
    pub stream: TcpStream,
    /// What has come of a frame that is not whole.
    rest: Vec<u8>,
}

/// Why there is no socket.
pub enum Shut {
    /// Try again after so many seconds.
    Full(u64),
    Broken(String),
}

impl Wire {
    pub fn open(request: Request, address: &str) -> Result<Self, Shut> {
        let broken = |error: &dyn std::fmt::Display| Shut::Broken(error.to_string());
        let stream = Blocking::connect(address).map_err(|error| broken(&error))?;
        stream.set_nodelay(true).map_err(|error| broken(&error))?;
        let (socket, _) = tungstenite::client(request, stream).map_err(|error| match error {
            HandshakeError::Failure(tungstenite::Error::Http(answer)) if answer.status() == 503 => {
                let after = answer
                    .headers()
                    .get("retry-after")
                    .and_then(|after| after.to_str().ok());
                Shut::Full(after.and_then(|after| after.parse().ok()).unwrap_or(1))
            }
            other => broken(&other),
        })?;
        // Nothing comes before the first word of the client, so nothing is left behind in the handshake's buffer.
        let stream = socket.into_inner();
        stream.set_nonblocking(true).map_err(|error| broken(&error))?;
        Ok(Self {
            stream: TcpStream::from_std(stream),
            rest: Vec::new(),
        })
    }

    /// Each text that has come, in a message of either kind. An error is the end of the link.
    pub fn read(&mut self, buffer: &mut [u8], mut hear: impl FnMut(&[u8])) -> Result<(), String> {
        loop {
            let count = match self.stream.read(buffer) {
                Ok(0) => return Err("the other end is gone".to_owned()),
                Ok(count) => count,
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(error.to_string()),
            };
            let come = &buffer[..count];
            if self.rest.is_empty() {
                let taken = frames(come, &mut hear)?;
                self.rest.extend_from_slice(&come[taken..]);
            } else {
                self.rest.extend_from_slice(come);
                let taken = frames(&self.rest, &mut hear)?;
                self.rest.drain(..taken);
            }
            // A stream that gave less than was asked for has no more.
            if count < buffer.len() {
                return Ok(());
            }
        }
    }

    pub fn say(&mut self, text: &str) -> Result<(), String> {
        let frame = framed(text);
        match self.stream.write(&frame) {
            Ok(count) if count == frame.len() => Ok(()),
            Ok(_) => Err("its buffer is full".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }
}

fn framed(text: &str) -> Vec<u8> {
    let mut frame = vec![TEXT];
    match u16::try_from(text.len()) {
        Ok(short) if short < 126 => frame.push(0x80 | short as u8),
        Ok(long) => {
            frame.push(0x80 | 126);
            frame.extend(long.to_be_bytes());
        }
        Err(_) => {
            frame.push(0x80 | 127);
            frame.extend((text.len() as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend_from_slice(text.as_bytes());
    frame
}

/// How many bytes are whole frames.
fn frames(bytes: &[u8], hear: &mut impl FnMut(&[u8])) -> Result<usize, String> {
    let mut at = 0;
    loop {
        let rest = &bytes[at..];
        let (head, length) = match *rest {
            [_, 127, a, b, c, d, e, f, g, h, ..] => (10, u64::from_be_bytes([a, b, c, d, e, f, g, h])),
            [_, 126, a, b, ..] => (4, u64::from(u16::from_be_bytes([a, b]))),
            [_, short, ..] if short < 126 => (2, u64::from(short)),
            [_, masked, ..] if masked > 127 => return Err("a room does not mask".to_owned()),
            _ => return Ok(at),
        };
        let end = usize::try_from(length).map_err(|_| "a frame is too long".to_owned())? + head;
        let Some(body) = rest.get(head..end) else {
            return Ok(at);
        };
        match rest[0] {
            TEXT => hear(body),
            BINARY => body
                .split(|byte| char::from(*byte) == BETWEEN)
                .for_each(&mut *hear),
            CLOSE => {
                let code = body.first_chunk().map_or(1005, |code| u16::from_be_bytes(*code));
                return Err(format!("closed {code}"));
            }
            kind if kind & 0x80 == 0 => return Err("a frame in parts".to_owned()),
            // A protocol ping: the runtime of a local room sends none.
            _ => {}
        }
        at += end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A frame as a room sends it.
    fn told(text: &str) -> Vec<u8> {
        let mut frame = framed(text);
        let mask = frame.len() - text.len() - 4;
        frame.drain(mask..mask + 4);
        frame[1] &= 0x7f;
        frame
    }

    #[test]
    fn frames_come_whole_however_they_are_cut() {
        let texts = ["", "a", &"あ".repeat(42), &"b".repeat(70_000)];
        let bytes: Vec<u8> = texts.iter().flat_map(|text| told(text)).collect();
        for cut in [1, 2, 3, 5, 130, 140, 1_000, bytes.len()] {
            let mut heard = Vec::new();
            let mut hear = |text: &[u8]| heard.push(String::from_utf8(text.to_vec()).unwrap());
            let taken = frames(&bytes[..cut], &mut hear).unwrap();
            let rest = frames(&bytes[taken..], &mut hear).unwrap();
            assert_eq!(taken + rest, bytes.len());
            assert_eq!(heard, texts);
        }
        assert_eq!(
            frames(&[0x88, 2, 0x0f, 0xa8], &mut |_| {}),
            Err("closed 4008".to_owned())
        );
    }
}
