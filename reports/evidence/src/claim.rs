//! What whoever signs a report says of a build: only what the report bears out.

use jiff::Timestamp;
use report_model::digest::Digest;
use report_model::event::Ending;
use report_model::outcome::{Extent, Outcome, RunVerdict};
use report_render::json::{ClauseReport, Report};
use report_render::strength::Strength;
use serde::de::IgnoredAny;
use spec::ids::Weight;

use crate::statement::{
    CatalogueNotes, Predicate, ProfileNotes, ReportNotes, Resource, RunNotes, Skipped, SkippedNotes,
    Statement, StatementError, Subject, SuiteNotes, TestResult,
};

impl Statement {
    /// What a report, which has that digest, says of these builds.
    ///
    /// # Errors
    /// If the run is incomplete, or the report does not hold together.
    pub fn of(
        report: Report<IgnoredAny>,
        digest: Digest,
        subject: Vec<Subject>,
        strength: Strength,
    ) -> Result<Self, StatementError> {
        let finished = finished(&report)?;
        consistent(&report)?;
        if report.tool.version != strength.version {
            return Err(StatementError::OtherRelease { ran: report.tool.version, this: strength.version });
        }
        let inputs = report.inputs;
        let having = |input: Option<Digest>, what| input.ok_or(StatementError::Inputs(what));
        let suite = SuiteNotes { program: report.tool.name, version: report.tool.version };
        let catalogue = CatalogueNotes { edition: report.target.edition, rulings: report.rulings.version };
        let run = RunNotes {
            embedded: report.target.embedded,
            seed: report.seed,
            strictness: report.strictness,
            started: report.started,
            finished,
        };
        let notes = ReportNotes { verdict: report.verdict, extent: report.extent };
        let with = |wanted: &[Outcome]| {
            let such = report.clauses.iter().filter(|clause| wanted.contains(&clause.outcome));
            such.map(|clause| clause.id.clone()).collect::<Vec<_>>()
        };
        let warned_tests = with(&[Outcome::Warn, Outcome::Flaky]);
        let predicate = Predicate {
            result: match (report.verdict, report.extent) {
                (RunVerdict::Conforms, Extent::Whole) if warned_tests.is_empty() => TestResult::Passed,
                (RunVerdict::Conforms, _) => TestResult::Warned,
                (RunVerdict::Fails | RunVerdict::Incomplete, _) => TestResult::Failed,
            },
            passed_tests: with(&[Outcome::Pass]),
            warned_tests,
            failed_tests: with(&[Outcome::Fail]),
            configuration: (
                Resource::named("suite", suite).with(having(inputs.program, "program")?),
                Resource::named("catalogue", catalogue).with(having(inputs.catalogue, "catalogue")?),
                Resource::named("profile", ProfileNotes { options: report.target.options })
                    .with(having(inputs.profile, "profile")?),
                Resource::named("target", run).at(&report.target.url),
                Resource::named("report", notes).in_json().with(digest),
                Resource::named("skipped clauses", skipped(&report.clauses))
                    .at("urn:oktellspec:skipped-clauses"),
                Resource::named("strength of the suite", strength).at("urn:oktellspec:strength"),
            ),
        };
        Ok(Self::about(subject, predicate))
    }
}

fn finished(report: &Report<IgnoredAny>) -> Result<Timestamp, StatementError> {
    let unfinished = |how: &str| Err(StatementError::Unfinished(how.to_owned()));
    match (&report.ending, report.finished, report.verdict) {
        (Some(Ending::Interrupted), ..) => unfinished("it was interrupted"),
        (Some(Ending::Aborted { reason }), ..) => {
            unfinished(&format!("it was given up: {}", reason.escape_debug()))
        }
        (None, ..) | (_, None, _) => unfinished("it was killed, or still goes on"),
        (Some(Ending::Completed), Some(_), RunVerdict::Incomplete) => Err(StatementError::Incomplete),
        (Some(Ending::Completed), Some(finished), _) => Ok(finished),
    }
}

/// Whether verdict and extent are those of the clauses.
fn consistent(report: &Report<IgnoredAny>) -> Result<(), StatementError> {
    let failed = report.clauses.iter().any(|clause| clause.outcome == Outcome::Fail);
    let open = report.clauses.iter().any(|clause| clause.testable && binds(clause) && undecided(clause));
    let extent = if open { Extent::Partial } else { Extent::Whole };
    if failed == (report.verdict == RunVerdict::Fails) && extent == report.extent {
        Ok(())
    } else {
        Err(StatementError::Contradiction(report.verdict.said(report.extent)))
    }
}

fn binds(clause: &ClauseReport) -> bool {
    clause.basis.weight() == Weight::Must
}

fn undecided(clause: &ClauseReport) -> bool {
    matches!(clause.outcome, Outcome::Skipped | Outcome::Untested)
}

fn skipped(clauses: &[ClauseReport]) -> SkippedNotes {
    let skipped = |clause: &ClauseReport| Skipped {
        clause: clause.id.clone(),
        basis: clause.basis,
        binds: binds(clause),
        testable: clause.testable,
        reason: clause.reason.clone().unwrap_or_default(),
    };
    SkippedNotes { clauses: clauses.iter().filter(|clause| undecided(clause)).map(skipped).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The report of a run of one clause that binds.
    fn report(verdict: &str, extent: &str, outcome: &str) -> Report<IgnoredAny> {
        let digest = Digest::of("a file");
        serde_json::from_value(serde_json::json!({
            "format": "oktellspec-report", "version": 1,
            "tool": { "name": "oktellspec", "version": "1.0.0" },
            "inputs": { "program": digest, "catalogue": digest, "profile": digest },
            "target": { "url": "http://192.0.2.1:4055", "edition": "e", "embedded": false },
            "seed": 1, "strictness": "lenient",
            "started": "2026-03-01T10:00:00Z", "finished": "2026-03-01T10:00:01Z", "ending": "completed",
            "rulings": { "version": 0, "used": [] },
            "verdict": verdict, "extent": extent,
            "summary": { "cases": {}, "clauses": {} },
            "clauses": [{ "id": "EXEC-3", "basis": "D", "outcome": outcome, "cases": [], "reason": "why" }],
            "cases": [],
        }))
        .unwrap()
    }

    fn statement(report: Report<IgnoredAny>) -> Result<Statement, StatementError> {
        let strength = Strength { version: "1.0.0".to_owned(), faults: None, mutants: None };
        let subject = format!("build@sha256:{}", Digest::of("build")).parse().unwrap();
        Statement::of(report, Digest::of("report"), vec![subject], strength)
    }

    #[test]
    fn the_result_is_passed_only_where_everything_that_binds_was_decided_and_holds() {
        for (verdict, extent, outcome, result) in [
            ("conforms", "whole", "pass", TestResult::Passed),
            ("conforms", "whole", "warn", TestResult::Warned),
            ("conforms", "partial", "skipped", TestResult::Warned),
            ("fails", "whole", "fail", TestResult::Failed),
        ] {
            let said = statement(report(verdict, extent, outcome)).unwrap();
            assert_eq!(said.predicate.result, result, "{verdict} {extent} {outcome}");
            assert_eq!(Statement::from_json(&said.to_json().unwrap()).unwrap(), said);
            let named = said.predicate.configuration.5.annotations.clauses.iter();
            assert_eq!(named.count(), usize::from(outcome == "skipped"));
        }
    }

    #[test]
    fn a_verdict_that_the_clauses_do_not_bear_out_is_not_signed() {
        for (verdict, extent, outcome) in [
            ("conforms", "whole", "fail"),
            ("fails", "whole", "pass"),
            ("conforms", "whole", "skipped"),
            ("conforms", "partial", "pass"),
        ] {
            let refused = statement(report(verdict, extent, outcome)).unwrap_err();
            assert!(
                matches!(refused, StatementError::Contradiction(_)),
                "{verdict} {extent} {outcome}: {refused}"
            );
        }
        assert!(matches!(statement(report("incomplete", "whole", "pass")), Err(StatementError::Incomplete)));
    }
}
