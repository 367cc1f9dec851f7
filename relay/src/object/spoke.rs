//! A spoke: it holds sockets of a large room, and is a wire between them and the room's object.
//!
//! Invariants: no rule about chat stands here, and nothing of the room's is decided; what it knows of a socket is on the socket; memory
//! is a cache: one that was lost asks the room to make the link anew. A socket that had not been greeted then has to come back, since
//! its hello may be lost.

mod desk;

use std::rc::Rc;

use protocol::{Refusal, codec};
use worker::{
    DurableObject, Env, Error, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage,
    durable_object,
};

use super::door::{self, Door, Place};
use super::seat;
use crate::edge::{Trouble, json};
use desk::Desk;

#[durable_object(websocket)]
pub struct SpokeObject {
    desk: Rc<Desk>,
}

impl DurableObject for SpokeObject {
    fn new(state: State, env: Env) -> Self {
        seat::answer_pings(&state);
        Self {
            desk: Desk::new(state, env),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let url = request.url()?;
        let answer = match (Place::of_url(&url), door::said(&url, "spoke")) {
            (Some((place, Door::Sit)), Some(spoke)) => {
                let binary = door::said(&url, "binary").unwrap_or_default();
                self.desk.sit(&place, spoke, door::said(&url, "ruled"), binary)
            }
            (Some((place, Door::Go)), Some(spoke)) => {
                self.desk.went(&place, spoke);
                Response::empty().map_err(Trouble::from)
            }
            (Some((place, Door::Push)), Some(spoke)) => match codec::parse(&request.text().await?) {
                Ok(push) => Ok(json(200, &self.desk.pushed(&place, spoke, push))?),
                Err(_) => Err(Trouble::from(Refusal::Malformed)),
            },
            _ => Err(Trouble::from(Refusal::NotFound)),
        };
        answer.or_else(Trouble::response)
    }

    async fn websocket_message(&self, socket: WebSocket, message: WebSocketIncomingMessage) -> Result<()> {
        self.desk.hear(&socket, seat::decoded(message));
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        code: usize,
        _reason: String,
        _clean: bool,
    ) -> Result<()> {
        seat::answer_close(&socket, code);
        self.desk.gone(&socket);
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _error: Error) -> Result<()> {
        self.desk.gone(&socket);
        Ok(())
    }
}
