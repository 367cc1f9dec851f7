//! The room's title, who is there, and the few things that are always at hand.

use look::phrases::own_name;
use look::{Avatar, Portrait, phrases};
use protocol::{Lang, MemberId, Place};
use web_sys::HtmlSelectElement;
use yew::{AttrValue, Callback, Event, Html, TargetCast, html};

use super::icon::icon;
use super::portrait::portrait;
use super::tabs::tabs;
use crate::view::{Intent, Tab};

/// How the room's connection is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// So many are there.
    Live(u32),
    Connecting,
    Off,
}

pub struct Header<'a> {
    pub lang: Lang,
    pub title: &'a str,
    pub status: Status,
    pub place: Place,
    pub share: String,
    /// The tab in front, where there are two.
    pub tab: Option<Tab>,
    pub unread: (u32, u32),
    /// Whoever has a name can change it.
    pub me: Option<&'a MemberId>,
    pub inert: bool,
    pub emit: &'a Callback<Intent>,
}

pub fn header(props: Header<'_>) -> Html {
    let words = phrases(props.lang);
    let emit = props.emit;
    let (dot, status) = match props.status {
        Status::Live(members) => ("dot", AttrValue::from(words.members.with(members))),
        Status::Connecting => ("dot of", AttrValue::from(words.connecting)),
        Status::Off => ("dot of", AttrValue::from(words.offline)),
    };
    html! {
        <header key="header" class="hd" inert={props.inert}>
            <div class="hr">
                if props.place == Place::Panel {
                    <button key="close" type="button" class="ib" id="maru-close" aria-label={words.close}
                        onclick={emit.reform(|_| Intent::Close)}>
                        { icon("#i-down") }
                    </button>
                }
                <div key="title" class="t">
                    <h1>{ props.title.to_owned() }</h1>
                    <p class="ps" role="status"><span class={dot}></span><span>{ status }</span></p>
                </div>
                if let Some(me) = props.me {
                    <button key="me" type="button" class="ib" id="maru-me" aria-label={words.rename} title={words.rename}
                        onclick={emit.reform(|_| Intent::Rename)}>
                        { portrait(&Portrait::Member(Avatar::of(me))) }
                    </button>
                }
                if props.place != Place::Page {
                    <a key="share" class="ib" href={props.share} target="_blank" rel="noopener"
                        aria-label={words.share} title={words.share}>
                        { icon("#i-share") }
                    </a>
                }
                <label key="language" class="ib lg">
                    { icon("#i-globe") }
                    <select id="maru-lang" aria-label={words.language} onchange={let emit = emit.clone(); move |event: Event| speak(&event).into_iter().for_each(|intent| emit.emit(intent))}>
                        { for Lang::ALL.into_iter().map(|lang| html! {
                            <option value={lang.tag()} selected={lang == props.lang}>{ own_name(lang) }</option>
                        }) }
                    </select>
                </label>
            </div>
            if let Some(tab) = props.tab {
                { tabs(props.lang, tab, props.unread, emit) }
            }
        </header>
    }
}

fn speak(event: &Event) -> Option<Intent> {
    let select = event.target_dyn_into::<HtmlSelectElement>()?;
    Lang::of_tag(&select.value()).map(Intent::Speak)
}
