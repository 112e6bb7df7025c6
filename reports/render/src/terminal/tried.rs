//! How much was tried of what there is to try, and what became of the rest: each count sums to the whole.

use std::collections::BTreeSet;

use report_model::fold::{ClauseResult, Run};
use report_model::outcome::Outcome;
use report_model::tried::Count;
use spec::ids::ClauseId;

use super::paint::{Page, faint};
use crate::text::visible;

/// How many of what was not tried are named; the JSON report names all.
const NAMED: usize = 3;

/// The word for the clauses.
const CLAUSES: &str = "clauses";

/// One line a count, and the first of what was not tried.
pub(super) fn tried(page: &mut Page, run: &Run, clauses: &[ClauseResult]) {
    page.heading("tried");
    let names = run.tried.iter().map(|count| count.what.as_str()).chain([CLAUSES]);
    let width = names.map(|what| what.chars().count()).max().unwrap_or_default();
    of_clauses(page, run, clauses, width);
    for count in &run.tried {
        line(page, width, &count.what, count.tried, count.total());
        if !count.untried.is_empty() {
            page.line(2, page.paint(faint(), format!("not: {}", named(count))));
        }
    }
}

fn line(page: &mut Page, width: usize, what: &str, tried: usize, total: usize) {
    page.line(0, format!("{what:width$}  {tried:>4} of {total}"));
}

fn named(count: &Count) -> String {
    let named: Vec<String> = count.untried.iter().take(NAMED).map(|name| visible(name)).collect();
    let more = if count.untried.len() > NAMED { ", and others" } else { "" };
    format!("{}{more}", named.join("; "))
}

/// The clauses that were put to the test; why the others were not is told where all that is undecided is.
fn of_clauses(page: &mut Page, run: &Run, clauses: &[ClauseResult], width: usize) {
    let hidden: BTreeSet<&ClauseId> =
        run.header.clauses.iter().filter(|fact| fact.unobservable.is_some()).map(|fact| &fact.id).collect();
    let untried = |clause: &&ClauseResult| matches!(clause.outcome, Outcome::Skipped | Outcome::Untested);
    let (untestable, open): (Vec<&ClauseResult>, Vec<&ClauseResult>) =
        clauses.iter().filter(untried).partition(|clause| hidden.contains(&clause.id));
    let skipped = open.iter().filter(|clause| clause.outcome == Outcome::Skipped).count();
    let rest = [
        (untestable.len(), "untestable over HTTP"),
        (skipped, "skipped"),
        (open.len() - skipped, "untested"),
    ];
    line(page, width, CLAUSES, clauses.len() - untestable.len() - open.len(), clauses.len());
    let rest: Vec<String> =
        rest.iter().filter(|(count, _)| *count > 0).map(|(count, how)| format!("{count} {how}")).collect();
    if !rest.is_empty() {
        page.line(2, page.paint(faint(), format!("not: {}", rest.join(", "))));
    }
}
