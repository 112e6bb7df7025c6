//! The summary sheet: what a vendor hands to a customer. What was left out, and why, stands beside the verdict and not below it.
//!
//! [`write_markdown`] and [`write_page`] show one sheet, so that they cannot say different things.

mod markdown;
mod page;

use std::collections::BTreeMap;

use report_model::event::Header;
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::{Extent, Outcome, RunVerdict, Strictness};
use report_model::recording::Recording;
use spec::ids::{Basis, Citation, ClauseId, Weight};

pub use self::markdown::write as write_markdown;
pub use self::page::write as write_page;
use crate::case::cases;
use crate::strength::Strength;
use crate::text::{brief, count, duration, list, visible};
use crate::{RenderError, words};

/// How much of a reason is shown, in characters.
const SAID: usize = 500;

/// What the sheet says.
struct Sheet<'a> {
    header: &'a Header,
    /// The verdict in a word or two.
    verdict: &'static str,
    /// What kind of verdict it is, for signs and colours.
    kind: Kind,
    /// The verdict with its numbers.
    sentence: String,
    /// What is to be known of the run, by name.
    facts: Vec<(&'static str, String)>,
    /// What was left out.
    left: Vec<Left>,
    /// How much was decided, by basis.
    coverage: Vec<Row>,
    /// Rules that are broken.
    breaches: Vec<Broken<'a>>,
    /// How much was tried, a sentence each.
    tried: Vec<String>,
    rulings: String,
    strength: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Conforms,
    Partially,
    Fails,
    Incomplete,
}

/// Clauses that were not decided for one reason.
struct Left {
    reason: String,
    /// Those that bind.
    binding: String,
    others: String,
}

/// The clauses of one basis.
struct Row {
    basis: Basis,
    name: &'static str,
    clauses: usize,
    hold: usize,
    broken: usize,
    warned: usize,
    undecided: usize,
    untestable: usize,
}

/// A rule that is broken, and by how many cases that is shown.
struct Broken<'a> {
    outcome: Outcome,
    citation: &'a Citation,
    rule: &'a str,
    shown_by: String,
}

impl<'a> Sheet<'a> {
    fn of(recording: &'a Recording, clauses: &'a [ClauseResult]) -> Result<Self, RenderError> {
        let run = &recording.run;
        let (verdict, extent) = (run.verdict(clauses), Extent::of(clauses));
        Ok(Self {
            header: &run.header,
            verdict: verdict.said(extent),
            kind: match (verdict, extent) {
                (RunVerdict::Conforms, Extent::Whole) => Kind::Conforms,
                (RunVerdict::Conforms, Extent::Partial) => Kind::Partially,
                (RunVerdict::Fails, _) => Kind::Fails,
                (RunVerdict::Incomplete, _) => Kind::Incomplete,
            },
            sentence: words::verdict(run, clauses),
            facts: facts(run),
            left: left(clauses),
            coverage: Basis::ALL.into_iter().filter_map(|basis| Row::of(basis, clauses)).collect(),
            breaches: breaches(run),
            tried: tried(run),
            rulings: words::rulings(run, clauses),
            strength: Strength::built_in()?.told(),
        })
    }
}

fn facts(run: &Run) -> Vec<(&'static str, String)> {
    let Header { tool, target, seed, strictness, started, .. } = &run.header;
    let place = if target.embedded { " (the reference server inside the program)" } else { "" };
    let strict = if *strictness == Strictness::Strict { ", strict" } else { "" };
    let took = run.end.as_ref().map(|(finished, _)| finished.as_millisecond() - started.as_millisecond());
    let took = took.and_then(|millis| u64::try_from(millis).ok());
    let took = took.map_or_else(String::new, |millis| format!(", {}", duration(millis)));
    let options = if target.options.is_empty() { "none".to_owned() } else { target.options.join(" ") };
    let done = cases(run).filter(|case| !matches!(case.outcome(), Outcome::Skipped | Outcome::Untested));
    let facts = [
        ("target", format!("{}{place}", target.url)),
        ("edition", target.edition.clone()),
        ("program", format!("{} {}", tool.name, tool.version)),
        ("seed", format!("{seed}{strict}")),
        ("options", options),
        ("begun", format!("{started}{took}")),
        (
            "cases",
            format!("{} of {} came to a verdict", done.count(), count(run.header.planned.len(), "case")),
        ),
    ];
    facts.into_iter().map(|(name, fact)| (name, visible(&fact))).collect()
}

/// What was not decided, by reason: first what binds.
fn left(clauses: &[ClauseResult]) -> Vec<Left> {
    let mut groups: Vec<(String, [Vec<&ClauseId>; 2])> = Vec::new();
    for clause in clauses.iter().filter(|clause| clause.is_undecided()) {
        let reason = brief(clause.reason.as_deref().unwrap_or("no reason is known"), SAID);
        let reason = if clause.testable { reason } else { format!("no request can test it: {reason}") };
        let at = groups.iter().position(|(known, _)| *known == reason).unwrap_or_else(|| {
            groups.push((reason, <[Vec<&ClauseId>; 2]>::default()));
            groups.len() - 1
        });
        let free = usize::from(clause.basis.weight() != Weight::Must);
        groups[at].1[free].push(&clause.id);
    }
    groups.sort_by_key(|(_, [binding, _])| std::cmp::Reverse(binding.len()));
    let left = |(reason, [binding, others]): (String, [Vec<&ClauseId>; 2])| Left {
        reason,
        binding: list(binding),
        others: list(others),
    };
    groups.into_iter().map(left).collect()
}

impl Row {
    fn of(basis: Basis, clauses: &[ClauseResult]) -> Option<Self> {
        let of_basis = || clauses.iter().filter(move |clause| clause.basis == basis);
        let with = |wanted: &[Outcome]| of_basis().filter(|clause| wanted.contains(&clause.outcome)).count();
        let untestable = of_basis().filter(|clause| clause.is_undecided() && !clause.testable).count();
        let row = Self {
            basis,
            name: words::basis(basis),
            clauses: of_basis().count(),
            hold: with(&[Outcome::Pass]),
            broken: with(&[Outcome::Fail]),
            warned: with(&[Outcome::Warn, Outcome::Flaky]),
            undecided: with(&[Outcome::Skipped, Outcome::Untested]) - untestable,
            untestable,
        };
        (row.clauses > 0).then_some(row)
    }
}

fn breaches(run: &Run) -> Vec<Broken<'_>> {
    let mut rules: BTreeMap<(Outcome, &Citation), usize> = BTreeMap::new();
    for case in cases(run) {
        for breach in case.breaches() {
            *rules.entry((breach.outcome, breach.citation)).or_default() += 1;
        }
    }
    let broken = |((outcome, citation), cases)| {
        let rule = words::rule(&run.header, citation).unwrap_or_default();
        Broken { outcome, citation, rule, shown_by: count(cases, "case") }
    };
    rules.into_iter().map(broken).collect()
}

fn tried(run: &Run) -> Vec<String> {
    let counts =
        run.tried.iter().map(|count| format!("{}: {} of {}", count.what, count.tried, count.total()));
    let models = run.coverage().into_iter().map(|model| {
        format!(
            "{}: {} of {} states, {} of {} transitions",
            model.model,
            model.states.count(),
            model.states.all,
            model.transitions.count(),
            model.transitions.all
        )
    });
    counts.chain(models).map(|sentence| visible(&sentence)).collect()
}

#[cfg(test)]
mod tests;
