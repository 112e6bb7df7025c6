//! Where generated values come from.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::BoxedStrategy;
use spec::catalogue::ValueType;

/// Any text, from nothing to some dozens of characters, with those that formats and paths care about made likely.
pub(super) fn text() -> BoxedStrategy<String> {
    let special = prop::sample::select(
        r#"<>&"'%+=;?#/\.:|,{}[]()@!~^$* "#.chars().chain("\r\n\tЖё€漢😀\u{a0}\u{2028}".chars()).collect::<Vec<_>>(),
    );
    let character = prop_oneof![3 => prop::char::range(' ', '~'), 2 => special, 1 => any::<char>()];
    vec(character, 0..40).prop_map(String::from_iter).boxed()
}

/// Text that an XML 1.0 document can carry (section 2.2 of the XML recommendation).
pub(super) fn xml_text() -> BoxedStrategy<String> {
    let carried = |c: &char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}');
    text().prop_map(move |text| text.chars().filter(|c| carried(c)).collect()).boxed()
}

/// Values that a parameter of a type should not be hurt by: valid ones, ones at and past the edges, and any text.
pub(super) fn hostile(kind: &ValueType) -> BoxedStrategy<String> {
    let edges = match kind {
        ValueType::Seconds { max } => numbers(i64::from(*max)),
        ValueType::SettingsCode | ValueType::InternalNumber | ValueType::DialNumber => numbers(99_999),
        ValueType::Choice { values } => {
            let values = values.clone();
            prop_oneof![
                prop::sample::select(values.clone()),
                prop::sample::select(values).prop_map(|v| v.to_uppercase())
            ]
            .boxed()
        }
        ValueType::UserId => any::<[u8; 16]>().prop_map(|bytes| guid(&bytes)).boxed(),
        ValueType::ScriptName
        | ValueType::Text
        | ValueType::Selector
        | ValueType::RecordingCode
        | ValueType::FaxCode
        | ValueType::RecordLink => prop::sample::select(EDGES.to_vec()).prop_map(str::to_owned).boxed(),
    };
    prop_oneof![1 => edges, 2 => text()].boxed()
}

/// Texts that have hurt servers before: emptiness, paths, format strings, markup, quoting, and over-long input.
const EDGES: [&str; 10] =
    ["", " ", "..", "../../..", "%s%n%x", "<x y=\"1\"/>", "'\"`;--", "{\"a\":[1]}", "%00", "\u{feff}"];

fn numbers(max: i64) -> BoxedStrategy<String> {
    prop_oneof![
        (0..=max).prop_map(|number| number.to_string()),
        prop::sample::select(vec![
            "-1",
            "0",
            "00",
            "1.5",
            "1e9",
            "2147483648",
            "9223372036854775808",
            "٣",
            "+1",
            "0x1"
        ])
        .prop_map(str::to_owned),
    ]
    .boxed()
}

fn guid(bytes: &[u8; 16]) -> String {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-{}-{}-{}", &hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..])
}

/// The same letters, each in either case.
pub(super) fn any_case(text: &str) -> BoxedStrategy<String> {
    let letters: Vec<char> = text.chars().collect();
    vec(any::<bool>(), letters.len())
        .prop_map(move |upper| {
            let cased = letters.iter().zip(upper).map(|(letter, upper)| {
                if upper { letter.to_ascii_uppercase() } else { letter.to_ascii_lowercase() }
            });
            cased.collect()
        })
        .boxed()
}
