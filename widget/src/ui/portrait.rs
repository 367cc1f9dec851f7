//! A face, or an account's crest, from the parts in the document's sprite.

use look::{CrestArt, Portrait};
use yew::AttrValue;

use super::el::{Node, el};

pub fn portrait(portrait: &Portrait) -> Node {
    match portrait {
        Portrait::Member(avatar) => {
            let parts = avatar
                .parts
                .iter()
                .map(|part| el!("use" "href"=(part.href) "y"=(part.y)));
            el!("svg" "class"=(avatar.class) "viewBox"="0 0 48 48" "aria-hidden"="true" => parts.collect::<Vec<_>>())
        }
        Portrait::Account(CrestArt { href, ground, ink }) => {
            let (ground, ink) = (&AttrValue::from(ground.clone()), &AttrValue::from(ink.clone()));
            el!("svg" "class"="av" "viewBox"="0 0 48 48" "aria-hidden"="true";
                el!("path" "fill"=(ground) "d"="M0 0h48v48H0z"),
                el!("use" "href"=(*href) "fill"=(ground) "stroke"=(ground) "color"=(ink)))
        }
    }
}
