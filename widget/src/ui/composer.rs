//! The field and the button: what is typed lives here, and a key draws nothing but this.
//!
//! Invariant: the text leaves the field only when the app has taken it. A refused text stays, with the reason above.

use std::rc::Rc;

use client::ime::Enter;
use gloo::timers::callback::Timeout;
use look::clock::countdown;
use look::{phrases, refusal, seldom};
use protocol::limits::BODY_UNITS;
use protocol::{Lang, Refusal, UnixMillis};
use web_sys::HtmlTextAreaElement;
use yew::{AttrValue, Callback, Component, Context, Html, NodeRef, Properties};

use super::el::{Node, all, drawn, el, found, keyed, none, say};
use super::extra;
use super::field::{Field, Told};
use super::icon::{icon, small};
use crate::boot::Before;
use crate::browser;
use crate::view::{Extra, Intent, Tray};

const MOST: u32 = BODY_UNITS as u32;
/// From here on it is said how many characters are left. A letter of our languages is one unit, so the units that are left are
/// the letters that fit; what is too much is counted in characters as people see them.
const NEAR_UNITS: i32 = 100;
/// What is typed is kept when the hands rest.
const REST_MS: u32 = 400;

#[derive(Clone, Debug, PartialEq, Properties)]
pub struct Props {
    pub lang: Lang,
    /// Why the last text was not taken.
    pub notice: Option<AttrValue>,
    pub read_only: bool,
    pub hidden: bool,
    /// Each change says: what stood in the field was taken, and `text` stands there now.
    pub taken: u32,
    pub text: AttrValue,
    /// What Enter does here.
    pub enter: Enter,
    /// The message that is answered, or changed.
    pub extra: Option<Extra>,
    pub tray: Option<Tray>,
    /// Pictures above the field: they are sent without a text, too.
    pub pictures: u32,
    /// What is sent before then waits for it.
    pub turn: Option<UnixMillis>,
    /// One speaks in pictures here: there is no field.
    pub photos_only: bool,
    pub before: Rc<Before>,
    pub inert: bool,
    pub emit: Callback<Intent>,
}

pub enum Msg {
    Field(Told),
    Keep,
    /// A second less to wait.
    Second,
}

pub struct Composer {
    area: NodeRef,
    field: Option<Field>,
    is_empty: bool,
    /// Where there is something to say of it: see [`browser::left`].
    left: Option<i32>,
    /// A text that was not let in.
    too_much: Option<u32>,
    keep: Option<Timeout>,
    second: Option<Timeout>,
}

impl Component for Composer {
    type Message = Msg;
    type Properties = Props;

    fn create(_ctx: &Context<Self>) -> Self {
        Self {
            area: NodeRef::default(),
            field: None,
            is_empty: true,
            left: None,
            too_much: None,
            keep: None,
            second: None,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        let Some(field) = &self.field else { return false };
        let emit = &ctx.props().emit;
        match msg {
            Msg::Field(Told::Enter(enter)) => emit.emit(Intent::Enter(enter)),
            Msg::Field(Told::Send) => {
                // What the timer would tell later is told now: after this, a draft is another text than the one refused.
                self.keep = None;
                let text = field.whole();
                emit.emit(Intent::Draft(text.clone()));
                if !self.is_empty || ctx.props().pictures > 0 {
                    emit.emit(Intent::Send(text));
                }
            }
            Msg::Field(Told::Pressed) => emit.emit(Intent::FieldPressed),
            Msg::Field(Told::Typed) => {
                if is_calling(&field.area) {
                    emit.emit(Intent::Suggest);
                }
                let before = (self.left, self.too_much.take());
                (self.is_empty, self.left) = look_at(field);
                field.grow();
                let link = ctx.link().clone();
                self.keep = Some(Timeout::new(REST_MS, move || link.send_message(Msg::Keep)));
                // Only what stands above the field depends on the text.
                return before.1.is_some() || before.0 != self.left;
            }
            Msg::Field(Told::TooMuch(units)) => {
                self.too_much = Some(units);
                return true;
            }
            Msg::Field(Told::Left) | Msg::Keep => {
                if self.keep.take().is_some() {
                    emit.emit(Intent::Draft(field.area.value()));
                }
            }
            Msg::Second => return true,
        }
        false
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Props) -> bool {
        if let Some(field) = &self.field {
            field.set_enter(ctx.props().enter);
        }
        if ctx.props().taken != old.taken
            && let Some(field) = &self.field
        {
            field.set(&ctx.props().text);
            (self.is_empty, self.left) = look_at(field);
            self.too_much = None;
            self.keep = None;
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        drawn(|| self.draw(ctx.props()))
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        let link = ctx.link();
        self.second = wait_ms(ctx.props().turn).map(|ms| {
            // When the number is another one.
            let ms = u32::try_from((ms - 1) % 1_000 + 1).unwrap_or(1_000);
            let link = link.clone();
            Timeout::new(ms, move || link.send_message(Msg::Second))
        });
        let Some(area) = self.area.cast::<HtmlTextAreaElement>() else {
            self.field = None;
            return;
        };
        // The rules of the room may bring the field, or take it away.
        if self.field.as_ref().is_some_and(|field| field.area == area) {
            return;
        }
        let field = Field::new(area, ctx.props().enter, ctx.link().callback(Msg::Field));
        let before = &ctx.props().before;
        if !before.draft.is_empty() {
            field.set(&before.draft);
            (self.is_empty, self.left) = look_at(&field);
        }
        if let Some((from, to)) = before.caret.filter(|_| first) {
            drop(field.area.focus());
            drop(field.area.set_selection_range(from, to));
        }
        self.field = Some(field);
    }
}

impl Composer {
    fn draw(&self, props: &Props) -> Node {
        let words = phrases(props.lang);
        if props.read_only {
            return el!("footer" "class"="cp ro"; small("#i-lock"), el!("span"; say(seldom(props.lang).read_only)));
        }
        if props.photos_only {
            return all(&[
                keyed(
                    el!("div" "hidden"=(props.hidden.then_some("hidden")); self.above(props)),
                    "above",
                ),
                keyed(extra::bar(props.lang, props.extra.as_ref()), "extra"),
                extra::tray(props.hidden),
                keyed(extra::pictures(props.lang, props.tray, props.hidden), "form"),
                extra::pad(props.lang, props.tray.filter(|_| !props.hidden)),
            ]);
        }
        let edits = props.extra.as_ref().is_some_and(|extra| extra.edits);
        let over = self.left.is_some_and(|left| left < 0);
        let wait = wait_ms(props.turn).filter(|_| !edits);
        let class = if over {
            "sd no"
        } else if wait.is_some() {
            "sd wt"
        } else if props.pictures > 0 {
            "sd go"
        } else {
            "sd"
        };
        let (name, mark) = if edits {
            (seldom(props.lang).done, "#i-check")
        } else {
            (words.send, "#i-send")
        };
        let (name, mark) = match wait {
            Some(ms) => {
                let left = countdown(ms.div_ceil(1_000));
                (
                    AttrValue::from(seldom(props.lang).send_in.around(&left)),
                    say(left),
                )
            }
            None => (name.into(), icon(mark)),
        };
        let button = el!("button" "type"="button" "class"=(class) "data-do"="send" "aria-label"=(&name); el!("i"; mark));
        let field = el!("textarea" "class"="fd" "id"="maru-draft" "rows"="1" "placeholder"=(words.placeholder)
            "aria-label"=(words.placeholder) "enterkeyhint"=(props.enter.word()) "autocomplete"="off");
        let hidden = props.hidden.then_some("hidden");
        let form = el!("form" "class"="cp" "aria-label"=(words.placeholder) "hidden"=(hidden)
            "inert"=(props.inert.then_some("inert"));
            extra::plus(words), found(field, &self.area), extra::face(words, props.tray), button);
        let above = el!("div" "hidden"=(hidden); self.above(props));
        let hide = |part: Node| if props.hidden { none() } else { part };
        all(&[
            keyed(above, "above"),
            keyed(hide(extra::bar(props.lang, props.extra.as_ref())), "extra"),
            extra::tray(props.hidden),
            keyed(form, "form"),
            extra::pad(props.lang, props.tray.filter(|_| !props.hidden)),
        ])
    }

    /// One line above the field: the most urgent.
    fn above(&self, props: &Props) -> Node {
        if let Some(units) = self.too_much {
            let reason = Refusal::BodyTooLong { units, max: MOST };
            return told(true, refusal(props.lang, &reason).into());
        }
        match (self.left, &props.notice) {
            (Some(left), _) if left < 0 => {
                el!("p" "class"="xb er" "role"="status";
                    say(seldom(props.lang).body_max.with(MOST)),
                    el!("b"; say(seldom(props.lang).over.with(left.unsigned_abs()))))
            }
            (_, Some(notice)) => told(true, notice.clone()),
            (Some(left), None) => told(false, seldom(props.lang).left.with(left.unsigned_abs()).into()),
            (None, None) => none(),
        }
    }
}

/// How long one's turn is away, if it is.
fn wait_ms(turn: Option<UnixMillis>) -> Option<u64> {
    Some(turn?.since(browser::now())).filter(|ms| *ms > 0)
}

/// Whether nothing stands in the field, and what is to be said of how much does.
fn look_at(field: &Field) -> (bool, Option<i32>) {
    let units = field.area.text_length();
    let is_near = units >= MOST.saturating_sub(NEAR_UNITS.unsigned_abs());
    let left = is_near.then(|| browser::left(&field.area.value(), MOST));
    // Composed, it may be much shorter: macOS hands out Hangul in pieces.
    (units == 0, left.filter(|left| *left <= NEAR_UNITS))
}

/// The word before the caret has an `@`.
fn is_calling(area: &HtmlTextAreaElement) -> bool {
    let caret = area.selection_start().ok().flatten().unwrap_or_default();
    let text = area.value();
    if !text.contains('@') {
        return false;
    }
    let units: Vec<u16> = text.encode_utf16().take(caret as usize).collect();
    let before = String::from_utf16_lossy(&units);
    before
        .rsplit(char::is_whitespace)
        .next()
        .is_some_and(|word| word.contains('@'))
}

fn told(is_error: bool, text: AttrValue) -> Node {
    el!("p" "class"=(if is_error { "xb er" } else { "xb" }) "role"="status"; say(text))
}
