//! JSON Schemas over any canonical value: the ways to ask whether a value fits agree, and each rule has one verdict.

use std::collections::BTreeSet;

use checks::redact::redact;
use serde_json::Value;
use spec::decode::{Format, Limits, decode};

use crate::ground::{CATALOGUE, SHAPES};
use crate::verdicts;

/// The input is a JSON text.
pub(crate) fn shapes(input: &[u8]) {
    let Ok(decoded) = decode(Format::Json, None, input, &Limits::default()) else { return };
    for name in CATALOGUE.schemas.keys() {
        let shape = SHAPES.get(name).expect("a compiled schema");
        let verdicts = verdicts::of(|| shape.judge(&decoded.value, &CATALOGUE));
        let cited: BTreeSet<_> = verdicts.iter().map(|verdict| &verdict.citation).collect();
        assert_eq!(cited.len(), verdicts.len(), "{name}: a rule has two verdicts");
        assert!(cited.iter().all(|citation| shape.citations().any(|known| known == *citation)), "{name}");
        let fits = jsonschema::draft202012::is_valid(shape.schema(), &decoded.value);
        assert_eq!(fits, verdicts::all_hold(&verdicts), "{name}: the verdicts and the validator disagree");
        let redacted = redact(&decoded.value, shape.schema());
        assert_eq!(redacted, redact(&decoded.value, shape.schema()));
        assert!(members(&redacted) <= members(&decoded.value), "{name}: redaction adds something");
    }
}

fn members(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len() + items.iter().map(members).sum::<usize>(),
        Value::Object(object) => object.len() + object.values().map(members).sum::<usize>(),
        _ => 0,
    }
}
