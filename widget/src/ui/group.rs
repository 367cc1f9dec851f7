//! What one person said within one minute: one face, one name, one time.

use std::rc::Rc;

use look::{Phrases, phrases};
use protocol::Lang;
use yew::{Component, Context, Html, Properties, classes, html};

use super::icon::{badge, tiny};
use super::portrait::portrait;
use super::text::text;
use crate::view::{Bubble, GroupState, GroupView, Way, Who};

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub group: Rc<GroupView>,
}

/// A component, so that a group that did not change is not gone through.
pub struct GroupRow;

impl Component for GroupRow {
    type Message = ();
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        group(&ctx.props().group)
    }
}

fn group(group: &GroupView) -> Html {
    let words = phrases(group.lang);
    let fresh = group.fresh.then_some("new");
    let last = group.bubbles.len().saturating_sub(1);
    let bubbles = group.bubbles.iter().enumerate().map(|(at, bubble)| {
        let foot = match &group.state {
            GroupState::Told { time } if at == last => {
                html! { <span class="mt"><time>{ time }</time></span> }
            }
            // Where the next one has come as far, it speaks for both.
            GroupState::Unsent(ways) if ways.get(at) != ways.get(at.saturating_add(1)) => {
                foot(words, ways.get(at))
            }
            _ => Html::default(),
        };
        row(bubble, "b", foot)
    });
    match &group.who {
        Who::Me => html! {
            <li class={classes!("g", "me", fresh)}>
                <div class="c">
                    <p key="name" class="vh">{ words.you }</p>
                    { for bubbles }
                </div>
            </li>
        },
        Who::Other {
            name,
            portrait: face,
            official,
        } => {
            let of = official.then_some("of");
            html! {
                <li class={classes!("g", of, fresh)}>
                    <span class={classes!("avw", of)}>{ portrait(face) }</span>
                    <div class="c">
                        <p key="name" class="nm">
                            { name }
                            if *official {
                                { badge(words.official) }
                            }
                        </p>
                        { for bubbles }
                    </div>
                </li>
            }
        }
    }
}

pub fn row(bubble: &Bubble, class: &'static str, foot: Html) -> Html {
    html! {
        <div key={&*bubble.key} class="rw">
            <p {class} lang={bubble.lang.map(Lang::tag)}>{ text(&bubble.text) }</p>
            { foot }
        </div>
    }
}

fn foot(words: &'static Phrases, way: Option<&Way>) -> Html {
    match way {
        Some(Way::Waiting) => html! {
            <span class="mt"><i class="k ql">{ tiny("#i-clock") }{ words.waiting }</i></span>
        },
        Some(Way::Sending) => html! { <span class="mt"><i class="k ql">{ words.sending }</i></span> },
        _ => Html::default(),
    }
}
