//! Changes to inputs at three depths: what parameters say, how HTTP carries them, and bytes; and what two inputs make together.

mod havoc;
mod parameters;
mod structure;

use std::sync::Arc;

use rand::seq::IndexedRandom;
use rand::{Rng, RngExt};

use crate::input::{Connection, Input, Message, Step};
pub(crate) use havoc::bytes;
pub(crate) use parameters::parameters;
pub(crate) use structure::structure;

/// The most steps of an input that was put together.
const STEPS: usize = 6;

/// An input that follows from others.
pub(crate) fn descendant(rng: &mut impl Rng, parent: &Input, others: &[Arc<Input>]) -> Input {
    // Steps of a scene belong together: changed, each of them stands for itself.
    let mut input = match parent.steps.choose(rng) {
        Some(step) if parent.steps.len() > 1 => Input::one(step.message.clone()),
        _ => parent.clone(),
    };
    if rng.random_bool(0.15) {
        splice(rng, &mut input, others);
    }
    let rounds = 1 << rng.random_range(0..3);
    for _ in 0..rounds {
        let place = rng.random_range(0..input.steps.len().max(1));
        if let Some(step) = input.steps.get_mut(place) {
            change(rng, &mut step.message);
        }
    }
    input
}

/// Changes a message at its own depth, or at the one below.
fn change(rng: &mut impl Rng, message: &mut Message) {
    if rng.random_bool(0.2) {
        *message = match message {
            Message::Call(call) => Message::Structured(call.lowered()),
            Message::Structured(structured) => Message::Raw(structured.lowered()),
            Message::Raw(raw) => Message::Raw(raw.clone()),
        };
    }
    match message {
        Message::Call(call) => parameters(rng, call),
        Message::Structured(structured) => structure(rng, structured),
        Message::Raw(raw) => bytes(rng, raw),
    }
}

/// Puts two inputs together: one after the other, or parts of one into the other.
fn splice(rng: &mut impl Rng, input: &mut Input, others: &[Arc<Input>]) {
    let Some(other) = others.choose(rng) else { return };
    let room = input.steps.len() < STEPS;
    let (Some(own), Some(foreign)) = (input.steps.first_mut(), other.steps.choose(rng)) else { return };
    match (&mut own.message, &foreign.message) {
        (Message::Call(own), Message::Call(foreign)) if rng.random_bool(0.7) => {
            let given = foreign.parameters.choose(rng).cloned();
            own.parameters.extend(given);
        }
        (Message::Structured(own), Message::Structured(foreign)) if rng.random_bool(0.7) => {
            if rng.random_bool(0.5) {
                own.fields.extend(foreign.fields.choose(rng).cloned());
            } else {
                own.content = foreign.content.clone();
            }
        }
        (Message::Raw(own), Message::Raw(foreign)) if rng.random_bool(0.7) => {
            let cut = rng.random_range(0..=own.0.0.len());
            own.0.0.truncate(cut);
            let from = rng.random_range(0..=foreign.0.0.len());
            own.0.0.extend(foreign.0.0[from..].iter().cloned());
        }
        _ if other.steps.len() == 1 && room => {
            input.steps.push(Step { message: foreign.message.clone(), connection: Connection::Kept });
        }
        _ => {}
    }
}
