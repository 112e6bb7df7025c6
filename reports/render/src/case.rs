//! A case of the plan with what became of it: what every format asks of a run.

use std::collections::BTreeSet;

use report_model::event::{CaseEnding, Header, PlannedCase};
use report_model::finding::Found;
use report_model::fold::{JudgedCase, Run};
use report_model::outcome::Outcome;
use report_model::record::ExchangeRecord;
use report_model::recording::Recording;
use report_model::verdict::{Deviation, Verdict};
use spec::ids::{CaseName, Citation, ClauseId};

use crate::text::brief;
use crate::{RenderError, words};

/// How much of what was expected or seen fits into one message.
const SAID: usize = 300;

/// A case of the plan with what became of it, if anything did.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    header: &'a Header,
    pub(crate) planned: &'a PlannedCase,
    pub(crate) judged: Option<&'a JudgedCase>,
    /// The finding of a campaign that it is, if it is one.
    pub(crate) found: Option<&'a Found>,
}

/// One rule that a case found broken.
#[derive(Clone, Copy)]
pub(crate) struct Breach<'a> {
    pub(crate) citation: &'a Citation,
    pub(crate) deviation: &'a Deviation,
    /// `Fail`, `Warn`, or `Flaky` where the breach did not return.
    pub(crate) outcome: Outcome,
}

/// The cases of a run in the order of its plan.
pub(crate) fn cases(run: &Run) -> impl Iterator<Item = Case<'_>> {
    run.header.planned.iter().map(|planned| Case {
        header: &run.header,
        planned,
        judged: run.cases.get(&planned.name),
        found: run.finding(&planned.name),
    })
}

/// Every exchange of a run with its case, in the order of the plan, read one case at a time.
pub(crate) fn exchanges(
    recording: &Recording,
) -> impl Iterator<Item = Result<(CaseName, ExchangeRecord), RenderError>> {
    recording.run.header.planned.iter().flat_map(|case| match recording.exchanges(&case.name) {
        Ok(records) => records.into_iter().map(|record| Ok((case.name.clone(), record))).collect(),
        Err(error) => vec![Err(error.into())],
    })
}

impl<'a> Case<'a> {
    pub(crate) fn name(&self) -> &'a CaseName {
        &self.planned.name
    }

    pub(crate) fn outcome(&self) -> Outcome {
        self.judged.map_or(Outcome::Untested, |judged| judged.outcome)
    }

    pub(crate) fn millis(&self) -> u64 {
        self.judged.map_or(0, |judged| judged.millis)
    }

    pub(crate) fn verdicts(&self) -> &'a [Verdict] {
        self.judged.map_or(&[], |judged| &judged.verdicts)
    }

    /// The clauses that it was planned for or came to judge.
    pub(crate) fn clauses(&self) -> BTreeSet<&'a ClauseId> {
        let came = self.verdicts().iter().map(|verdict| &verdict.citation);
        self.planned.citations.iter().chain(came).map(|citation| &citation.clause).collect()
    }

    /// The rules that it found broken and that are owed, failures first.
    pub(crate) fn breaches(&self) -> Vec<Breach<'a>> {
        let flaky = self.outcome() == Outcome::Flaky;
        let breach = |verdict: &'a Verdict| {
            let deviation = verdict.deviation()?;
            let outcome = match Outcome::of(verdict, self.header.strictness) {
                Outcome::Fail | Outcome::Warn if flaky => Outcome::Flaky,
                outcome => outcome,
            };
            let owed = outcome != Outcome::Pass;
            owed.then_some(Breach { citation: &verdict.citation, deviation, outcome })
        };
        let mut breaches: Vec<Breach<'a>> = self.verdicts().iter().filter_map(breach).collect();
        breaches.sort_by_key(|breach| breach.outcome);
        breaches
    }

    /// The command that repeats it.
    pub(crate) fn repeat(&self) -> String {
        match self.found {
            Some(found) => words::replay_command(self.header, &found.file),
            None => words::repeat_command(self.header, &words::filter(self.name())),
        }
    }

    /// Why it could not go on, if it could not.
    pub(crate) fn stuck(&self) -> Option<&'a str> {
        match &self.judged?.ending {
            CaseEnding::Stuck { reason } => Some(reason),
            CaseEnding::Judged | CaseEnding::Skipped { .. } => None,
        }
    }

    /// Why it judged nothing.
    pub(crate) fn reason(&self) -> &'a str {
        match self.judged.map(|judged| &judged.ending) {
            Some(CaseEnding::Stuck { reason } | CaseEnding::Skipped { reason }) => reason,
            Some(CaseEnding::Judged) => "it ended without judging anything",
            None => "the run ended before it",
        }
    }

    /// What there is to say of it in one sentence; nothing of a case that passed.
    pub(crate) fn message(&self) -> Option<String> {
        match (self.outcome(), self.breaches().as_slice()) {
            (Outcome::Skipped | Outcome::Untested, _) => Some(self.reason().to_owned()),
            (_, []) => None,
            (_, [only]) => Some(only.sentence()),
            (_, [first, rest @ ..]) => Some(format!("{} (and {} more)", first.sentence(), rest.len())),
        }
    }
}

impl Breach<'_> {
    /// The exchange of its case that shows it: the one that it points at, else the last.
    pub(crate) fn shown_by<'e>(
        &self,
        exchanges: &'e [ExchangeRecord],
    ) -> Option<(usize, &'e ExchangeRecord)> {
        let last = exchanges.len().checked_sub(1)?;
        let index = self.deviation.exchange.filter(|index| *index <= last).unwrap_or(last);
        Some((index, &exchanges[index]))
    }

    /// The clause, what it asks here and what came instead.
    pub(crate) fn sentence(&self) -> String {
        let Deviation { expected, seen, .. } = self.deviation;
        format!("{}: expected {}; seen {}", self.citation, brief(expected, SAID), brief(seen, SAID))
    }
}
