//! The byte strings as which a secret can turn up, escapes aside.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use encoding_rs::{Encoding, WINDOWS_1251, WINDOWS_1252};

/// The fewest characters of base64 that are looked for: fewer would be met by chance.
const FEWEST: usize = 4;

/// One byte string that tells a secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Needle(Vec<u8>);

impl Needle {
    /// All that tell the secret, each once.
    pub(super) fn all_of(secret: &str) -> BTreeSet<Self> {
        let encoded: BTreeSet<Vec<u8>> = in_charsets(secret);
        let transferred =
            encoded.iter().flat_map(|bytes| in_base64(bytes).into_iter().chain(in_hexadecimal(bytes)));
        transferred.chain(encoded.iter().cloned()).map(Self).collect()
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

/// The text in UTF-8, UTF-16 of both orders and windows-1251, and as it looks where one of these was read as another.
fn in_charsets(text: &str) -> BTreeSet<Vec<u8>> {
    let utf8 = text.as_bytes().to_vec();
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut encoded = BTreeSet::from([
        units.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
        units.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
        misread(&utf8, WINDOWS_1251),
        misread(&utf8, WINDOWS_1252),
        utf8,
    ]);
    if let (cyrillic, _, false) = WINDOWS_1251.encode(text) {
        encoded.insert(misread(&cyrillic, WINDOWS_1252));
        encoded.insert(cyrillic.into_owned());
    }
    encoded
}

/// The bytes taken for text in that charset and written in UTF-8.
fn misread(bytes: &[u8], charset: &'static Encoding) -> Vec<u8> {
    charset.decode_without_bom_handling(bytes).0.into_owned().into_bytes()
}

/// The characters of base64 that stand for these bytes and nothing else, wherever among others they were encoded.
fn in_base64(bytes: &[u8]) -> BTreeSet<Vec<u8>> {
    let mut cores = BTreeSet::new();
    for before in 0..3 {
        let all = [&vec![0; before], bytes].concat();
        let (start, end) = ((before * 8).div_ceil(6), all.len() * 8 / 6);
        for text in [STANDARD_NO_PAD.encode(&all), URL_SAFE_NO_PAD.encode(&all)] {
            let core = text.as_bytes().get(start..end).filter(|core| core.len() >= FEWEST);
            cores.extend(core.map(<[u8]>::to_vec));
        }
    }
    cores
}

fn in_hexadecimal(bytes: &[u8]) -> [Vec<u8>; 2] {
    let lower: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    [lower.to_uppercase().into_bytes(), lower.into_bytes()]
}
