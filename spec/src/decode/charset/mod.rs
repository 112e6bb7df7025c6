//! Which charset the bytes of an answer are in, and the text they make (HTTP-7).

mod claim;
mod layout;

use std::fmt;

use encoding_rs::{DecoderResult, Encoding, UTF_8_INIT, UTF_16BE_INIT, UTF_16LE_INIT};

use super::{
    error::{DecodeError, Misread},
    note::{Note, Notes},
};

pub use claim::Claimant;
use claim::Claims;
pub(super) use layout::Grammar;
use layout::Layout;

/// A charset, by the name of the WHATWG Encoding Standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Charset(&'static Encoding);

impl Charset {
    /// UTF-8, what an answer is in when nobody says otherwise.
    pub const UTF_8: Self = Self(&UTF_8_INIT);
    /// UTF-16, low byte first.
    pub const UTF_16LE: Self = Self(&UTF_16LE_INIT);
    /// UTF-16, high byte first.
    pub const UTF_16BE: Self = Self(&UTF_16BE_INIT);

    /// The charset that a label such as `utf-8`, `windows-1251` or `cp1251` means, in either case.
    pub fn for_label(label: &str) -> Option<Self> {
        Encoding::for_label_no_replacement(label.as_bytes()).map(Self)
    }

    /// Its standard name, such as `UTF-8`.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Whether it has two bytes a unit; every other known charset writes ASCII characters as single bytes.
    fn is_utf16(self) -> bool {
        self == Self::UTF_16LE || self == Self::UTF_16BE
    }

    /// The text of `bytes`, or the offset of the first sequence that is malformed in this charset.
    fn decode(self, bytes: &[u8]) -> Result<String, usize> {
        let mut decoder = self.0.new_decoder_without_bom_handling();
        let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len());
        let mut text = String::with_capacity(room);
        match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
            (DecoderResult::InputEmpty, _) => Ok(text),
            (DecoderResult::Malformed(length, after), read) => {
                Err(read.saturating_sub(usize::from(length) + usize::from(after)))
            }
            (DecoderResult::OutputFull, read) => Err(read),
        }
    }
}

impl fmt::Display for Charset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The text of `body` without its BOM, and the charset it is in.
///
/// The order of trust is BOM, `Content-Type`, XML declaration, UTF-8 (HTTP-7); a claim that the bytes refute
/// is passed over, with a note.
pub(super) fn read(
    grammar: Grammar,
    content_type: Option<&str>,
    body: &[u8],
    notes: &mut Notes,
) -> Result<(String, Charset), DecodeError> {
    let (bom, bytes) = split_bom(body);
    let layout = if bom.is_some() { Layout::Unclear } else { Layout::of(grammar, bytes) };
    let claims = Claims::gather(grammar, bom, content_type, bytes);
    let mut tried: Vec<Misread> = Vec::new();
    for charset in claims.in_order_of_trust(layout) {
        if tried.iter().any(|misread| misread.charset == charset) {
            continue;
        }
        match charset.decode(bytes) {
            Ok(text) => {
                claims.compare_with(charset, notes);
                return Ok((text, charset));
            }
            Err(byte) => tried.push(Misread { charset, byte: byte + body.len() - bytes.len() }),
        }
    }
    Err(DecodeError::Charset { tried })
}

fn split_bom(body: &[u8]) -> (Option<Charset>, &[u8]) {
    match Encoding::for_bom(body) {
        Some((encoding, length)) => (Some(Charset(encoding)), &body[length..]),
        None => (None, body),
    }
}
