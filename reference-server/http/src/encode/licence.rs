//! The licence as a text and as an XML structure, both made of the same values (LIC-1, LIC-2, LIC-7).

use super::{Document, Element, Encoding};
use crate::fixture::Licence;

/// The full text with `{…}` where values go.
const TEXT: &str = include_str!("licence.ru.txt");

/// The text of `getlicensefulltext`.
pub(crate) fn licence_text(licence: &Licence) -> String {
    TEXT.replace("{regserial}", &licence.regserial)
        .replace("{confirmdate}", &licence.confirmdate)
        .replace("{updatelimitdate}", &licence.updatelimitdate)
}

/// The document of `getlicensefullxml`; its names are those of the details.
pub(crate) fn licence_xml(licence: &Licence) -> Document {
    let values = [
        ("regserial", &licence.regserial),
        ("confirmdate", &licence.confirmdate),
        ("updatelimitdate", &licence.updatelimitdate),
    ];
    let details = values.map(|(name, value)| Element::new(name).attribute("value", value));
    Document { root: Element::new("license").children(details), encoding: Encoding::Utf8 }
}
