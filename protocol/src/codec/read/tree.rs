//! A text as a tree, for whoever pays by the byte: the code that serde derives for a type is three times as large as what
//! asks a tree for its fields.

use std::borrow::Cow;

use super::{Bad, Items, Number, Reader};
use crate::codec::Decode;

/// As far as this language tells values apart.
#[derive(Debug)]
pub enum Value<'a> {
    /// There is no such field.
    Absent,
    Null,
    Whole(u64),
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Record(Vec<(Cow<'a, str>, Self)>),
    /// What no type that is read so has: truths, negative numbers, fractions.
    Other,
}

impl<'a> Reader<'a> {
    pub(in crate::codec) fn value(&mut self) -> Result<Value<'a>, Bad> {
        match self.peek().ok_or(Bad)? {
            b'{' => self.within("{", "}", |reader| {
                let mut fields = Vec::new();
                let mut items = Items {
                    reader,
                    close: b'}',
                    first: true,
                };
                while items.more()? {
                    let name = items.reader.string()?;
                    items.reader.take(":")?;
                    fields.push((name, items.reader.value()?));
                }
                Ok(Value::Record(fields))
            }),
            b'[' => self.within("[", "]", |reader| {
                let mut list = Vec::new();
                let mut items = Items {
                    reader,
                    close: b']',
                    first: true,
                };
                while items.more()? {
                    list.push(items.reader.value()?);
                }
                Ok(Value::List(list))
            }),
            b'"' => self.string().map(Value::Text),
            b't' | b'f' => self.truth().map(|_| Value::Other),
            b'n' => self.take("null").map(|()| Value::Null),
            _ => Ok(match self.number()? {
                Number::Up(n) => Value::Whole(n),
                Number::Down(_) | Number::Fraction => Value::Other,
            }),
        }
    }
}

impl Value<'_> {
    /// A field. None: this is no record, or it has the field twice.
    fn at(&self, name: &str) -> Option<&Self> {
        let Self::Record(fields) = self else { return None };
        let mut found = fields.iter().filter(|(is, _)| is == name);
        let value = found.next().map_or(&Self::Absent, |(_, value)| value);
        found.next().is_none().then_some(value)
    }

    pub fn get<T: Decode>(&self, name: &str) -> Option<T> {
        T::decode(self.at(name)?)
    }

    /// For a field that is left out where it says nothing.
    pub fn get_or_default<T: Decode + Default>(&self, name: &str) -> Option<T> {
        match self.at(name)? {
            Self::Absent => Some(T::default()),
            value => T::decode(value),
        }
    }

    /// For a field that means something where it is left out.
    pub fn get_or<T: Decode>(&self, name: &str, usual: T) -> Option<T> {
        match self.at(name)? {
            Self::Absent => Some(usual),
            value => T::decode(value),
        }
    }

    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// One of several: `"name"`, or `{"name": content}`.
    pub fn variant(&self) -> Option<(&str, &Self)> {
        match self {
            Self::Text(name) => Some((name, &Self::Absent)),
            Self::Record(fields) => match fields.as_slice() {
                [(name, content)] => Some((name, content)),
                _ => None,
            },
            _ => None,
        }
    }

    /// The value of a name alone.
    pub fn word<T: Copy>(&self, words: &[(&str, T)]) -> Option<T> {
        let (name, Self::Absent | Self::Null) = self.variant()? else {
            return None;
        };
        words
            .iter()
            .find(|(word, _)| *word == name)
            .map(|(_, value)| *value)
    }

    pub fn has_only(&self, names: &[&str]) -> bool {
        matches!(self, Self::Record(fields) if fields.iter().all(|(name, _)| names.contains(&&**name)))
    }
}
