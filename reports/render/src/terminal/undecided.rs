//! What a run did not decide and why, each reason once; and the choices of the target where the document leaves one.

use std::collections::BTreeSet;

use report_model::fold::{ClauseResult, Run};
use report_model::outcome::Outcome;
use spec::ids::ClauseId;

use super::paint::Page;
use crate::case::{Case, cases};
use crate::text::{count, list, visible};

/// How wide the labels are.
const LABEL: usize = 8;

/// Cases that judged nothing for one reason.
struct Idle<'a> {
    label: &'static str,
    reason: &'a str,
    cases: usize,
    clauses: BTreeSet<&'a ClauseId>,
}

/// Skipped, stuck and unreached cases by reason, then the clauses that are undecided for want of any case.
pub(super) fn undecided(page: &mut Page, run: &Run, clauses: &[ClauseResult]) {
    let open: BTreeSet<&ClauseId> = clauses.iter().filter(|clause| is_open(clause)).map(|c| &c.id).collect();
    let groups = idle(run);
    let told: BTreeSet<&ClauseId> = groups.iter().flat_map(|group| group.clauses.iter().copied()).collect();
    let rest = by_reason(clauses.iter().filter(|clause| is_open(clause) && !told.contains(&clause.id)));
    if groups.is_empty() && rest.is_empty() {
        return;
    }
    page.heading("undecided");
    for group in groups {
        let left = group.clauses.intersection(&open).copied();
        let left = list(left);
        let leaves = if left.is_empty() { String::new() } else { format!(" (leaves open: {left})") };
        let sentence = format!("{}: {}{leaves}", count(group.cases, "case"), visible(group.reason));
        page.entry(0, LABEL, group.label, &sentence);
    }
    for (outcome, reason, ids) in rest {
        page.entry(0, LABEL, outcome.word(), &format!("{}: {}", list(ids), visible(reason)));
    }
}

fn is_open(clause: &ClauseResult) -> bool {
    matches!(clause.outcome, Outcome::Skipped | Outcome::Untested)
}

fn idle(run: &Run) -> Vec<Idle<'_>> {
    let mut groups: Vec<Idle<'_>> = Vec::new();
    for case in cases(run) {
        let Some(label) = label(&case) else { continue };
        let reason = case.stuck().unwrap_or_else(|| case.reason());
        match groups.iter_mut().find(|group| (group.label, group.reason) == (label, reason)) {
            Some(group) => {
                group.cases += 1;
                group.clauses.extend(case.clauses());
            }
            None => groups.push(Idle { label, reason, cases: 1, clauses: case.clauses() }),
        }
    }
    groups
}

/// What to call a case that did not judge all that it was planned for.
fn label(case: &Case<'_>) -> Option<&'static str> {
    match case.outcome() {
        _ if case.stuck().is_some() => Some("stuck"),
        Outcome::Skipped => Some("skipped"),
        Outcome::Untested if case.judged.is_none() => Some("not run"),
        Outcome::Untested => Some("untested"),
        Outcome::Pass | Outcome::Fail | Outcome::Warn | Outcome::Flaky => None,
    }
}

type Reasoned<'a> = (Outcome, &'a str, Vec<&'a ClauseId>);

fn by_reason<'a>(clauses: impl Iterator<Item = &'a ClauseResult>) -> Vec<Reasoned<'a>> {
    let mut groups: Vec<Reasoned<'_>> = Vec::new();
    for clause in clauses {
        let reason = clause.reason.as_deref().unwrap_or("no reason is known");
        match groups.iter_mut().find(|(outcome, of, _)| (*outcome, *of) == (clause.outcome, reason)) {
            Some((_, _, ids)) => ids.push(&clause.id),
            None => groups.push((clause.outcome, reason, vec![&clause.id])),
        }
    }
    groups
}

/// Which choice the target makes where it has one.
pub(super) fn readings(page: &mut Page, clauses: &[ClauseResult]) {
    let mut chosen = clauses
        .iter()
        .filter(|clause| !is_open(clause))
        .filter_map(|clause| clause.reason.as_deref().map(|reading| (clause, reading)))
        .peekable();
    if chosen.peek().is_none() {
        return;
    }
    page.heading("choices of the target");
    for (clause, reading) in chosen {
        page.entry(0, LABEL + 4, &format!("{} ({})", clause.id, clause.basis), &visible(reading));
    }
}
