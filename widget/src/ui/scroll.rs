//! The arithmetic of a `column-reverse` scroller: `scrollTop` is 0 at the end and negative above it.

use gloo::utils::document;
use web_sys::Element;

/// A row that is on the screen, and where.
pub struct Seen {
    row: Element,
    top: f64,
}

/// How many rows are remembered: one of them is still there after any update.
const ENOUGH: usize = 6;

/// Pixels of rows above and below what is seen. None: nothing is, since another tab is in front.
pub fn rest(scroller: &Element) -> Option<(i32, i32)> {
    let height = scroller.client_height();
    let below = scroller.scroll_top().saturating_neg();
    (height > 0).then(|| (scroller.scroll_height() - height - below, below))
}

/// The row above one of this id.
pub fn above(id: &str) -> Option<Seen> {
    let row = document().get_element_by_id(id)?.previous_element_sibling()?;
    let top = row.get_bounding_client_rect().top();
    Some(Seen { row, top })
}

/// The first groups on the screen.
pub fn seen(scroller: &Element) -> Vec<Seen> {
    let edge = scroller.get_bounding_client_rect();
    let mut list = Vec::with_capacity(ENOUGH);
    let mut next = scroller
        .first_element_child()
        .and_then(|rows| rows.first_element_child());
    while let Some(row) = next {
        next = row.next_element_sibling();
        let place = row.get_bounding_client_rect();
        if place.top() >= edge.bottom() || list.len() == ENOUGH {
            break;
        }
        // Only groups: the first row and the days are called the same whatever stands below them.
        if place.bottom() > edge.top() && row.class_name().starts_with('g') {
            list.push(Seen {
                row,
                top: place.top(),
            });
        }
    }
    list
}

/// Moves the scroller so that the rows are where they were.
pub fn hold(scroller: &Element, seen: &[Seen]) {
    let Some(Seen { row, top }) = seen.iter().find(|seen| seen.row.is_connected()) else {
        return;
    };
    let moved = row.get_bounding_client_rect().top() - top;
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let moved = moved.round() as i32;
    if moved != 0 {
        scroller.set_scroll_top(scroller.scroll_top().saturating_add(moved));
    }
}
