//! Fixed cases: requests and expectations that are data, not code.

use serde::{Deserialize, Serialize};

use crate::ids::{Citation, ParameterName};

/// A case described by data alone. Values may hold placeholders that the profile fills: `{script.echo}`, `{user.id}`,
/// `{group.number}`, `{recording.code}`, and in a scene `{actor.login}`, `{other.number}`; a case whose placeholder the profile cannot
/// fill is skipped with that reason.
#[derive(Debug, Clone)]
pub struct FixedCase {
    /// What it shows, in `snake_case`: the last part of the case's name.
    pub name: String,
    /// The route asked, by name.
    pub route: String,
    /// What goes on when it is asked, if it asks about users of its own.
    pub scene: Option<Scene>,
    /// The ways in which the same request is sent; the answers must agree.
    pub carriers: Vec<Carrier>,
    /// The parameters in the order in which they are sent.
    pub parameters: Vec<(ParameterName, String)>,
    /// The files that it stores, if it stores any: it is then a POST whatever the carriers.
    pub files: Option<Files>,
    /// What is expected, each by its clause.
    pub expectations: Vec<Expectation>,
    /// A simpler case of the command, by name: where that one does not hold, this one could not tell what is wrong, and is not judged.
    pub presumes: Option<String>,
    /// Whether the redacted canonical answer is held against a snapshot.
    pub golden: bool,
}

/// What goes on between the two users of a case, the actor and the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scene {
    /// Nothing: both are at rest.
    Rest,
    /// The actor's session calls the other, who lets it ring.
    Calling,
    /// The other's session calls the actor, who lets it ring.
    Called,
    /// They talk.
    Talking,
}

/// Files as a case stores them (UP-1).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Files {
    /// One, as the content itself.
    OctetStream(FixedFile),
    /// Any number, as the parts of a form.
    Multipart(Vec<FixedFile>),
}

/// A file with its name and its content.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedFile {
    /// Its name.
    pub name: String,
    /// Its content.
    pub content: String,
}

/// How parameters travel (HTTP-3, HTTP-4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Carrier {
    /// GET with a query string.
    Get,
    /// POST with a query string and no body.
    PostQuery,
    /// POST with an `application/x-www-form-urlencoded` body.
    PostForm,
}

impl Carrier {
    /// All carriers, GET first.
    pub const ALL: [Self; 3] = [Self::Get, Self::PostQuery, Self::PostForm];
}

/// One expectation and the rule that it rests on.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The rule.
    pub citation: Citation,
    /// What must hold.
    pub test: Test,
}

/// What must hold of an answer.
#[derive(Debug, Clone)]
pub enum Test {
    /// The status code.
    Status(ExpectedStatus),
    /// The value at a JSON Pointer of the canonical answer is this text (placeholders allowed).
    Equals {
        /// The JSON Pointer (RFC 6901).
        pointer: String,
        /// The text.
        text: String,
    },
    /// The same, but letter case does not matter: for GUIDs (STATE-3).
    EqualsIgnoringCase {
        /// The JSON Pointer (RFC 6901).
        pointer: String,
        /// The text.
        text: String,
    },
    /// The value at a JSON Pointer matches a regular expression over the whole text.
    Matches {
        /// The JSON Pointer (RFC 6901).
        pointer: String,
        /// The expression, anchored at both ends by the checker.
        pattern: String,
    },
    /// Nothing stands at a JSON Pointer, or an empty text.
    Absent {
        /// The JSON Pointer (RFC 6901).
        pointer: String,
    },
    /// The body has no bytes at all.
    EmptyBody,
    /// The body has at least one byte.
    NonEmptyBody,
}

/// A status code or a class of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExpectedStatus {
    /// Exactly this code.
    Code(u16),
    /// Any code of a class: `4` for 4xx.
    Class(u8),
}

impl ExpectedStatus {
    /// Whether it is a status of class 2xx.
    pub fn is_success(self) -> bool {
        match self {
            Self::Code(code) => code / 100 == 2,
            Self::Class(class) => class == 2,
        }
    }
}
