//! From the bytes of an answer to one canonical JSON value: the only decoder that checks, golden cases and
//! the fuzzer know.
//!
//! Pure: bytes in, value out. Nothing here panics, recurses on hostile depth or takes more than linear time,
//! whatever the target sends.
//! What is wrong with an answer is a [`DecodeError`]; what is odd but readable is a [`Note`].

mod charset;
mod error;
mod format;
mod json;
mod limits;
mod listing;
mod mapper;
mod note;
mod tree;
mod xml;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

pub use charset::{Charset, Claimant};
pub use error::{DecodeError, Misread, Position};
pub use format::Format;
pub use limits::Limits;
pub use note::Note;
pub use xml::XmlFault;

use charset::Grammar;
use note::Notes;

/// What an answer says, once it is read.
#[derive(Debug, Clone, PartialEq)]
pub struct Decoded {
    /// The canonical value, which the catalogue's schemas describe. Leaves that came from XML stay strings.
    pub value: Value,
    /// The charset the body was read in; `None` where no text was read ([`Format::Bytes`]).
    pub charset: Option<Charset>,
    /// What is odd about the answer and yet readable, each oddity once, in the order it was met.
    pub notes: Vec<Note>,
}

/// Reads `body` as `format`; `content_type` is the header's value as it was received.
///
/// # Errors
/// A [`DecodeError`] when the body is empty where a structure is due, larger or deeper than `limits` allow,
/// in no charset
/// that could be meant (HTTP-7), not well-formed, or of a structure that has no canonical form.
pub fn decode(
    format: Format,
    content_type: Option<&str>,
    body: &[u8],
    limits: &Limits,
) -> Result<Decoded, DecodeError> {
    if body.len() > limits.body_bytes {
        return Err(DecodeError::TooLarge { bytes: body.len(), limit: limits.body_bytes });
    }
    match format {
        Format::Bytes => Ok(Decoded { value: fingerprint(body), charset: None, notes: Vec::new() }),
        Format::Text => decode_text(Grammar::Free, content_type, body, |text, _| Ok(Value::from(text))),
        Format::Json => {
            structure(Grammar::Json, content_type, body, |text, notes| json::read(text, limits, notes))
        }
        Format::Mapper => markup(content_type, body, limits, mapper::read),
        Format::Group => markup(content_type, body, limits, |doc, notes| listing::GROUP.read(doc, notes)),
        Format::Upload => markup(content_type, body, limits, |doc, notes| listing::UPLOAD.read(doc, notes)),
        Format::XmlTree => markup(content_type, body, limits, |doc, _| Ok(tree::value(&doc.root))),
    }
}

/// Reads an XML body and hands its tree to the reader of one document kind.
fn markup(
    content_type: Option<&str>,
    body: &[u8],
    limits: &Limits,
    read: impl FnOnce(&xml::Document<'_>, &mut Notes) -> Result<Value, DecodeError>,
) -> Result<Decoded, DecodeError> {
    structure(Grammar::Xml, content_type, body, |text, notes| read(&xml::parse(text, limits)?, notes))
}

/// Reads a body that must hold something: an empty one is told apart from a malformed one, because some
/// commands may send it (CHAIN-6).
fn structure(
    grammar: Grammar,
    content_type: Option<&str>,
    body: &[u8],
    read: impl FnOnce(&str, &mut Notes) -> Result<Value, DecodeError>,
) -> Result<Decoded, DecodeError> {
    if body.trim_ascii().is_empty() {
        return Err(DecodeError::Empty);
    }
    decode_text(grammar, content_type, body, read)
}

fn decode_text(
    grammar: Grammar,
    content_type: Option<&str>,
    body: &[u8],
    read: impl FnOnce(&str, &mut Notes) -> Result<Value, DecodeError>,
) -> Result<Decoded, DecodeError> {
    let mut notes = Notes::default();
    let (text, charset) = charset::read(grammar, content_type, body, &mut notes)?;
    let value = read(&text, &mut notes)?;
    Ok(Decoded { value, charset: Some(charset), notes: notes.into_vec() })
}

/// Stands for a body that is compared and not read: a recording, a file, the output of a script.
fn fingerprint(body: &[u8]) -> Value {
    let hex: String = Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect();
    json!({ "length": body.len(), "sha256": hex })
}
