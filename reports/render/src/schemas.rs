//! Official schemas of the formats, where they lie beside the project or in the folder that `OKTELLSPEC_SCHEMAS` names.

use std::path::{Path, PathBuf};

use serde_json::Value;

/// The text of a schema; where it is missing, says so and gives nothing.
pub(crate) fn text(name: &str) -> Option<String> {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/schemas");
    let folder = std::env::var_os("OKTELLSPEC_SCHEMAS").map_or_else(beside, PathBuf::from);
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        println!("not checked against the schema: {} is not there", path.display());
    }
    text
}

/// A JSON Schema.
pub(crate) fn json(name: &str) -> Option<Value> {
    Some(serde_json::from_str(&text(name)?).unwrap())
}

/// What the schema has against the document, place by place.
pub(crate) fn complaints(schema: &jsonschema::Validator, document: &Value) -> Vec<String> {
    schema.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}
