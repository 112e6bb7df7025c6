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
    /// If it takes two bytes at all, then rather in this order.
    Leaning(Charset),
    /// The bytes do not tell.
    Unclear,
}

impl Layout {
    /// XML and JSON begin with an ASCII character, so where the zero is among the first two bytes decides.
    pub(super) fn of(grammar: Grammar, bytes: &[u8]) -> Self {
        let order = match bytes {
            [] | [0, 0, ..] => return Self::Unclear,
            [0, _, ..] => Some(Charset::UTF_16BE),
            [_, 0, ..] => Some(Charset::UTF_16LE),
            _ => None,
        };
        match (grammar, order) {
            (Grammar::Xml | Grammar::Json, Some(order)) => Self::Wide(order),
            (Grammar::Xml | Grammar::Json, None) => Self::Narrow,
            (Grammar::Free, Some(order)) => Self::Leaning(order),
            (Grammar::Free, None) if is_plain_utf8(bytes) => Self::Narrow,
            (Grammar::Free, None) => Self::Unclear,
        }
    }

    /// The charset that a claim of `claimed` can mean for bytes that lie so, if any; `order_open` as for
    /// `utf-16`.
    pub(super) fn refine(self, claimed: Charset, order_open: bool) -> Option<Charset> {
        match (self, claimed.is_utf16()) {
            (Self::Wide(found), true) => Some(found),
            (Self::Wide(_), false) | (Self::Narrow, true) => None,
            (Self::Leaning(found), true) if order_open => Some(found),
            (Self::Narrow, false) | (Self::Leaning(_) | Self::Unclear, _) => Some(claimed),
        }
    }
}

/// UTF-8 without control characters. UTF-16 text has them at every second byte (0 for Latin, 4 for Cyrillic);
/// only a few words of
/// Chinese can pass for UTF-8, and they lose to the servers that say `utf-16` and send UTF-8.
fn is_plain_utf8(bytes: &[u8]) -> bool {
    str::from_utf8(bytes)
        .is_ok_and(|text| !text.chars().any(|c| c.is_control() && !matches!(c, '\t' | '\n' | '\r')))
}
