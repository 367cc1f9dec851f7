//! An official post as a card: its title, where it has one, and its text.

use crate::link::place;

/// A text whose first line stands alone above an empty one was written with a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Post<'a> {
    pub title: Option<&'a str>,
    pub text: &'a str,
}

impl<'a> Post<'a> {
    pub fn of(body: &'a str) -> Self {
        match place(body, "\n\n").and_then(|at| body.split_at_checked(at)) {
            Some((title, text)) if !title.contains('\n') && !text.trim().is_empty() => Self {
                title: Some(title),
                text: text.trim_start_matches('\n'),
            },
            _ => Self {
                title: None,
                text: body,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_above_an_empty_one_is_the_title() {
        assert_eq!(
            Post::of("予約開始\n\n26日まで"),
            Post {
                title: Some("予約開始"),
                text: "26日まで"
            }
        );
        assert_eq!(
            Post::of("예약\n\n\n26일\n까지"),
            Post {
                title: Some("예약"),
                text: "26일\n까지"
            }
        );
    }

    #[test]
    fn everything_else_is_text() {
        for body in ["一行", "二行\nある", "二行\nある\n\n続き", "題だけ\n\n "] {
            assert_eq!(
                Post::of(body),
                Post {
                    title: None,
                    text: body
                }
            );
        }
    }
}
