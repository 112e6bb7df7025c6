//! The languages of reports that people read.

use std::fmt;
use std::str::FromStr;

use askama::filters::HtmlSafe;

/// A language of reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// Russian.
    Russian,
}

/// A code that is none of a language.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{0}` is no language of reports: write en or ru")]
pub struct NoSuchLanguage(String);

impl FromStr for Language {
    type Err = NoSuchLanguage;

    fn from_str(code: &str) -> Result<Self, NoSuchLanguage> {
        match code {
            "en" => Ok(Self::English),
            "ru" => Ok(Self::Russian),
            other => Err(NoSuchLanguage(other.to_owned())),
        }
    }
}

impl Language {
    /// The tag of the language (RFC 5646).
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Russian => "ru",
        }
    }
}

/// Words with the name by which the script finds them in the other language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) key: &'static str,
    pub(crate) text: &'static str,
}

/// As an element that the script can say anew.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<span data-t=\"{}\">{}</span>", self.key, self.text)
    }
}

/// Nothing in the tables of words is markup, which a test sees to.
impl HtmlSafe for Said {}

/// A table of words in one language.
pub(crate) trait Table {
    /// All of them, in the order of the table.
    fn all(&self) -> Vec<Said>;
}

/// A table of words in every language, a line a sentence: its name, in English, in Russian.
macro_rules! words {
    ($($key:ident: $english:expr, $russian:literal;)*) => {
        /// Everything that is said, in one language.
        #[derive(Debug)]
        pub(crate) struct Words { $(pub(crate) $key: Said,)* }

        const ENGLISH: Words = Words { $($key: Said { key: stringify!($key), text: $english },)* };
        const RUSSIAN: Words = Words { $($key: Said { key: stringify!($key), text: $russian },)* };

        impl $crate::language::Table for Words {
            fn all(&self) -> Vec<Said> {
                vec![$(self.$key,)*]
            }
        }
    };
}

pub(crate) use words;

/// Both languages have words for everything, and none of them is markup.
#[cfg(test)]
pub(crate) fn assert_both_have_words(english: &impl Table, russian: &impl Table) {
    for (english, russian) in english.all().into_iter().zip(russian.all()) {
        assert_eq!(english.key, russian.key);
        for text in [english.text, russian.text] {
            assert!(!text.is_empty() && !text.contains(['<', '>', '&', '"']), "{}", english.key);
        }
        assert!(russian.text.chars().any(|letter| ('а'..='ё').contains(&letter)), "{}", russian.key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_its_code() {
        assert_eq!("ru".parse::<Language>().unwrap(), Language::Russian);
        assert!("fr".parse::<Language>().is_err());
    }
}
