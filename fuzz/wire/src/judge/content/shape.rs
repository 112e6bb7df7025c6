//! What is left of a canonical value without its texts: by this answers are alike.

use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::Value;

/// The shape of a value: names and kinds, the number of elements by its magnitude, and short words as they are.
pub(super) fn shape_of(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    add(value, &mut hasher);
    hasher.finish()
}

/// The longest text that is told apart from others: a state, a flag, the name of a constant.
const WORD: usize = 12;

fn add(value: &Value, hasher: &mut DefaultHasher) {
    match value {
        Value::Null => 0_u8.hash(hasher),
        Value::Bool(flag) => (1_u8, flag).hash(hasher),
        Value::Number(number) => (2_u8, number.as_i64().map(i64::signum)).hash(hasher),
        Value::String(text) => {
            let is_word = text.len() <= WORD && text.bytes().all(|byte| byte.is_ascii_alphabetic());
            (3_u8, is_word.then_some(text), text.is_empty()).hash(hasher);
        }
        Value::Array(items) => {
            (4_u8, items.len().checked_ilog2()).hash(hasher);
            items.first().into_iter().chain(items.last()).for_each(|item| add(item, hasher));
        }
        Value::Object(members) => {
            5_u8.hash(hasher);
            for (name, member) in members {
                name.hash(hasher);
                add(member, hasher);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_do_not_count_and_names_do() {
        let shape = |value: Value| shape_of(&value);
        assert_eq!(shape(json!({ "a": "x y z 1" })), shape(json!({ "a": "something else" })));
        assert_ne!(shape(json!({ "a": "usReady" })), shape(json!({ "a": "usBreak" })));
        assert_ne!(shape(json!({ "a": 1 })), shape(json!({ "b": 1 })));
        assert_ne!(shape(json!([1])), shape(json!([1, 2])));
        assert_eq!(shape(json!([1, 2])), shape(json!([1, 3, 2])));
    }
}
