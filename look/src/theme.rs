//! The owner's one colour as a full set of tokens, light and dark.
//!
//! Invariant: whatever colour an owner picks, text stays readable: at least 4.5 : 1 on every ground that it stands on.
//! Neutrals, danger and warning never change with the accent.

mod oklch;

use std::fmt::Write as _;

use protocol::Colour;
use protocol::http::{Scheme, Theme};

use oklch::{Oklch, contrast};

/// つつじ, 진달래: the accent of a site that chose none.
pub const DEFAULT: Colour = Colour {
    r: 0xbc,
    g: 0x24,
    b: 0x61,
};

/// What stands on the default accent in the dark, and its wash: chosen by eye, as its twin in [`by_night`] is.
const NIGHT: (Colour, Colour) = (
    Colour {
        r: 0x2a,
        g: 0x0d,
        b: 0x18,
    },
    Colour {
        r: 0x3a,
        g: 0x24,
        b: 0x2c,
    },
);

const WHITE: Colour = Colour {
    r: 0xff,
    g: 0xff,
    b: 0xff,
};
const BLACK: Colour = Colour { r: 0, g: 0, b: 0 };
const INK: Colour = Colour {
    r: 0x2b,
    g: 0x24,
    b: 0x20,
};

/// What text in the accent's colour must reach.
const READABLE: f64 = 4.5;

/// The colours that follow from the accent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    pub accent: Colour,
    pub on_accent: Colour,
    pub accent_ink: Colour,
    pub petal: Colour,
    pub wash: Colour,
}

/// The grounds of a scheme, and what else of it the accent does not touch.
struct Ground {
    floor: Colour,
    paper: Colour,
    dark: bool,
    rest: &'static str,
}

const LIGHT: Ground = Ground {
    floor: Colour {
        r: 0xed,
        g: 0xe3,
        b: 0xd3,
    },
    paper: Colour {
        r: 0xff,
        g: 0xfd,
        b: 0xf9,
    },
    dark: false,
    rest: "color-scheme:light;--sunk:#f5eee3;--ink:#2b2420;--ink2:#62564b;--edge:#897b6b;--line:#e3d8c7;\
        --ok:#2c6e4c;--warn:#8a5200;--warnbg:#fbeccb;--bad:#b0361a;--badbg:#fae3da;--off:#decfb8;\
        --chip:#2b242017;--press:#2b24201a;--plank:#7a552a1c;--veil:#2b24208c;\
        --s1:0 1px 0 #573e1c1a;--s2:0 2px 10px #573e1c24;--s3:0 12px 40px #573e1c42;",
};

const DARK: Ground = Ground {
    floor: Colour {
        r: 0x19,
        g: 0x15,
        b: 0x12,
    },
    paper: Colour {
        r: 0x27,
        g: 0x21,
        b: 0x1c,
    },
    dark: true,
    rest: "color-scheme:dark;--sunk:#332b25;--ink:#f4ede3;--ink2:#b8ab9b;--edge:#8d7f71;--line:#3f362f;\
        --ok:#7fcea2;--warn:#f0bf6a;--warnbg:#3d3019;--bad:#ff9c82;--badbg:#42241c;--off:#3d342c;\
        --chip:#ffffff14;--press:#ffffff1a;--plank:#f3d9b012;--veil:#000000a6;\
        --s1:0 0 #0000;--s2:0 2px 10px #0006;--s3:0 12px 40px #0000008c;",
};

/// The custom properties of the document's root. Two rules, whatever the scheme: the light one, and in a media rule the dark
/// one; to change the scheme is to change the condition of that rule, and asks nobody.
/// Where the accent had to be moved to be read, a comment before them says so, for the page's console.
pub fn css(theme: &Theme) -> String {
    let accent = theme.accent.unwrap_or(DEFAULT);
    let when = match theme.scheme {
        Scheme::Light => "not all",
        Scheme::Dark => "all",
        Scheme::Auto => "(prefers-color-scheme:dark)",
    };
    let mut shape = String::new();
    // Writing to a String cannot fail.
    if let Some(radius) = theme.radius {
        let _ = write!(shape, "--r:{};", radius.factor());
    }
    if let Some(font) = &theme.font {
        let _ = write!(shape, "--font:{},;", font.as_str());
    }
    let (light, dark) = (root(accent, &LIGHT, &shape), root(accent, &DARK, ""));
    format!("{}{light}@media {when}{{{dark}}}", moved(accent))
}

/// What an owner is told whose accent cannot be read as text; nothing, where it can.
fn moved(accent: Colour) -> String {
    let Tokens { accent_ink, .. } = light(accent);
    if accent_ink == accent {
        return String::new();
    }
    let least = contrast(accent, LIGHT.floor);
    let (accent, ink) = (String::from(accent), String::from(accent_ink));
    format!(
        "/*maru: text in the accent {accent} would have a contrast of {least:.1}, and needs {READABLE}: \
         it is written in {ink}. Fills keep the accent.*/"
    )
}

/// Of what colour a phone's own bars are beside the header.
pub fn bars(dark: bool) -> Colour {
    if dark { DARK.paper } else { LIGHT.paper }
}

fn root(accent: Colour, ground: &Ground, shape: &str) -> String {
    let Tokens {
        accent,
        on_accent,
        accent_ink,
        petal,
        wash,
    } = tokens(accent, ground);
    let mut text = String::from(":root{");
    for (name, colour) in [
        ("accent", accent),
        ("on-accent", on_accent),
        ("accent-ink", accent_ink),
        ("petal", petal),
        ("wash", wash),
        ("floor", ground.floor),
        ("paper", ground.paper),
    ] {
        let _ = write!(text, "--{name}:{};", String::from(colour));
    }
    let _ = write!(
        text,
        "--halo:{}73;{}{shape}}}",
        String::from(accent_ink),
        ground.rest
    );
    text
}

pub fn light(accent: Colour) -> Tokens {
    tokens(accent, &LIGHT)
}

pub fn dark(accent: Colour) -> Tokens {
    tokens(accent, &DARK)
}

fn tokens(owners: Colour, ground: &Ground) -> Tokens {
    let accent = if ground.dark { by_night(owners) } else { owners };
    let own = Oklch::of(accent);
    let (on_accent, wash) = match (ground.dark, owners == DEFAULT) {
        (true, true) => NIGHT,
        (true, false) => (on(accent), night_wash(own)),
        (false, _) => (on(accent), oklch::mix(accent, ground.paper, 0.09)),
    };
    let accent_ink = readable(own, &[ground.floor, ground.paper, wash], ground.dark);
    let petal = petal(own, ground.dark);
    Tokens {
        accent,
        on_accent,
        accent_ink,
        petal,
        wash,
    }
}

fn night_wash(Oklch { c, h, .. }: Oklch) -> Colour {
    Oklch {
        l: 0.29,
        c: (c * 0.268).min(0.05),
        h,
    }
    .colour()
}

/// The accent's twin for dark rooms: as light as the default's, and no louder.
fn by_night(accent: Colour) -> Colour {
    if accent == DEFAULT {
        return Colour {
            r: 0xf5,
            g: 0x8c,
            b: 0xb0,
        };
    }
    let Oklch { l, c, h } = Oklch::of(accent);
    if l < 0.7619 {
        Oklch {
            l: 0.7619,
            c: c.min(0.133),
            h,
        }
    } else {
        Oklch { l, c: c * 0.9, h }
    }
    .colour()
}

/// White or ink, whichever reads better; for the few accents on which neither does, white or black.
fn on(accent: Colour) -> Colour {
    let better = |a: Colour, b: Colour| {
        if contrast(a, accent) >= contrast(b, accent) {
            a
        } else {
            b
        }
    };
    let first = better(WHITE, INK);
    if contrast(first, accent) >= READABLE {
        first
    } else {
        better(WHITE, BLACK)
    }
}

/// The accent, moved in lightness until it can be read on all of these.
fn readable(accent: Oklch, grounds: &[Colour], lighter: bool) -> Colour {
    let step = if lighter { 0.004 } else { -0.004 };
    let mut ink = accent;
    // 250 steps are the whole range of lightness, and its end is white or black.
    for _ in 0..250 {
        let colour = ink.colour();
        if grounds.iter().all(|&ground| contrast(colour, ground) >= READABLE) {
            return colour;
        }
        ink.l = (ink.l + step).clamp(0.0, 1.0);
    }
    ink.colour()
}

/// The own bubble: pale enough for ink at 7.6 : 1. Yellow needs more of itself to be seen beside the floor, and a
/// grey accent stays grey.
fn petal(Oklch { c, h, .. }: Oklch, dark: bool) -> Colour {
    let grey = c < 0.02;
    let yellow = (80.0..=115.0).contains(&h) && !grey;
    let (l, wanted, least, most) = if dark {
        (0.40, 0.62 * c, 0.05, 0.10)
    } else {
        (0.86, 0.33 * c, 0.045, 0.068)
    };
    let c = if grey { c } else { wanted.clamp(least, most) };
    match (yellow, dark) {
        (true, false) => Oklch {
            l: 0.90,
            c: c * 1.9,
            h,
        },
        _ => Oklch { l, c, h },
    }
    .colour()
}

#[cfg(test)]
mod tests {
    use protocol::http::{Fonts, Radius};

    use super::*;

    /// Reds, yellows, greens, blues, the two that people know from elsewhere, and the ends of every range.
    const ACCENTS: [&str; 16] = [
        "#bc2461", "#0b6b83", "#f5d000", "#1f6b45", "#b9a2f5", "#5b3dd1", "#ff6a00", "#06c755", "#fee500",
        "#b0361a", "#808080", "#000000", "#ffffff", "#0000ff", "#ff0000", "#7e9bcb",
    ];

    fn colour(text: &str) -> Colour {
        Colour::parse(text).unwrap()
    }

    #[test]
    fn the_default_is_the_table_of_the_design() {
        let hex =
            |Tokens {
                 accent,
                 on_accent,
                 accent_ink,
                 petal,
                 wash,
             }: Tokens| { [accent, on_accent, accent_ink, petal, wash].map(String::from) };
        assert_eq!(
            hex(light(DEFAULT)),
            ["#bc2461", "#ffffff", "#bc2461", "#f6c1cd", "#fcebea"]
        );
        assert_eq!(
            hex(dark(DEFAULT)),
            ["#f58cb0", "#2a0d18", "#f58cb0", "#6a3347", "#3a242c"]
        );
    }

    #[test]
    fn text_is_readable_whatever_the_owner_picks() {
        for accent in ACCENTS.map(colour) {
            for (tokens, ground, ink) in [
                (light(accent), LIGHT, INK),
                (dark(accent), DARK, colour("#f4ede3")),
            ] {
                let of = |a, b| contrast(a, b);
                assert!(of(tokens.on_accent, tokens.accent) >= 4.5, "{tokens:?}");
                for under in [ground.floor, ground.paper, tokens.wash] {
                    assert!(of(tokens.accent_ink, under) >= 4.5, "{tokens:?} on {under:?}");
                }
                assert!(of(ink, tokens.petal) >= 7.0, "{tokens:?}");
                assert!(of(ink, tokens.wash) >= 7.0, "{tokens:?}");
            }
        }
    }

    #[test]
    fn a_lemon_is_written_in_olive() {
        let Colour { r, g, b } = light(colour("#f5d000")).accent_ink;
        assert!(
            r > 0x60 && r < 0x80 && g > 0x50 && g < 0x6c && b < 0x10,
            "{r:x} {g:x} {b:x}"
        );
    }

    fn dressed(accent: &str, scheme: Scheme) -> String {
        css(&Theme {
            accent: Colour::parse(accent),
            scheme,
            ..Theme::default()
        })
    }

    #[test]
    fn a_scheme_is_the_condition_of_one_rule() {
        let [auto, light, dark] =
            [Scheme::Auto, Scheme::Light, Scheme::Dark].map(|scheme| dressed("#bc2461", scheme));
        for (text, when) in [
            (&auto, "@media (prefers-color-scheme:dark){"),
            (&light, "@media not all{"),
            (&dark, "@media all{"),
        ] {
            let (day, night) = text.split_once(when).unwrap();
            assert!(day.starts_with(":root{") && day.contains("--floor:#ede3d3"));
            assert!(night.starts_with(":root{") && night.contains("--floor:#191512"));
            assert_eq!(text.replace(when, ""), light.replace("@media not all{", ""));
        }
    }

    #[test]
    fn e6_an_accent_that_cannot_be_read_is_moved_and_its_owner_is_told() {
        let lemon = dressed("#f5d000", Scheme::Auto);
        let (said, rest) = lemon.split_once("*/").unwrap();
        assert!(
            said.starts_with("/*maru: text in the accent #f5d000 would have a contrast of 1."),
            "{said}"
        );
        let ink = String::from(light(colour("#f5d000")).accent_ink);
        assert!(said.contains(&ink) && rest.contains(&format!("--accent-ink:{ink};")));
        assert!(dressed("#bc2461", Scheme::Auto).starts_with(":root{"));
    }

    #[test]
    fn e6_radius_and_font_are_tokens_where_they_were_chosen() {
        let theme = Theme {
            radius: Radius::new(0.5),
            font: Fonts::parse("Klee One, serif"),
            ..Theme::default()
        };
        assert!(css(&theme).contains("--r:0.5;--font:\"Klee One\", serif,;}"));
        let plain = css(&Theme::default());
        assert!(!plain.contains("--r:") && !plain.contains("--font:"));
    }
}
