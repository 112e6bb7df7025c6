//! Resolves schemas: every `x-clause` and `x-basis` in them cites a rule, and some route answers by each.

use std::collections::BTreeMap;
use std::ops::Range;

use serde_json::Value;

use super::read::Files;
use super::{Citing, Found, LoadProblem, Source};
use crate::ids::{Basis, ClauseId, SchemaName};

pub(super) fn resolve(
    files: &Files<'_>,
    citing: &Citing<'_>,
    found: &mut Found,
) -> BTreeMap<SchemaName, Value> {
    for (source, name, schema) in &files.schemas {
        check_citations(source, schema, citing, found);
        let routes = files.commands.iter().flat_map(|(_, command)| &command.route);
        if !routes.filter_map(|route| route.schema.as_ref()).any(|used| used.get_ref() == name) {
            found.complain(source, 0..0, LoadProblem::UnusedSchema(name.clone()));
        }
    }
    files.schemas.iter().map(|(_, name, schema)| (name.clone(), schema.clone())).collect()
}

/// Goes through a schema and all that is in it; the JSON parser has bounded the depth.
fn check_citations(source: &Source, schema: &Value, citing: &Citing<'_>, found: &mut Found) {
    if let Some(Err((text, problem))) = cited(schema, citing) {
        found.complain(source, place_of(&source.text, &text), problem);
    }
    match schema {
        Value::Object(members) => {
            members.values().for_each(|inner| check_citations(source, inner, citing, found));
        }
        Value::Array(items) => items.iter().for_each(|inner| check_citations(source, inner, citing, found)),
        _ => {}
    }
}

/// Whether the citation at this place of a schema, if there is one, resolves; if not, the text that is wrong and why.
fn cited(schema: &Value, citing: &Citing<'_>) -> Option<Result<(), (String, LoadProblem)>> {
    let clause = schema.get("x-clause")?;
    let text = clause.as_str().map_or_else(|| clause.to_string(), str::to_owned);
    let Ok(id) = text.parse::<ClauseId>() else {
        return Some(Err((text.clone(), LoadProblem::UnknownClause(text))));
    };
    let basis =
        match schema.get("x-basis").map(|basis| (basis, serde_json::from_value::<Basis>(basis.clone()))) {
            Some((stated, Err(_))) => {
                let text = stated.as_str().map_or_else(|| stated.to_string(), str::to_owned);
                return Some(Err((text.clone(), LoadProblem::UnknownBasis(text))));
            }
            Some((_, Ok(basis))) => Some(basis),
            None => None,
        };
    Some(citing.cite(&id, basis).map(drop).map_err(|problem| (text, problem)))
}

/// Where a string first stands: JSON values do not remember their place.
fn place_of(text: &str, value: &str) -> Range<usize> {
    let quoted = format!("\"{value}\"");
    let start = text.find(&quoted).unwrap_or_default();
    start..start + quoted.len()
}
