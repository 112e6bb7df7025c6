//! What the parameters of a call say: Unicode, lengths, numbers, markup, paths, format strings, encodings twice.

use rand::seq::{IndexedMutRandom, IndexedRandom};
use rand::{Rng, RngExt};
use spec::catalogue::Carrier;
use spec::wire::percent_encode;

use crate::generate::values::{HOSTILE, NUMBERS, PATHS, SPELLINGS, long, pick, text};
use crate::input::{Call, Parameter, Value};

/// No value grows longer by changes.
const LONGEST: usize = 16 << 10;

/// Changes a call in one way.
pub(crate) fn parameters(rng: &mut impl Rng, call: &mut Call) {
    match rng.random_range(0..100) {
        0..55 => {
            if let Some(parameter) = call.parameters.choose_mut(rng) {
                change(rng, &mut parameter.value);
            }
        }
        55..65 => {
            let again = call.parameters.choose(rng).cloned();
            call.parameters.extend(again);
        }
        65..72 => {
            let place = rng.random_range(0..=call.parameters.len());
            let name = pick(
                rng,
                &["name", "user", "number", "startparam1", "detail", "oktellspec", "", "a[]", "a%00"],
            );
            let value = Value::Text(pick(rng, &HOSTILE));
            call.parameters.insert(place, Parameter { name, value });
        }
        72..79 => {
            let place = rng.random_range(0..call.parameters.len().max(1));
            if place < call.parameters.len() {
                call.parameters.remove(place);
            }
        }
        79..86 => call.carrier = Carrier::ALL.choose(rng).copied().unwrap_or(Carrier::Get),
        86..90 => {
            if let Some(parameter) = call.parameters.choose_mut(rng) {
                parameter.name = pick_name(rng, &parameter.name);
            }
        }
        90..96 => call.path = path(rng, &call.path),
        _ => {
            let many = (0..300)
                .map(|place| Parameter { name: format!("p{place}"), value: Value::Text("x".to_owned()) });
            call.parameters.extend(many);
        }
    }
}

fn pick_name(rng: &mut impl Rng, name: &str) -> String {
    match rng.random_range(0..4) {
        0 => name.to_uppercase(),
        1 => format!("{name}[]"),
        2 => format!(" {name}"),
        _ => format!("{name}\0"),
    }
}

fn path(rng: &mut impl Rng, path: &str) -> String {
    match rng.random_range(0..9) {
        0 => path.to_uppercase(),
        1 => format!("/{path}"),
        2 => format!("{path}/"),
        3 => format!("{path}x"),
        4 => format!("/.{path}"),
        5 => format!("/x/..{path}"),
        6 => format!("{path};a=b"),
        7 => format!("{path}%00"),
        _ => format!("{path}/{}", percent_encode(&pick(rng, &PATHS))),
    }
}

/// Changes a value in one way.
fn change(rng: &mut impl Rng, value: &mut Value) {
    let old = match value {
        Value::Text(text) | Value::Spelled(text) => text.clone(),
        // What is passed on is passed on.
        Value::Taken { .. } => return,
        Value::Token(_) => String::new(),
    };
    *value = match rng.random_range(0..15) {
        0 => Value::Text(pick(rng, &HOSTILE)),
        1 => Value::Text(pick(rng, &NUMBERS)),
        2 => Value::Text(pick(rng, &PATHS)),
        3 => Value::Spelled(pick(rng, &SPELLINGS)),
        4 => Value::Text(long(rng)),
        5 => Value::Text(text(rng, 60)),
        6 => Value::Text(spliced(rng, &old, &HOSTILE)),
        7 => Value::Text(spliced(rng, &old, &PATHS)),
        8 => Value::Spelled(percent_encode(&percent_encode(&old))),
        9 => Value::Spelled(old.bytes().map(|byte| format!("%{byte:02x}")).collect()),
        10 => Value::Text(old.to_uppercase()),
        11 => Value::Text(old.repeat(rng.random_range(2..5))),
        12 => Value::Text(old.chars().rev().collect()),
        13 => Value::Text(flipped(rng, &old)),
        _ => Value::Text(format!("{old}{}", pick(rng, &HOSTILE))),
    };
    if let Value::Text(text) | Value::Spelled(text) = value
        && text.len() > LONGEST
    {
        *value = Value::Text(pick(rng, &HOSTILE));
    }
}

/// One of some texts somewhere in the midst of a value.
fn spliced(rng: &mut impl Rng, value: &str, texts: &[&str]) -> String {
    let mut characters: Vec<char> = value.chars().collect();
    let place = rng.random_range(0..=characters.len());
    characters.splice(place..place, pick(rng, texts).chars());
    characters.into_iter().collect()
}

/// One character another one.
fn flipped(rng: &mut impl Rng, value: &str) -> String {
    let mut characters: Vec<char> = value.chars().collect();
    let other = if rng.random_bool(0.7) { rng.random_range(' '..='~') } else { rng.random::<char>() };
    if let Some(character) = characters.choose_mut(rng) {
        *character = other;
    }
    characters.into_iter().collect()
}
