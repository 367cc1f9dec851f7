//! The Enter rule, right for Japanese and for Korean input.
//!
//! Two scripts want opposite things of the same key. While kana or pinyin is converted, Enter confirms the
//! conversion and must not send. While a Hangul syllable is open, Enter must send, once, with that syllable in it.
//! Browsers differ in what they report, so the rule is a small state machine over the events, and it never looks at
//! the clock:
//!
//! - a syllable's Enter is told while it is open, and by Chromium on macOS and by Firefox on Windows once more when it
//!   is whole: it sends when the syllable is whole, and what comes after belongs to the same press;
//! - a conversion's Enter is told while it is open, or by Safari after it has ended, with key code 229: it is the input
//!   method's in both orders;
//! - an Enter that an input method did not want after all shows as a line break that the browser is about to make,
//!   whatever the key was called before (229 for every key on some machines, no name at all on phones): the line break is
//!   then what the rule goes by, and a word that a phone's keyboard still holds open is sent with it;
//! - Hanja is chosen with Enter too: what ends is then no Hangul, and nothing is sent.
//!
//! Invariant: one press of Enter gives at most one [`Verdict::Send`], and none while a conversion is open, unless the browser
//! says that the input method has let that Enter go.
//! `tests/traces` has what browsers and input methods tell, press by press.

/// What Enter alone does. With Shift or Alt it is always a new line, with Control or Command it always sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Enter {
    #[default]
    Sends,
    /// As phones have it, where a button sends.
    BreaksLine,
}

impl Enter {
    /// Until the person has chosen: a finger has the button beside it.
    pub const fn by_default(touch: bool) -> Self {
        if touch { Self::BreaksLine } else { Self::Sends }
    }

    /// The word that it is kept as, which is also what the field tells a phone's keyboard (`enterkeyhint`).
    pub const fn word(self) -> &'static str {
        match self {
            Self::Sends => "send",
            Self::BreaksLine => "enter",
        }
    }

    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Sends, Self::BreaksLine]
            .into_iter()
            .find(|enter| enter.word() == word)
    }
}

/// What the composer tells, in the order in which the browser fired it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    CompositionStart,
    /// With `event.data`: the text that is being composed.
    CompositionUpdate(&'a str),
    CompositionEnd(&'a str),
    KeyDown(Key),
    KeyUp(Key),
    /// `beforeinput` of the types `insertLineBreak` and `insertParagraph`.
    LineBreak,
    Blur,
}

/// A key event, as far as the rule needs it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Key {
    /// By [`is_enter`].
    pub enter: bool,
    /// `event.isComposing`.
    pub composing: bool,
    /// `event.keyCode == 229`: an input method has taken the key.
    pub taken: bool,
    pub shift: bool,
    /// Control or Command.
    pub command: bool,
    pub alt: bool,
    pub repeat: bool,
}

/// An input method may hide `event.key` ("Process"); on a desktop it never hides `event.code`.
pub fn is_enter(key: &str, code: &str) -> bool {
    key == "Enter" || code == "Enter" || code == "NumpadEnter"
}

/// What the composer does with the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: the browser and the input method go on.
    Pass,
    /// Prevent the default: this event belongs to an Enter that was already used.
    Swallow,
    /// Prevent the default, make whole what is still open, take the text, and clear the field.
    Send,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Hangul,
    /// A word that may be corrected, or pinyin.
    Latin,
    Other,
}

/// The state of one composer.
#[derive(Clone, Debug)]
pub struct Ime {
    enter: Enter,
    open: Option<Script>,
    /// The script of the composition that ended since the last key went up: Safari fires its `keydown` only now.
    ended: Option<Script>,
    /// Enter was pressed within a Hangul syllable: send when the syllable is whole.
    send_at_end: bool,
    /// This press of Enter has sent already; the rest of it is nobody's.
    spent: bool,
    /// The key that is down would send, if it is an Enter and nobody has taken it: a line break will tell.
    asks: bool,
}

impl Ime {
    pub const fn new(enter: Enter) -> Self {
        Self {
            enter,
            open: None,
            ended: None,
            send_at_end: false,
            spent: false,
            asks: false,
        }
    }

    /// The person has chosen. What is open stays open.
    pub const fn set_enter(&mut self, enter: Enter) {
        self.enter = enter;
    }

    /// A conversion or a syllable is open: the field's text must not be replaced now.
    pub const fn is_composing(&self) -> bool {
        self.open.is_some()
    }

    pub fn step(&mut self, event: Event<'_>) -> Verdict {
        match event {
            Event::CompositionStart => {
                self.open = Some(Script::Other);
                self.ended = None;
                self.send_at_end = false;
            }
            Event::CompositionUpdate(text) => self.open = Some(script(text)),
            Event::CompositionEnd(text) => return self.composition_end(text),
            Event::KeyDown(key) => return self.key_down(key),
            Event::KeyUp(key) => {
                self.ended = None;
                self.asks = false;
                // A letter that is let go after Enter was pressed is no end of that press. A phone's keys have no name.
                self.spent &= !(key.enter || key.taken);
            }
            Event::LineBreak => return self.line_break(),
            Event::Blur => *self = Self::new(self.enter),
        }
        Verdict::Pass
    }

    fn composition_end(&mut self, text: &str) -> Verdict {
        // An empty text is a composition that was cancelled; the script is then what was open.
        let was = if text.is_empty() {
            self.open.unwrap_or(Script::Other)
        } else {
            script(text)
        };
        self.open = None;
        self.ended = Some(was);
        if std::mem::take(&mut self.send_at_end) && was == Script::Hangul {
            self.spent = true;
            return Verdict::Send;
        }
        Verdict::Pass
    }

    fn key_down(&mut self, key: Key) -> Verdict {
        self.asks = false;
        if !key.enter {
            // Another key: whatever Enter did is over, and a composition that ended did not end by Enter.
            self.spent = false;
            self.ended = None;
            self.send_at_end = false;
            // Or a key without a name, which may be an Enter.
            self.asks = key.taken && self.enter == Enter::Sends;
            return Verdict::Pass;
        }
        let plain = self.enter == Enter::Sends && !key.shift;
        if key.alt || !(plain || key.command) {
            // A new line is meant, whatever the press before it was.
            self.spent = false;
            return Verdict::Pass;
        }
        if self.spent || key.repeat {
            return if self.open.is_some() {
                Verdict::Pass
            } else {
                Verdict::Swallow
            };
        }
        self.asks = true;
        match (self.open, self.ended) {
            (Some(Script::Hangul), _) => {
                self.send_at_end = true;
                Verdict::Pass
            }
            (Some(_), _) => Verdict::Pass,
            // Safari: the composition ended a moment ago, by this very press.
            (None, Some(Script::Latin | Script::Other)) if key.taken => Verdict::Pass,
            // The input method has the key, although it told of no composition: let it have it.
            (None, None) if key.taken || key.composing => Verdict::Pass,
            (None, _) => {
                // macOS does not tell that a key went up while Command was down.
                self.spent = !key.command;
                Verdict::Send
            }
        }
    }

    /// The browser is about to break the line: nobody has taken the Enter.
    fn line_break(&mut self) -> Verdict {
        if self.spent {
            return Verdict::Swallow;
        }
        // Without a key it is dictated: a new line is what was asked for. And a conversion that goes on is not sent half.
        if !self.asks || self.open == Some(Script::Other) {
            return Verdict::Pass;
        }
        self.spent = true;
        self.send_at_end = false;
        Verdict::Send
    }
}

/// By the last character: what is under way is always last.
fn script(text: &str) -> Script {
    match text.chars().next_back() {
        Some(
            '\u{1100}'..='\u{11ff}'
            | '\u{3131}'..='\u{318e}'
            | '\u{a960}'..='\u{a97f}'
            | '\u{ac00}'..='\u{d7ff}',
        ) => Script::Hangul,
        Some(c) if c.is_ascii() => Script::Latin,
        _ => Script::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTER: Key = Key {
        enter: true,
        composing: false,
        taken: false,
        shift: false,
        command: false,
        alt: false,
        repeat: false,
    };

    #[test]
    fn g5_what_enter_does_is_kept_as_a_word_and_read_back() {
        for enter in [Enter::Sends, Enter::BreaksLine] {
            assert_eq!(Enter::of_word(enter.word()), Some(enter));
        }
        for strange in ["", "Send", "newline"] {
            assert_eq!(Enter::of_word(strange), None, "{strange}");
        }
        assert_eq!(Enter::by_default(true), Enter::BreaksLine);
        assert_eq!(Enter::by_default(false), Enter::Sends);
    }

    #[test]
    fn g5_a_choice_holds_from_the_next_press_on() {
        let mut ime = Ime::new(Enter::Sends);
        assert_eq!(ime.step(Event::KeyDown(ENTER)), Verdict::Send);
        ime.step(Event::KeyUp(ENTER));
        ime.set_enter(Enter::BreaksLine);
        assert_eq!(ime.step(Event::KeyDown(ENTER)), Verdict::Pass);
        assert_eq!(ime.step(Event::LineBreak), Verdict::Pass);
        ime.step(Event::KeyUp(ENTER));
        let with_command = Key {
            command: true,
            ..ENTER
        };
        assert_eq!(ime.step(Event::KeyDown(with_command)), Verdict::Send);
    }

    #[test]
    fn g5_an_input_method_hides_the_key_and_never_the_code() {
        assert!(is_enter("Enter", ""));
        assert!(is_enter("Process", "Enter"));
        assert!(is_enter("Process", "NumpadEnter"));
        assert!(!is_enter("Process", "KeyR"));
        assert!(!is_enter("Unidentified", ""));
    }

    /// Every order of up to six of the events that the rule tells apart: a million orders, most of which no browser has.
    #[test]
    fn g5_no_order_of_events_sends_twice_for_one_press_or_while_a_conversion_is_open() {
        let taken = Key {
            taken: true,
            composing: true,
            ..ENTER
        };
        let unnamed = Key {
            enter: false,
            taken: true,
            ..ENTER
        };
        let all = [
            Event::CompositionStart,
            Event::CompositionUpdate("요"),
            Event::CompositionUpdate("日本"),
            Event::CompositionUpdate("ni"),
            Event::CompositionEnd("요"),
            Event::CompositionEnd("韓"),
            Event::KeyDown(ENTER),
            Event::KeyDown(taken),
            Event::KeyDown(unnamed),
            Event::KeyDown(Key {
                repeat: true,
                ..ENTER
            }),
            Event::LineBreak,
        ];
        let mut orders = vec![Vec::new()];
        for _ in 0..6 {
            orders = orders
                .iter()
                .flat_map(|order| {
                    all.iter()
                        .map(move |event| [order.as_slice(), &[*event]].concat())
                })
                .collect();
            for order in &orders {
                judge(order);
            }
        }
    }

    /// All of it is one press: nothing goes up.
    fn judge(order: &[Event<'_>]) {
        let mut ime = Ime::new(Enter::Sends);
        let (mut sent, mut named) = (0, 0);
        for event in order {
            let verdict = ime.step(*event);
            // Another key, of which nothing is known, is another press.
            if matches!(event, Event::KeyDown(key) if !key.enter) {
                named += 1;
            }
            if verdict == Verdict::Send {
                sent += 1;
                let let_go = *event == Event::LineBreak && ime.open != Some(Script::Other);
                assert!(!ime.is_composing() || let_go, "{order:?}");
            }
        }
        assert!(sent <= 1 + named, "{order:?}");
    }
}
