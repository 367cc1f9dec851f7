//! The sheet that asks for a nickname: one field, one button.

use gloo::timers::callback::Timeout;
use gloo::utils::document;
use look::phrases;
use protocol::Lang;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::{AttrValue, Callback, Component, Context, Html, NodeRef, Properties, SubmitEvent, classes, html};

use crate::view::Intent;

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub lang: Lang,
    /// The name until now: then it is changed, not chosen.
    pub name: Option<AttrValue>,
    pub error: Option<AttrValue>,
    pub busy: bool,
    pub emit: Callback<Intent>,
}

pub struct NicknameSheet {
    input: NodeRef,
    /// What had the focus, and gets it back.
    before: Option<HtmlElement>,
}

impl Component for NicknameSheet {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        let before = document()
            .active_element()
            .and_then(|element| element.dyn_into().ok());
        Self {
            input: NodeRef::default(),
            before,
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let Props {
            lang,
            name,
            error,
            busy,
            emit,
        } = ctx.props();
        let words = phrases(*lang);
        let (title, submit) = if name.is_some() {
            (words.rename, words.save)
        } else {
            (words.join_title, words.join)
        };
        let input = self.input.clone();
        let onsubmit = emit.reform(move |event: SubmitEvent| {
            event.prevent_default();
            Intent::Named(
                input
                    .cast::<HtmlInputElement>()
                    .map(|input| input.value())
                    .unwrap_or_default(),
            )
        });
        let invalid = error.is_some();
        html! {
            <>
                <div key="veil" class="vl" onclick={emit.reform(|_| Intent::NotNow)}></div>
                <div key="sheet" class="sh" role="dialog" aria-modal="true" aria-labelledby="sh-t"><form {onsubmit}>
                    <h2 key="title" id="sh-t">{ title }</h2>
                    <p key="hint" id="sh-h">{ words.join_hint }</p>
                    <label key="label" class="vh" for="maru-name">{ words.join_field }</label>
                    <input key="input" class={classes!("fd", invalid.then_some("er"))} id="maru-name" type="text"
                        placeholder={words.join_field} autocomplete="nickname"
                        aria-describedby={if invalid { "sh-h sh-e" } else { "sh-h" }}
                        aria-invalid={invalid.then_some("true")} ref={&self.input} />
                    if let Some(error) = error {
                        <p key="error" class="er" id="sh-e" role="alert">{ error }</p>
                    }
                    <div key="buttons" class="bs">
                        <button type="button" class="bt so" onclick={emit.reform(|_| Intent::NotNow)}>
                            { words.not_now }
                        </button>
                        <button type="submit" class="bt" disabled={*busy}>{ submit }</button>
                    </div>
                </form></div>
            </>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if let Some(input) = self.input.cast::<HtmlInputElement>().filter(|_| first) {
            input.set_value(ctx.props().name.as_deref().unwrap_or_default());
            drop(input.focus());
            input.select();
        }
    }

    fn destroy(&mut self, _ctx: &Context<Self>) {
        // What is behind the sheet can have the focus only when the sheet has gone.
        if let Some(before) = self.before.take() {
            Timeout::new(0, move || drop(before.focus())).forget();
        }
    }
}
