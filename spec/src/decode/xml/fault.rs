//! The ways in which a text is not well-formed XML.

use quick_xml::{Error as ReaderError, errors::IllFormedError, escape::EscapeError};
use thiserror::Error;

use super::lexical;
use crate::decode::error::excerpt;

/// What is wrong with a text that should be XML 1.0.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum XmlFault {
    /// Something else than markup comes first: often an error page or plain text.
    #[error("the body does not begin with `<`, so it is no XML")]
    NotMarkup,
    /// A character that XML cannot carry, as itself or as a reference.
    #[error("the character U+{:04X} is not allowed in XML", u32::from(*.0))]
    IllegalCharacter(char),
    /// An XML declaration anywhere but at the very start.
    #[error("the XML declaration must be the very first thing in the body, before any blank")]
    MisplacedDeclaration,
    /// An XML declaration that is not `version`, `encoding`, `standalone` in this order.
    #[error("the XML declaration is malformed")]
    MalformedDeclaration,
    /// A processing instruction without a legal target.
    #[error("{:?} cannot be the target of a processing instruction", excerpt(.0))]
    InvalidTarget(String),
    /// A name with characters that names cannot have.
    #[error("{:?} is no XML name", excerpt(.0))]
    InvalidName(String),
    /// An attribute that is not `name="value"`.
    #[error("an attribute must be written name=\"value\"")]
    MalformedAttribute,
    /// Two attributes run together.
    #[error("a blank is missing before an attribute")]
    MissingBlank,
    /// A raw `<` in an attribute's value.
    #[error("the value of the attribute {:?} holds a raw `<`; write &lt;", excerpt(.0))]
    AngleInAttribute(String),
    /// One attribute twice on one element.
    #[error("the attribute {:?} stands twice on one element", excerpt(.0))]
    DuplicateAttribute(String),
    /// A reference to an entity that XML does not define by itself.
    #[error("the entity &{}; is not defined", excerpt(.0))]
    UnknownEntity(String),
    /// An `&` that begins no reference.
    #[error("a raw `&`; write &amp;")]
    BareAmpersand,
    /// A character reference without a number of a character.
    #[error("a character reference does not name a character")]
    InvalidReference,
    /// The end of a CDATA section where none began.
    #[error("`]]>` stands in text; write ]]&gt;")]
    CdataEnd,
    /// Text before or after the root element.
    #[error("text outside the root element")]
    TextOutsideRoot,
    /// More than one root element.
    #[error("a second root element <{}>", excerpt(.0))]
    SecondRoot(String),
    /// No element at all.
    #[error("there is no root element")]
    NoRoot,
    /// An element that is never closed.
    #[error("<{}> is never closed", excerpt(.0))]
    Unclosed(String),
    /// Markup that cannot be split into tags, comments and sections, in the parser's words.
    #[error("{}", excerpt(.0))]
    Markup(String),
}

impl XmlFault {
    /// Tells an entity that is not defined from an `&` and a `;` that only happen to follow each other.
    pub(super) fn unknown_entity(name: &str) -> Self {
        if lexical::is_name(name) { Self::UnknownEntity(name.to_owned()) } else { Self::BareAmpersand }
    }
}

impl From<ReaderError> for XmlFault {
    fn from(error: ReaderError) -> Self {
        match error {
            ReaderError::Escape(EscapeError::UnrecognizedEntity(_, name)) => Self::unknown_entity(&name),
            ReaderError::Escape(EscapeError::UnterminatedEntity(_)) => Self::BareAmpersand,
            ReaderError::Escape(EscapeError::InvalidCharRef(_)) => Self::InvalidReference,
            ReaderError::IllFormed(IllFormedError::UnclosedReference) => Self::BareAmpersand,
            ReaderError::IllFormed(error) => Self::Markup(error.to_string()),
            ReaderError::Syntax(error) => Self::Markup(error.to_string()),
            other => Self::Markup(other.to_string()),
        }
    }
}
