//! A run in short: what the gate compares, from a recording or from a JSON report.

use std::collections::BTreeMap;
use std::io::Read;

use report_model::event::Ending;
use report_model::outcome::{Extent, Outcome, RunVerdict, Strictness};
use report_model::recording::Recording;
use serde::Deserialize;
use spec::ids::{Basis, CaseName, ClauseId, Weight};

use crate::case::cases;
use crate::{RenderError, json};

/// A run in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The edition of the documentation that it was held against.
    pub edition: String,
    /// Whether it came to its end.
    pub course: Course,
    /// Its verdict.
    pub verdict: RunVerdict,
    /// How much of what binds it decided.
    pub extent: Extent,
    /// The outcome of every clause of the catalogue.
    pub clauses: BTreeMap<ClauseId, Outcome>,
    /// Every case of the plan.
    pub cases: BTreeMap<CaseName, CaseStanding>,
}

/// Whether a run came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// Every planned case has its result.
    Completed,
    /// It was killed, interrupted or given up.
    Unfinished,
}

/// A case in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseStanding {
    /// Its outcome.
    pub outcome: Outcome,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// The clauses that it found broken: `Fail`, `Warn`, or `Flaky` where the breach did not return.
    pub broken: BTreeMap<ClauseId, Outcome>,
}

impl Standing {
    /// The run of a recording.
    pub fn of(recording: &Recording) -> Self {
        let run = &recording.run;
        let clauses = run.clauses();
        let completed = matches!(run.end, Some((_, Ending::Completed)));
        let case = |case: crate::case::Case<'_>| {
            let mut broken = BTreeMap::new();
            for breach in case.breaches() {
                let worst = broken.entry(breach.citation.clause.clone()).or_insert(breach.outcome);
                *worst = worst.or_worse(breach.outcome);
            }
            (case.name().clone(), CaseStanding { outcome: case.outcome(), millis: case.millis(), broken })
        };
        Self {
            edition: run.header.target.edition.clone(),
            course: if completed { Course::Completed } else { Course::Unfinished },
            verdict: run.verdict(&clauses),
            extent: Extent::of(&clauses),
            cases: cases(run).map(case).collect(),
            clauses: clauses.into_iter().map(|clause| (clause.id, clause.outcome)).collect(),
        }
    }

    /// The run of a JSON report.
    ///
    /// # Errors
    /// If what is read is no report, or one of another version.
    pub fn read(report: impl Read) -> Result<Self, RenderError> {
        let report: Report = json::read(report)?;
        let case = |case: Case| {
            let standing = CaseStanding {
                outcome: case.outcome,
                millis: case.millis,
                broken: broken(&case.verdicts, case.outcome, report.strictness),
            };
            (case.name, standing)
        };
        Ok(Self {
            edition: report.target.edition,
            course: match report.ending.as_deref() {
                Some("completed") => Course::Completed,
                Some(_) | None => Course::Unfinished,
            },
            verdict: report.verdict,
            extent: report.extent,
            clauses: report.clauses.into_iter().map(|clause| (clause.id, clause.outcome)).collect(),
            cases: report.cases.into_iter().map(case).collect(),
        })
    }
}

/// What of a JSON report is compared.
#[derive(Deserialize)]
struct Report {
    target: Target,
    #[serde(default)]
    ending: Option<String>,
    strictness: Strictness,
    verdict: RunVerdict,
    #[serde(default)]
    extent: Extent,
    clauses: Vec<Clause>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Target {
    edition: String,
}

#[derive(Deserialize)]
struct Clause {
    id: ClauseId,
    outcome: Outcome,
}

#[derive(Deserialize)]
struct Case {
    name: CaseName,
    outcome: Outcome,
    millis: u64,
    verdicts: Vec<Verdict>,
}

#[derive(Deserialize)]
struct Verdict {
    clause: ClauseId,
    basis: Basis,
    ruling: String,
}

/// The breaches that are owed, as [`crate::case::Case::breaches`] finds them.
fn broken(verdicts: &[Verdict], outcome: Outcome, strictness: Strictness) -> BTreeMap<ClauseId, Outcome> {
    let mut broken = BTreeMap::new();
    for verdict in verdicts.iter().filter(|verdict| verdict.ruling == "broken") {
        let found = match (verdict.basis.weight(), strictness) {
            (Weight::Free, _) => continue,
            _ if outcome == Outcome::Flaky => Outcome::Flaky,
            (Weight::Should, Strictness::Lenient) => Outcome::Warn,
            (Weight::Should | Weight::Must, _) => Outcome::Fail,
        };
        let worst = broken.entry(verdict.clause.clone()).or_insert(found);
        *worst = worst.or_worse(found);
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_report_says_of_a_run_what_the_run_says_itself() {
        for recording in sample::all() {
            let mut report = Vec::new();
            json::write(&recording, &mut report).unwrap();
            assert_eq!(Standing::read(report.as_slice()).unwrap(), Standing::of(&recording));
        }
    }

    #[test]
    fn what_is_no_report_is_refused() {
        assert!(matches!(Standing::read(&b"{}"[..]), Err(RenderError::Json(_))));
        let later = br#"{"format":"oktellspec-report","version":2}"#;
        assert!(matches!(Standing::read(&later[..]), Err(RenderError::Version { .. })));
    }
}
