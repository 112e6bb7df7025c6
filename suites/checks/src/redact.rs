//! Turns a canonical answer into what every conforming target gives alike, so that one snapshot serves all of them.

use serde_json::{Map, Value};

/// Replaces every value that a target is free in by its type (`x-type` of the schema), leaves out members that the document does
/// not name, and folds a list of like elements into one.
pub fn redact(value: &Value, schema: &Value) -> Value {
    redact_by(value, schema, schema)
}

fn redact_by(value: &Value, schema: &Value, root: &Value) -> Value {
    let schema = resolve(schema, root);
    if let Some(kind) = schema.get("x-type").and_then(Value::as_str) {
        return Value::from(format!("[{kind}]"));
    }
    match value {
        Value::Object(members) => Value::Object(redact_members(members, schema, root)),
        Value::Array(items) => {
            let mut kinds: Vec<Value> = Vec::new();
            let schema = resolve(schema.get("items").unwrap_or(&Value::Null), root);
            for item in items.iter().filter(|item| is_named(item, schema, root)) {
                let item = redact_by(item, schema, root);
                if !kinds.contains(&item) {
                    kinds.push(item);
                }
            }
            Value::Array(kinds)
        }
        other => other.clone(),
    }
}

/// Whether an item of a list is of a kind that the document names: elements of further kinds are the target's own (CHAIN-3).
fn is_named(item: &Value, schema: &Value, root: &Value) -> bool {
    let (Value::Object(members), Some(Value::Array(kinds))) = (item, schema.get("allOf")) else {
        return true;
    };
    let mut conditions = kinds.iter().filter_map(|kind| resolve(kind, root).get("if")).peekable();
    conditions.peek().is_none() || conditions.any(|condition| constants_fit(members, condition))
}

/// The documented members, in the order of the schema, whatever the order in which they came.
fn redact_members(members: &Map<String, Value>, schema: &Value, root: &Value) -> Map<String, Value> {
    let mut known = Vec::new();
    known_members(members, schema, root, &mut known);
    if known.is_empty() {
        return members.clone();
    }
    let mut redacted = Map::new();
    for (name, schema) in known {
        if let Some(member) = members.get(name) {
            // A member named twice keeps the type that stands nearest to it, the conditional one.
            redacted.insert(name.clone(), redact_by(member, schema, root));
        }
    }
    redacted
}

/// The members that a schema names, those included that it names only for a value like this one (`allOf` with `if` and `then`).
fn known_members<'a>(
    members: &Map<String, Value>,
    schema: &'a Value,
    root: &'a Value,
    known: &mut Vec<(&'a String, &'a Value)>,
) {
    if let Some(Value::Object(properties)) = schema.get("properties") {
        known.extend(
            properties
                .iter()
                .filter(|(name, _)| {
                    // Naming a member once more without a type adds nothing.
                    !known.iter().any(|(earlier, _)| earlier == name)
                        || properties[*name].get("x-type").is_some()
                })
                .collect::<Vec<_>>(),
        );
    }
    let conditional = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    for branch in conditional.map(|branch| resolve(branch, root)) {
        let applies = branch.get("if").is_none_or(|condition| constants_fit(members, condition));
        let consequence = branch.get("then").unwrap_or(branch);
        if applies {
            known_members(members, resolve(consequence, root), root, known);
        }
    }
}

/// Whether a value has the constants that a condition names.
fn constants_fit(members: &Map<String, Value>, condition: &Value) -> bool {
    let Some(Value::Object(properties)) = condition.get("properties") else { return true };
    let mut constants = properties.iter().filter_map(|(name, schema)| Some((name, schema.get("const")?)));
    constants.all(|(name, constant)| members.get(name) == Some(constant))
}

fn resolve<'a>(schema: &'a Value, root: &'a Value) -> &'a Value {
    let target = schema.get("$ref").and_then(Value::as_str);
    target.and_then(|reference| root.pointer(reference.trim_start_matches('#'))).unwrap_or(schema)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn free_values_become_types_and_unknown_members_go() {
        let schema = json!({
            "properties": {
                "name": { "const": "user" },
                "id": { "$ref": "#/$defs/guid" },
                "list": { "items": { "properties": { "kind": {} }, "allOf": [
                    { "if": { "properties": { "kind": { "const": "call" } } }, "then": { "properties": { "at": { "x-type": "time" } } } },
                    { "if": { "properties": { "kind": { "const": "talk" } } }, "then": { "properties": { "by": { "x-type": "guid" } } } }
                ] } }
            },
            "$defs": { "guid": { "x-type": "guid" } }
        });
        let value = json!({
            "extra": 1, "id": "da80", "name": "user",
            "list": [{ "kind": "call", "at": "1" }, { "kind": "call", "at": "2" }, { "kind": "talk", "by": "x", "more": 0 }, { "kind": "own" }]
        });
        let expected = json!({
            "name": "user", "id": "[guid]",
            "list": [{ "kind": "call", "at": "[time]" }, { "kind": "talk", "by": "[guid]" }]
        });
        assert_eq!(redact(&value, &schema), expected);
    }
}
