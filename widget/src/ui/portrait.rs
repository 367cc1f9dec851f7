//! A face, of the style sheet's layers, or an account's crest, from the document's sprite.

use look::{CrestArt, Portrait};
use yew::AttrValue;

use super::el::{Node, el};

pub fn portrait(portrait: &Portrait) -> Node {
    match portrait {
        Portrait::Member(avatar) => el!("i" "class"=(avatar.class()) "aria-hidden"="true"),
        Portrait::Account(CrestArt { href, ground, ink }) => {
            let (ground, ink) = (&AttrValue::from(ground.clone()), &AttrValue::from(ink.clone()));
            el!("svg" "class"="av" "viewBox"="0 0 48 48" "aria-hidden"="true";
                el!("path" "fill"=(ground) "d"="M0 0h48v48H0z"),
                el!("use" "href"=(*href) "fill"=(ground) "stroke"=(ground) "color"=(ink)))
        }
    }
}
