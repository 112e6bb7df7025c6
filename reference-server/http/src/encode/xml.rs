//! An XML document as a small tree, and its bytes in the encoding that it declares (HTTP-7).

use std::borrow::Cow;
use std::io;

use bytes::Bytes;
use http::HeaderValue;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, Event};

use crate::answer::{self, Reply};

/// How a document's characters become bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Little-endian UTF-16 behind a byte order mark.
    Utf16,
    /// UTF-8 without a mark.
    Utf8,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Utf16 => "utf-16",
            Self::Utf8 => "utf-8",
        }
    }

    fn content_type(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            Self::Utf16 => "text/xml; charset=utf-16",
            Self::Utf8 => "text/xml; charset=utf-8",
        })
    }

    fn bytes(self, text: &str) -> Bytes {
        match self {
            Self::Utf8 => Bytes::copy_from_slice(text.as_bytes()),
            Self::Utf16 => {
                let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
                units.flat_map(u16::to_le_bytes).collect()
            }
        }
    }
}

/// An element with attributes and elements in it; none of the documents has text.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    children: Vec<Element>,
}

impl Element {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new() }
    }

    pub(crate) fn attribute(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.attributes.push((name, value.to_string()));
        self
    }

    pub(crate) fn child(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    pub(crate) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>) -> io::Result<()> {
        let mut start = BytesStart::new(self.name);
        for (name, value) in &self.attributes {
            start.push_attribute((*name, expressible(value).as_ref()));
        }
        if self.children.is_empty() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        for child in &self.children {
            child.write(writer)?;
        }
        writer.write_event(Event::End(BytesEnd::new(self.name)))
    }
}

/// A root element under a declaration.
#[derive(Debug)]
pub(crate) struct Document {
    /// The element that holds all others.
    pub(crate) root: Element,
    /// What the declaration says and the bytes are.
    pub(crate) encoding: Encoding,
}

impl Document {
    /// The answer that carries the document.
    pub(crate) fn reply(&self) -> io::Result<Reply> {
        Ok(answer::ok(self.encoding.content_type(), self.encoding.bytes(&self.text()?)))
    }

    fn text(&self) -> io::Result<String> {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some(self.encoding.name()), None)))?;
        self.root.write(&mut writer)?;
        String::from_utf8(writer.into_inner()).map_err(io::Error::other)
    }
}

/// The text with U+FFFD for what XML 1.0 has no way to write, not even as a reference.
fn expressible(text: &str) -> Cow<'_, str> {
    let inexpressible = |letter: char| matches!(letter, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}');
    if text.contains(inexpressible) {
        Cow::Owned(text.replace(inexpressible, "\u{FFFD}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{Document, Element, Encoding};
    use proptest::prelude::*;

    fn text_of(value: &str) -> String {
        let root = Element::new("a").child(Element::new("b").attribute("name", value));
        Document { root, encoding: Encoding::Utf16 }.text().expect("a document")
    }

    proptest! {
        #[test]
        fn an_attribute_carries_any_text_losslessly(value in any::<String>()) {
            let text = text_of(&value);
            let document = roxmltree::Document::parse(&text).expect("well-formed");
            let read = document.descendants().find_map(|node| node.attribute("name")).expect("the attribute");
            let kept: String = value
                .chars()
                .map(|c| if (c < ' ' && !"\t\n\r".contains(c)) || c == '\u{FFFE}' || c == '\u{FFFF}' { '\u{FFFD}' } else { c })
                .collect();
            prop_assert_eq!(read, kept);
        }
    }

    #[test]
    fn utf16_documents_are_little_endian_behind_a_mark() {
        assert_eq!(Encoding::Utf16.bytes("<Ж"), [0xFF, 0xFE, b'<', 0, 0x16, 0x04].as_slice());
        assert!(text_of("x").starts_with("<?xml version=\"1.0\" encoding=\"utf-16\"?>\n<a>"));
    }
}
