//! SARIF 2.1.0, in the form that GitHub code scanning takes: rules are the clauses, results the breaches, fault classes a taxonomy.
//!
//! A server that runs has no lines of source, so a result points at the clause's file in the catalogue; the case, the request and the
//! answer stand beside it. A result keeps its fingerprint as long as the case keeps its name.

mod document;
mod message;
mod place;

use std::collections::{BTreeMap, HashMap};
use std::io::Write;

use report_model::event::{ClauseFact, Ending};
use report_model::finding::Found;
use report_model::outcome::Outcome;
use report_model::record::ExchangeRecord;
use report_model::recording::Recording;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use spec::ids::{CaseName, ClauseId, Weight};

use self::document::{
    Descriptor, Details, Driver, Invocation, Location, Log, Notification, Reference, Run, SarifResult,
    Taxonomy, Text, Tool,
};
use self::place::Places;
use crate::RenderError;
use crate::case::{Breach, Case, cases};
use crate::fault::{CATALOGUE, FaultClass};
use crate::stream::{self, Later, Streamed};
use crate::text::{brief, count, visible};
use crate::words;

/// GitHub refuses a run with more results.
const MOST_RESULTS: usize = 25_000;
/// GitHub refuses a longer short description, in characters.
const SHORT: usize = 1_000;

/// Writes the breaches of a run, finished or not.
///
/// # Errors
/// Those of the writer, and those of the log.
pub fn write(recording: &Recording, out: impl Write) -> Result<(), RenderError> {
    let header = &recording.run.header;
    let index: HashMap<&ClauseId, usize> =
        header.clauses.iter().enumerate().map(|(index, fact)| (&fact.id, index)).collect();
    let places = Places::built_in();
    let results = Streamed(|| {
        let of_case = |case: Case<'_>| results(&case, recording, &index, &places);
        cases(&recording.run).flat_map(of_case).take(MOST_RESULTS)
    });
    let driver = Driver {
        name: &header.tool.name,
        semantic_version: &header.tool.version,
        rules: header.clauses.iter().map(rule).collect(),
    };
    let rulings = words::rulings(&recording.run, &recording.run.clauses());
    let run = Run {
        properties: json!({ "rulings": rulings }),
        tool: Tool { driver },
        automation_details: Details { id: format!("{}/{}/", header.tool.name, header.target.edition) },
        results,
        invocations: [Later(|| invocation(recording))],
        taxonomies: [Taxonomy { name: "WFC", version: CATALOGUE, taxa: FaultClass::ALL.map(taxon) }],
        column_kind: "utf16CodeUnits",
    };
    stream::write(&Log::of(run), out)
}

/// A clause as a rule.
fn rule(fact: &ClauseFact) -> Descriptor {
    let rules: Vec<String> = fact
        .rules
        .iter()
        .map(|rule| format!("{} ({}, {})", rule.text, rule.basis, words::basis(rule.basis)))
        .collect();
    let weight = fact.basis().weight();
    let level = if weight == Weight::Must { "error" } else { "warning" };
    let class = FaultClass::of_clause(&fact.id);
    let mut tags = vec!["conformance".to_owned(), words::basis(fact.basis()).to_owned()];
    let severity = class.and_then(|class| class.severity);
    tags.extend(severity.map(|_| "security".to_owned()));
    tags.extend(class.and_then(|class| class.cwe).map(|cwe| format!("external/cwe/cwe-{cwe}")));
    let mut properties = json!({ "tags": tags, "precision": "high", "problem.severity": level });
    if let Some(severity) = severity {
        properties["security-severity"] = severity.into();
    }
    let help = format!(
        "Section «{}» of the documentation.\n\n{}\n\nMore: `oktellspec explain {}`.",
        fact.section,
        rules.join("\n"),
        fact.id
    );
    Descriptor {
        id: fact.id.to_string(),
        short_description: Text::of(brief(fact.rule_text(fact.basis()), SHORT)),
        full_description: Text::of(rules.join(" ")),
        help: Text::of(help),
        properties,
    }
}

fn taxon(class: &FaultClass) -> Descriptor {
    Descriptor {
        id: class.code.to_string(),
        short_description: Text::of(class.name),
        full_description: Text::of(class.help),
        help: Text::of(class.help),
        properties: json!({ "cwe": class.cwe.map(|cwe| format!("CWE-{cwe}")), "security-severity": class.severity }),
    }
}

fn results(
    case: &Case<'_>,
    recording: &Recording,
    index: &HashMap<&ClauseId, usize>,
    places: &Places,
) -> Vec<Result<SarifResult, RenderError>> {
    let breaches = case.breaches();
    if breaches.is_empty() {
        return Vec::new();
    }
    let exchanges = match recording.exchanges(case.name()) {
        Ok(exchanges) => exchanges,
        Err(error) => return vec![Err(error.into())],
    };
    let mut nth: BTreeMap<&ClauseId, usize> = BTreeMap::new();
    let result = |breach: &Breach<'_>, nth: usize| {
        let clause = &breach.citation.clause;
        let class = FaultClass::of(case, breach, &exchanges);
        let shown = breach.shown_by(&exchanges).map(|(_, record)| record);
        let repeat = case.repeat();
        SarifResult {
            rule_id: clause.to_string(),
            rule_index: index.get(clause).copied(),
            level: level(breach.outcome),
            message: Text::of(format!(
                "{}\n\nCase {}. Repeat: {repeat}",
                breach.sentence(),
                visible(case.name().as_str())
            )),
            locations: [Location::of(places.of(clause), case.name())],
            partial_fingerprints: BTreeMap::from([(
                "primaryLocationLineHash",
                format!("{}:{nth}", fingerprint(breach, case.name())),
            )]),
            taxa: [Reference::to(class)],
            web_request: shown.map(message::request),
            web_response: shown.map(message::response),
            properties: properties(case, breach, shown),
        }
    };
    breaches
        .iter()
        .map(|breach| {
            let nth = nth.entry(&breach.citation.clause).or_insert(0);
            *nth += 1;
            Ok(result(breach, *nth))
        })
        .collect()
}

fn properties(case: &Case<'_>, breach: &Breach<'_>, shown: Option<&ExchangeRecord>) -> Value {
    let mut properties = json!({
        "basis": breach.citation.basis,
        "outcome": breach.outcome,
        "expected": breach.deviation.expected,
        "seen": breach.deviation.seen,
        "curl": shown.map(|record| &record.curl),
    });
    if let Some(Found { finding, file, new }) = case.found {
        properties["finding"] = json!({
            "id": finding.id,
            "signature": finding.signature,
            "oracle": finding.oracle,
            "cwe": finding.cwe.map(|cwe| format!("CWE-{cwe}")),
            "severity": finding.severity,
            "confidence": finding.confidence,
            "file": file,
            "new": new,
        });
    }
    properties
}

fn level(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Fail => "error",
        Outcome::Warn => "warning",
        Outcome::Pass | Outcome::Flaky | Outcome::Skipped | Outcome::Untested => "note",
    }
}

/// What stays the same of a breach from run to run: its rule and its case.
fn fingerprint(breach: &Breach<'_>, case: &CaseName) -> String {
    let digest = Sha256::digest(format!("{}\n{case}", breach.citation));
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn invocation(recording: &Recording) -> Invocation {
    let run = &recording.run;
    let breaches = cases(run).map(|case| case.breaches().len()).sum::<usize>();
    let left = breaches.saturating_sub(MOST_RESULTS);
    let note = |text: String| Notification { level: "warning", message: Text::of(text) };
    let verdict = note(words::verdict(run, &run.clauses()));
    let cut = (left > 0)
        .then(|| note(format!("{} not listed here: the JSON report has them", count(left, "more breach"))));
    Invocation {
        execution_successful: matches!(run.end, Some((_, Ending::Completed))),
        start_time_utc: run.header.started,
        end_time_utc: run.end.as_ref().map(|(finished, _)| *finished),
        tool_execution_notifications: [verdict].into_iter().chain(cut).collect(),
    }
}

#[cfg(test)]
mod tests;
