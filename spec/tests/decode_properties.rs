//! For any bytes the decoders answer and never panic; for any value they undo a small encoder, in every
//! charset that carries it.

#![expect(clippy::expect_used, reason = "a helper of a test fails the test")]

#[path = "decode_support/charsets.rs"]
mod charsets;

use charsets::{encode, encode_with_bom};
use proptest::prelude::*;
use proptest::{collection::vec, sample::select};
use serde_json::{Map, Value, json};
use spec::decode::{DecodeError, Decoded, Format, Limits, decode};

const CHARSETS: [&str; 6] = ["UTF-8", "UTF-16LE", "UTF-16BE", "windows-1251", "KOI8-R", "GBK"];

/// Something that can be written as XML without any thought of how it is read.
struct Xml(String);

impl Xml {
    fn new() -> Self {
        Self("<?xml version='1.0'?>".to_owned())
    }

    fn start(&mut self, name: &str, attributes: &Value) -> &mut Self {
        self.0 += &format!("<{name}");
        for (attribute, value) in attributes.as_object().expect("an object") {
            if let Some(value) = value.as_str() {
                self.0 += &format!(" {attribute}=\"{}\"", escape(value));
            }
        }
        self.0 += ">";
        self
    }

    fn end(&mut self, name: &str) {
        self.0 += &format!("</{name}>\n");
    }

    fn empty(&mut self, name: &str, attributes: &Value) {
        self.start(name, attributes).end(name);
    }
}

fn escape(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '<' | '>' | '&' | '"' | '\'' | '\t' | '\n' | '\r' => format!("&#{};", u32::from(c)),
            other => other.to_string(),
        })
        .collect()
}

fn write_mapper(value: &Value) -> String {
    let mut xml = Xml::new();
    xml.start("oktellxmlmapper", value).start("data", &value["data"]);
    for set in value["data"]["property_sets"].as_array().expect("sets") {
        xml.start("property_set", set);
        for (key, property) in set["properties"].as_object().expect("properties") {
            let mut attributes = Map::from_iter([("key".to_owned(), json!(key))]);
            attributes.extend(property.as_object().expect("a property").clone());
            xml.empty("property_simple", &attributes.into());
        }
        xml.end("property_set");
    }
    xml.end("data");
    xml.end("oktellxmlmapper");
    xml.0
}

fn write_listing(root: &str, item: &str, member: &str, value: &Value) -> String {
    let mut xml = Xml::new();
    xml.start(root, value);
    for attributes in value[member].as_array().expect("items") {
        xml.empty(item, attributes);
    }
    xml.end(root);
    xml.0
}

fn write_tree(value: &Value) -> String {
    fn write(xml: &mut Xml, node: &Value) {
        let name = node["element"].as_str().expect("a name");
        xml.start(name, &node["attributes"]).0 += &escape(node["text"].as_str().expect("text"));
        for child in node["children"].as_array().expect("children") {
            write(xml, child);
        }
        xml.end(name);
    }
    let mut xml = Xml::new();
    write(&mut xml, value);
    xml.0
}

/// What the encoders above make of a canonical value.
fn write(format: Format, value: &Value) -> String {
    match format {
        Format::Mapper => write_mapper(value),
        Format::Group => write_listing("group", "element", "elements", value),
        Format::Upload => write_listing("uploadfilesresult", "file", "files", value),
        Format::XmlTree => write_tree(value),
        Format::Json => value.to_string(),
        Format::Text => value.as_str().expect("a string").to_owned(),
        Format::Bytes => unreachable!("bytes are not written as text"),
    }
}

/// Characters that XML carries, the awkward ones often; no U+FEFF, which at the start of a text is a BOM and
/// not a character.
fn leaf() -> impl Strategy<Value = String> {
    let awkward = select(vec![
        '<',
        '&',
        '"',
        '\'',
        '\t',
        '\n',
        '\r',
        ' ',
        ']',
        '>',
        'Ж',
        'ё',
        '中',
        '\u{1F600}',
        '\u{85}',
    ]);
    let other = any::<char>()
        .prop_filter("XML carries it", |c| !c.is_control() && !matches!(*c, '\u{FEFF}'..='\u{FFFF}'));
    vec(prop_oneof![3 => "[a-zA-Zа-яА-Я0-9]".prop_map(|s| s.chars().next().unwrap_or('x')), 2 => awkward, 1 => other], 0..8)
        .prop_map(String::from_iter)
}

/// Some of the named attributes.
fn attributes(names: &'static [&'static str]) -> impl Strategy<Value = Map<String, Value>> {
    vec(prop::option::of(leaf()), names.len()).prop_map(move |values| {
        let present =
            names.iter().zip(values).filter_map(|(name, value)| Some((name.to_string(), value?.into())));
        present.collect()
    })
}

fn with(mut members: Map<String, Value>, name: &str, value: Value) -> Value {
    members.insert(name.to_owned(), value);
    members.into()
}

fn mapper() -> impl Strategy<Value = Value> {
    let property = (leaf(), attributes(&["value", "name", "type"]).prop_map(Value::from));
    let set = (attributes(&["name", "id"]), vec(property, 0..4)).prop_map(|(members, properties)| {
        with(members, "properties", properties.into_iter().collect::<Map<_, _>>().into())
    });
    let data = (attributes(&["name", "count"]), vec(set, 0..3))
        .prop_map(|(members, sets)| with(members, "property_sets", sets.into()));
    (attributes(&["version"]), data).prop_map(|(members, data)| with(members, "data", data))
}

fn listing(
    root: &'static [&'static str],
    item: &'static [&'static str],
    member: &'static str,
) -> BoxedStrategy<Value> {
    (attributes(root), vec(attributes(item), 0..5))
        .prop_map(move |(members, items)| with(members, member, items.into()))
        .boxed()
}

fn tree() -> impl Strategy<Value = Value> {
    let node = |children: BoxedStrategy<Vec<Value>>| {
        ("[a-zА-Я_][a-zА-Я0-9.-]{0,3}", attributes(&["a", "б", "c:d"]), leaf(), children).prop_map(
            |(element, attributes, text, children)| {
                json!({"element": element, "attributes": attributes, "text": text.trim(), "children": children})
            },
        )
    };
    node(Just(Vec::new()).boxed())
        .boxed()
        .prop_recursive(4, 24, 4, move |inner| node(vec(inner, 0..4).boxed()).boxed())
}

fn json_value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<i32>().prop_map(|n| json!(f64::from(n) / 4.0)),
        leaf().prop_map(Value::from),
    ];
    scalar.boxed().prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            vec((leaf(), inner), 0..5).prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
        .boxed()
    })
}

/// A format and a canonical value of it.
fn answer() -> impl Strategy<Value = (Format, Value)> {
    prop_oneof![
        mapper().prop_map(|value| (Format::Mapper, value)),
        listing(&["name", "ready", "busy"], &["name"], "elements").prop_map(|value| (Format::Group, value)),
        listing(&["count"], &["name", "saved", "size", "path"], "files")
            .prop_map(|value| (Format::Upload, value)),
        tree().prop_map(|value| (Format::XmlTree, value)),
        json_value().prop_map(|value| (Format::Json, value)),
        leaf().prop_map(|text| (Format::Text, text.into())),
    ]
}

/// A `Content-Type`, sensible or not.
fn content_type() -> impl Strategy<Value = Option<String>> {
    let label = select(vec![
        "utf-8",
        "utf-16",
        "utf-16be",
        "windows-1251",
        "\"cp866\"",
        "gbk",
        "iso-2022-jp",
        "odd",
        "",
    ]);
    prop_oneof![
        Just(None),
        label.prop_map(|label| Some(format!("text/xml; charset={label}"))),
        any::<String>().prop_map(Some)
    ]
}

/// Free text in UTF-16 without a BOM that could as well be UTF-8: a few Chinese characters, which are
/// knowingly misread.
fn passes_for_utf_8(body: &[u8]) -> bool {
    std::str::from_utf8(body).is_ok_and(|text| !text.contains(char::is_control))
}

/// What every outcome owes, whatever came in: words of one line.
fn is_told_in_one_line(outcome: &Result<Decoded, DecodeError>) -> bool {
    let lines: Vec<String> = match outcome {
        Ok(decoded) => decoded.notes.iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    };
    lines.iter().all(|line| !line.is_empty() && !line.contains(['\n', '\r']))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused_in_every_format(body in vec(any::<u8>(), 0..200), header in content_type()) {
        for format in Format::ALL {
            let outcome = decode(format, header.as_deref(), &body, &Limits::default());
            prop_assert!(is_told_in_one_line(&outcome), "{format}: {outcome:?}");
        }
    }

    #[test]
    fn a_damaged_document_is_read_or_refused(
        (format, value) in answer(),
        charset in select(&CHARSETS[..3]),
        header in content_type(),
        damage in vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..4),
    ) {
        let mut body = encode(&write(format, &value), charset).expect("Unicode carries everything");
        for (place, byte, how) in damage {
            if body.is_empty() { break }
            let place = place.index(body.len());
            match how {
                0 => body[place] = byte,
                1 => body.insert(place, byte),
                2 => { body.remove(place); }
                _ => body.truncate(place),
            }
        }
        for reader in [format, Format::XmlTree, Format::Json] {
            let outcome = decode(reader, header.as_deref(), &body, &Limits::default());
            prop_assert!(is_told_in_one_line(&outcome), "{reader}: {outcome:?}");
        }
    }

    #[test]
    fn decoding_undoes_encoding_in_every_charset_that_carries_the_value((format, value) in answer()) {
        for charset in CHARSETS {
            let text = write(format, &value);
            let header = format!("application/x; charset={charset}");
            let Some(body) = encode(&text, charset) else { continue };
            if format == Format::Text && charset.starts_with("UTF-16") && passes_for_utf_8(&body) {
                continue;
            }
            let decoded = decode(format, Some(&header), &body, &Limits::default());
            let decoded = decoded.map_err(|error| TestCaseError::fail(format!("{charset}: {error}: {text}")))?;
            prop_assert_eq!(&decoded.value, &value, "{} {}", charset, text);
            prop_assert_eq!(decoded.notes, vec![], "{} {}", charset, text);
        }
    }

    #[test]
    fn decoding_undoes_encoding_with_a_bom_and_no_header((format, value) in answer()) {
        for charset in ["UTF-8", "UTF-16LE", "UTF-16BE"] {
            let body = encode_with_bom(&write(format, &value), charset).expect("Unicode carries everything");
            let decoded = decode(format, None, &body, &Limits::default());
            let decoded = decoded.map_err(|error| TestCaseError::fail(format!("{charset}: {error}")))?;
            prop_assert_eq!((&decoded.value, decoded.notes), (&value, vec![]), "{}", charset);
        }
    }
}
