//! JSON into values: as strict as the standard, and as small as this language needs.
//!
//! The general library weighs a fifth of the widget, mostly in errors that nobody reads and in forms that this language
//! does not have. Here an error is only an error, a struct is an object and never an array, and numbers are whole.
//! Invariant: no input makes it panic or recurse deeper than [`DEPTH`]; what it accepts means what the general library
//! says it means (the tests compare).

pub(super) mod tree;
mod values;

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Visitor};

/// Deeper than any value of this language, and far less than any stack.
const DEPTH: u8 = 32;

/// Not JSON, or not what was asked for.
#[derive(Debug)]
pub(super) struct Bad;

impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("malformed")
    }
}

impl std::error::Error for Bad {}

impl de::Error for Bad {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }
    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        Self
    }
    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        Self
    }
    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }
    fn missing_field(_: &'static str) -> Self {
        Self
    }
    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

pub(super) struct Reader<'de> {
    rest: &'de str,
    depth: u8,
}

/// A whole number, as far as it can be told apart.
enum Number {
    Up(u64),
    Down(i64),
    Fraction,
}

impl<'de> Reader<'de> {
    pub(super) fn new(text: &'de str) -> Self {
        Self { rest: text, depth: 0 }
    }

    /// Nothing but white space may follow.
    pub(super) fn end(&mut self) -> Result<(), Bad> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Bad),
        }
    }

    fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
        self.rest.bytes().next()
    }

    /// Takes this word or sign, if it comes next.
    fn take(&mut self, word: &str) -> Result<(), Bad> {
        self.peek();
        self.rest = self.rest.strip_prefix(word).ok_or(Bad)?;
        Ok(())
    }

    fn skip_bytes(&mut self, length: usize) -> &'de str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        taken
    }

    fn number(&mut self) -> Result<Number, Bad> {
        let rest = self.rest;
        let bytes = rest.as_bytes();
        let digits = |from: usize| bytes.iter().skip(from).take_while(|b| b.is_ascii_digit()).count();
        let sign = usize::from(bytes.first() == Some(&b'-'));
        let whole = digits(sign);
        if whole == 0 || (whole > 1 && bytes.get(sign) == Some(&b'0')) {
            return Err(Bad);
        }
        let mut end = sign + whole;
        let mut is_whole = true;
        if bytes.get(end) == Some(&b'.') {
            let count = digits(end + 1);
            if count == 0 {
                return Err(Bad);
            }
            end += 1 + count;
            is_whole = false;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let count = digits(end + 1 + sign);
            if count == 0 {
                return Err(Bad);
            }
            end += 1 + sign + count;
            is_whole = false;
        }
        let text = self.skip_bytes(end);
        Ok(match (is_whole, sign) {
            (true, 0) => text.parse().map_or(Number::Fraction, Number::Up),
            (true, _) if text != "-0" => text.parse().map_or(Number::Fraction, Number::Down),
            _ => Number::Fraction,
        })
    }

    fn string(&mut self) -> Result<Cow<'de, str>, Bad> {
        self.take("\"")?;
        let plain = self.plain()?;
        if self.rest.starts_with('"') {
            self.skip_bytes(1);
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        loop {
            match self.skip_bytes(1) {
                "\"" => return Ok(Cow::Owned(text)),
                "\\" => text.push(self.escape()?),
                _ => return Err(Bad),
            }
            text.push_str(self.plain()?);
        }
    }

    /// Up to the next quote, escape, or what may not stand in a string.
    fn plain(&mut self) -> Result<&'de str, Bad> {
        let end = self
            .rest
            .bytes()
            .position(|b| b == b'"' || b == b'\\' || b < b' ')
            .ok_or(Bad)?;
        Ok(self.skip_bytes(end))
    }

    fn escape(&mut self) -> Result<char, Bad> {
        Ok(match self.skip_bytes(1) {
            "\"" => '"',
            "\\" => '\\',
            "/" => '/',
            "b" => '\u{8}',
            "f" => '\u{c}',
            "n" => '\n',
            "r" => '\r',
            "t" => '\t',
            "u" => {
                let first = self.unit()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first).ok_or(Bad);
                }
                if self.skip_bytes(2) != "\\u" {
                    return Err(Bad);
                }
                let second = self
                    .unit()?
                    .checked_sub(0xdc00)
                    .filter(|low| *low < 0x400)
                    .ok_or(Bad)?;
                char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second).ok_or(Bad)?
            }
            _ => return Err(Bad),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Bad> {
        let digits = self.skip_bytes(4);
        if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Bad);
        }
        u32::from_str_radix(digits, 16).map_err(|_| Bad)
    }

    /// One level down, with what stands there, and up again.
    fn within<T>(
        &mut self,
        open: &str,
        close: &str,
        what: impl FnOnce(&mut Self) -> Result<T, Bad>,
    ) -> Result<T, Bad> {
        self.take(open)?;
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(Bad);
        }
        let value = what(self)?;
        self.depth -= 1;
        self.take(close)?;
        Ok(value)
    }

    fn list<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Bad> {
        self.within("[", "]", |reader| {
            visitor.visit_seq(Items {
                reader,
                close: b']',
                first: true,
            })
        })
    }

    fn object<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Bad> {
        self.within("{", "}", |reader| {
            visitor.visit_map(Items {
                reader,
                close: b'}',
                first: true,
            })
        })
    }

    fn whole<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Bad> {
        self.peek();
        match self.number()? {
            Number::Up(n) => visitor.visit_u64(n),
            Number::Down(n) => visitor.visit_i64(n),
            Number::Fraction => Err(Bad),
        }
    }

    fn text<V: Visitor<'de>>(&mut self, visitor: V) -> Result<V::Value, Bad> {
        match self.string()? {
            Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
            Cow::Owned(text) => visitor.visit_string(text),
        }
    }

    fn truth(&mut self) -> Result<bool, Bad> {
        self.take("true")
            .map(|()| true)
            .or_else(|_| self.take("false").map(|()| false))
    }

    /// A value that nobody asked for.
    fn skip(&mut self) -> Result<(), Bad> {
        match self.peek().ok_or(Bad)? {
            b'{' => self.within("{", "}", |reader| {
                let mut items = Items {
                    reader,
                    close: b'}',
                    first: true,
                };
                while items.more()? {
                    items.reader.string()?;
                    items.reader.take(":")?;
                    items.reader.skip()?;
                }
                Ok(())
            }),
            b'[' => self.within("[", "]", |reader| {
                let mut items = Items {
                    reader,
                    close: b']',
                    first: true,
                };
                while items.more()? {
                    items.reader.skip()?;
                }
                Ok(())
            }),
            b'"' => self.string().map(drop),
            b't' | b'f' => self.truth().map(drop),
            b'n' => self.take("null"),
            _ => self.number().map(drop),
        }
    }
}

/// What stands between the brackets of an array or an object.
struct Items<'a, 'de> {
    reader: &'a mut Reader<'de>,
    close: u8,
    first: bool,
}

impl Items<'_, '_> {
    fn more(&mut self) -> Result<bool, Bad> {
        if self.reader.peek().ok_or(Bad)? == self.close {
            return Ok(false);
        }
        if !std::mem::take(&mut self.first) {
            self.reader.take(",")?;
        }
        Ok(true)
    }
}
