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
#[cfg(feature = "faults")]
mod faults;
mod media;
mod object;
mod pages;

use wasm_bindgen::prelude::wasm_bindgen;
use worker::{Context, Env, Request, Response, Result, event};

pub use object::room::RoomObject;
pub use object::site::SiteObject;
pub use object::spoke::SpokeObject;

#[event(fetch)]
async fn fetch(request: Request, env: Env, _context: Context) -> Result<Response> {
    edge::answer(request, env).await
}

/// What the instance's memory has grown to. It never shrinks, so the shim watches it.
#[wasm_bindgen(js_name = memoryBytes)]
pub fn memory_bytes() -> u32 {
    #[cfg(target_arch = "wasm32")]
    let pages = core::arch::wasm32::memory_size::<0>();
    #[cfg(not(target_arch = "wasm32"))]
    let pages = 0_usize;
    u32::try_from(pages.saturating_mul(64 * 1024)).unwrap_or(u32::MAX)
}
