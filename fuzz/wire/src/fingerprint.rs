//! What an answer is like: an input that brings a new fingerprint is kept.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use spec::wire::Lapse;

use crate::input::Message;
use crate::judge::Turn;

/// The fingerprint of an answer: the command, the status, the shape of what it says, the names of its header fields, its size and time by
/// their magnitude, and what became of the connection.
pub(crate) fn of(turn: &Turn<'_>, shape: Option<u64>) -> u64 {
    let mut hasher = DefaultHasher::new();
    let depth = match turn.message {
        Message::Call(_) => 0_u8,
        Message::Structured(_) => 1,
        Message::Raw(_) => 2,
    };
    depth.hash(&mut hasher);
    turn.asked.map(|asked| asked.name()).hash(&mut hasher);
    match &turn.arrival.outcome {
        Ok(status) => status.hash(&mut hasher),
        Err(lapse) => (true, kind_of(lapse)).hash(&mut hasher),
    }
    shape.hash(&mut hasher);
    // In whatever order they come.
    let fields = turn.wire.fields().map(|(name, _)| hash_of(name)).fold(0, u64::wrapping_add);
    fields.hash(&mut hasher);
    turn.wire.body().len().checked_ilog2().hash(&mut hasher);
    time_class(turn.arrival.elapsed).hash(&mut hasher);
    turn.arrival.fate.hash(&mut hasher);
    hasher.finish()
}

fn hash_of(name: &[u8]) -> u64 {
    // Names are short; FNV-1a is quick with few bytes.
    name.iter().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
    })
}

fn kind_of(lapse: &Lapse) -> u8 {
    match lapse {
        Lapse::Unreachable(_) => 0,
        Lapse::TimedOut(_) => 1,
        Lapse::Closed => 2,
        Lapse::Malformed(_) => 3,
        Lapse::TooLong(_) => 4,
    }
}

/// Small differences are noise of the machine.
fn time_class(elapsed: Duration) -> u8 {
    match elapsed.as_millis() {
        0..200 => 0,
        200..2000 => 1,
        _ => 2,
    }
}
