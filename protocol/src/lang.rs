//! The three languages that Maru speaks.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    #[default]
    Ja,
    Ko,
    En,
}

impl Lang {
    pub const ALL: [Self; 3] = [Self::Ja, Self::Ko, Self::En];

    /// The tag that `lang` attributes carry.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::Ko => "ko",
            Self::En => "en",
        }
    }

    /// The language of a BCP 47 tag: `ko-KR` is Korean. None for one that Maru does not speak.
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next()?;
        Self::ALL
            .into_iter()
            .find(|lang| primary.eq_ignore_ascii_case(lang.tag()))
    }
}

/// One text in up to three languages, as an owner gives it. Where one is missing, another stands in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ja: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub ko: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    pub en: String,
}

impl Words {
    pub fn all(text: &str) -> Self {
        Self {
            ja: text.to_owned(),
            ko: text.to_owned(),
            en: text.to_owned(),
        }
    }

    pub fn get(&self, lang: Lang) -> &str {
        let own = match lang {
            Lang::Ja => &self.ja,
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        };
        [own, &self.en, &self.ja, &self.ko]
            .into_iter()
            .find(|text| !text.is_empty())
            .map_or("", String::as_str)
    }

    /// The texts that are there, for checks.
    pub fn given(&self) -> impl Iterator<Item = &str> {
        [&self.ja, &self.ko, &self.en]
            .into_iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
    }
}
