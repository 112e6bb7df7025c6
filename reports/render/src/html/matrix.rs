//! Clauses by command: the worst that any case of a command found of a clause.

use std::collections::BTreeMap;

use report_model::fold::Run;
use report_model::outcome::Outcome;
use spec::ids::ClauseId;

use super::language::Labels;
use crate::case::{Case, cases};

/// A command with a cell for every clause.
pub(super) struct Row<'a> {
    pub(super) command: &'a str,
    pub(super) cells: Vec<Option<Cell<'a>>>,
}

/// What the cases of a command say of a clause.
pub(super) struct Cell<'a> {
    pub(super) clause: &'a ClauseId,
    pub(super) outcome: Outcome,
    pub(super) word: &'static str,
    /// One sign, so that colour is not all that tells.
    pub(super) sign: &'static str,
}

/// The commands in the order of the plan.
pub(super) fn rows<'a>(run: &'a Run, columns: &[&'a ClauseId], labels: &Labels) -> Vec<Row<'a>> {
    let mut found: Vec<(&str, BTreeMap<&ClauseId, Outcome>)> = Vec::new();
    for case in cases(run) {
        let command = case.name().command();
        let at = found.iter().position(|(name, _)| *name == command).unwrap_or_else(|| {
            found.push((command, BTreeMap::new()));
            found.len() - 1
        });
        for clause in case.clauses() {
            let outcome = outcome_for(&case, clause);
            let worst = found[at].1.entry(clause).or_insert(outcome);
            *worst = worst.or_worse(outcome);
        }
    }
    let row = |(command, outcomes): (&'a str, BTreeMap<&'a ClauseId, Outcome>)| {
        let cell = |clause: &&'a ClauseId| {
            let outcome = *outcomes.get(clause)?;
            Some(Cell { clause, outcome, word: labels.outcome(outcome), sign: sign(outcome) })
        };
        Row { command, cells: columns.iter().map(cell).collect() }
    };
    found.into_iter().map(row).collect()
}

/// What a case says of one of its clauses.
fn outcome_for(case: &Case<'_>, clause: &ClauseId) -> Outcome {
    let breaches = case.breaches();
    let broken = breaches.iter().filter(|breach| breach.citation.clause == *clause);
    let judged = case.verdicts().iter().any(|verdict| verdict.citation.clause == *clause);
    let held = match case.outcome() {
        Outcome::Skipped => Outcome::Skipped,
        _ if judged => Outcome::Pass,
        _ => Outcome::Untested,
    };
    broken.fold(held, |worst, breach| worst.or_worse(breach.outcome))
}

fn sign(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "✓",
        Outcome::Fail => "✗",
        Outcome::Warn => "!",
        Outcome::Flaky => "~",
        Outcome::Skipped => "–",
        Outcome::Untested => "·",
    }
}
