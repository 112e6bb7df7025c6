//! JSON written straight from the model's answers, key by key, without a tree in between.

use std::fmt::Display;

use serde::{Serialize, Serializer};

/// A value that is written as its text.
pub(super) struct Shown<'a, T>(pub(super) &'a T);

impl<T: Display> Serialize for Shown<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self.0)
    }
}

/// Writes keys and values into an object that is being serialised, in this order.
macro_rules! keys {
    ($object:expr, { $($key:tt: $value:expr),* $(,)? }) => {
        $($object.serialize_entry($key, &$value)?;)*
    };
}

pub(super) use keys;
