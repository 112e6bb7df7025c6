//! `roxmltree` reads the same texts: what one calls well-formed the other does too, and both see one tree.

use proptest::prelude::*;
use proptest::{collection::vec, sample::select};
use serde_json::{Map, Value, json};
use spec::decode::{DecodeError, Format, Limits, XmlFault, decode};

/// Scraps of markup that meet in every order, whole ones more often than broken ones. No prefixes, which the
/// other
/// reader wants bound, and no lone carriage return, which it forgets to normalise before a reference.
const SCRAPS: &[&str] = &[
    "<a>",
    "</a>",
    "<a>",
    "</a>",
    "<b c='1'>",
    "</b>",
    "<d/>",
    "<d e=\"2\" f='3' />",
    "x",
    " ",
    "\r\n",
    "&amp;",
    "&lt;",
    "&#65;",
    "&#13;",
    "<![CDATA[",
    "]]>",
    "<![CDATA[<&\r]]>",
    "<!--",
    "-->",
    "<!-- - -->",
    "<?p q?>",
    "<?xml version='1.0'?>",
    "&",
    ";",
    "<",
    ">",
    "'",
    "\"",
    "=",
    "/",
    "<g h='&#10;\t\r\n&quot;'/>",
    "<i j='1' j='2'/>",
    "<k l='1'm='2'/>",
    "<!DOCTYPE a>",
    "]",
    "-",
    "Ж",
    "\u{FFFE}",
    "&#xFFFF;",
    "&n;",
    "<й ё='ъ'/>",
];

fn ours(text: &str) -> Result<Value, DecodeError> {
    decode(Format::XmlTree, Some("text/xml; charset=utf-8"), text.as_bytes(), &Limits::default())
        .map(|read| read.value)
}

fn theirs(node: roxmltree::Node<'_, '_>) -> Value {
    let text: String =
        node.children().filter(roxmltree::Node::is_text).filter_map(|text| text.text()).collect();
    json!({
        "element": node.tag_name().name(),
        "attributes": node.attributes().map(|a| (a.name().to_owned(), a.value().into())).collect::<Map<_, _>>(),
        "text": text.trim(),
        "children": node.children().filter(roxmltree::Node::is_element).map(theirs).collect::<Vec<_>>(),
    })
}

/// Where the other reader is known to be laxer than the standard: declarations and reserved targets.
fn is_known_to_pass_there(error: &DecodeError) -> bool {
    matches!(
        error,
        DecodeError::NotWellFormed {
            fault: XmlFault::MalformedDeclaration
                | XmlFault::MisplacedDeclaration
                | XmlFault::InvalidTarget(_),
            ..
        }
    )
}

fn agree(text: &str) -> Result<(), TestCaseError> {
    match (ours(text), roxmltree::Document::parse(text)) {
        (Ok(value), Ok(document)) => prop_assert_eq!(value, theirs(document.root_element()), "{:?}", text),
        (Ok(_), Err(error)) => return Err(TestCaseError::fail(format!("only we accept {text:?}: {error}"))),
        (Err(error), Ok(_)) if !is_known_to_pass_there(&error) => {
            return Err(TestCaseError::fail(format!("only we refuse {text:?}: {error}")));
        }
        (Err(_), _) => {}
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_readers_agree_on_scraps_of_markup(scraps in vec(select(SCRAPS), 0..10)) {
        agree(&scraps.concat())?;
    }

    #[test]
    fn both_readers_agree_on_scraps_inside_a_root(scraps in vec(select(SCRAPS), 0..4)) {
        agree(&format!("<r>{}</r>", scraps.concat()))?;
    }
}
