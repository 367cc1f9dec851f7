//! The Enter rule, right for Japanese and for Korean input.
//!
//! Two scripts want opposite things of the same key. While kana or pinyin is converted, Enter confirms the
//! conversion and must not send. While a Hangul syllable is open, Enter must send, once, with that syllable in it.
//! Browsers differ in what they report: `isComposing`, key code 229, a second `keydown` after `compositionend`
//! (Chromium on macOS, Korean), or `compositionend` before the `keydown` (Safari). So the rule is a small state
//! machine over the events, and it never looks at the clock.
//!
//! Invariant: one press of Enter gives at most one [`Verdict::Send`], and none while a conversion is open.

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
    /// `key` is `Enter`, or `code` is `Enter` or `NumpadEnter`: an input method may hide the key, never the code.
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

/// What the composer does with the event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing: the browser and the input method go on.
    Pass,
    /// Prevent the default: this event belongs to an Enter that was already used.
    Swallow,
    /// Prevent the default, take the text as it now is, and clear the field.
    Send,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Hangul,
    Other,
}

/// The state of one composer.
#[derive(Clone, Debug)]
pub struct Ime {
    /// A keyboard with an Enter that sends; on a touch screen Enter is a new line and a button sends.
    enter_sends: bool,
    open: Option<Script>,
    /// The script of the composition that ended since the last key went up: Safari fires its `keydown` only now.
    ended: Option<Script>,
    /// Enter was pressed within a Hangul syllable: send when the syllable is whole.
    send_at_end: bool,
    /// This press of Enter has sent already; the rest of it is nobody's.
    spent: bool,
}

impl Ime {
    pub const fn new(enter_sends: bool) -> Self {
        Self {
            enter_sends,
            open: None,
            ended: None,
            send_at_end: false,
            spent: false,
        }
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
                Verdict::Pass
            }
            Event::CompositionUpdate(text) => {
                self.open = Some(script(text));
                Verdict::Pass
            }
            Event::CompositionEnd(text) => self.composition_end(text),
            Event::KeyDown(key) => self.key_down(key),
            Event::KeyUp(_) => {
                self.ended = None;
                self.spent = false;
                Verdict::Pass
            }
            Event::LineBreak if self.send_at_end || self.spent => Verdict::Swallow,
            Event::LineBreak => Verdict::Pass,
            Event::Blur => {
                *self = Self::new(self.enter_sends);
                Verdict::Pass
            }
        }
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
        if std::mem::take(&mut self.send_at_end) {
            self.spent = true;
            return Verdict::Send;
        }
        Verdict::Pass
    }

    fn key_down(&mut self, key: Key) -> Verdict {
        if !key.enter {
            // Another key: whatever Enter did is over, and a composition that ended did not end by Enter.
            self.spent = false;
            self.ended = None;
            self.send_at_end = false;
            return Verdict::Pass;
        }
        if !self.enter_sends || key.shift || key.alt {
            return Verdict::Pass;
        }
        if self.spent || key.repeat {
            return if self.open.is_some() {
                Verdict::Pass
            } else {
                Verdict::Swallow
            };
        }
        match (self.open, self.ended) {
            (Some(Script::Hangul), _) => {
                self.send_at_end = true;
                Verdict::Pass
            }
            (Some(Script::Other), _) => Verdict::Pass,
            // Safari: the composition ended a moment ago, by this very press.
            (None, Some(Script::Other)) if key.taken => Verdict::Pass,
            // The input method has the key, although it told of no composition: let it have it.
            (None, None) if key.taken || key.composing => Verdict::Pass,
            (None, _) => {
                self.spent = true;
                Verdict::Send
            }
        }
    }
}

/// Hangul only if its last character is: a syllable under way is always last.
fn script(text: &str) -> Script {
    match text.chars().next_back() {
        Some(
            '\u{1100}'..='\u{11ff}'
            | '\u{3131}'..='\u{318e}'
            | '\u{a960}'..='\u{a97f}'
            | '\u{ac00}'..='\u{d7ff}',
        ) => Script::Hangul,
        _ => Script::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::Event::{
        Blur, CompositionEnd, CompositionStart, CompositionUpdate, KeyDown, KeyUp, LineBreak,
    };
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
    const IN_IME: Key = Key {
        composing: true,
        taken: true,
        ..ENTER
    };
    const LETTER: Key = Key {
        enter: false,
        composing: false,
        taken: true,
        ..ENTER
    };

    /// How often the events send; written from the documented order of events of each browser.
    fn sends(events: &[Event<'_>]) -> usize {
        let mut ime = Ime::new(true);
        events
            .iter()
            .filter(|event| ime.step(**event) == Verdict::Send)
            .count()
    }

    #[test]
    fn g5_enter_sends_once_and_its_repeats_do_not() {
        assert_eq!(sends(&[KeyDown(ENTER), LineBreak, KeyUp(ENTER)]), 1);
        assert_eq!(
            sends(&[
                KeyDown(ENTER),
                KeyDown(Key {
                    repeat: true,
                    ..ENTER
                }),
                KeyUp(ENTER)
            ]),
            1
        );
        assert_eq!(
            sends(&[KeyDown(ENTER), KeyUp(ENTER), KeyDown(ENTER), KeyUp(ENTER)]),
            2
        );
    }

    #[test]
    fn g5_japanese_enter_confirms_and_the_next_one_sends() {
        let conversion = [
            CompositionStart,
            CompositionUpdate("に"),
            CompositionUpdate("日本"),
            KeyDown(IN_IME),
            CompositionEnd("日本"),
            KeyUp(ENTER),
        ];
        assert_eq!(sends(&conversion), 0);
        let mut then = conversion.to_vec();
        then.extend([KeyDown(ENTER), KeyUp(ENTER)]);
        assert_eq!(sends(&then), 1);
    }

    #[test]
    fn g5_japanese_in_safari_where_the_key_comes_after_the_end() {
        let safari = Key { taken: true, ..ENTER };
        let conversion = [
            CompositionStart,
            CompositionUpdate("日本"),
            CompositionEnd("日本"),
            KeyDown(safari),
            KeyUp(safari),
        ];
        assert_eq!(sends(&conversion), 0);
        let mut then = conversion.to_vec();
        then.extend([KeyDown(ENTER), KeyUp(ENTER)]);
        assert_eq!(sends(&then), 1);
    }

    #[test]
    fn g5_korean_enter_in_a_syllable_sends_once_when_the_syllable_is_whole() {
        let mut ime = Ime::new(true);
        for event in [
            CompositionStart,
            CompositionUpdate("ㅇ"),
            CompositionUpdate("요"),
            KeyDown(IN_IME),
        ] {
            assert_eq!(ime.step(event), Verdict::Pass, "{event:?}");
        }
        assert_eq!(ime.step(CompositionEnd("요")), Verdict::Send);
        // Chromium on macOS fires the key a second time, and would break the line.
        assert_eq!(ime.step(KeyDown(ENTER)), Verdict::Swallow);
        assert_eq!(ime.step(LineBreak), Verdict::Swallow);
        assert_eq!(ime.step(KeyUp(ENTER)), Verdict::Pass);
        assert_eq!(ime.step(KeyDown(ENTER)), Verdict::Send);
    }

    #[test]
    fn g5_korean_in_safari_where_the_key_comes_after_the_end() {
        let safari = Key { taken: true, ..ENTER };
        assert_eq!(
            sends(&[
                CompositionStart,
                CompositionUpdate("요"),
                CompositionEnd("요"),
                KeyDown(safari),
                KeyUp(safari)
            ]),
            1
        );
    }

    #[test]
    fn g5_korean_syllables_that_end_by_the_next_letter_or_a_space_send_nothing() {
        assert_eq!(
            sends(&[
                CompositionStart,
                CompositionUpdate("하"),
                KeyDown(LETTER),
                CompositionEnd("하"),
                CompositionStart,
                CompositionUpdate("ㄴ"),
                KeyUp(LETTER),
                CompositionEnd("ㄴ"),
                KeyUp(LETTER),
            ]),
            0
        );
    }

    #[test]
    fn g5_hanja_and_pinyin_choices_are_confirmed_not_sent() {
        assert_eq!(
            sends(&[
                CompositionStart,
                CompositionUpdate("韓"),
                KeyDown(IN_IME),
                CompositionEnd("韓"),
                KeyUp(ENTER)
            ]),
            0
        );
        assert_eq!(
            sends(&[
                CompositionStart,
                CompositionUpdate("ni"),
                KeyDown(IN_IME),
                CompositionEnd("你"),
                KeyUp(ENTER)
            ]),
            0
        );
    }

    #[test]
    fn g5_shift_breaks_the_line_and_touch_screens_always_do() {
        let mut ime = Ime::new(true);
        assert_eq!(ime.step(KeyDown(Key { shift: true, ..ENTER })), Verdict::Pass);
        assert_eq!(ime.step(LineBreak), Verdict::Pass);
        let mut phone = Ime::new(false);
        assert_eq!(phone.step(KeyDown(ENTER)), Verdict::Pass);
        assert_eq!(phone.step(LineBreak), Verdict::Pass);
    }

    #[test]
    fn g5_leaving_the_field_forgets_a_waiting_send() {
        let mut ime = Ime::new(true);
        for event in [CompositionStart, CompositionUpdate("요"), KeyDown(IN_IME), Blur] {
            ime.step(event);
        }
        assert_eq!(ime.step(CompositionEnd("요")), Verdict::Pass);
    }
}
