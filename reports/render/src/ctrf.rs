//! CTRF, the Common Test Report Format: one test a case, for dashboards that read any runner's results.
//!
//! Its statuses are fewer than our outcomes, so `rawStatus` has the outcome: a warning is `passed`; a flaky or stuck case is `other`; a case
//! that was not reached is `pending`.

use std::collections::BTreeSet;
use std::io::Write;

use report_model::event::Header;
use report_model::outcome::Outcome;
use report_model::recording::Recording;
use serde::Serialize;
use serde_json::{Value, json};

use crate::account::account;
use crate::case::{Case, cases};
use crate::stream::{self, Streamed};
use crate::text::visible;
use crate::{RenderError, words};

/// The version of the specification that is followed.
const VERSION: &str = "0.0.0";

/// Writes the report of a run, finished or not.
///
/// # Errors
/// Those of the writer, and those of the log.
pub fn write(recording: &Recording, out: impl Write) -> Result<(), RenderError> {
    let Header { tool, target, seed, .. } = &recording.run.header;
    let tests = Streamed(|| cases(&recording.run).map(|case| Test::of(&case, recording)));
    let clauses = recording.run.clauses();
    let (verdict, rulings) =
        (words::verdict(&recording.run, &clauses), words::rulings(&recording.run, &clauses));
    let environment = json!({
        "appName": target.url,
        "appVersion": target.edition,
        "extra": { "verdict": verdict, "seed": seed, "rulings": rulings },
    });
    let report = Report {
        report_format: "CTRF",
        spec_version: VERSION,
        generated_by: &tool.name,
        results: Results {
            tool: json!({ "name": tool.name, "version": tool.version }),
            summary: Summary::of(recording),
            environment,
            tests,
        },
    };
    stream::write(&report, out)
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Report<'a, Tests> {
    report_format: &'static str,
    spec_version: &'static str,
    generated_by: &'a str,
    results: Results<Tests>,
}

#[derive(Serialize)]
struct Results<Tests> {
    tool: Value,
    summary: Summary,
    environment: Value,
    tests: Tests,
}

#[derive(Serialize)]
struct Summary {
    tests: usize,
    passed: usize,
    failed: usize,
    skipped: usize,
    pending: usize,
    other: usize,
    flaky: usize,
    suites: usize,
    /// Milliseconds since 1970.
    start: i64,
    /// Milliseconds since 1970.
    stop: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Passed,
    Failed,
    Skipped,
    Pending,
    Other,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Test {
    test_id: String,
    name: String,
    status: Status,
    duration: u64,
    suite: [String; 2],
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "String::is_empty")]
    trace: String,
    raw_status: &'static str,
    /// The clauses.
    tags: Vec<String>,
    flaky: bool,
}

impl Status {
    fn of(case: &Case<'_>) -> Self {
        match case.outcome() {
            Outcome::Pass | Outcome::Warn => Self::Passed,
            Outcome::Fail => Self::Failed,
            Outcome::Flaky => Self::Other,
            Outcome::Untested if case.judged.is_none() => Self::Pending,
            Outcome::Untested if case.stuck().is_some() => Self::Other,
            Outcome::Skipped | Outcome::Untested => Self::Skipped,
        }
    }
}

impl Summary {
    fn of(recording: &Recording) -> Self {
        let run = &recording.run;
        let count = |status| cases(run).filter(|case| Status::of(case) == status).count();
        let start = run.header.started.as_millisecond();
        Self {
            tests: run.header.planned.len(),
            passed: count(Status::Passed),
            failed: count(Status::Failed),
            skipped: count(Status::Skipped),
            pending: count(Status::Pending),
            other: count(Status::Other),
            flaky: cases(run).filter(|case| case.outcome() == Outcome::Flaky).count(),
            suites: cases(run).map(|case| case.name().suite()).collect::<BTreeSet<_>>().len(),
            start,
            stop: run.end.as_ref().map_or(start, |(finished, _)| finished.as_millisecond()),
        }
    }
}

impl Test {
    fn of(case: &Case<'_>, recording: &Recording) -> Result<Self, RenderError> {
        let exchanges =
            if case.breaches().is_empty() { Vec::new() } else { recording.exchanges(case.name())? };
        Ok(Self {
            test_id: case.name().to_string(),
            name: case.name().to_string(),
            status: Status::of(case),
            duration: case.millis(),
            suite: [case.name().suite().to_owned(), case.name().command().to_owned()],
            message: case.message().map(|message| visible(&message)),
            trace: account(case, &exchanges, &recording.run.header),
            raw_status: case.outcome().word(),
            tags: case.clauses().into_iter().map(ToString::to_string).collect(),
            flaky: case.outcome() == Outcome::Flaky,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{sample, schemas};

    fn written(recording: &Recording) -> Value {
        let mut bytes = Vec::new();
        write(recording, &mut bytes).unwrap();
        serde_json::from_slice(&bytes).unwrap()
    }

    #[test]
    fn the_report_is_valid_under_the_schema_of_ctrf() {
        let Some(schema) = schemas::json("ctrf.schema.json") else { return };
        let schema = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
        for recording in sample::all() {
            assert_eq!(schemas::complaints(&schema, &written(&recording)), [""; 0]);
        }
        let mut wrong = written(&sample::all_pass());
        wrong["results"]["tests"][0]["verdict"] = "pass".into();
        assert_eq!(schemas::complaints(&schema, &wrong).len(), 1);
    }

    #[test]
    fn the_counts_are_those_of_the_tests() {
        for recording in sample::all() {
            let report = written(&recording);
            let tests = report["results"]["tests"].as_array().unwrap();
            for status in ["passed", "failed", "skipped", "pending", "other"] {
                let counted = tests.iter().filter(|test| test["status"] == status).count();
                assert_eq!(report["results"]["summary"][status], counted, "{status}");
            }
            assert_eq!(report["results"]["summary"]["tests"], tests.len());
        }
        let report = written(&sample::many_failures());
        let flaky: Vec<&Value> = report["results"]["tests"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|test| test["flaky"] == true)
            .collect();
        assert_eq!(
            (flaky.len(), &flaky[0]["status"], &flaky[0]["rawStatus"]),
            (1, &"other".into(), &"flaky".into())
        );
    }
}
