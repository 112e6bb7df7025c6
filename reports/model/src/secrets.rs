//! Keeps passwords out of everything that is written down.

mod needle;
mod spelling;

use std::collections::BTreeMap;

use needle::Needle;
use spelling::{ESCAPES, spelled, units};

/// The name of the gate's parameter (AUTH-1), as it stands before its value.
const PARAMETER: &[u8] = b"password=";

/// What ends the value of a parameter, wherever a request is quoted.
const ENDS_A_VALUE: &[u8] = b"& \"'<\r\n";

/// What stands in the place of a secret.
pub const MASK: &str = "***";

/// The secrets of a run, to be found in whatever form a target may give them back: in other charsets, in base64, in hexadecimal, and
/// each of these percent-encoded or escaped as JSON, XML or a programming language would, in part or throughout.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    /// The longest first, so that no part of a longer one is left behind.
    needles: Vec<Needle>,
    /// The places among them of those that begin with a byte.
    by_first: BTreeMap<u8, Vec<usize>>,
    /// The bytes with which anything that is to be hidden can begin, as bits.
    beginnings: [u64; 4],
}

impl Secrets {
    /// The secrets to be masked; empty ones are none.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let secrets = secrets.into_iter().filter(|secret| !secret.is_empty());
        let mut needles: Vec<Needle> = secrets.flat_map(Needle::all_of).collect();
        needles.sort_by_key(|needle| std::cmp::Reverse(needle.bytes().len()));
        let firsts = needles.iter().filter_map(|needle| needle.bytes().first());
        let mut by_first: BTreeMap<u8, Vec<usize>> = BTreeMap::new();
        for (place, first) in firsts.clone().enumerate() {
            by_first.entry(*first).or_default().push(place);
        }
        let mut beginnings = [0; 4];
        if !needles.is_empty() {
            for byte in firsts.chain(PARAMETER.first()).chain(ESCAPES) {
                beginnings[usize::from(byte / 64)] |= 1 << (byte % 64);
            }
        }
        Self { needles, by_first, beginnings }
    }

    /// The text with every secret masked.
    pub fn mask(&self, text: &str) -> String {
        let masked = self.mask_bytes(text.as_bytes(), usize::MAX);
        // Only a secret in another charset can begin or end within a character.
        String::from_utf8(masked)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
    }

    /// The bytes with every secret masked, whether or not they are text; no more of them than `most`.
    pub fn mask_bytes(&self, bytes: &[u8], most: usize) -> Vec<u8> {
        let mut masked = Vec::with_capacity(bytes.len().min(most));
        let mut rest = bytes;
        while let [first, tail @ ..] = rest
            && masked.len() < most
        {
            let possible = self.beginnings[usize::from(first / 64)] >> (first % 64) & 1 == 1;
            match possible.then(|| self.begins(rest)).flatten() {
                Some(Hidden { shown, length }) => {
                    masked.extend_from_slice(shown);
                    masked.extend_from_slice(MASK.as_bytes());
                    rest = &rest[length..];
                }
                None => {
                    masked.push(*first);
                    rest = tail;
                }
            }
        }
        masked.truncate(most);
        masked
    }

    /// What is to be hidden at the beginning of the bytes, if anything is.
    fn begins<'a>(&self, bytes: &'a [u8]) -> Option<Hidden<'a>> {
        let first = bytes.first()?;
        if !ESCAPES.contains(first) {
            let places = self.by_first.get(first).map_or(&[][..], Vec::as_slice);
            return self.begins_at(places, PARAMETER.first() == Some(first), bytes);
        }
        let units = units(bytes);
        let meanings = || units.iter().filter_map(|unit| unit.meaning().first());
        let places = meanings().filter_map(|meaning| self.by_first.get(meaning)).flatten();
        let mut places: Vec<usize> = places.copied().collect();
        places.sort_unstable();
        self.begins_at(&places, meanings().any(|meaning| PARAMETER.first() == Some(meaning)), bytes)
    }

    /// The same, where only the needles at these places can begin, and the parameter of the gate or not.
    fn begins_at<'a>(&self, places: &[usize], parameter_can: bool, bytes: &'a [u8]) -> Option<Hidden<'a>> {
        let length = places.iter().find_map(|place| spelled(self.needles.get(*place)?.bytes(), bytes));
        let hidden = length.map(|length| Hidden { shown: &[], length });
        hidden.or_else(|| parameter_can.then(|| parameter(bytes)).flatten())
    }
}

/// Bytes that are replaced by [`MASK`], but for those before it that may be shown.
struct Hidden<'a> {
    shown: &'a [u8],
    length: usize,
}

/// The value of a `password` parameter, whatever it is: a near miss, such as the secret without its last letter, tells almost as much
/// as the secret.
fn parameter(bytes: &[u8]) -> Option<Hidden<'_>> {
    let (shown, value) = bytes.split_at(spelled(PARAMETER, bytes)?);
    let length = value.iter().position(|byte| ENDS_A_VALUE.contains(byte)).unwrap_or(value.len());
    (length > 0).then_some(Hidden { shown, length: shown.len() + length })
}

#[cfg(test)]
mod tests;
