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
            for item in items {
                let item = redact_by(item, item_schema(item, schema, root), root);
                if !kinds.contains(&item) {
                    kinds.push(item);
                }
            }
            Value::Array(kinds)
        }
        other => other.clone(),
    }
}

/// The documented members, in the order of the schema, whatever the order in which they came.
fn redact_members(members: &Map<String, Value>, schema: &Value, root: &Value) -> Map<String, Value> {
    let Some(Value::Object(known)) = schema.get("properties") else { return members.clone() };
    known
        .iter()
        .filter_map(|(name, schema)| {
            members.get(name).map(|member| (name.clone(), redact_by(member, schema, root)))
        })
        .collect()
}

/// The schema of a list's element: `items`, or of several alternatives the one that the element's constants fit.
fn item_schema<'a>(item: &Value, schema: &'a Value, root: &'a Value) -> &'a Value {
    let items = resolve(schema.get("items").unwrap_or(&Value::Null), root);
    let alternatives = ["oneOf", "anyOf"].iter().find_map(|key| items.get(key)).and_then(Value::as_array);
    let fits = |candidate: &&Value| constants_fit(item, resolve(candidate, root));
    alternatives.and_then(|candidates| candidates.iter().find(fits)).map_or(items, |found| resolve(found, root))
}

fn constants_fit(item: &Value, schema: &Value) -> bool {
    let Some(Value::Object(properties)) = schema.get("properties") else { return false };
    let mut constants = properties.iter().filter_map(|(name, schema)| Some((name, schema.get("const")?)));
    constants.all(|(name, constant)| item.get(name) == Some(constant))
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
                "list": { "items": { "oneOf": [
                    { "properties": { "kind": { "const": "call" }, "at": { "x-type": "time" } } },
                    { "properties": { "kind": { "const": "talk" }, "by": { "x-type": "guid" } } }
                ] } }
            },
            "$defs": { "guid": { "x-type": "guid" } }
        });
        let value = json!({
            "extra": 1, "id": "da80", "name": "user",
            "list": [{ "kind": "call", "at": "1" }, { "kind": "call", "at": "2" }, { "kind": "talk", "by": "x", "more": 0 }]
        });
        let expected = json!({
            "name": "user", "id": "[guid]",
            "list": [{ "kind": "call", "at": "[time]" }, { "kind": "talk", "by": "[guid]" }]
        });
        assert_eq!(redact(&value, &schema), expected);
    }
}
