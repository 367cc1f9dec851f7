//! Elements, each made by one call.
//!
//! `html!` writes an element's whole constructor out wherever one stands: 150 to 250 bytes of the module, a tenth of it in
//! all. [`el!`](crate::ui::el) puts what never changes into a table and leaves a call. Components are written with `html!`.
//! Invariant: the same place always makes the same number of children, as Yew's comparing asks; [`none`] holds a place.

use std::rc::Rc;

use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, Listener, ListenerKind, VList, VTag, VText};
use yew::{AttrValue, Callback, Html, NodeRef};

use crate::view::Intent;

/// What an element always has.
pub struct Shape {
    pub tag: &'static str,
    pub names: &'static [&'static str],
    /// None: the value is given each time.
    pub fixed: &'static [Option<&'static str>],
}

/// A value that is given each time; without one, the attribute is not there.
pub trait Given {
    fn given(self) -> Option<AttrValue>;
}

impl Given for &'static str {
    fn given(self) -> Option<AttrValue> {
        Some(AttrValue::Static(self))
    }
}

impl Given for Option<&'static str> {
    fn given(self) -> Option<AttrValue> {
        self.map(AttrValue::Static)
    }
}

impl Given for String {
    fn given(self) -> Option<AttrValue> {
        Some(self.into())
    }
}

impl Given for Option<String> {
    fn given(self) -> Option<AttrValue> {
        self.map(AttrValue::from)
    }
}

impl Given for &AttrValue {
    fn given(self) -> Option<AttrValue> {
        Some(self.clone())
    }
}

/// `el!("p" "class"="nm" "lang"=(lang); child, child)`: a text is fixed, what stands in brackets is computed. The children
/// follow the semicolon, or `=>` where they are a list.
macro_rules! el {
    (@ $tag:literal [$($name:literal)*] [$($fixed:expr,)*] [$($given:expr,)*] $key:literal = $value:literal $($rest:tt)*) => {
        el!(@ $tag [$($name)* $key] [$($fixed,)* Some($value),] [$($given,)*] $($rest)*)
    };
    (@ $tag:literal [$($name:literal)*] [$($fixed:expr,)*] [$($given:expr,)*] $key:literal = ($value:expr) $($rest:tt)*) => {
        el!(@ $tag [$($name)* $key] [$($fixed,)* None,] [$($given,)* $crate::ui::el::Given::given($value),] $($rest)*)
    };
    (@ $tag:literal [$($name:literal)*] [$($fixed:expr,)*] [$($given:expr,)*] => $children:expr) => {{
        static SHAPE: $crate::ui::el::Shape = $crate::ui::el::Shape {
            tag: $tag,
            names: &[$($name),*],
            fixed: &[$($fixed),*],
        };
        $crate::ui::el::element(&SHAPE, &mut [$($given),*], $children)
    }};
    (@ $tag:literal $names:tt $fixed:tt $given:tt $(; $($child:expr),* $(,)?)?) => {
        el!(@ $tag $names $fixed $given => vec![$($($child),*)?])
    };
    ($tag:literal $($rest:tt)*) => { el!(@ $tag [] [] [] $($rest)*) };
}
pub(crate) use el;

/// Called by `el!`.
pub fn element(shape: &'static Shape, given: &mut [Option<AttrValue>], children: Vec<Html>) -> Html {
    let mut given = given.iter_mut();
    let value = |fixed: &Option<&'static str>| match fixed {
        Some(text) => Some(AttributeOrProperty::Static(text)),
        None => given.next()?.take().map(AttributeOrProperty::Attribute),
    };
    let mut tag = VTag::new(shape.tag);
    tag.attributes = Attributes::Dynamic {
        keys: shape.names,
        values: shape.fixed.iter().map(value).collect(),
    };
    if let Some(place) = tag.children_mut() {
        *place = all(children);
    }
    tag.into()
}

/// Where now and then a child stands.
pub fn none() -> Html {
    Html::default()
}

/// Several nodes in one's place.
pub fn all(nodes: Vec<Html>) -> Html {
    VList::with_children(nodes, None).into()
}

pub fn say(text: impl Into<AttrValue>) -> Html {
    Html::VText(VText::new(text))
}

pub fn keyed(mut node: Html, key: impl Into<Key>) -> Html {
    if let Some(tag) = fresh(&mut node) {
        tag.key = Some(key.into());
    }
    node
}

/// With its place noted, so that it can be found in the page.
pub fn found(mut node: Html, place: &NodeRef) -> Html {
    if let Some(tag) = fresh(&mut node) {
        tag.node_ref = place.clone();
    }
    node
}

/// A press of this element is what the person wants.
pub fn press(node: Html, emit: &Callback<Intent>, intent: Intent) -> Html {
    let emit = emit.clone();
    on(node, ListenerKind::onclick, move |_| emit.emit(intent.clone()))
}

/// The same for a link that leads there without a script: the app goes instead.
pub fn go(node: Html, emit: &Callback<Intent>, intent: Intent) -> Html {
    let emit = emit.clone();
    on(node, ListenerKind::onclick, move |event| {
        event.prevent_default();
        emit.emit(intent.clone());
    })
}

pub fn on(mut node: Html, kind: ListenerKind, hear: impl Fn(web_sys::Event) + 'static) -> Html {
    if let Some(tag) = fresh(&mut node) {
        let hear = Callback::from(hear);
        tag.add_listener(Rc::new(Ear { kind, hear }));
    }
    node
}

/// An element that was made just now, and so is nobody else's.
fn fresh(node: &mut Html) -> Option<&mut VTag> {
    match node {
        Html::VTag(tag) => Rc::get_mut(tag),
        _ => None,
    }
}

struct Ear {
    kind: ListenerKind,
    hear: Callback<web_sys::Event>,
}

impl Listener for Ear {
    fn kind(&self) -> ListenerKind {
        self.kind.clone()
    }

    fn handle(&self, event: web_sys::Event) {
        self.hear.emit(event);
    }

    fn passive(&self) -> bool {
        false
    }
}
