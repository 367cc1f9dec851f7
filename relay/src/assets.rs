//! What the build wrote beside the relay: where the app and the stickers are, and the frame's style sheet.

use wasm_bindgen::prelude::wasm_bindgen;

#[wasm_bindgen(raw_module = "./assets.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = APP_JS)]
    pub static APP_JS: String;

    #[wasm_bindgen(thread_local_v2, js_name = APP_WASM)]
    pub static APP_WASM: String;

    #[wasm_bindgen(thread_local_v2, js_name = APP_REST)]
    pub static APP_REST: String;

    #[wasm_bindgen(thread_local_v2, js_name = CSS)]
    pub static CSS: String;

    #[wasm_bindgen(thread_local_v2, js_name = STICKERS)]
    pub static STICKERS: String;
}
