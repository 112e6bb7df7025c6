//! Reads an answer as the catalogue says it is to be read, and judges its shape.

use report_model::verdict::Verdict;
use serde_json::Value;
use spec::catalogue::{Answer, Catalogue};
use spec::decode::{Decoded, Format, Limits, Note, decode};
use spec::ids::Citation;
use spec::wire::Response;

use crate::cite;
use crate::shape::Shapes;

/// What reading an answer gave.
#[derive(Debug)]
pub struct Reading {
    /// The canonical value, if the body could be read.
    pub value: Option<Value>,
    /// What the shape says, and what is odd about the encoding.
    pub verdicts: Vec<Verdict>,
}

/// What is needed to read answers.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    /// The catalogue.
    pub catalogue: &'a Catalogue,
    /// Its schemas, compiled.
    pub shapes: &'a Shapes,
}

impl Reader<'_> {
    /// Reads the content of an answer. One that cannot be read breaks `otherwise`: whoever asks knows what stands in the way.
    pub fn read(&self, answer: &Answer, response: &Response, otherwise: &Citation) -> Reading {
        let shape = answer.schema.as_ref().and_then(|name| self.shapes.get(name));
        match decode(answer.format, response.content_type(), &response.body, &Limits::default()) {
            Ok(Decoded { value, notes, .. }) => {
                let mut verdicts = shape.map_or_else(Vec::new, |shape| shape.judge(&value, self.catalogue));
                verdicts.extend(notes.iter().filter_map(odd));
                if is_xml(answer.format) {
                    verdicts.push(encoding(&notes));
                }
                Reading { value: Some(value), verdicts }
            }
            Err(error) => {
                let expected = format!("content that reads as {}", answer.format);
                Reading {
                    value: None,
                    verdicts: vec![Verdict::broken(otherwise.clone(), expected, error.to_string())],
                }
            }
        }
    }
}

fn is_xml(format: Format) -> bool {
    matches!(format, Format::Mapper | Format::Group | Format::Upload | Format::XmlTree)
}

/// Whether the bytes are in the encoding that the answer names (HTTP-7).
fn encoding(notes: &[Note]) -> Verdict {
    let wrong = |note: &&Note| matches!(note, Note::CharsetDisagrees { .. } | Note::CharsetUnknown { .. });
    match notes.iter().find(wrong) {
        Some(note) => Verdict::broken(
            cite::i("HTTP", 7),
            "bytes in the encoding that the answer names",
            note.to_string(),
        ),
        None => Verdict::holds(cite::i("HTTP", 7)),
    }
}

/// What else is odd is the target's choice: the form of a property is EXEC-7's, anything more than the document shows is HTTP-7's.
fn odd(note: &Note) -> Option<Verdict> {
    match note {
        Note::CharsetDisagrees { .. } | Note::CharsetUnknown { .. } => None,
        Note::PropertyCdata { .. } => Some(Verdict::observed(cite::e("EXEC", 7), note.to_string())),
        _ => Some(Verdict::observed(cite::u("HTTP", 7), note.to_string())),
    }
}
