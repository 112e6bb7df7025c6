//! How a server answers where the document leaves it open: one choice a question, the defaults nearest to the examples.
//!
//! Every dialect conforms. What goes against a clause is a fault, not a dialect.

use serde::Deserialize;

/// A question that the document leaves open, with the answers to choose from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// What the choice is called.
    pub name: &'static str,
    /// What it decides.
    pub summary: &'static str,
    /// The values, the default first.
    pub values: &'static [&'static str],
}

/// A setting that names no choice, or no value of its choice.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnknownChoice {
    /// The setting is not of the form `NAME=VALUE`.
    #[error("{0:?} is no setting of a dialect; write NAME=VALUE, for instance layout=compact")]
    NoSetting(String),
    /// There is no such choice.
    #[error("{name:?} is no choice of a dialect; the choices are {known}")]
    Name {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The choice has no such value.
    #[error("{value:?} is no value of {name}; the values are {known}")]
    Value {
        /// The choice.
        name: &'static str,
        /// What was asked for.
        value: String,
        /// What there is.
        known: String,
    },
}

macro_rules! dialect {
    ($($(#[doc = $summary:literal])* $field:ident $choice:literal: $kind:ident {
        $($(#[doc = $doc:literal])* $entry:ident = $value:literal,)*
    })*) => {
        $(
            $(#[doc = $summary])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
            pub enum $kind {
                $($(#[doc = $doc])* #[serde(rename = $value)] $entry,)*
            }

            impl $kind {
                const ALL: &[(&'static str, Self)] = &[$(($value, Self::$entry),)*];
            }

            impl Default for $kind {
                fn default() -> Self {
                    Self::ALL[0].1
                }
            }
        )*

        /// One answer to each question that the document leaves open.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
        #[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
        pub struct Dialect {
            $($(#[doc = $summary])* pub $field: $kind,)*
        }

        const CHOICES: &[Choice] = &[$(Choice {
            name: $choice,
            summary: concat!($($summary),*).trim_ascii(),
            values: &[$($value),*],
        },)*];

        impl Dialect {
            /// Makes the choice `name` fall on `value`.
            ///
            /// # Errors
            /// There is no such choice, or it has no such value; the dialect is as it was.
            pub fn choose(&mut self, name: &str, value: &str) -> Result<(), UnknownChoice> {
                match name {
                    $($choice => self.$field = chosen($choice, $kind::ALL, value)?,)*
                    _ => return Err(UnknownChoice::Name { name: name.to_owned(), known: names() }),
                }
                Ok(())
            }
        }
    };
}

dialect! {
    /// The bytes of the documents that declare `utf-16` (HTTP-7).
    mapper_bytes "mapper-bytes": MapperBytes {
        /// UTF-16, little-endian, behind a byte order mark.
        Utf16Le = "utf-16le",
        /// UTF-16, big-endian, behind a byte order mark.
        Utf16Be = "utf-16be",
        /// UTF-8, as public clients read it, whatever the declaration says.
        Utf8 = "utf-8",
    }
    /// The element that carries a script's return value (EXEC-7).
    return_value "return-value": ReturnValue {
        /// `property_simple`, the value in `name`, as documented.
        Simple = "property_simple",
        /// `property_cdata`, as seen in the field.
        Cdata = "property_cdata",
    }
    /// The blanks between the elements of a document.
    layout "layout": Layout {
        /// A line an element, indented, as in the examples.
        Pretty = "pretty",
        /// None.
        Compact = "compact",
    }
    /// How the length of an answer is told (HTTP-7).
    framing "framing": Framing {
        /// By `Content-Length`.
        Length = "content-length",
        /// Chunk by chunk.
        Chunked = "chunked",
    }
    /// The `Content-Type` of documents and JSON (HTTP-7).
    content_types "content-types": ContentTypes {
        /// `text/xml` and `application/json`, with the charset.
        Charset = "charset",
        /// The same without the charset.
        Bare = "bare",
        /// `application/xml` instead of `text/xml`.
        Application = "application-xml",
        /// `text/html`, as old servers say whatever they send.
        Html = "html",
    }
    /// The answer about a script or a user that does not exist (EXEC-8).
    unknown "unknown": Unknown {
        /// A status of 4xx.
        Status = "status",
        /// `200` with a document that says no: `started` is 0, or no user is in it.
        Document = "document",
    }
    /// Further keys in JSON, which clients have to pass over (CHAIN-3).
    extra_keys "extra-keys": ExtraKeys {
        /// None.
        Off = "off",
        /// One in every object.
        On = "on",
    }
    /// The letter case of GUIDs in JSON; in `tst_getuserstate` they are always lower (STATE-3).
    json_guids "json-guids": JsonGuids {
        /// As in the examples.
        Lower = "lower",
        /// As clients like to type them.
        Upper = "upper",
    }
    /// The parameter by which `tst_getuserstate` knows its user (STATE-2).
    user_parameter "user-parameter": UserParameter {
        /// Either of the two, `iduser` before `number`.
        Both = "both",
        /// That of the example.
        IdUser = "iduser",
        /// That of the table.
        Number = "number",
    }
    /// What becomes of a connection after an answer (HTTP-7).
    connection "connection": Connection {
        /// It stays open for the next request.
        KeepAlive = "keep-alive",
        /// It is closed.
        Close = "close",
    }
}

impl Dialect {
    /// Every choice there is.
    #[must_use]
    pub const fn choices() -> &'static [Choice] {
        CHOICES
    }

    /// The default dialect with settings of the form `NAME=VALUE`; of two for one choice the later counts.
    ///
    /// # Errors
    /// The first setting that names no choice or no value.
    pub fn parse<'a>(settings: impl IntoIterator<Item = &'a str>) -> Result<Self, UnknownChoice> {
        let mut dialect = Self::default();
        for setting in settings {
            let parts = setting.split_once('=');
            let (name, value) = parts.ok_or_else(|| UnknownChoice::NoSetting(setting.to_owned()))?;
            dialect.choose(name.trim(), value.trim())?;
        }
        Ok(dialect)
    }
}

impl std::str::FromStr for Dialect {
    type Err = UnknownChoice;

    /// Settings with commas between them; none in an empty text.
    fn from_str(text: &str) -> Result<Self, UnknownChoice> {
        Self::parse(text.split(',').filter(|setting| !setting.trim().is_empty()))
    }
}

fn names() -> String {
    CHOICES.iter().map(|choice| choice.name).collect::<Vec<_>>().join(", ")
}

fn chosen<T: Copy>(name: &'static str, all: &[(&'static str, T)], value: &str) -> Result<T, UnknownChoice> {
    let found = all.iter().find(|(known, _)| *known == value).map(|(_, entry)| *entry);
    found.ok_or_else(|| {
        let known = all.iter().map(|(known, _)| *known).collect::<Vec<_>>().join(", ");
        UnknownChoice::Value { name, value: value.to_owned(), known }
    })
}

#[cfg(test)]
mod tests {
    use super::{Dialect, Layout, MapperBytes, UnknownChoice};

    #[test]
    fn every_value_of_every_choice_can_be_chosen_and_the_first_is_the_default() {
        for choice in Dialect::choices() {
            let mut seen = Vec::new();
            for value in choice.values {
                let dialect = Dialect::parse([format!("{}={value}", choice.name).as_str()]).expect("a value");
                assert!(!seen.contains(&dialect), "{}={value}", choice.name);
                seen.push(dialect);
            }
            assert_eq!(seen[0], Dialect::default(), "{}", choice.name);
            assert!(!choice.summary.is_empty());
        }
    }

    #[test]
    fn settings_are_read_from_a_line_and_from_a_file_alike() {
        let read: Dialect = "layout=compact, mapper-bytes=utf-8".parse().expect("a dialect");
        assert_eq!((read.layout, read.mapper_bytes), (Layout::Compact, MapperBytes::Utf8));
        let file = toml::from_str::<Dialect>("layout = \"compact\"\nmapper-bytes = \"utf-8\"");
        assert_eq!(file.expect("a dialect"), read);
        assert_eq!("".parse::<Dialect>(), Ok(Dialect::default()));
    }

    #[test]
    fn what_is_no_setting_is_refused_with_what_there_is() {
        let complaint = |text: &str| text.parse::<Dialect>().expect_err("no setting").to_string();
        assert_eq!(complaint("layout"), UnknownChoice::NoSetting("layout".to_owned()).to_string());
        assert!(complaint("colour=red").contains("mapper-bytes, return-value"));
        assert!(complaint("layout=wide").contains("pretty, compact"));
        assert!(toml::from_str::<Dialect>("colour = \"red\"").is_err());
    }
}
