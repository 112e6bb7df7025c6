//! Documents misshapen, wrongly escaped or wrongly encoded (EXEC-6, EXEC-7, STATE-3, R-3).

use bytes::Bytes;
use encoding_rs::WINDOWS_1251;

use super::family::{Deeds, family};
use super::set::Faults;
use crate::encode::Element;

family! {
    /// What can be wrong with the mapper documents and with XML at large.
    Mapper at 5 {
        /// The root of mapper documents has another name.
        RootRenamed = "mapper-root-renamed" Conformance
            ["EXEC-6" "STATE-3" "EXEC-1" "EXEC-2" "EXEC-3" "EXEC-7" "EXEC-10" "STATE-1" "STATE-4"]
            "the root is `oktellmapper`",
        /// The version of mapper documents is no number.
        VersionWord = "mapper-version-not-a-number" Conformance ["EXEC-6" "STATE-3"]
            "`version` is `8.07.10`",
        /// The element `data` tells a wrong count.
        CountZero = "data-count-wrong" Conformance ["EXEC-6" "STATE-3"]
            "`count` is 0 beside one `property_set`",
        /// The element `data` has another name in `name`.
        DataRenamed = "data-name-wrong" Conformance
            ["EXEC-6" "STATE-3" "EXEC-1" "EXEC-2" "EXEC-3" "EXEC-7" "EXEC-10" "STATE-1" "STATE-4"]
            "the `name` of `data` is `data`",
        /// The element `property_set` has another name in `name`.
        SetRenamed = "property-set-name-wrong" Conformance
            ["EXEC-6" "STATE-3" "EXEC-1" "EXEC-2" "EXEC-3" "EXEC-7" "EXEC-10" "STATE-1" "STATE-4"]
            "the `name` of `property_set` is `set`",
        /// The element `property_set` is left out.
        Unwrapped = "property-set-missing" Conformance
            ["EXEC-6" "STATE-3" "EXEC-1" "EXEC-2" "EXEC-3" "EXEC-7" "EXEC-10" "STATE-1" "STATE-4"]
            "the properties stand in `data` itself",
        /// A run that started is told not to have.
        StartedZero = "started-zero" Conformance ["EXEC-6" "EXEC-1" "EXEC-3"]
            "`started` has the value 0",
        /// A run that started has another word for it.
        StartedNamed = "started-name-wrong" Conformance ["EXEC-6"]
            "`started` has the name `ok`",
        /// The property `startresult` is missing.
        ResultMissing = "startresult-missing" Conformance ["EXEC-6"]
            "no property has the key `startresult`",
        /// The property `startresult` tells of a failure.
        ResultNonzero = "startresult-nonzero" Conformance ["EXEC-6"]
            "`startresult` has the value 1",
        /// The property `returnvalue` is missing.
        ValueMissing = "returnvalue-missing" Conformance
            ["EXEC-3" "EXEC-6" "EXEC-1" "EXEC-2" "EXEC-7" "EXEC-10"]
            "no property has the key `returnvalue`",
        /// The return value stands in another attribute.
        ValueMisplaced = "returnvalue-in-value" Conformance
            ["EXEC-3" "EXEC-6" "EXEC-1" "EXEC-2" "EXEC-7" "EXEC-10"]
            "the return value stands in `value` instead of `name`",
        /// The return value loses the blanks around it.
        ValueTrimmed = "returnvalue-trimmed" Conformance ["EXEC-7" "EXEC-2" "EXEC-3"]
            "blanks at the ends of the return value are gone",
        /// The return value is cut after 64 letters.
        ValueTruncated = "returnvalue-truncated" Conformance ["EXEC-7" "EXEC-2" "EXEC-3"]
            "the 65th letter of the return value is gone",
        /// Attribute values are not escaped.
        NotEscaped = "attributes-not-escaped" Security ["EXEC-7" "R-3" "EXEC-2" "EXEC-3"]
            "`<`, `&` and quotation marks stand in attributes as they are",
        /// Quotation marks in attribute values are not escaped.
        QuoteNotEscaped = "quotes-not-escaped" Security ["EXEC-7" "R-3" "EXEC-2" "EXEC-3"]
            "a quotation mark in a value ends the attribute",
        /// Attribute values are escaped twice.
        EscapedTwice = "attributes-escaped-twice" Conformance ["EXEC-7" "EXEC-2" "EXEC-3"]
            "`<` in a value comes back as four letters",
        /// Line ends in attribute values are written as they are.
        LineEndsRaw = "attribute-line-ends-raw" Conformance ["EXEC-7" "EXEC-2" "EXEC-3"]
            "a line feed in a value is read as a blank",
        /// Mapper documents are encoded in windows-1251.
        Cyrillic = "mapper-in-windows-1251" Conformance
            ["EXEC-7" "HTTP-7" "EXEC-2" "EXEC-3" "EXEC-6" "STATE-1" "STATE-3"]
            "Cyrillic letters in the return value cannot be read in any declared way",
        /// Letters outside ASCII are lost.
        AsciiOnly = "non-ascii-lost" Conformance ["EXEC-7" "EXEC-2" "EXEC-3"]
            "Cyrillic letters come back as question marks",
        /// Letters beyond the basic plane are lost.
        AstralLost = "surrogates-lost" Conformance ["EXEC-7" "EXEC-2" "EXEC-3"]
            "an emoji comes back as U+FFFD",
    }
}

/// How many letters a value keeps with [`Mapper::ValueTruncated`].
const KEPT: usize = 64;

/// Spoils a document that is about to be written down.
pub(crate) fn bend(faults: &Faults, root: &mut Element) {
    if !faults.has_any::<Mapper>() || root.name != "oktellxmlmapper" {
        return;
    }
    const EDITS: Deeds<Mapper, fn(&mut Element)> = &[
        (Mapper::RootRenamed, |root| root.name = "oktellmapper"),
        (Mapper::VersionWord, |root| root.set("version", "8.07.10")),
        (Mapper::CountZero, |root| on(root.named("data"), |data| data.set("count", "0"))),
        (Mapper::DataRenamed, |root| on(root.named("data"), |data| data.set("name", "data"))),
        (Mapper::SetRenamed, |root| on(root.named("property_set"), |set| set.set("name", "set"))),
        (Mapper::Unwrapped, |root| {
            on(root.named("data"), |data| {
                data.children = data.children.drain(..).flat_map(|set| set.children).collect();
            });
        }),
        (Mapper::StartedZero, |root| on(root.property("started"), |property| property.set("value", "0"))),
        (Mapper::StartedNamed, |root| on(root.property("started"), |property| property.set("name", "ok"))),
        (Mapper::ResultMissing, |root| root.prune(&|element| element.value("key") == Some("startresult"))),
        (Mapper::ResultNonzero, |root| {
            on(root.property("startresult"), |property| property.set("value", "1"));
        }),
        (Mapper::ValueMissing, |root| root.prune(&|element| element.value("key") == Some("returnvalue"))),
        (Mapper::ValueMisplaced, |root| {
            on(root.property("returnvalue"), |property| property.rename("name", "value"));
        }),
        (Mapper::ValueTrimmed, |root| value(root, |value| value.trim().to_owned())),
        (Mapper::ValueTruncated, |root| value(root, |value| value.chars().take(KEPT).collect())),
    ];
    faults.deeds(EDITS).into_iter().for_each(|edit| edit(root));
}

fn on(element: Option<&mut Element>, edit: impl FnOnce(&mut Element)) {
    if let Some(element) = element {
        edit(element);
    }
}

fn value(root: &mut Element, edit: fn(&str) -> String) {
    on(root.property("returnvalue"), |property| property.change("name", |value| *value = edit(value)));
}

/// How attribute values are escaped, if wrongly.
pub(crate) fn escape(faults: &Faults) -> Option<fn(&str) -> String> {
    const HANDS: Deeds<Mapper, fn(&str) -> String> = &[
        (Mapper::NotEscaped, str::to_owned),
        (Mapper::QuoteNotEscaped, |value| sound(value).replace("&quot;", "\"")),
        (Mapper::EscapedTwice, |value| sound(&sound(value))),
        (Mapper::LineEndsRaw, |value| quick_xml::escape::escape(value).into_owned()),
    ];
    faults.deeds(HANDS).first().copied()
}

fn sound(value: &str) -> String {
    quick_xml::escape::escape(value).replace('\n', "&#10;").replace('\r', "&#13;").replace('\t', "&#9;")
}

/// Which letters get lost.
type Letters = fn(char) -> bool;

/// The text of a document with the letters that get lost.
pub(crate) fn letters(faults: &Faults, text: String) -> String {
    const LOSSES: Deeds<Mapper, (Letters, &str)> = &[
        (Mapper::AsciiOnly, (|letter| !letter.is_ascii(), "?")),
        (Mapper::AstralLost, (|letter| u32::from(letter) > 0xFFFF, "\u{FFFD}")),
    ];
    faults.deeds(LOSSES).into_iter().fold(text, |text, (lost, trace)| text.replace(lost, trace))
}

/// The bytes of a mapper document in an encoding that nobody declared.
pub(crate) fn bytes(faults: &Faults, text: &str) -> Option<Bytes> {
    faults.has(Mapper::Cyrillic).then(|| WINDOWS_1251.encode(text).0.into_owned().into())
}
