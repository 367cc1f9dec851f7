//! The sheet that asks for a nickname: one field, one button.

use gloo::timers::callback::Timeout;
use gloo::utils::document;
use look::phrases;
use protocol::Lang;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::virtual_dom::ListenerKind;
use yew::{AttrValue, Callback, Component, Context, Event, Html, NodeRef, Properties};

use super::el::{all, el, found, keyed, none, on, press, say};
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
        let emit_name = emit.clone();
        let submitted = move |event: Event| {
            event.prevent_default();
            let field = input.cast::<HtmlInputElement>();
            emit_name.emit(Intent::Named(
                field.map(|field| field.value()).unwrap_or_default(),
            ));
        };
        let invalid = error.is_some();
        let field = el!("input" "class"=(if invalid { "fd er" } else { "fd" }) "id"="maru-name" "type"="text"
            "placeholder"=(words.join_field) "autocomplete"="nickname"
            "aria-describedby"=(if invalid { "sh-h sh-e" } else { "sh-h" })
            "aria-invalid"=(invalid.then_some("true")));
        let reason = error.as_ref().map_or_else(none, |error| {
            keyed(
                el!("p" "class"="er" "id"="sh-e" "role"="alert"; say(error)),
                "error",
            )
        });
        let not_now = el!("button" "type"="button" "class"="bt so"; say(words.not_now));
        let submit =
            el!("button" "type"="submit" "class"="bt" "disabled"=(busy.then_some("disabled")); say(submit));
        let form = el!("form";
            keyed(el!("h2" "id"="sh-t"; say(title)), "title"),
            keyed(el!("p" "id"="sh-h"; say(words.join_hint)), "hint"),
            keyed(el!("label" "class"="vh" "for"="maru-name"; say(words.join_field)), "label"),
            keyed(found(field, &self.input), "input"),
            reason,
            keyed(el!("div" "class"="bs"; press(not_now, emit, Intent::NotNow), submit), "buttons"));
        let form = on(form, ListenerKind::onsubmit, submitted);
        let veil = keyed(press(el!("div" "class"="vl"), emit, Intent::NotNow), "veil");
        let sheet =
            el!("div" "class"="sh" "role"="dialog" "aria-modal"="true" "aria-labelledby"="sh-t"; form);
        all(vec![veil, keyed(sheet, "sheet")])
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
