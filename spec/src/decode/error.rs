//! Why an answer could not be read, said so that the vendor of the server finds the spot.

use std::fmt;

use thiserror::Error;

use super::{charset::Charset, xml::XmlFault};

/// A place in the decoded text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Counted from 1.
    pub line: usize,
    /// In characters, counted from 1.
    pub column: usize,
}

impl Position {
    /// The place of a byte offset; one beyond the text is its end, one inside a character is that character.
    pub(super) fn of(text: &str, offset: usize) -> Self {
        let before = &text[..text.floor_char_boundary(offset)];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Self {
            line: before.bytes().filter(|byte| *byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}

/// A charset in which the body is malformed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Misread {
    /// The charset that was tried.
    pub charset: Charset,
    /// The offset of the first malformed sequence, in bytes from the start of the body.
    pub byte: usize,
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not {} (byte {})", self.charset, self.byte)
    }
}

/// Why an answer has no canonical value.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DecodeError {
    /// There is nothing to read where a structure is due.
    #[error("the body is empty; a structure was expected")]
    Empty,
    /// The body is longer than the reader is ready to take.
    #[error("the body has {bytes} bytes; at most {limit} are read")]
    TooLarge {
        /// Its length.
        bytes: usize,
        /// [`super::Limits::body_bytes`].
        limit: usize,
    },
    /// The bytes are in no charset that was named or could be meant (HTTP-7).
    #[error("the bytes of the body fit no charset that could be meant: {}", list(.tried))]
    Charset {
        /// What was tried, in the order of trust.
        tried: Vec<Misread>,
    },
    /// The text is not well-formed XML.
    #[error("the XML is not well-formed at {position}: {fault}")]
    NotWellFormed {
        /// What is wrong.
        fault: XmlFault,
        /// Where.
        position: Position,
    },
    /// The document carries a DOCTYPE; none of the documented answers does, and entities are a known way to
    /// attack readers.
    #[error(
        "the XML has a document type declaration at {position}; it is refused, send the document without DOCTYPE"
    )]
    Doctype {
        /// Where.
        position: Position,
    },
    /// The nesting goes deeper than the reader follows.
    #[error("the nesting at {position} is deeper than {limit} levels")]
    TooDeep {
        /// The depth that is allowed.
        limit: usize,
        /// Where it is exceeded.
        position: Position,
    },
    /// There are more elements and attributes, or JSON values, than the reader takes.
    #[error("at {position} the answer exceeds {limit} nodes (elements and attributes, or JSON values)")]
    TooManyNodes {
        /// [`super::Limits::nodes`].
        limit: usize,
        /// Where it is exceeded.
        position: Position,
    },
    /// The document is of another kind than the command documents.
    #[error("the root element is <{}>, not <{expected}>, at {position}", excerpt(.found))]
    WrongRoot {
        /// The documented root.
        expected: &'static str,
        /// The root that came.
        found: String,
        /// Where.
        position: Position,
    },
    /// An element came twice where the document shows one.
    #[error("a second <{element}> stands at {position}; the document shows one")]
    RepeatedElement {
        /// Its name.
        element: &'static str,
        /// Where the second one stands.
        position: Position,
    },
    /// One property set has two properties of one key, so which of them counts is a guess.
    #[error("the property key {:?} is used a second time in one <property_set>, at {position}", excerpt(.key))]
    DuplicateProperty {
        /// The key.
        key: String,
        /// Where it is repeated.
        position: Position,
    },
    /// A property without the `key` that names it.
    #[error("<{element}> at {position} has no attribute {attribute:?}")]
    MissingAttribute {
        /// The element.
        element: &'static str,
        /// The attribute it needs.
        attribute: &'static str,
        /// Where the element stands.
        position: Position,
    },
    /// The text is not JSON.
    #[error("the JSON is malformed at {position}: {problem}")]
    Json {
        /// What the parser stumbled over.
        problem: String,
        /// Where; its column counts bytes.
        position: Position,
    },
}

fn list(tried: &[Misread]) -> String {
    tried.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// The head of a name or text that the target chose, fit for a message: one short line, whatever was sent.
pub(super) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 80;
    let mut characters = text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c });
    let mut head: String = characters.by_ref().take(SHOWN).collect();
    if characters.next().is_some() {
        head.push('…');
    }
    head
}
