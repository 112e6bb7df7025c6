//! Cases by command and outcome, clauses by basis and outcome.

use std::collections::BTreeMap;

use report_model::fold::{ClauseResult, Run};
use report_model::outcome::Outcome;
use spec::ids::Basis;

use super::paint::{Page, bold, colour, faint};
use crate::case::cases;
use crate::text::visible;
use crate::words;

/// How wide a column is.
const COLUMN: usize = 9;

type Counts = BTreeMap<Outcome, usize>;

/// One row a command, in the order in which the plan comes to them, and their sum.
pub(super) fn cases_by_command(page: &mut Page, run: &Run) {
    let mut rows: Vec<(&str, Counts)> = Vec::new();
    let total = run.case_counts();
    for case in cases(run) {
        let (command, outcome) = (case.name().command(), case.outcome());
        match rows.iter_mut().find(|(name, _)| *name == command) {
            Some((_, counts)) => *counts.entry(outcome).or_default() += 1,
            None => rows.push((command, Counts::from([(outcome, 1)]))),
        }
    }
    // Cases without a verdict are rare: their column is there when they are.
    let shown = |outcome: &Outcome| *outcome != Outcome::Untested || total.contains_key(outcome);
    let columns: Vec<Outcome> = Outcome::ALL.into_iter().filter(shown).collect();
    let width =
        rows.iter().map(|(name, _)| name.chars().count()).chain(["commands".len()]).max().unwrap_or(0);
    let head: String = columns.iter().map(|outcome| format!("{outcome:>COLUMN$}")).collect();
    page.gap();
    page.line(0, page.paint(bold(), format!("{:width$}{head}", "cases")));
    for (command, counts) in &rows {
        let row = row(page, &columns, counts);
        page.line(0, format!("{:width$}{row}", visible(command)));
    }
    let row = row(page, &columns, &total);
    page.line(0, format!("{:width$}{row}", "all"));
}

fn row(page: &Page, columns: &[Outcome], counts: &Counts) -> String {
    let cell = |outcome: &Outcome| match counts.get(outcome) {
        Some(count) => page.paint(colour(*outcome), format!("{count:>COLUMN$}")),
        None => page.paint(faint(), format!("{:>COLUMN$}", "·")),
    };
    columns.iter().map(cell).collect()
}

/// One line a basis: how many clauses have which outcome.
pub(super) fn clauses_by_basis(page: &mut Page, clauses: &[ClauseResult]) {
    page.heading("clauses");
    for basis in Basis::ALL {
        let mut counts = Counts::new();
        for clause in clauses.iter().filter(|clause| clause.basis == basis) {
            *counts.entry(clause.outcome).or_default() += 1;
        }
        let total: usize = counts.values().sum();
        if total == 0 {
            continue;
        }
        let part =
            |(outcome, count): (&Outcome, &usize)| page.paint(colour(*outcome), format!("{count} {outcome}"));
        let parts: Vec<String> = counts.iter().map(part).collect();
        let name = format!("({})", words::basis(basis));
        page.line(0, format!("{basis} {total:>3}  {name:<21}  {}", parts.join(", ")));
    }
}
