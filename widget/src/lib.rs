//! The fan's edge: what the browser shows of a room, and what the person does with it.
//!
//! Invariant: nothing here decides about chat. Minds are in `client`, words and rows in `look`, the language in
//! `protocol`; this crate performs what they say, on the page that the relay has rendered.
//! Absent on purpose: raw HTML, inline styles, and panics. A broken app leaves a page that can still be read.

mod app;
mod boot;
mod browser;
mod driver;
mod host;
mod keep;
mod later;
mod store;
mod ui;
mod view;
mod window;

#[cfg(target_arch = "wasm32")]
use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};
use wasm_bindgen::prelude::wasm_bindgen;

/// Half the size of the one that comes with the standard library.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static MEMORY: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// Called by the glue as soon as the module is there.
#[wasm_bindgen(start)]
pub fn start() {
    boot::start();
}
