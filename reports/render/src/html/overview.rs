//! The first screen: whether the target conforms, which one, when and by what; what deviates; and how much was put to the test.

use std::collections::BTreeMap;

use report_model::campaign::Tally;
use report_model::event::{Ending, Header};
use report_model::fold::{ClauseResult, Run};
use report_model::outcome::{Conclusion, Extent, Outcome, RunVerdict, Strictness};
use spec::ids::{Basis, Citation, ClauseId, Weight};

use super::ORDER;
use super::words::Words;
use crate::case::cases;
use crate::language::Said;
use crate::text::{duration, list, visible};
use crate::words;

/// What the first screen says.
pub(crate) struct Overview<'a> {
    pub(crate) verdict: Said,
    pub(crate) conclusion: Conclusion,
    pub(crate) reasons: Vec<Reason>,
    pub(crate) standing: Standing<'a>,
    pub(crate) judged: usize,
    pub(crate) planned: usize,
    pub(crate) header: &'a Header,
    pub(crate) strictness: Said,
    pub(crate) started: String,
    pub(crate) took: Option<String>,
    pub(crate) rulings: String,
    /// What a campaign did, if it is one.
    pub(crate) campaign: Option<&'a Tally>,
    pub(crate) counts: Vec<Count>,
    pub(crate) deviations: Vec<Deviation<'a>>,
}

/// A sentence of the page, and what it speaks of.
pub(crate) struct Reason {
    pub(crate) said: Said,
    pub(crate) about: String,
}

/// How the clauses that bind stand.
pub(crate) struct Standing<'a> {
    pub(crate) held: usize,
    pub(crate) broken: Vec<&'a ClauseId>,
    /// Broken once and not again.
    pub(crate) flaky: usize,
    /// Not put to the test.
    pub(crate) open: Vec<&'a ClauseId>,
    /// No request can decide them, whoever asks: they count neither for a target nor against it.
    pub(crate) untestable: Vec<&'a ClauseId>,
}

/// How many clauses and cases have an outcome.
pub(crate) struct Count {
    pub(crate) outcome: Outcome,
    pub(crate) clauses: usize,
    pub(crate) cases: usize,
}

/// A rule that is broken, or wavers.
pub(crate) struct Deviation<'a> {
    pub(crate) clause: &'a ClauseId,
    pub(crate) basis: Basis,
    pub(crate) outcome: Outcome,
    pub(crate) rule: &'a str,
    pub(crate) section: &'a str,
    /// How many cases found it so.
    pub(crate) cases: usize,
}

impl<'a> Overview<'a> {
    /// The class of the style sheets for the verdict.
    pub(crate) fn class(&self) -> &'static str {
        match self.conclusion {
            Conclusion::Conforms => "conforms",
            Conclusion::Partially => "partially",
            Conclusion::Fails => "fails",
            Conclusion::Incomplete => "incomplete",
        }
    }

    /// One sign for the verdict, so that colour is not all that tells.
    pub(crate) fn sign(&self) -> &'static str {
        match self.conclusion {
            Conclusion::Conforms => "✓",
            Conclusion::Partially => "◐",
            Conclusion::Fails => "✗",
            Conclusion::Incomplete => "…",
        }
    }

    pub(crate) fn of(run: &'a Run, clauses: &'a [ClauseResult], words: &'static Words) -> Self {
        let standing = Standing::of(clauses);
        let conclusion = run.verdict(clauses).concluded(Extent::of(clauses));
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
            verdict: words.conclusion(conclusion),
            conclusion,
            reasons: reasons(run, clauses, &standing, words),
            standing,
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
            campaign: run.campaign.as_ref(),
            counts: Outcome::ALL.map(count).into(),
            deviations: deviations(run),
        }
    }
}

impl<'a> Standing<'a> {
    fn of(clauses: &'a [ClauseResult]) -> Self {
        let mut standing =
            Self { held: 0, broken: Vec::new(), flaky: 0, open: Vec::new(), untestable: Vec::new() };
        for clause in clauses.iter().filter(|clause| clause.basis.weight() == Weight::Must) {
            match clause.outcome {
                Outcome::Pass | Outcome::Warn => standing.held += 1,
                Outcome::Fail => standing.broken.push(&clause.id),
                Outcome::Flaky => standing.flaky += 1,
                Outcome::Skipped | Outcome::Untested if clause.testable => standing.open.push(&clause.id),
                Outcome::Skipped | Outcome::Untested => standing.untestable.push(&clause.id),
            }
        }
        standing
    }

    /// How many could have been decided and were not.
    pub(crate) fn undecided(&self) -> usize {
        self.flaky + self.open.len()
    }
}

/// Why the verdict is no plain one.
fn reasons(run: &Run, clauses: &[ClauseResult], standing: &Standing<'_>, words: &Words) -> Vec<Reason> {
    let plain = |said: Said| Reason { said, about: String::new() };
    let mut reasons = Vec::new();
    if run.verdict(clauses) == RunVerdict::Incomplete {
        let blocked = list(clauses.iter().filter(|clause| run.is_blocked(clause)).map(|clause| &clause.id));
        let tested = clauses.iter().any(|clause| matches!(clause.outcome, Outcome::Pass | Outcome::Warn));
        reasons.push(match &run.end {
            None => plain(words.not_ended),
            Some((_, Ending::Interrupted)) => plain(words.interrupted),
            Some((_, Ending::Aborted { reason })) => Reason { said: words.given_up, about: visible(reason) },
            Some((_, Ending::Completed)) if !blocked.is_empty() => {
                Reason { said: words.blocked, about: blocked }
            }
            Some((_, Ending::Completed)) if tested => plain(words.wavers),
            Some((_, Ending::Completed)) => plain(words.nothing_tested),
        });
    }
    let listed = [
        (words.broken_are, &standing.broken),
        (words.open, &standing.open),
        (words.untestable, &standing.untestable),
    ];
    let listed = listed.into_iter().filter(|(_, clauses)| !clauses.is_empty());
    reasons.extend(listed.map(|(said, clauses)| Reason { said, about: list(clauses) }));
    reasons
}

/// The rules that are broken or waver, the worst first.
fn deviations(run: &Run) -> Vec<Deviation<'_>> {
    let mut broken: BTreeMap<&Citation, (Outcome, usize)> = BTreeMap::new();
    for case in cases(run) {
        let mut of_case: BTreeMap<&Citation, Outcome> = BTreeMap::new();
        for breach in case.breaches() {
            let worst = of_case.entry(breach.citation).or_insert(breach.outcome);
            *worst = worst.or_worse(breach.outcome);
        }
        for (citation, outcome) in of_case {
            let (worst, cases) = broken.entry(citation).or_insert((outcome, 0));
            *worst = worst.or_worse(outcome);
            *cases += 1;
        }
    }
    let deviation = |(citation, (outcome, cases)): (&'_ Citation, (Outcome, usize))| {
        let fact = run.header.clauses.iter().find(|fact| fact.id == citation.clause)?;
        Some(Deviation {
            clause: &fact.id,
            basis: citation.basis,
            outcome,
            rule: fact.rule_text(citation.basis),
            section: &fact.section,
            cases,
        })
    };
    let mut deviations: Vec<Deviation<'_>> = broken.into_iter().filter_map(deviation).collect();
    let rank = |outcome: Outcome| ORDER.iter().position(|ranked| *ranked == outcome);
    deviations.sort_by_key(|deviation| rank(deviation.outcome));
    deviations
}
