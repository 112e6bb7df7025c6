//! Documents and JSON on their way out: written down in the dialect of the server (HTTP-7).

use std::io;

use bytes::Bytes;
use futures::TryStreamExt as _;
use http::HeaderValue;
use http::header::{CONNECTION, CONTENT_LENGTH};
use http_body_util::{BodyExt as _, StreamBody};
use hyper::body::Frame;
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::answer::{self, Reply};
use crate::dialect::{Connection, ContentTypes, Dialect, ExtraKeys, Framing, JsonGuids, MapperBytes};
use crate::encode::{Document, Encoding, Hand};
use crate::faults::{self, Faults};
use crate::refusal::Refusal;
use crate::server::Server;

/// What a fault makes of an answer.
type Spoil = fn(&Faults, Value) -> Value;

impl Server {
    /// The answer that carries a document.
    pub(crate) fn document(&self, document: Document) -> Result<Reply, Refusal> {
        self.document_as(document, |text| text)
    }

    /// The answer that carries what `spoil` makes of a document's text.
    pub(crate) fn document_as(
        &self,
        mut document: Document,
        spoil: impl FnOnce(String) -> String,
    ) -> Result<Reply, Refusal> {
        faults::mapper::bend(&self.faults, &mut document.root);
        let escape = faults::mapper::escape(&self.faults);
        let text = document.text(Hand { layout: self.dialect.layout, escape })?;
        let text = spoil(faults::mapper::letters(&self.faults, text));
        let charset = charset(document.encoding, self.dialect.mapper_bytes);
        let bytes = faults::mapper::bytes(&self.faults, &text).unwrap_or_else(|| bytes(&text, charset));
        Ok(answer::ok(xml_type(self.dialect.content_types, charset), bytes))
    }

    /// The answer that carries JSON.
    pub(crate) fn json(&self, value: &impl Serialize, spoil: Spoil) -> Result<Reply, Refusal> {
        let bytes = if self.alters_json() {
            self.altered(value, spoil)?
        } else {
            serde_json::to_vec(value).map_err(io::Error::from)?
        };
        Ok(answer::ok(json_type(self.dialect.content_types), bytes))
    }

    /// Whether the values of an answer have to be looked at again: as long as not, no tree is made of them.
    fn alters_json(&self) -> bool {
        self.dialect.json_guids == JsonGuids::Upper
            || self.dialect.extra_keys == ExtraKeys::On
            || self.faults != Faults::none()
    }

    fn altered(&self, value: &impl Serialize, spoil: Spoil) -> io::Result<Vec<u8>> {
        let mut value = spoil(&self.faults, serde_json::to_value(value)?);
        if self.dialect.json_guids == JsonGuids::Upper {
            each(&mut value, &mut capitalise);
        }
        if self.dialect.extra_keys == ExtraKeys::On {
            each(&mut value, &mut extend);
        }
        let text = faults::chain::text(&self.faults, value.to_string());
        Ok(faults::failures::json_text(&self.faults, text).into_bytes())
    }
}

impl Dialect {
    /// The answer with its length told, and its connection left, as the dialect has it.
    pub(crate) fn framed(self, mut reply: Reply) -> Reply {
        if self.connection == Connection::Close {
            reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        match self.framing {
            Framing::Length => reply,
            Framing::Chunked => {
                reply.headers_mut().remove(CONTENT_LENGTH);
                // A body that does not know its length is sent in chunks.
                reply.map(|body| StreamBody::new(body.into_data_stream().map_ok(Frame::data)).boxed_unsync())
            }
        }
    }
}

/// What the bytes of a document really are, whatever its declaration says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Charset {
    Utf8,
    Utf16Le,
    Utf16Be,
}

fn charset(declared: Encoding, mapper_bytes: MapperBytes) -> Charset {
    match (declared, mapper_bytes) {
        (Encoding::Utf8, _) | (Encoding::Utf16, MapperBytes::Utf8) => Charset::Utf8,
        (Encoding::Utf16, MapperBytes::Utf16Le) => Charset::Utf16Le,
        (Encoding::Utf16, MapperBytes::Utf16Be) => Charset::Utf16Be,
    }
}

/// UTF-16 stands behind a byte order mark, UTF-8 without one.
fn bytes(text: &str, charset: Charset) -> Bytes {
    match charset {
        Charset::Utf8 => Bytes::copy_from_slice(text.as_bytes()),
        Charset::Utf16Le => marked_utf16(text, u16::to_le_bytes),
        Charset::Utf16Be => marked_utf16(text, u16::to_be_bytes),
    }
}

fn marked_utf16(text: &str, to_bytes: impl Fn(u16) -> [u8; 2]) -> Bytes {
    // No letter takes more units than it takes bytes of UTF-8.
    let mut bytes = vec![0; 2 * (text.len() + 1)];
    let mut length = 0;
    for (place, unit) in bytes.chunks_exact_mut(2).zip(std::iter::once(0xFEFF).chain(text.encode_utf16())) {
        place.copy_from_slice(&to_bytes(unit));
        length += 2;
    }
    bytes.truncate(length);
    bytes.into()
}

fn xml_type(types: ContentTypes, charset: Charset) -> HeaderValue {
    let is_utf8 = charset == Charset::Utf8;
    HeaderValue::from_static(match types {
        ContentTypes::Charset if is_utf8 => "text/xml; charset=utf-8",
        ContentTypes::Charset => "text/xml; charset=utf-16",
        ContentTypes::Bare => "text/xml",
        ContentTypes::Application if is_utf8 => "application/xml; charset=utf-8",
        ContentTypes::Application => "application/xml; charset=utf-16",
        ContentTypes::Html if is_utf8 => "text/html; charset=utf-8",
        ContentTypes::Html => "text/html; charset=utf-16",
    })
}

fn json_type(types: ContentTypes) -> HeaderValue {
    HeaderValue::from_static(match types {
        ContentTypes::Charset | ContentTypes::Application => "application/json; charset=utf-8",
        ContentTypes::Bare => "application/json",
        ContentTypes::Html => "text/html; charset=utf-8",
    })
}

/// Shows `change` every value, those inside before the one around them.
fn each(value: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| each(item, change)),
        Value::Object(keys) => keys.values_mut().for_each(|item| each(item, change)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    change(value);
}

fn capitalise(value: &mut Value) {
    if let Value::String(text) = value
        && Uuid::try_parse(text).is_ok_and(|guid| guid.to_string() == *text)
    {
        text.make_ascii_uppercase();
    }
}

fn extend(value: &mut Value) {
    if let Value::Object(keys) = value {
        keys.insert("extension".to_owned(), json!({ "version": 1 }));
    }
}

#[cfg(test)]
mod tests {
    use super::{Charset, bytes, capitalise, each, extend};
    use serde_json::json;

    #[test]
    fn utf16_stands_behind_a_mark_in_either_byte_order() {
        assert_eq!(bytes("<Ж", Charset::Utf16Le), [0xFF, 0xFE, b'<', 0, 0x16, 0x04].as_slice());
        assert_eq!(bytes("<Ж", Charset::Utf16Be), [0xFE, 0xFF, 0, b'<', 0x04, 0x16].as_slice());
        assert_eq!(bytes("<Ж", Charset::Utf8), "<Ж".as_bytes());
    }

    #[test]
    fn only_guids_are_capitalised_and_only_objects_get_further_keys() {
        let mut value = json!({ "a": ["c0ffee00-5d1b-4c52-9f0e-6a3b2d914e07", "abcdef"], "b": 1 });
        each(&mut value, &mut capitalise);
        assert_eq!(value, json!({ "a": ["C0FFEE00-5D1B-4C52-9F0E-6A3B2D914E07", "abcdef"], "b": 1 }));
        let mut value = json!([{ "a": {} }]);
        each(&mut value, &mut extend);
        let extension = json!({ "version": 1 });
        assert_eq!(value, json!([{ "a": { "extension": extension }, "extension": extension }]));
    }
}
