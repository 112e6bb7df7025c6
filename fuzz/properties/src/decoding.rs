//! The decoders of answers: one outcome for one input, within bounds, and in agreement with readers that others wrote.

use roxmltree::Node;
use serde_json::{Map, Value, json};
use spec::decode::{DecodeError, Decoded, Format, Limits, XmlFault, decode};

use crate::charsets::without_mark;

/// Longer than any message may be that a decoder makes of what a target sent.
const LONGEST_MESSAGE: usize = 1000;

/// `oktellxmlmapper`: every property of the document is one of the value, or the document is refused.
pub(crate) fn mapper(body: &[u8]) {
    let Some((value, text)) = read_xml(Format::Mapper, body) else { return };
    let sets = value.pointer("/data/property_sets").and_then(Value::as_array);
    let properties = |set: &Value| set["properties"].as_object().map_or(0, Map::len);
    let told: usize = sets.into_iter().flatten().map(properties).sum();
    if let Some(document) = other_reader(&text) {
        let parents = elements(document.root_element(), &["data"])
            .flat_map(|data| elements(data, &["property_set"]).collect::<Vec<_>>());
        let sent: usize =
            parents.map(|set| elements(set, &["property_simple", "property_cdata"]).count()).sum();
        assert_eq!(told, sent, "properties were lost or invented");
    }
}

/// `group`: every `element` is listed, in its order, with its name.
pub(crate) fn group(body: &[u8]) {
    listing(Format::Group, body, "element", "/elements");
}

/// `uploadfilesresult`: every `file` is listed, in its order, with its attributes.
pub(crate) fn upload(body: &[u8]) {
    listing(Format::Upload, body, "file", "/files");
}

fn listing(format: Format, body: &[u8], item: &str, list: &str) {
    let Some((value, text)) = read_xml(format, body) else { return };
    if let Some(document) = other_reader(&text) {
        let sent: Value = elements(document.root_element(), &[item]).map(attributes).collect();
        assert_eq!(value.pointer(list), Some(&sent), "items were lost or invented");
    }
}

/// Any XML: another reader calls the same texts well-formed and sees the same tree in them.
pub(crate) fn xml_tree(body: &[u8]) {
    let ours = read(Format::XmlTree, body);
    let text = match &ours {
        Ok(decoded) => text_of(decoded, body),
        // A text in another charset that is refused is nothing that the other reader could be asked about.
        Err(_) => str::from_utf8(without_mark(body))
            .ok()
            .map(str::to_owned)
            .filter(|text| !text.contains("encoding")),
    };
    let Some(text) = text.filter(|text| is_common_ground(text)) else { return };
    match (ours, roxmltree::Document::parse(&text)) {
        (Ok(decoded), Ok(theirs)) => assert_eq!(decoded.value, tree(theirs.root_element()), "{text:?}"),
        (Ok(_), Err(error)) => panic!("only we accept {text:?}: {error}"),
        (Err(error), Ok(_)) => assert!(may_refuse(&error), "only we refuse {text:?}: {error}"),
        (Err(_), Err(_)) => {}
    }
}

/// JSON: another reader takes the same texts and sees the same value in them, which survives being written again.
pub(crate) fn json(body: &[u8]) {
    let ours = read(Format::Json, body);
    match &ours {
        Ok(decoded) => {
            let Some(text) = text_of(decoded, body) else { return };
            assert_eq!(serde_json::from_str::<Value>(&text).ok().as_ref(), Some(&decoded.value));
            // Fractions are read quickly, not to the last bit, so only values without them come back exactly.
            if !has_fractions(&decoded.value) {
                let written = decoded.value.to_string();
                assert_eq!(
                    read(Format::Json, written.as_bytes()).map(|again| again.value),
                    Ok(decoded.value.clone())
                );
            }
        }
        Err(error) => {
            let bounded = matches!(error, DecodeError::TooDeep { .. } | DecodeError::TooManyNodes { .. });
            assert!(bounded || serde_json::from_slice::<Value>(body).is_err(), "only we refuse it: {error}");
        }
    }
}

/// What can be said of every reading: it is the same each time, it does not depend on the charset, it respects its limits, and
/// what it tells of the input is short.
fn read(format: Format, body: &[u8]) -> Result<Decoded, DecodeError> {
    let limits = Limits::default();
    let outcome = decode(format, None, body, &limits);
    assert_eq!(outcome, decode(format, None, body, &limits), "two readings differ");
    match &outcome {
        Ok(decoded) => {
            for note in &decoded.notes {
                assert!(note.to_string().chars().count() <= LONGEST_MESSAGE);
            }
            let depth = depth(&decoded.value);
            // An element of the generic tree is an object in the list of its parent.
            assert!(depth <= 2 * limits.depth + 4, "{depth} levels");
            survives_another_charset(format, decoded, body);
        }
        Err(error) => assert!(error.to_string().chars().count() <= LONGEST_MESSAGE),
    }
    narrower_limits_refuse_or_change_nothing(format, body, &outcome);
    outcome
}

fn narrower_limits_refuse_or_change_nothing(
    format: Format,
    body: &[u8],
    outcome: &Result<Decoded, DecodeError>,
) {
    let narrow = Limits { depth: 3, nodes: 10, ..Limits::default() };
    match decode(format, None, body, &narrow) {
        Ok(decoded) => assert_eq!(Ok(&decoded), outcome.as_ref()),
        Err(DecodeError::TooDeep { limit, .. }) => assert_eq!(limit, 3),
        Err(DecodeError::TooManyNodes { limit, .. }) => assert_eq!(limit, 10),
        Err(error) => assert_eq!(Err(&error), outcome.as_ref()),
    }
    if let Some(bytes) = body.len().checked_sub(1) {
        let short = Limits { body_bytes: bytes, ..Limits::default() };
        let refused = decode(format, None, body, &short);
        assert_eq!(refused, Err(DecodeError::TooLarge { bytes: body.len(), limit: bytes }));
    }
}

/// The same text in UTF-16 means the same.
fn survives_another_charset(format: Format, decoded: &Decoded, body: &[u8]) {
    let Some(text) = text_of(decoded, body) else { return };
    let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
    let wide: Vec<u8> = units.flat_map(u16::to_le_bytes).collect();
    let again = decode(format, None, &wide, &Limits::default()).map(|again| again.value);
    assert_eq!(again.as_ref(), Ok(&decoded.value), "UTF-16 makes a difference");
}

/// The text that was read, if it was in UTF-8.
fn text_of(decoded: &Decoded, body: &[u8]) -> Option<String> {
    let is_utf8 = decoded.charset.is_some_and(|charset| charset.name() == "UTF-8");
    is_utf8.then(|| str::from_utf8(without_mark(body)).expect("what was read as UTF-8").to_owned())
}

/// A document of one of the documented kinds, which must be readable as any XML too.
fn read_xml(format: Format, body: &[u8]) -> Option<(Value, String)> {
    let decoded = read(format, body).ok()?;
    assert!(decode(Format::XmlTree, None, body, &Limits::default()).is_ok(), "no XML, and yet a document");
    let text = text_of(&decoded, body)?;
    Some((decoded.value, text))
}

fn other_reader(text: &str) -> Option<roxmltree::Document<'_>> {
    is_common_ground(text).then(|| roxmltree::Document::parse(text).ok()).flatten()
}

/// Where both readers mean to do the same: the other binds prefixes, and leaves a lone carriage return before a reference.
fn is_common_ground(text: &str) -> bool {
    !text.contains(':') && !text.contains("xmlns") && !text.replace("\r\n", "").contains('\r')
}

/// Where the other reader is known to be laxer than the standard (declarations, reserved targets), or has no bounds.
fn may_refuse(error: &DecodeError) -> bool {
    matches!(
        error,
        DecodeError::TooDeep { .. }
            | DecodeError::TooManyNodes { .. }
            | DecodeError::Empty
            | DecodeError::NotWellFormed {
                fault: XmlFault::MalformedDeclaration
                    | XmlFault::MisplacedDeclaration
                    | XmlFault::InvalidTarget(_),
                ..
            }
    )
}

fn tree(node: Node<'_, '_>) -> Value {
    let text: String = node.children().filter(Node::is_text).filter_map(|text| text.text()).collect();
    json!({
        "element": node.tag_name().name(),
        "attributes": attributes(node),
        "text": text.trim(),
        "children": node.children().filter(Node::is_element).map(tree).collect::<Vec<_>>(),
    })
}

fn attributes(node: Node<'_, '_>) -> Value {
    node.attributes().map(|a| (a.name().to_owned(), Value::from(a.value()))).collect::<Map<_, _>>().into()
}

fn elements<'a, 'i: 'a>(parent: Node<'a, 'i>, names: &[&str]) -> impl Iterator<Item = Node<'a, 'i>> {
    parent.children().filter(move |child| child.is_element() && names.contains(&child.tag_name().name()))
}

/// How deep a value is.
fn depth(value: &Value) -> usize {
    let inner = match value {
        Value::Array(items) => items.iter().map(depth).max(),
        Value::Object(members) => members.values().map(depth).max(),
        _ => None,
    };
    1 + inner.unwrap_or(0)
}

fn has_fractions(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_fractions),
        Value::Object(members) => members.values().any(has_fractions),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}
