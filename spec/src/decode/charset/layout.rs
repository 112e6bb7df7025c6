//! What the bytes themselves give away about their charset, before anybody is believed.

use super::Charset;

/// What is known of the text before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Grammar {
    /// Starts with `<` or a blank and may declare its encoding.
    Xml,
    /// Starts with an ASCII character.
    Json,
    /// Starts with anything.
    Free,
}

/// How the characters lie in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// An ASCII character takes two bytes, in this byte order.
    Wide(Charset),
    /// An ASCII character takes one byte.
    Narrow,
    /// The bytes do not tell.
    Unclear,
}

impl Layout {
    /// XML and JSON begin with an ASCII character, so where the zero is among the first two bytes decides.
    pub(super) fn of(grammar: Grammar, bytes: &[u8]) -> Self {
        match (grammar, bytes) {
            (_, [0, second, ..]) if *second != 0 => Self::Wide(Charset::UTF_16BE),
            (_, [first, 0, ..]) if *first != 0 => Self::Wide(Charset::UTF_16LE),
            (_, [] | [0, 0, ..]) => Self::Unclear,
            (Grammar::Free, _) if is_plain_utf8(bytes) => Self::Narrow,
            (Grammar::Free, _) => Self::Unclear,
            (Grammar::Xml | Grammar::Json, _) => Self::Narrow,
        }
    }

    /// The charset that a claim of `claimed` can mean for bytes that lie so, if any.
    pub(super) fn refine(self, claimed: Charset) -> Option<Charset> {
        match (self, claimed.is_utf16()) {
            (Self::Wide(found), true) => Some(found),
            (Self::Wide(_), false) | (Self::Narrow, true) => None,
            (Self::Narrow, false) | (Self::Unclear, _) => Some(claimed),
        }
    }
}

/// UTF-8 without control characters. UTF-16 text has them at every second byte (0 for Latin, 4 for Cyrillic); only a few words of
/// Chinese can pass for UTF-8, and they lose to the servers that say `utf-16` and send UTF-8.
fn is_plain_utf8(bytes: &[u8]) -> bool {
    str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')))
}
