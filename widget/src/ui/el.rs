//! Elements, each made by one short call.
//!
//! `html!` writes an element's whole constructor out wherever one stands, and hands every child through several hands: a tenth of
//! the module in all. [`el!`](crate::ui::el) puts what never changes into a table, what is computed onto a stack, and children are
//! numbers of nodes that lie on a sheet until their parent takes them. Components are written with `html!`, and laid there too.
//! Invariant: a view is drawn on one sheet, by [`drawn`], and a node has one parent. The same place always makes the same number of
//! children, as Yew's comparing asks; [`none`] holds a place.

use std::cell::RefCell;
use std::sync::OnceLock;

use yew::virtual_dom::{AttributeOrProperty, Attributes, Key, VList, VTag, VText};
use yew::{AttrValue, Html, NodeRef};

/// What an element always has, read from the text that stands where it is made: the tag, and on a line each an attribute's name,
/// with its value where it never changes. A table of texts would be three times as long.
pub struct Shape {
    tag: &'static str,
    names: &'static [&'static str],
    /// None: the value is given each time.
    fixed: Vec<Option<&'static str>>,
}

/// Read once for each place in the sources.
pub type Place = OnceLock<Shape>;

fn shape(text: &'static str) -> Shape {
    let mut lines = text.split('\n');
    let tag = lines.next().unwrap_or_default();
    let attributes = lines.map(|line| match line.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (line, None),
    });
    let (names, fixed): (Vec<_>, Vec<_>) = attributes.unzip();
    Shape {
        tag,
        names: names.leak(),
        fixed,
    }
}

/// A node on the sheet: its place, counted from one. Nothing lies at zero.
#[derive(Clone, Copy, Default)]
pub struct Node(usize);

struct Sheet {
    nodes: Vec<Html>,
    given: Vec<Option<AttrValue>>,
}

thread_local! {
    /// The crate's second cell: views are drawn one after the other.
    static SHEET: RefCell<Sheet> = const { RefCell::new(Sheet { nodes: Vec::new(), given: Vec::new() }) };
}

impl Sheet {
    fn lay(&mut self, node: Html) -> Node {
        self.nodes.push(node);
        Node(self.nodes.len())
    }

    fn at(&mut self, Node(place): Node) -> Option<&mut Html> {
        self.nodes.get_mut(place.checked_sub(1)?)
    }

    fn take(&mut self, node: Node) -> Html {
        self.at(node).map(std::mem::take).unwrap_or_default()
    }

    fn list(&mut self, nodes: &[Node]) -> VList {
        VList::with_children(nodes.iter().map(|node| self.take(*node)).collect(), None)
    }
}

#[inline(never)]
fn on_sheet<T>(work: impl FnOnce(&mut Sheet) -> T) -> T {
    SHEET.with_borrow_mut(work)
}

/// A view, drawn on a clean sheet.
pub fn drawn(view: impl FnOnce() -> Node) -> Html {
    let node = view();
    on_sheet(|sheet| {
        let drawn = sheet.take(node);
        // What was made and not used.
        sheet.nodes.clear();
        drawn
    })
}

/// A value that is given each time; without one, the attribute is not there.
pub trait Given {
    fn give(self);
}

fn give(value: Option<AttrValue>) {
    on_sheet(|sheet| sheet.given.push(value));
}

impl Given for &'static str {
    fn give(self) {
        give(Some(AttrValue::Static(self)));
    }
}

impl Given for Option<&'static str> {
    fn give(self) {
        give(self.map(AttrValue::Static));
    }
}

impl Given for String {
    fn give(self) {
        give(Some(self.into()));
    }
}

impl Given for Option<String> {
    fn give(self) {
        give(self.map(AttrValue::from));
    }
}

impl Given for &AttrValue {
    fn give(self) {
        give(Some(self.clone()));
    }
}

/// `el!("p" "class"="nm" "lang"=(lang); child, child)`: a text is fixed, what stands in brackets is computed. The children
/// follow the semicolon, or `=>` where they are a list.
macro_rules! el {
    (@ [$($text:literal)*] [$($given:expr,)*] $key:literal = $value:literal $($rest:tt)*) => {
        el!(@ [$($text)* "\n" $key "=" $value] [$($given,)*] $($rest)*)
    };
    (@ [$($text:literal)*] [$($given:expr,)*] $key:literal = ($value:expr) $($rest:tt)*) => {
        el!(@ [$($text)* "\n" $key] [$($given,)* $value,] $($rest)*)
    };
    (@ [$($text:literal)*] [$($given:expr,)*] => $children:expr) => {{
        static PLACE: $crate::ui::el::Place = $crate::ui::el::Place::new();
        $($crate::ui::el::Given::give($given);)*
        $crate::ui::el::element(&PLACE, concat!($($text),*), &$children)
    }};
    (@ $text:tt $given:tt $(; $($child:expr),* $(,)?)?) => {
        el!(@ $text $given => [$($($child),*)?])
    };
    ($tag:literal $($rest:tt)*) => { el!(@ [$tag] [] $($rest)*) };
}
pub(crate) use el;

/// Called by `el!`. The values that were given last are this element's: those of its children are gone by now.
#[inline(never)]
pub fn element(place: &'static Place, text: &'static str, children: &[Node]) -> Node {
    let shape = place.get_or_init(|| shape(text));
    on_sheet(|sheet| {
        let children = sheet.list(children);
        let count = shape.fixed.iter().filter(|fixed| fixed.is_none()).count();
        let from = sheet.given.len().saturating_sub(count);
        let mut given = sheet.given.drain(from..);
        let value = |fixed: &Option<&'static str>| match fixed {
            Some(text) => Some(AttributeOrProperty::Static(text)),
            None => given.next()?.map(AttributeOrProperty::Attribute),
        };
        let mut tag = VTag::new(shape.tag);
        tag.attributes = Attributes::Dynamic {
            keys: shape.names,
            values: shape.fixed.iter().map(value).collect(),
        };
        drop(given);
        if let Some(place) = tag.children_mut() {
            *place = children.into();
        }
        sheet.lay(tag.into())
    })
}

/// Where now and then a child stands.
pub const fn none() -> Node {
    Node(0)
}

/// Several nodes in one's place.
pub fn all(nodes: &[Node]) -> Node {
    on_sheet(|sheet| {
        let list = sheet.list(nodes);
        sheet.lay(list.into())
    })
}

pub fn say(text: impl Into<AttrValue>) -> Node {
    lay(Html::VText(VText::new(text)))
}

/// A component, or whatever else was made elsewhere.
pub fn lay(node: Html) -> Node {
    on_sheet(|sheet| sheet.lay(node))
}

pub fn keyed(node: Node, key: impl Into<Key>) -> Node {
    name(node, key.into())
}

#[inline(never)]
fn name(node: Node, key: Key) -> Node {
    fresh(node, |tag| tag.key = Some(key));
    node
}

/// With its place noted, so that it can be found in the page.
pub fn found(node: Node, place: &NodeRef) -> Node {
    fresh(node, |tag| tag.node_ref = place.clone());
    node
}

/// An element that was made just now, and so is nobody else's.
fn fresh(node: Node, work: impl FnOnce(&mut VTag)) {
    on_sheet(|sheet| {
        if let Some(Html::VTag(tag)) = sheet.at(node)
            && let Some(tag) = std::rc::Rc::get_mut(tag)
        {
            work(tag);
        }
    });
}
