//! The first screen: whether the target conforms, which one, when and by what; what deviates; and how much was put to the test.

use std::collections::BTreeMap;

use report_model::event::{Ending, Header};
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::{Outcome, RunVerdict, Strictness};
use spec::ids::{ClauseId, Weight};

use super::words::{Said, Words};
use crate::case::cases;
use crate::text::{duration, list, visible};
use crate::words;

/// What the first screen says.
pub(super) struct Overview<'a> {
    pub(super) verdict: Said,
    /// The outcome whose colour and sign the verdict has; nothing where it is none of them.
    pub(super) class: &'static str,
    pub(super) sign: &'static str,
    pub(super) reasons: Vec<Reason>,
    pub(super) binding: Binding,
    pub(super) judged: usize,
    pub(super) planned: usize,
    pub(super) header: &'a Header,
    pub(super) strictness: Said,
    pub(super) started: String,
    pub(super) took: Option<String>,
    pub(super) rulings: String,
    pub(super) counts: Vec<Count>,
    pub(super) deviations: Vec<Deviation<'a>>,
}

/// A sentence of the page, and what it speaks of.
pub(super) struct Reason {
    pub(super) said: Said,
    pub(super) about: String,
}

/// How the clauses that bind stand.
pub(super) struct Binding {
    pub(super) held: usize,
    pub(super) broken: usize,
    pub(super) undecided: usize,
}

/// How many clauses and cases have an outcome.
pub(super) struct Count {
    pub(super) outcome: Outcome,
    pub(super) clauses: usize,
    pub(super) cases: usize,
}

/// A clause that is broken, or wavers.
pub(super) struct Deviation<'a> {
    pub(super) clause: &'a ClauseResult,
    pub(super) rule: &'a str,
    pub(super) section: &'a str,
    /// How many cases found it so.
    pub(super) cases: usize,
}

impl<'a> Overview<'a> {
    pub(super) fn of(run: &'a Run, clauses: &'a [ClauseResult], words: &'static Words) -> Self {
        let open: Vec<&ClauseId> = clauses.iter().filter(|clause| is_open(clause)).map(|c| &c.id).collect();
        let (verdict, class, sign) = match run.verdict(clauses) {
            RunVerdict::Conforms if !open.is_empty() => (words.partially, "partial", "◐"),
            RunVerdict::Conforms => (words.conforms, "pass", "✓"),
            RunVerdict::Fails => (words.fails, "fail", "✗"),
            RunVerdict::Incomplete => (words.incomplete, "partial", "…"),
        };
        let by_case = run.case_counts();
        let count = |outcome: Outcome| Count {
            outcome,
            clauses: clauses.iter().filter(|clause| clause.outcome == outcome).count(),
            cases: by_case.get(&outcome).copied().unwrap_or(0),
        };
        let took = run.end.as_ref().map(|(finished, _)| {
            finished.as_millisecond().saturating_sub(run.header.started.as_millisecond())
        });
        let judged = cases(run).filter(|case| case.judged.is_some() && case.outcome() != Outcome::Skipped);
        Self {
            verdict,
            class,
            sign,
            reasons: reasons(run, clauses, &open, words),
            binding: Binding::of(clauses),
            judged: judged.count(),
            planned: run.header.planned.len(),
            header: &run.header,
            strictness: match run.header.strictness {
                Strictness::Lenient => words.lenient,
                Strictness::Strict => words.strict,
            },
            started: run.header.started.strftime("%Y-%m-%d %H:%M:%S UTC").to_string(),
            took: took.and_then(|millis| u64::try_from(millis).ok()).map(duration),
            rulings: words::rulings(run, clauses),
            counts: Outcome::ALL.map(count).into(),
            deviations: deviations(run, clauses),
        }
    }
}

impl Binding {
    fn of(clauses: &[ClauseResult]) -> Self {
        let with = |wanted: fn(Outcome) -> bool| {
            let binds = |clause: &&ClauseResult| clause.basis.weight() == Weight::Must;
            clauses.iter().filter(binds).filter(|clause| wanted(clause.outcome)).count()
        };
        Self {
            held: with(|outcome| matches!(outcome, Outcome::Pass | Outcome::Warn)),
            broken: with(|outcome| outcome == Outcome::Fail),
            undecided: with(|outcome| {
                matches!(outcome, Outcome::Flaky | Outcome::Skipped | Outcome::Untested)
            }),
        }
    }
}

/// Whether a clause binds and was not put to the test.
fn is_open(clause: &ClauseResult) -> bool {
    clause.basis.weight() == Weight::Must && matches!(clause.outcome, Outcome::Skipped | Outcome::Untested)
}

/// Why the verdict is no plain one.
fn reasons(run: &Run, clauses: &[ClauseResult], open: &[&ClauseId], words: &Words) -> Vec<Reason> {
    let plain = |said: Said| Reason { said, about: String::new() };
    let mut reasons = Vec::new();
    if run.verdict(clauses) == RunVerdict::Incomplete {
        let blocked = list(clauses.iter().filter(|clause| run.is_blocked(clause)).map(|clause| &clause.id));
        let tested = clauses.iter().any(|clause| matches!(clause.outcome, Outcome::Pass | Outcome::Warn));
        reasons.push(match &run.end {
            None => plain(words.not_ended),
            Some((_, Ending::Interrupted)) => plain(words.interrupted),
            Some((_, Ending::Aborted { reason })) => {
                Reason { said: words.given_up, about: visible(reason) }
            }
            Some((_, Ending::Completed)) if !blocked.is_empty() => {
                Reason { said: words.blocked, about: blocked }
            }
            Some((_, Ending::Completed)) if tested => plain(words.wavers),
            Some((_, Ending::Completed)) => plain(words.nothing_tested),
        });
    }
    if !open.is_empty() {
        reasons.push(Reason { said: words.open, about: list(open) });
    }
    reasons
}

/// The clauses that are broken or waver, the worst first.
fn deviations<'a>(run: &'a Run, clauses: &'a [ClauseResult]) -> Vec<Deviation<'a>> {
    let mut broken: BTreeMap<&ClauseId, usize> = BTreeMap::new();
    for case in cases(run) {
        let mut of_case: Vec<&ClauseId> =
            case.breaches().iter().map(|breach| &breach.citation.clause).collect();
        of_case.sort();
        of_case.dedup();
        of_case.into_iter().for_each(|clause| *broken.entry(clause).or_default() += 1);
    }
    let deviation = |clause: &'a ClauseResult| {
        let fact = run.header.clauses.iter().find(|fact| fact.id == clause.id);
        Deviation {
            clause,
            rule: fact.map_or("", |fact| fact.rule_text(clause.basis)),
            section: fact.map_or("", |fact| &fact.section),
            cases: broken.get(&clause.id).copied().unwrap_or(0),
        }
    };
    let of = |outcome: Outcome| clauses.iter().filter(move |clause| clause.outcome == outcome);
    [Outcome::Fail, Outcome::Flaky, Outcome::Warn].into_iter().flat_map(of).map(deviation).collect()
}
