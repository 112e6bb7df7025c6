//! Clauses by command: the worst that any case of a command found of a clause, beside the rule and what became of it in all.

use std::collections::BTreeMap;

use report_model::event::ClauseFact;
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::Outcome;
use spec::ids::ClauseId;

use crate::case::{Case, cases};

/// The commands, and the clauses with a cell for each.
pub(super) struct Matrix<'a> {
    /// In the order of the plan.
    pub(super) commands: Vec<&'a str>,
    /// The clauses of a family stand together.
    pub(super) families: Vec<Family<'a>>,
}

/// The clauses of one family.
pub(super) struct Family<'a> {
    pub(super) rows: Vec<Row<'a>>,
}

/// A clause with a cell for every command.
pub(super) struct Row<'a> {
    pub(super) clause: &'a ClauseResult,
    pub(super) rule: &'a str,
    pub(super) cells: Vec<Option<Cell<'a>>>,
}

/// The worst that the cases of a command found of a clause.
pub(super) struct Cell<'a> {
    pub(super) command: &'a str,
    pub(super) outcome: Outcome,
}

/// What the cases of each command say of each clause.
type Found<'a> = BTreeMap<(&'a ClauseId, &'a str), Outcome>;

impl<'a> Matrix<'a> {
    pub(super) fn of(run: &'a Run, clauses: &'a [ClauseResult]) -> Self {
        let mut commands = Vec::new();
        let mut found = Found::new();
        for case in cases(run) {
            let command = case.name().command();
            if !commands.contains(&command) {
                commands.push(command);
            }
            for clause in case.clauses() {
                let outcome = outcome_for(&case, clause);
                let worst = found.entry((clause, command)).or_insert(outcome);
                *worst = worst.or_worse(outcome);
            }
        }
        let facts: BTreeMap<&ClauseId, &ClauseFact> =
            run.header.clauses.iter().map(|fact| (&fact.id, fact)).collect();
        let row = |clause: &'a ClauseResult| {
            let cell = |command: &&'a str| {
                let outcome = *found.get(&(&clause.id, *command))?;
                Some(Cell { command, outcome })
            };
            Row {
                clause,
                rule: facts.get(&clause.id).map_or("", |fact| fact.rule_text(clause.basis)),
                cells: commands.iter().map(cell).collect(),
            }
        };
        let families = clauses
            .chunk_by(|one, next| one.id.family() == next.id.family())
            .map(|of_family| Family { rows: of_family.iter().map(row).collect() })
            .collect();
        Self { commands, families }
    }

    /// How many clauses of each outcome a command has, in the order of [`Outcome::ALL`].
    pub(super) fn counts(&self, command: usize) -> [usize; Outcome::ALL.len()] {
        let rows = || self.families.iter().flat_map(|family| &family.rows);
        let cells = || rows().filter_map(|row| row.cells[command].as_ref());
        Outcome::ALL.map(|outcome| cells().filter(|cell| cell.outcome == outcome).count())
    }
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
