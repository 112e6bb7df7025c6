//! A small, strict and bounded XML reader: text in, tree of elements out.
//!
//! Names are kept as they are written, prefix included: the documented answers use no namespaces.

mod fault;
mod lexical;
mod parse;

use serde_json::{Map, Value};

use super::{
    error::{DecodeError, Position},
    note::{Note, Notes},
};

pub use fault::XmlFault;
pub(super) use lexical::attributes;
pub(super) use parse::parse;

/// A well-formed document and the text it was read from.
pub(super) struct Document<'t> {
    pub(super) root: Element,
    text: &'t str,
}

/// An element with everything in it; comments and processing instructions are gone.
pub(super) struct Element {
    pub(super) name: String,
    /// In document order, with normalised values; no name twice.
    pub(super) attributes: Vec<(String, String)>,
    pub(super) children: Vec<Element>,
    /// The character data directly in this element, CDATA included.
    pub(super) text: String,
    /// Where its start tag begins, in bytes of the text.
    offset: usize,
}

impl Document<'_> {
    /// Where an element of this document stands.
    pub(super) fn position(&self, element: &Element) -> Position {
        Position::of(self.text, element.offset)
    }

    /// The root, if it is the documented one.
    pub(super) fn root_named(&self, expected: &'static str) -> Result<&Element, DecodeError> {
        if self.root.name == expected {
            return Ok(&self.root);
        }
        Err(DecodeError::WrongRoot {
            expected,
            found: self.root.name.clone(),
            position: self.position(&self.root),
        })
    }
}

impl Element {
    /// The attributes as members of a canonical object, undocumented ones included.
    pub(super) fn members(&self) -> Map<String, Value> {
        self.attributes.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect()
    }

    /// The attributes and one member made of the content, which wins over an attribute of its name.
    pub(super) fn members_with(&self, name: &str, content: Value, notes: &mut Notes) -> Map<String, Value> {
        let mut members = self.members();
        if members.shift_remove(name).is_some() {
            notes.add(Note::AttributeShadowed { element: self.name.clone(), attribute: name.to_owned() });
        }
        members.insert(name.to_owned(), content);
        members
    }

    /// Notes a child that the documented shape does not know.
    pub(super) fn note_unknown(&self, child: &Self, notes: &mut Notes) {
        notes.add(Note::UnknownElement { element: child.name.clone(), inside: self.name.clone() });
    }

    /// Notes text where the documented shape has only elements.
    pub(super) fn note_stray_text(&self, notes: &mut Notes) {
        if !self.text.trim().is_empty() {
            notes.add(Note::StrayText { inside: self.name.clone() });
        }
    }

    /// Notes whatever stands in an element that is documented as empty.
    pub(super) fn note_content(&self, notes: &mut Notes) {
        self.note_stray_text(notes);
        for child in &self.children {
            self.note_unknown(child, notes);
        }
    }
}
