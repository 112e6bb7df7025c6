//! JSON texts, strictly and within limits; a repeated key is noted, because readers disagree on it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::{
    error::{DecodeError, Position},
    limits::Limits,
    note::{Note, Notes},
};

/// Reads one JSON text (RFC 8259) with nothing but blanks around it.
pub(super) fn read(text: &str, limits: &Limits, notes: &mut Notes) -> Result<Value, DecodeError> {
    let mut progress = Progress { limits, notes, nodes: 0, breach: None };
    let mut source = serde_json::Deserializer::from_str(text);
    let value = Builder { progress: &mut progress, depth: 0 }.deserialize(&mut source);
    value
        .and_then(|value| source.end().map(|()| value))
        .map_err(|error| explain(&error, progress.breach, limits))
}

/// A limit that was hit; the deserializer's own error type can only carry it as text.
#[derive(Clone, Copy)]
enum Breach {
    Depth,
    Nodes,
}

struct Progress<'r> {
    limits: &'r Limits,
    notes: &'r mut Notes,
    nodes: usize,
    breach: Option<Breach>,
}

fn explain(error: &serde_json::Error, breach: Option<Breach>, limits: &Limits) -> DecodeError {
    let position = Position { line: error.line(), column: error.column() };
    match breach {
        Some(Breach::Depth) => DecodeError::TooDeep { limit: limits.enforced_depth(), position },
        Some(Breach::Nodes) => DecodeError::TooManyNodes { limit: limits.nodes, position },
        None => {
            let message = error.to_string();
            let place = format!(" at line {} column {}", position.line, position.column);
            let problem = message.strip_suffix(place.as_str()).unwrap_or(&message).to_owned();
            DecodeError::Json { problem, position }
        }
    }
}

/// Builds one value that stands under `depth` arrays and objects.
struct Builder<'b, 'r> {
    progress: &'b mut Progress<'r>,
    depth: usize,
}

impl<'r> Builder<'_, 'r> {
    fn inner(&mut self) -> Builder<'_, 'r> {
        Builder { progress: &mut *self.progress, depth: self.depth + 1 }
    }

    fn enter<E: Error>(&mut self) -> Result<(), E> {
        if self.depth >= self.progress.limits.enforced_depth() { self.refuse(Breach::Depth) } else { Ok(()) }
    }

    fn refuse<T, E: Error>(&mut self, breach: Breach) -> Result<T, E> {
        self.progress.breach = Some(breach);
        Err(E::custom("a limit of the reader is exceeded"))
    }
}

impl<'de> DeserializeSeed<'de> for Builder<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(mut self, source: D) -> Result<Value, D::Error> {
        self.progress.nodes += 1;
        if self.progress.nodes > self.progress.limits.nodes {
            return self.refuse(Breach::Nodes);
        }
        source.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Builder<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner())? {
            array.push(item);
        }
        Ok(array.into())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut members: A) -> Result<Value, A::Error> {
        self.enter()?;
        let mut object = Map::new();
        while let Some(key) = members.next_key::<String>()? {
            let value = members.next_value_seed(self.inner())?;
            if object.insert(key.clone(), value).is_some() {
                self.progress.notes.add(Note::DuplicateKey { key });
            }
        }
        Ok(object.into())
    }
}
