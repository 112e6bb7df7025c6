//! Bytes changed wherever chance falls.

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

use crate::generate::values::{HOSTILE, pick};
use crate::input::{Piece, Raw, Template};

/// Bytes at which readers change their minds.
const TELLING: [u8; 18] = [
    0, b'\t', b'\n', b'\r', b' ', b'"', b'%', b'&', b'+', b',', b'/', b':', b';', b'=', b'?', 0x7f, 0x80,
    0xff,
];

/// No piece grows longer by changes.
const LONGEST: usize = 32 << 10;

/// Changes bytes in a few places.
pub(crate) fn bytes(rng: &mut impl Rng, raw: &mut Raw) {
    let rounds = 1 << rng.random_range(0..4);
    for _ in 0..rounds {
        once(rng, &mut raw.0);
    }
}

fn once(rng: &mut impl Rng, template: &mut Template) {
    let pieces = template.0.len();
    if pieces == 0 {
        template.push_text("\r\n\r\n");
        return;
    }
    let place = rng.random_range(0..pieces);
    match &mut template.0[place] {
        Piece::Text(text) => {
            let mut bytes = std::mem::take(text).into_bytes();
            change(rng, &mut bytes);
            template.0[place] = match String::from_utf8(bytes) {
                Ok(text) => Piece::Text(text),
                Err(error) => Piece::Bytes(error.into_bytes()),
            };
        }
        Piece::Bytes(bytes) => change(rng, bytes),
        // What fills a place is left alone, but the place may go or come again.
        _ if rng.random_bool(0.05) => {
            template.0.remove(place);
        }
        other if rng.random_bool(0.03) => {
            let again = other.clone();
            template.0.insert(place, again);
        }
        _ => {}
    }
}

fn change(rng: &mut impl Rng, bytes: &mut Vec<u8>) {
    if bytes.is_empty() {
        bytes.push(TELLING.choose(rng).copied().unwrap_or_default());
        return;
    }
    let place = rng.random_range(0..bytes.len());
    let end = (place + rng.random_range(1..=16)).min(bytes.len());
    match rng.random_range(0..9) {
        0 => bytes[place] ^= 1 << rng.random_range(0..8),
        1 => bytes[place] = TELLING.choose(rng).copied().unwrap_or_default(),
        2 => bytes.insert(place, TELLING.choose(rng).copied().unwrap_or_default()),
        3 => {
            bytes.drain(place..end);
        }
        4 => {
            let again = bytes[place..end].to_vec();
            bytes.splice(place..place, again);
        }
        5 => {
            bytes.splice(place..place, pick(rng, &HOSTILE).into_bytes());
        }
        6 => {
            let line = bytes[place..].iter().position(|byte| *byte == b'\r');
            if let Some(line) = line {
                bytes.remove(place + line);
            }
        }
        7 => bytes[place] = rng.random(),
        _ if rng.random_bool(0.2) => bytes.truncate(place),
        _ => bytes[place] = bytes[place].wrapping_add(1),
    }
    bytes.truncate(LONGEST);
}
