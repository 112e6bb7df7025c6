//! The JSON report, version 1: the one that other programs, baselines and merges read.

use std::collections::BTreeMap;
use std::io::{Read, Write};

use jiff::Timestamp;
use report_model::campaign::Tally;
use report_model::course::Course;
use report_model::coverage::Coverage;
use report_model::event::{Ending, Inputs, Target, Tool};
use report_model::finding::{Finding, Found};
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::{Extent, Outcome, RunVerdict, Strictness};
use report_model::record::ExchangeRecord;
use report_model::recording::Recording;
use report_model::tried::Count;
use report_model::verdict::{Ruling, Verdict};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use spec::catalogue::AcceptedRuling;
use spec::ids::{Basis, CaseName, Citation, ClauseId};

use crate::RenderError;
use crate::case::{Case, cases};
use crate::finding::findings;
use crate::stream::{self, Streamed};

/// What the report calls its format.
pub const FORMAT: &str = "oktellspec-report";
/// The version of the format. Keys may be added within a version; none is taken away or changes its meaning.
pub const VERSION: u32 = 1;

/// The JSON Schema (2020-12) of the report.
pub const SCHEMA: &str = include_str!("report.schema.json");

/// A report. Its cases are a list, or what makes them one by one while the report is written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report<Cases = Vec<CaseReport>, Findings = Vec<Found>> {
    /// [`FORMAT`].
    pub format: String,
    /// [`VERSION`].
    pub version: u32,
    /// The program that ran.
    pub tool: Tool,
    /// The files that it ran with, by their digests.
    #[serde(default)]
    pub inputs: Inputs,
    /// The server that was asked.
    pub target: Target,
    /// The seed from which every generated value follows.
    pub seed: u64,
    /// How strictly inferred rules were taken.
    pub strictness: Strictness,
    /// When the run began.
    pub started: Timestamp,
    /// When the run ended, if it did.
    pub finished: Option<Timestamp>,
    /// How the run ended, if it did: `ending`, and `reason` where it was given up.
    #[serde(flatten)]
    pub ending: Option<Ending>,
    /// What was decided about disputed clauses, as far as this run put them to the test.
    pub rulings: Rulings,
    /// The verdict of the whole.
    pub verdict: RunVerdict,
    /// How much of what binds was decided: `conforms` with `partial` is no more than conformance in part.
    #[serde(default)]
    pub extent: Extent,
    /// How many cases and clauses have each outcome; every outcome is named.
    pub summary: Summary,
    /// How much was tried of what there is to try: `what` is counted, how many were `tried`, and the names of the `untried`.
    #[serde(default)]
    pub coverage: Vec<Count>,
    /// The result of every clause of the catalogue.
    pub clauses: Vec<ClauseReport>,
    /// How much of each model the run has been through.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<Coverage>,
    /// What a campaign has done, if this is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<Tally>,
    /// How the campaign went, if this is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub course: Option<Course>,
    /// What the campaign has found, gravest first: with its steps, where it is kept, and whether it is new.
    #[serde(default = "none", skip_serializing_if = "Option::is_none")]
    pub findings: Option<Findings>,
    /// Every case of the plan, in its order. A finding is one, too.
    pub cases: Cases,
}

/// No findings, whatever they are.
fn none<T>() -> Option<T> {
    None
}

/// What was decided about disputed clauses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rulings {
    /// The version: that of the newest ruling of the catalogue, 0 where there is none.
    pub version: u32,
    /// Those about clauses that were put to the test.
    pub used: Vec<UsedRuling>,
}

/// What was decided about a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsedRuling {
    /// The clause.
    pub clause: ClauseId,
    /// The version with which it came.
    pub version: u32,
    /// What was decided, in one sentence.
    pub decided: String,
    /// What it rests on.
    pub evidence: String,
}

/// How many cases and clauses have each outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// Of the cases.
    pub cases: BTreeMap<Outcome, usize>,
    /// Of the clauses.
    pub clauses: BTreeMap<Outcome, usize>,
}

/// The result of a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseReport {
    /// Its id.
    pub id: ClauseId,
    /// The basis of its main rule.
    pub basis: Basis,
    /// Its outcome.
    pub outcome: Outcome,
    /// The cases that judge it.
    pub cases: Vec<CaseName>,
    /// Why it was skipped or is untested, or which choice the target makes.
    pub reason: Option<String>,
    /// Whether a request can decide it at all; where none can, it counts neither for a target nor against it.
    #[serde(default = "yes")]
    pub testable: bool,
}

fn yes() -> bool {
    true
}

/// What became of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CaseReport {
    /// Its name.
    pub name: CaseName,
    /// The first part of its name.
    pub suite: String,
    /// The clauses that it was planned for or came to judge.
    pub clauses: Vec<ClauseId>,
    /// Its outcome.
    pub outcome: Outcome,
    /// What is broken, or why it judged nothing, in one sentence; nothing for a pass.
    pub message: Option<String>,
    /// What it found, rule by rule.
    pub verdicts: Vec<VerdictReport>,
    /// What was sent and received. `response` is `null` where no answer came; `lapse` says why.
    pub exchanges: Vec<ExchangeRecord>,
    /// How long it took, in milliseconds.
    pub millis: u64,
}

/// What a case found of one rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerdictReport {
    /// The rule: `clause` and `basis`.
    #[serde(flatten)]
    pub citation: Citation,
    /// What was found: `ruling` with `expected`, `seen` and `exchange`, or with `reading`.
    #[serde(flatten)]
    pub ruling: Ruling,
}

/// Writes the report of a run, finished or not.
///
/// # Errors
/// Those of the writer.
pub fn write(recording: &Recording, out: impl Write) -> Result<(), RenderError> {
    let cases = Streamed(|| cases(&recording.run).map(|case| CaseReport::of(&case, recording)));
    let run = &recording.run;
    let findings = run
        .campaign
        .as_ref()
        .map(|_| Streamed(|| findings(run).into_iter().map(|found| whole(found, recording))));
    stream::write(&Report::of(recording, cases, findings), out)
}

/// Reads a report, or as much of it as the type has keys for.
///
/// # Errors
/// If what is read is no report, or one of another version.
pub fn read<R: DeserializeOwned>(mut reader: impl Read) -> Result<R, RenderError> {
    let mut text = Vec::new();
    reader.read_to_end(&mut text).map_err(serde_json::Error::io)?;
    let Stamp { format, version } = serde_json::from_slice(&text)?;
    if (format.as_str(), version) != (FORMAT, VERSION) {
        return Err(RenderError::Version { format, version, expected: FORMAT, known: VERSION });
    }
    Ok(serde_json::from_slice(&text)?)
}

/// What tells a report from anything else.
#[derive(Deserialize)]
struct Stamp {
    format: String,
    version: u32,
}

/// A finding with its steps.
fn whole(found: &Found, recording: &Recording) -> Result<Found, RenderError> {
    let steps = recording.exchanges(&found.finding.case())?;
    let finding = Finding { steps, ..found.finding.clone() };
    Ok(Found { finding, ..found.clone() })
}

impl<Cases, Findings> Report<Cases, Findings> {
    fn of(recording: &Recording, reported: Cases, findings: Option<Findings>) -> Self {
        let run = &recording.run;
        let header = &run.header;
        let clauses = run.clauses();
        let (finished, ending) = run.end.clone().unzip();
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            tool: header.tool.clone(),
            inputs: header.inputs,
            target: header.target.clone(),
            seed: header.seed,
            strictness: header.strictness,
            started: header.started,
            finished,
            ending,
            rulings: Rulings::of(run, &clauses),
            verdict: run.verdict(&clauses),
            extent: Extent::of(&clauses),
            summary: Summary {
                cases: counts(cases(run).map(|case| case.outcome())),
                clauses: counts(clauses.iter().map(|clause| clause.outcome)),
            },
            coverage: run.tried.clone(),
            clauses: clauses.into_iter().map(ClauseReport::of).collect(),
            models: run.coverage(),
            campaign: run.campaign.clone(),
            course: run.campaign.as_ref().map(|_| run.course.clone()),
            findings,
            cases: reported,
        }
    }
}

impl Rulings {
    fn of(run: &Run, clauses: &[ClauseResult]) -> Self {
        let used = |(clause, ruling): (&ClauseId, &AcceptedRuling)| {
            let AcceptedRuling { version, decided, evidence } = ruling.clone();
            UsedRuling { clause: clause.clone(), version, decided, evidence }
        };
        Self { version: run.rulings_version(), used: run.rulings_used(clauses).map(used).collect() }
    }
}

fn counts(outcomes: impl Iterator<Item = Outcome>) -> BTreeMap<Outcome, usize> {
    let mut counts = BTreeMap::from(Outcome::ALL.map(|outcome| (outcome, 0)));
    outcomes.for_each(|outcome| *counts.entry(outcome).or_default() += 1);
    counts
}

impl ClauseReport {
    fn of(clause: ClauseResult) -> Self {
        let ClauseResult { id, basis, outcome, cases, reason, testable } = clause;
        Self { id, basis, outcome, cases, reason, testable }
    }
}

impl CaseReport {
    fn of(case: &Case<'_>, recording: &Recording) -> Result<Self, RenderError> {
        Ok(Self {
            name: case.name().clone(),
            suite: case.name().suite().to_owned(),
            clauses: case.clauses().into_iter().cloned().collect(),
            outcome: case.outcome(),
            message: case.message(),
            verdicts: case.verdicts().iter().map(VerdictReport::of).collect(),
            exchanges: recording.exchanges(case.name())?,
            millis: case.millis(),
        })
    }
}

impl VerdictReport {
    fn of(verdict: &Verdict) -> Self {
        Self { citation: verdict.citation.clone(), ruling: verdict.ruling.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn written(recording: &Recording) -> String {
        let mut bytes = Vec::new();
        write(recording, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_report_of_the_sample_is_this() {
        insta::assert_snapshot!(written(&sample::many_failures()));
    }

    #[test]
    fn a_report_that_was_written_reads_back_whole() {
        for recording in [sample::many_failures(), sample::campaign()] {
            let text = written(&recording);
            let report: Report = read(text.as_bytes()).unwrap();
            assert_eq!(serde_json::to_string_pretty(&report).unwrap() + "\n", text);
        }
    }

    #[test]
    fn a_campaign_tells_what_it_did_and_found_with_every_step() {
        let report: serde_json::Value = serde_json::from_str(&written(&sample::campaign())).unwrap();
        assert_eq!(
            (&report["verdict"], &report["campaign"]["requests"]),
            (&"fails".into(), &1_200_000.into())
        );
        assert_eq!(report["course"].as_array().unwrap().last().unwrap()["requests"], 1_200_000);
        let findings = report["findings"].as_array().unwrap();
        let told = |finding: &serde_json::Value| {
            (finding["severity"].clone(), finding["new"].clone(), finding["steps"].as_array().map(Vec::len))
        };
        let expected = [("high".into(), false.into(), Some(1)), ("medium".into(), true.into(), Some(2))];
        assert_eq!(findings.iter().map(told).collect::<Vec<_>>(), expected);
        let run: serde_json::Value = serde_json::from_str(&written(&sample::all_pass())).unwrap();
        assert!(run.get("campaign").is_none() && run.get("findings").is_none());
    }

    #[test]
    fn an_unfinished_run_has_a_report_that_says_so() {
        let value: serde_json::Value = serde_json::from_str(&written(&sample::cut_off())).unwrap();
        assert_eq!(value["finished"], serde_json::Value::Null);
        assert_eq!(value["verdict"], "incomplete");
    }

    #[test]
    fn a_report_of_another_version_is_refused_by_name() {
        let error = read::<Report>(&br#"{"format":"oktellspec-report","version":2}"#[..]).unwrap_err();
        assert!(matches!(error, RenderError::Version { version: 2, .. }), "{error}");
        assert!(matches!(read::<Report>(&b"[]"[..]), Err(RenderError::Json(_))));
    }

    /// The schema, and the same with no key allowed but those that it describes.
    fn schemas() -> [jsonschema::Validator; 2] {
        let open: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
        let mut closed = open.clone();
        close(&mut closed);
        [open, closed]
            .map(|schema| jsonschema::options().should_validate_formats(true).build(&schema).unwrap())
    }

    fn close(schema: &mut serde_json::Value) {
        if let Some(object) = schema.as_object_mut() {
            // Conditions name one key of many.
            let described = object.contains_key("properties") && object.contains_key("type");
            if described && !object.contains_key("additionalProperties") {
                object.insert("additionalProperties".to_owned(), false.into());
            }
            object.values_mut().for_each(close);
        }
    }

    #[test]
    fn every_report_is_valid_under_the_published_schema_which_describes_every_key() {
        let schemas = schemas();
        for recording in sample::all() {
            let report: serde_json::Value = serde_json::from_str(&written(&recording)).unwrap();
            for schema in &schemas {
                assert_eq!(crate::schemas::complaints(schema, &report), [""; 0]);
            }
        }
    }

    #[test]
    fn the_published_schema_refuses_what_is_no_report() {
        let [schema, _] = schemas();
        let report: serde_json::Value = serde_json::from_str(&written(&sample::many_failures())).unwrap();
        let wrong: [(&str, serde_json::Value); 6] = [
            ("/version", 2.into()),
            ("/verdict", "passes".into()),
            ("/summary/cases/pass", (-1).into()),
            ("/clauses/0/id", "EXEC-01".into()),
            ("/cases/0/verdicts/1/seen", serde_json::Value::Null),
            ("/cases/0/exchanges/0/request/body/length", "much".into()),
        ];
        for (pointer, value) in wrong {
            let mut report = report.clone();
            *report.pointer_mut(pointer).unwrap() = value;
            assert!(!schema.is_valid(&report), "{pointer}");
        }
    }
}
