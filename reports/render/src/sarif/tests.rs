//! The log is valid, and what it says of a breach is stable.

use serde_json::Value;

use super::*;
use crate::{sample, schemas};

fn written(recording: &Recording) -> Value {
    let mut bytes = Vec::new();
    write(recording, &mut bytes).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[test]
fn the_results_of_the_sample_are_these() {
    let mut log = written(&sample::many_failures());
    let results = log["runs"][0]["results"].as_array_mut().unwrap();
    // Twelve values of one property look alike.
    results.truncate(7);
    for result in results {
        // Where a clause stands changes with every clause before it: `place.rs` has its own test.
        result["locations"][0]["physicalLocation"]["region"] = "…".into();
    }
    insta::assert_json_snapshot!(log["runs"][0]["results"]);
}

#[test]
fn the_log_is_valid_under_the_schema_of_sarif() {
    let Some(schema) = schemas::json("sarif-2.1.0.schema.json") else { return };
    let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for recording in sample::all() {
        assert_eq!(schemas::complaints(&schema, &written(&recording)), [""; 0]);
    }
    let mut wrong = written(&sample::many_failures());
    wrong["runs"][0]["results"][0]["level"] = "fatal".into();
    assert_eq!(schemas::complaints(&schema, &wrong).len(), 1);
}

#[test]
fn every_rule_has_help_and_every_result_its_rule_and_a_fingerprint_of_its_own() {
    let log = written(&sample::many_failures());
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert!(rules.iter().all(|rule| rule["help"]["text"].as_str().is_some_and(|help| !help.is_empty())));
    let results = run["results"].as_array().unwrap();
    let mut fingerprints: Vec<&str> = Vec::new();
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        fingerprints.push(result["partialFingerprints"]["primaryLocationLineHash"].as_str().unwrap());
    }
    fingerprints.sort_unstable();
    fingerprints.dedup();
    assert_eq!(fingerprints.len(), results.len());
}

#[test]
fn a_fingerprint_does_not_change_with_what_was_seen_or_when() {
    let fingerprints = |recording: &Recording| -> Vec<Value> {
        let log = written(recording);
        let results = log["runs"][0]["results"].as_array().unwrap().clone();
        results.into_iter().map(|result| result["partialFingerprints"].clone()).collect()
    };
    let mut other = sample::many_failures();
    other.run.header.seed += 1;
    other.run.header.started = jiff::Timestamp::UNIX_EPOCH;
    for case in other.run.cases.values_mut() {
        for verdict in &mut case.verdicts {
            if let report_model::verdict::Ruling::Broken(deviation) = &mut verdict.ruling {
                deviation.seen.push('!');
            }
        }
    }
    assert_eq!(fingerprints(&sample::many_failures()), fingerprints(&other));
}

#[test]
fn a_finding_is_a_result_with_its_weakness_and_the_command_that_replays_it() {
    let log = written(&sample::campaign());
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let finding = &result["properties"]["finding"];
        assert_eq!((&finding["cwe"], &result["taxa"][0]["id"]), (&"CWE-755".into(), &"100".into()));
        let file = finding["file"].as_str().unwrap();
        let message = result["message"]["text"].as_str().unwrap();
        assert!(
            message.contains(&format!("Repeat: oktellspec replay {file} --target http://192.0.2.7:4055")),
            "{message}"
        );
    }
}
