//! What is odd about an answer and yet readable.

use std::{collections::HashSet, fmt};

use super::{
    charset::{Charset, Claimant},
    error::excerpt,
};

/// An oddity of a readable answer; a check decides what it is worth, and under which clause.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Note {
    /// The bytes are in another charset than somebody says (HTTP-7: a warning, never a failure).
    CharsetDisagrees {
        /// The charset's name as it was claimed.
        claimed: String,
        /// The charset in which the bytes were read.
        found: Charset,
        /// Who claimed it.
        by: Claimant,
    },
    /// The claimed charset is one that nobody knows.
    CharsetUnknown {
        /// The claimed name.
        claimed: String,
        /// Who claimed it.
        by: Claimant,
    },
    /// A property came as `property_cdata`, the form met in the field, instead of `property_simple` (EXEC-7).
    PropertyCdata {
        /// The property's key.
        key: String,
    },
    /// An element that the documented shape does not know; it is left out of the value.
    UnknownElement {
        /// Its name.
        element: String,
        /// The element it stands in.
        inside: String,
    },
    /// Characters where the documented shape has only elements; they are left out of the value.
    StrayText {
        /// The element they stand in.
        inside: String,
    },
    /// An undocumented attribute whose name is taken by a part of the canonical value; it is left out.
    AttributeShadowed {
        /// The element that carries it.
        element: String,
        /// Its name.
        attribute: String,
    },
    /// A JSON object names one member more than once; the last value counts.
    DuplicateKey {
        /// The member's name.
        key: String,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CharsetDisagrees { claimed, found, by } => {
                write!(f, "{by} says the charset is {}, but the bytes were read as {found}", excerpt(claimed))
            }
            Self::CharsetUnknown { claimed, by } => {
                write!(f, "{by} names the charset {:?}, which is not a known one", excerpt(claimed))
            }
            Self::PropertyCdata { key } => write!(
                f,
                "the property {:?} came as <property_cdata>, where the document shows <property_simple>",
                excerpt(key)
            ),
            Self::UnknownElement { element, inside } => {
                write!(
                    f,
                    "<{}> holds <{}>, which the document does not show",
                    excerpt(inside),
                    excerpt(element)
                )
            }
            Self::StrayText { inside } => {
                write!(f, "<{}> holds text, where the document shows none", excerpt(inside))
            }
            Self::AttributeShadowed { element, attribute } => write!(
                f,
                "<{}> has the undocumented attribute {:?}, which cannot be kept beside its content",
                excerpt(element),
                excerpt(attribute)
            ),
            Self::DuplicateKey { key } => {
                write!(
                    f,
                    "the key {:?} occurs more than once in one JSON object; the last value was taken",
                    excerpt(key)
                )
            }
        }
    }
}

/// How many notes are gathered of one answer: one that is odd in more ways than these is odd enough.
const MOST: usize = 100;

/// Gathers notes, each once: a target that repeats an oddity a thousand times is odd once.
#[derive(Default)]
pub(super) struct Notes {
    list: Vec<Note>,
    seen: HashSet<Note>,
}

impl Notes {
    pub(super) fn add(&mut self, note: Note) {
        if self.list.len() < MOST && self.seen.insert(note.clone()) {
            self.list.push(note);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Note> {
        self.list
    }
}
