//! An XML document as a small tree, and how it is written down (HTTP-7).

use std::borrow::Cow;
use std::io;

use quick_xml::Writer;
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesCData, BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use quick_xml::name::QName;

use crate::dialect::Layout;

/// What most documents fit into.
const USUAL_BYTES: usize = 1024;

/// The encoding that a document declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// `utf-16`, as the mapper documents do.
    Utf16,
    /// `utf-8`.
    Utf8,
}

/// How a document is written down.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hand {
    /// The blanks between the elements.
    pub(crate) layout: Layout,
    /// How attribute values are escaped, where it is not as XML asks.
    pub(crate) escape: Option<fn(&str) -> String>,
}

impl Encoding {
    fn name(self) -> &'static str {
        match self {
            Self::Utf16 => "utf-16",
            Self::Utf8 => "utf-8",
        }
    }
}

/// An element with attributes, and with elements or a text in it.
#[derive(Debug, Clone)]
pub(crate) struct Element {
    pub(crate) name: &'static str,
    pub(crate) attributes: Vec<(&'static str, String)>,
    pub(crate) children: Vec<Element>,
    text: Option<String>,
}

impl Element {
    pub(crate) fn new(name: &'static str) -> Self {
        Self { name, attributes: Vec::new(), children: Vec::new(), text: None }
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

    /// With a text inside instead of elements, written as CDATA.
    pub(crate) fn cdata(mut self, text: &str) -> Self {
        self.text = Some(text.to_owned());
        self
    }

    fn write(&self, writer: &mut Writer<Vec<u8>>, hand: Hand) -> io::Result<()> {
        let mut start = BytesStart::new(self.name);
        for (name, value) in &self.attributes {
            let value = expressible(value);
            match hand.escape {
                None => start.push_attribute((*name, value.as_ref())),
                Some(escape) => {
                    start.push_attribute(Attribute { key: QName(name), value: escape(&value).into() });
                }
            }
        }
        if self.children.is_empty() && self.text.is_none() {
            return writer.write_event(Event::Empty(start));
        }
        writer.write_event(Event::Start(start))?;
        if let Some(text) = &self.text {
            write_cdata(writer, &expressible(text))?;
        }
        for child in &self.children {
            child.write(writer, hand)?;
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
    /// The document with its declaration.
    pub(crate) fn text(&self, hand: Hand) -> io::Result<String> {
        let mut writer = match hand.layout {
            Layout::Pretty => Writer::new_with_indent(Vec::with_capacity(USUAL_BYTES), b' ', 2),
            Layout::Compact => Writer::new(Vec::with_capacity(USUAL_BYTES)),
        };
        writer.write_event(Event::Decl(BytesDecl::new("1.0", Some(self.encoding.name()), None)))?;
        self.root.write(&mut writer, hand)?;
        String::from_utf8(writer.into_inner()).map_err(io::Error::other)
    }
}

/// The text as CDATA, in two sections where `]]>` stands in it. A carriage return would be read as a line feed there, so it
/// stands between two sections as a reference (EXEC-7).
fn write_cdata(writer: &mut Writer<Vec<u8>>, text: &str) -> io::Result<()> {
    for (place, line) in text.split('\r').enumerate() {
        if place > 0 {
            writer.write_event(Event::Text(BytesText::from_escaped("&#13;")))?;
        }
        for section in BytesCData::escaped(line) {
            writer.write_event(Event::CData(section))?;
        }
    }
    Ok(())
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
    use super::{Document, Element, Encoding, Hand};
    use crate::dialect::Layout;
    use proptest::prelude::*;

    fn text_of(inner: Element, layout: Layout) -> String {
        let root = Element::new("a").child(inner);
        let document = Document { root, encoding: Encoding::Utf16 };
        document.text(Hand { layout, escape: None }).expect("a document")
    }

    fn expressible(value: &str) -> String {
        let lost = |c| (c < ' ' && !"\t\n\r".contains(c)) || c == '\u{FFFE}' || c == '\u{FFFF}';
        value.chars().map(|c| if lost(c) { '\u{FFFD}' } else { c }).collect()
    }

    proptest! {
        #[test]
        fn an_attribute_carries_any_text_losslessly(value in any::<String>()) {
            let text = text_of(Element::new("b").attribute("name", &value), Layout::Pretty);
            let document = roxmltree::Document::parse(&text).expect("well-formed");
            let read = document.descendants().find_map(|node| node.attribute("name")).expect("the attribute");
            prop_assert_eq!(read, expressible(&value));
        }

        #[test]
        fn cdata_carries_any_text_losslessly(
            value in prop_oneof![any::<String>(), "(\\]|>|\r|\n| |x){0,12}"],
            layout in prop_oneof![Just(Layout::Pretty), Just(Layout::Compact)],
        ) {
            let text = text_of(Element::new("b").cdata(&value), layout);
            let document = roxmltree::Document::parse(&text).expect("well-formed");
            let element = document.descendants().find(|node| node.has_tag_name("b")).expect("the element");
            let read: String = element.children().filter_map(|node| node.text()).collect();
            prop_assert_eq!(read, expressible(&value));
        }
    }

    #[test]
    fn a_layout_decides_the_blanks_between_elements_only() {
        let element = || Element::new("b").attribute("name", "x y");
        let declaration = "<?xml version=\"1.0\" encoding=\"utf-16\"?>";
        let compact = text_of(element(), Layout::Compact);
        assert_eq!(compact, format!("{declaration}<a><b name=\"x y\"/></a>"));
        let pretty = text_of(element(), Layout::Pretty);
        assert_eq!(pretty, format!("{declaration}\n<a>\n  <b name=\"x y\"/>\n</a>"));
    }
}
