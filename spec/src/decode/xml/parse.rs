//! From text to tree with an own stack, so that no nesting overflows the thread's; limits are enforced as the
//! text is read.

use std::collections::HashSet;

use quick_xml::{
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
    reader::Reader,
};

use super::{Document, Element, XmlFault, lexical};
use crate::decode::{
    error::{DecodeError, Position},
    limits::Limits,
};

/// Reads one well-formed document.
pub(in crate::decode) fn parse<'t>(text: &'t str, limits: &Limits) -> Result<Document<'t>, DecodeError> {
    let mut builder = Builder { text, limits: *limits, open: Vec::new(), root: None, nodes: 0 };
    builder.check_characters()?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().enable_all_checks(true);
    loop {
        let offset = at(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Eof) => return builder.finish(),
            Ok(event) => builder.take(event, offset)?,
            Err(error) => return Err(builder.fault(at(reader.error_position()), error.into())),
        }
    }
}

/// The reader counts in `u64`; a position is within a text that is in memory.
fn at(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

struct Builder<'t> {
    text: &'t str,
    limits: Limits,
    /// The elements whose end tags are still to come, the innermost last.
    open: Vec<Element>,
    root: Option<Element>,
    /// Elements and attributes so far.
    nodes: usize,
}

impl<'t> Builder<'t> {
    /// Judges the characters once for the whole text, so that no later step has to.
    fn check_characters(&self) -> Result<(), DecodeError> {
        if !self.text.trim_start_matches(lexical::is_blank).starts_with('<') {
            return Err(self.fault(0, XmlFault::NotMarkup));
        }
        match self.text.char_indices().find(|(_, c)| !lexical::is_character(*c)) {
            Some((offset, illegal)) => Err(self.fault(offset, XmlFault::IllegalCharacter(illegal))),
            None => Ok(()),
        }
    }

    fn take(&mut self, event: Event<'_>, offset: usize) -> Result<(), DecodeError> {
        match event {
            Event::Start(tag) => self.open_element(&tag, offset),
            Event::Empty(tag) => {
                self.open_element(&tag, offset)?;
                self.close_element();
                Ok(())
            }
            Event::End(_) => {
                self.close_element();
                Ok(())
            }
            Event::Text(text) if text.contains("]]>") => Err(self.fault(offset, XmlFault::CdataEnd)),
            Event::Text(text) => self.add_text(&text.xml10_content(), offset),
            Event::GeneralRef(reference) => self.add_reference(&reference, offset),
            Event::CData(_) if self.open.is_empty() => Err(self.fault(offset, XmlFault::TextOutsideRoot)),
            Event::CData(section) => self.add_text(&section.xml10_content(), offset),
            Event::Decl(_) if offset > 0 => Err(self.fault(offset, XmlFault::MisplacedDeclaration)),
            Event::Decl(declaration) => {
                let parts = declaration.strip_prefix("xml").unwrap_or_default();
                lexical::check_declaration(parts).map_err(|fault| self.fault(offset, fault))
            }
            Event::PI(instruction) => {
                lexical::check_target(instruction.target()).map_err(|fault| self.fault(offset, fault))
            }
            Event::DocType(_) => Err(DecodeError::Doctype { position: Position::of(self.text, offset) }),
            Event::Comment(_) | Event::Eof => Ok(()),
        }
    }

    fn open_element(&mut self, tag: &BytesStart<'_>, offset: usize) -> Result<(), DecodeError> {
        let name = tag.name().0;
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.fault(offset, XmlFault::SecondRoot(name.to_owned())));
        }
        if !lexical::is_name(name) {
            return Err(self.fault(offset, XmlFault::InvalidName(name.to_owned())));
        }
        let limit = self.limits.enforced_depth();
        if self.open.len() >= limit {
            return Err(DecodeError::TooDeep { limit, position: Position::of(self.text, offset) });
        }
        self.count_node(offset)?;
        let attributes = self.attributes(tag.attributes_raw(), offset)?;
        let name = name.to_owned();
        self.open.push(Element { name, attributes, children: Vec::new(), text: String::new(), offset });
        Ok(())
    }

    fn attributes(&mut self, source: &str, offset: usize) -> Result<Vec<(String, String)>, DecodeError> {
        let mut names = HashSet::new();
        let mut attributes = Vec::new();
        for attribute in lexical::attributes(source) {
            self.count_node(offset)?;
            let (name, raw) = attribute.map_err(|fault| self.fault(offset, fault))?;
            if !names.insert(name) {
                return Err(self.fault(offset, XmlFault::DuplicateAttribute(name.to_owned())));
            }
            let value = lexical::attribute_value(raw).map_err(|fault| self.fault(offset, fault))?;
            attributes.push((name.to_owned(), value));
        }
        Ok(attributes)
    }

    /// The reader has matched the names already.
    fn close_element(&mut self) {
        if let Some(element) = self.open.pop() {
            match self.open.last_mut() {
                Some(parent) => parent.children.push(element),
                None => self.root = Some(element),
            }
        }
    }

    fn add_text(&mut self, text: &str, offset: usize) -> Result<(), DecodeError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.chars().all(lexical::is_blank) => {}
            None => return Err(self.fault(offset, XmlFault::TextOutsideRoot)),
        }
        Ok(())
    }

    fn add_reference(&mut self, reference: &BytesRef<'_>, offset: usize) -> Result<(), DecodeError> {
        let character = reference.resolve_char_ref().map_err(|error| self.fault(offset, error.into()))?;
        if self.open.is_empty() {
            return Err(self.fault(offset, XmlFault::TextOutsideRoot));
        }
        match (character, resolve_predefined_entity(reference)) {
            (Some(c), _) if !lexical::is_character(c) => {
                Err(self.fault(offset, XmlFault::IllegalCharacter(c)))
            }
            (Some(c), _) => self.add_text(c.encode_utf8(&mut [0; 4]), offset),
            (None, Some(text)) => self.add_text(text, offset),
            (None, None) => Err(self.fault(offset, XmlFault::unknown_entity(reference))),
        }
    }

    fn count_node(&mut self, offset: usize) -> Result<(), DecodeError> {
        self.nodes += 1;
        let limit = self.limits.nodes;
        if self.nodes > limit {
            return Err(DecodeError::TooManyNodes { limit, position: Position::of(self.text, offset) });
        }
        Ok(())
    }

    fn finish(self) -> Result<Document<'t>, DecodeError> {
        if let Some(element) = self.open.last() {
            return Err(self.fault(element.offset, XmlFault::Unclosed(element.name.clone())));
        }
        match self.root {
            Some(root) => Ok(Document { root, text: self.text }),
            None => Err(self.fault(self.text.len(), XmlFault::NoRoot)),
        }
    }

    fn fault(&self, offset: usize, fault: XmlFault) -> DecodeError {
        DecodeError::NotWellFormed { fault, position: Position::of(self.text, offset) }
    }
}
