//! A room's object: its sockets, its timer, its ledger.
//!
//! Invariant: memory is a cache. The mind is rebuilt from the ledger and from the cards on the sockets whenever it is
//! not there: after hibernation, after an eviction, after a fault.

mod desk;
mod mind;

use std::rc::Rc;

use protocol::{Author, DraftId, ImageKey, MemberId, Refusal, Role, Seq, UnixMillis, codec};
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use worker::{
    DurableObject, Env, Error, Request, Response, Result, State, WebSocket, WebSocketIncomingMessage,
    durable_object, web_sys,
};

use super::door::{self, Door, Place};
use super::seat;
use crate::edge::{Trouble, json};
use desk::Desk;

#[durable_object]
pub struct RoomObject {
    desk: Rc<Desk>,
}

/// What comes through [`Door::Post`].
#[derive(Serialize, Deserialize)]
pub struct OfficialPost {
    pub author: Author,
    pub draft: DraftId,
    pub body: String,
}

/// What comes through [`Door::Upload`]: `true` comes back, or what was refused.
#[derive(Serialize, Deserialize)]
pub struct Upload {
    pub key: ImageKey,
    pub member: MemberId,
    pub role: Role,
    pub w: u32,
    pub h: u32,
}

/// Where it stands now.
#[derive(Serialize, Deserialize)]
pub struct Posted {
    pub seq: Seq,
    pub at: UnixMillis,
}

/// What the shim asks before it asks [`DurableObject::websocket_message`].
#[wasm_bindgen]
impl RoomObject {
    /// False: it has to wait, or is no text, and is heard the other way.
    #[wasm_bindgen(js_name = hearNow)]
    pub fn hear_now(&self, socket: web_sys::WebSocket, message: &JsValue) -> bool {
        let is_now = self.desk.hears_now();
        let Some(text) = is_now.then(|| message.as_string()).flatten() else {
            return false;
        };
        let text = seat::decoded(WebSocketIncomingMessage::String(text));
        let frame = text.and_then(|text| codec::decode_client(&text));
        self.desk.heard(&WebSocket::from(socket), frame);
        true
    }
}

impl DurableObject for RoomObject {
    fn new(state: State, env: Env) -> Self {
        seat::answer_pings(&state);
        Self {
            desk: Desk::new(state, env),
        }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let url = request.url()?;
        let answer = match Place::of_url(&url) {
            Some((place, Door::Socket)) => {
                let binary = door::said(&url, "binary").unwrap_or_default();
                self.desk.seat(place, door::said(&url, "ruled"), binary).await
            }
            Some((place, Door::Log)) => {
                let ruled = door::said(&url, "ruled").unwrap_or_default();
                self.desk
                    .log(&place, ruled)
                    .await
                    .and_then(|log| Ok(json(200, &log)?))
            }
            Some((place, Door::Reports)) => {
                let skip = door::said(&url, "skip").unwrap_or_default();
                let reports = self.desk.reports(&place, skip).await;
                reports.and_then(|reports| Ok(json(200, &reports)?))
            }
            Some((place, Door::Upload)) => {
                let text = request.text().await?;
                let admitted = self.desk.uploaded(&place, &text).await;
                admitted.and_then(|()| Ok(json(200, &true)?))
            }
            Some((place, Door::Post)) => {
                let text = request.text().await?;
                self.desk
                    .post(place, &text)
                    .await
                    .and_then(|posted| Ok(json(200, &posted)?))
            }
            Some((place, Door::Export)) => self.desk.export(place).await,
            Some((place, door @ (Door::Import | Door::Replace))) => {
                let file = request.stream()?;
                let reply = self.desk.import(&place, door == Door::Replace, file).await;
                reply.and_then(|reply| Ok(json(200, &reply)?))
            }
            Some((place, Door::Ruled)) => match door::said(&url, "ruled") {
                Some(ruled) => self
                    .desk
                    .ruled(&place, ruled)
                    .await
                    .and_then(|()| Ok(json(200, &true)?)),
                None => Err(Trouble::from(Refusal::Malformed)),
            },
            Some((place, Door::Wake)) => {
                self.desk.wake(&place).await;
                Response::empty().map_err(Trouble::from)
            }
            Some((place, Door::Go)) => {
                self.desk.go_on(&place).await;
                Response::empty().map_err(Trouble::from)
            }
            #[cfg(feature = "faults")]
            Some((place, Door::Faults)) => {
                let text = request.text().await?;
                self.desk
                    .faults(&place, &text)
                    .await
                    .and_then(|counters| Ok(json(200, &counters)?))
            }
            Some((place, Door::Report)) => {
                let text = request.text().await?;
                let reply = self.desk.report(&place, &text).await;
                reply.and_then(|reply| Ok(json(200, &reply)?))
            }
            Some((_, Door::Sit | Door::Push)) | None => Err(Trouble::from(Refusal::NotFound)),
        };
        answer.or_else(Trouble::response)
    }

    async fn alarm(&self) -> Result<Response> {
        self.desk.alarm().await?;
        Response::empty()
    }

    async fn websocket_message(&self, socket: WebSocket, message: WebSocketIncomingMessage) -> Result<()> {
        let frame = seat::decoded(message).and_then(|text| codec::decode_client(&text));
        self.desk.hear(&socket, frame).await;
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
        self.desk.gone(&socket).await;
        Ok(())
    }

    async fn websocket_error(&self, socket: WebSocket, _error: Error) -> Result<()> {
        self.desk.gone(&socket).await;
        Ok(())
    }
}
