//! Judges canonical values by the catalogue's JSON Schemas, one verdict a clause that the schema cites.

use std::collections::{BTreeMap, BTreeSet};

use jsonschema::Validator;
use report_model::verdict::Verdict;
use serde_json::Value;
use spec::catalogue::Catalogue;
use spec::ids::{Basis, Citation, ClauseId, SchemaName};

/// The schemas of a catalogue, compiled once.
#[derive(Debug)]
pub struct Shapes {
    by_name: BTreeMap<SchemaName, Shape>,
}

/// One schema and the rules that its parts stand for.
#[derive(Debug)]
pub struct Shape {
    schema: Value,
    validator: Validator,
    /// The rule of the schema's root, then those of its parts.
    root: Citation,
    cited: BTreeSet<Citation>,
}

/// A schema that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadSchema {
    /// It is no JSON Schema.
    #[error("schemas/{name}.json is no JSON Schema 2020-12: {reason}")]
    Invalid {
        /// Its name.
        name: SchemaName,
        /// What the validator says.
        reason: String,
    },
    /// Its root cites no clause.
    #[error("schemas/{name}.json cites no clause at its root: add `x-clause`")]
    NoRoot {
        /// Its name.
        name: SchemaName,
    },
}

impl Shapes {
    /// Compiles the schemas of a catalogue.
    ///
    /// # Errors
    /// If one of them is no schema or cites no clause at its root.
    pub fn compile(catalogue: &Catalogue) -> Result<Self, BadSchema> {
        let shape = |(name, schema): (&SchemaName, &Value)| {
            Shape::compile(name, schema, catalogue).map(|shape| (name.clone(), shape))
        };
        Ok(Self { by_name: catalogue.schemas.iter().map(shape).collect::<Result<_, _>>()? })
    }

    /// The schema of that name.
    pub fn get(&self, name: &SchemaName) -> Option<&Shape> {
        self.by_name.get(name)
    }
}

impl Shape {
    fn compile(name: &SchemaName, schema: &Value, catalogue: &Catalogue) -> Result<Self, BadSchema> {
        let invalid = |reason: String| BadSchema::Invalid { name: name.clone(), reason };
        let validator = jsonschema::draft202012::new(schema).map_err(|error| invalid(error.to_string()))?;
        let root = citation_at(schema, catalogue).ok_or_else(|| BadSchema::NoRoot { name: name.clone() })?;
        let mut cited = BTreeSet::new();
        collect_citations(schema, catalogue, &mut cited);
        Ok(Self { schema: schema.clone(), validator, root, cited })
    }

    /// The rule of the schema's root: what an answer breaks that cannot be read at all.
    pub fn root(&self) -> &Citation {
        &self.root
    }

    /// The schema itself.
    pub fn schema(&self) -> &Value {
        &self.schema
    }

    /// Every rule that the schema stands for.
    pub fn citations(&self) -> impl Iterator<Item = &Citation> {
        self.cited.iter()
    }

    /// Whether there is nothing to judge: quicker than [`Shape::judge`], which says what does not fit.
    pub fn fits(&self, value: &Value) -> bool {
        self.validator.is_valid(value)
    }

    /// One verdict for every rule that was put to the test: broken with the first thing that does not fit, or holding. A rule
    /// whose condition (`if`) the value does not meet was not put to the test, and has no verdict.
    pub fn judge(&self, value: &Value, catalogue: &Catalogue) -> Vec<Verdict> {
        let mut broken: BTreeMap<Citation, (String, String)> = BTreeMap::new();
        for error in self.validator.iter_errors(value) {
            let citation = self.citation_of(error.evaluation_path().as_str(), catalogue);
            let place = match error.instance_path().as_str() {
                "" => "the answer".to_owned(),
                pointer => format!("`{pointer}`"),
            };
            broken.entry(citation).or_insert_with(|| {
                (
                    format!("{place} of the documented shape"),
                    format!("{place}: {}", error.masked_with("what came")),
                )
            });
        }
        let holding =
            self.applied(value, catalogue).into_iter().filter(|citation| !broken.contains_key(citation));
        let holding: Vec<Verdict> = holding.map(Verdict::holds).collect();
        let broken =
            broken.into_iter().map(|(citation, (expected, seen))| Verdict::broken(citation, expected, seen));
        broken.chain(holding).collect()
    }

    /// The rules of the sub-schemas that the value met. Those of a condition say only that it applies, not that anything holds.
    fn applied(&self, value: &Value, catalogue: &Catalogue) -> BTreeSet<Citation> {
        let evaluation = self.validator.evaluate(value);
        let met = evaluation
            .iter_annotations()
            .filter(|entry| !entry.schema_location.split('/').any(|token| token == "if"));
        met.filter_map(|entry| citation_at(entry.annotations.value(), catalogue)).collect()
    }

    /// The innermost rule on the way to a keyword, references followed.
    fn citation_of(&self, evaluation_path: &str, catalogue: &Catalogue) -> Citation {
        let mut here = &self.schema;
        let mut innermost = self.root.clone();
        for token in evaluation_path.split('/').skip(1) {
            let token = token.replace("~1", "/").replace("~0", "~");
            let next = match (token.as_str(), here.get("$ref").and_then(Value::as_str)) {
                ("$ref", Some(reference)) => self.schema.pointer(reference.trim_start_matches('#')),
                _ => child(here, &token),
            };
            let Some(next) = next else { break };
            here = next;
            if let Some(citation) = citation_at(here, catalogue) {
                innermost = citation;
            }
        }
        innermost
    }
}

fn child<'a>(schema: &'a Value, token: &str) -> Option<&'a Value> {
    match schema {
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        _ => schema.get(token),
    }
}

/// The citation that stands at this very place of a schema: `x-clause`, and `x-basis` unless it is the clause's main one.
fn citation_at(schema: &Value, catalogue: &Catalogue) -> Option<Citation> {
    let clause: ClauseId = schema.get("x-clause")?.as_str()?.parse().ok()?;
    let stated = schema.get("x-basis").and_then(|basis| serde_json::from_value::<Basis>(basis.clone()).ok());
    let basis = stated.or_else(|| Some(catalogue.clause(&clause)?.basis()))?;
    Some(Citation { clause, basis })
}

fn collect_citations(schema: &Value, catalogue: &Catalogue, found: &mut BTreeSet<Citation>) {
    found.extend(citation_at(schema, catalogue));
    match schema {
        Value::Object(members) => {
            members.values().for_each(|member| collect_citations(member, catalogue, found));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_citations(item, catalogue, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use spec::load;

    use super::*;

    /// What the schema of a user's state says of a state's number and name.
    fn verdicts(number: &str, name: &str) -> Vec<(String, bool)> {
        let catalogue = load::built_in().unwrap();
        let shapes = Shapes::compile(&catalogue).unwrap();
        let id = "1a2b3c4d-0000-4000-8000-00000000000f";
        let state = json!({ "value": number, "name": name });
        let set =
            json!({ "name": "user", "id": id, "properties": { "id": { "value": id }, "state": state } });
        let data = json!({ "name": "userstate", "count": "1", "property_sets": [set] });
        let value = json!({ "version": "1", "data": data });
        let shape = shapes.get(&SchemaName::new("userstate")).unwrap();
        let told = shape.judge(&value, &catalogue).into_iter();
        told.map(|verdict| (verdict.citation.to_string(), verdict.deviation().is_none())).collect()
    }

    fn told(verdicts: &[(String, bool)], citation: &str) -> Option<bool> {
        verdicts.iter().find(|(of, _)| of == citation).map(|(_, holds)| *holds)
    }

    #[test]
    fn what_fits_holds() {
        assert_eq!(told(&verdicts("1", "usReady"), "STATE-3 (E)"), Some(true));
        assert_eq!(told(&verdicts("1", "usReady"), "STATE-4 (E)"), Some(true));
    }

    #[test]
    fn what_does_not_fit_breaks_the_innermost_rule() {
        let verdicts = verdicts("1", "usBreak");
        assert_eq!(told(&verdicts, "STATE-4 (E)"), Some(false));
        assert_ne!(told(&verdicts, "STATE-3 (E)"), Some(false));
        assert_eq!(told(&self::verdicts("one", "usReady"), "STATE-3 (E)"), Some(false));
    }

    #[test]
    fn a_rule_whose_condition_is_not_met_is_not_put_to_the_test() {
        assert_eq!(told(&verdicts("2", "usBreak"), "STATE-4 (E)"), None);
    }
}
