//! The server's edge: the only crate that knows Workers.
//!
//! Invariant: whatever a stranger sends becomes a value of `protocol` in `edge` or is refused there; the rules stand
//! in `room` and `site`, the statements in `store`; nothing here can panic, since a panic takes every room of its
//! isolate with it.

mod api;
mod assets;
mod bindings;
mod edge;
mod fan_out;
mod object;
mod pages;

use worker::{Context, Env, Request, Response, Result, event};

pub use object::room::RoomObject;
pub use object::site::SiteObject;

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    edge::answer(request, env).await
}
