//! Words in both languages that the gate speaks.

use std::fmt::Display;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The languages that the gate speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Korean.
    Ko,
}

impl Language {
    /// The language of a locale as `LANG` or an editor names it, such as
    /// `ko_KR.UTF-8` or `ko-KR`.
    #[must_use]
    pub fn of_locale(locale: &str) -> Self {
        match locale.get(..2) {
            Some(begin) if begin.eq_ignore_ascii_case("ko") => Self::Ko,
            _ => Self::En,
        }
    }
}

/// The same words in both languages.
///
/// There is no way from one text to both: whoever says something says it
/// twice, or states by [`Text::same`] that no word of a language is in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// English.
    pub en: String,
    /// Korean.
    pub ko: String,
}

impl Text {
    /// Both languages at once.
    pub fn new(en: impl Into<String>, ko: impl Into<String>) -> Self {
        Self {
            en: en.into(),
            ko: ko.into(),
        }
    }

    /// What is the same in every language: a path, a name, what another
    /// program said.
    pub fn same(words: impl Into<String>) -> Self {
        let words = words.into();
        Self {
            en: words.clone(),
            ko: words,
        }
    }

    /// The words in one language.
    #[must_use]
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::En => &self.en,
            Language::Ko => &self.ko,
        }
    }

    /// The same done to both.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self {
            en: change(&self.en),
            ko: change(&self.ko),
        }
    }

    /// Several one after another, in both.
    #[must_use]
    pub fn join(texts: &[Self], between: &str) -> Self {
        let joined = |language| {
            let words: Vec<&str> = texts.iter().map(|text| text.get(language)).collect();
            words.join(between)
        };
        Self::new(joined(Language::En), joined(Language::Ko))
    }
}

/// An error that people are told of: its `Display` is English, for logs and
/// for who calls this as a library, and this is its Korean.
pub trait Said: Display {
    /// The same in Korean, with the same values.
    fn korean(&self) -> String;

    /// Both.
    fn said(&self) -> Text {
        Text::new(self.to_string(), self.korean())
    }
}

/// A sentence in English and in Korean, both in the form of `format!`. Values
/// that follow them stand in both.
macro_rules! text {
    ($en:literal, $ko:literal $(, $($values:tt)+)?) => {
        $crate::model::Text::new(
            ::std::format!($en $(, $($values)+)?),
            ::std::format!($ko $(, $($values)+)?),
        )
    };
    ($en:literal, $ko:literal,) => { $crate::model::text!($en, $ko) };
}
pub(crate) use text;
