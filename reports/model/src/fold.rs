//! The run as its events tell it: outcomes of cases and clauses, the verdict, the counts.

use std::collections::BTreeMap;

use jiff::Timestamp;
use spec::catalogue::AcceptedRuling;
use spec::ids::{Basis, CaseName, Citation, ClauseId, Weight};

use crate::campaign::Tally;
use crate::course::Course;
use crate::coverage::Coverage;
use crate::event::{CaseEnding, CaseResult, ClauseFact, Ending, Event, Header, PlannedCase};
use crate::finding::{FindingId, Found};
use crate::outcome::{Extent, Outcome, RunVerdict};
use crate::tried::Count;
use crate::verdict::{Ruling, Verdict};

/// A run, folded from its events so far. What it says holds for an unfinished run too.
#[derive(Debug, Clone)]
pub struct Run {
    /// What was known before the first request.
    pub header: Header,
    /// The cases that have ended, by name.
    pub cases: BTreeMap<CaseName, JudgedCase>,
    /// How much was tried of what there is to try, as far as it was counted.
    pub tried: Vec<Count>,
    /// How far the campaign has come, if it is one.
    pub campaign: Option<Tally>,
    /// How the campaign went.
    pub course: Course,
    /// What the campaign has found, by id. Their exchanges stay in the log.
    pub findings: BTreeMap<FindingId, Found>,
    /// When and how the run ended, if it has.
    pub end: Option<(Timestamp, Ending)>,
}

/// A case with its outcome. Its exchanges stay in the log: see [`crate::recording::Recording`].
#[derive(Debug, Clone)]
pub struct JudgedCase {
    /// How it ended.
    pub ending: CaseEnding,
    /// What its checks say, in the order in which they said it.
    pub verdicts: Vec<Verdict>,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// How much of the models it has been through.
    pub coverage: Vec<Coverage>,
    /// The outcome, repetitions considered.
    pub outcome: Outcome,
}

/// What the cases say of a clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClauseResult {
    /// The clause.
    pub id: ClauseId,
    /// The basis of its main rule.
    pub basis: Basis,
    /// The outcome.
    pub outcome: Outcome,
    /// The cases that judge it, by name.
    pub cases: Vec<CaseName>,
    /// Why it was skipped or is untested, or which choice the target makes.
    pub reason: Option<String>,
    /// Whether a request can decide it at all; where none can, it counts neither for a target nor against it.
    pub testable: bool,
}

impl ClauseResult {
    /// Whether it binds, a request can decide it, and the run did not.
    pub fn is_left_open(&self) -> bool {
        self.testable && self.basis.weight() == Weight::Must && self.is_undecided()
    }

    /// Whether it was skipped or not put to the test.
    pub fn is_undecided(&self) -> bool {
        matches!(self.outcome, Outcome::Skipped | Outcome::Untested)
    }
}

impl Extent {
    /// How much of what binds these results decide.
    pub fn of(clauses: &[ClauseResult]) -> Self {
        if clauses.iter().any(ClauseResult::is_left_open) { Self::Partial } else { Self::Whole }
    }
}

impl Run {
    /// A run of which nothing but the beginning is known.
    pub fn begin(header: Header) -> Self {
        Self {
            header,
            cases: BTreeMap::new(),
            tried: Vec::new(),
            campaign: None,
            course: Course::default(),
            findings: BTreeMap::new(),
            end: None,
        }
    }

    /// Folds a whole log; `None` if it does not begin with the start of a run.
    pub fn from_events(events: impl IntoIterator<Item = Event>) -> Option<Self> {
        let mut events = events.into_iter();
        let Some(Event::RunStarted(header)) = events.next() else { return None };
        let mut run = Self::begin(header);
        events.for_each(|event| run.apply(event));
        Some(run)
    }

    /// Takes in the next event.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::RunStarted(_) | Event::CaseStarted { .. } => {}
            Event::CaseFinished(result) => {
                let outcome = self.outcome_of(&result);
                let CaseResult { name, ending, verdicts, millis, coverage, exchanges: _ } = result;
                self.cases.insert(name, JudgedCase { ending, verdicts, millis, coverage, outcome });
            }
            Event::CaseRepeated { name, returned } => {
                if let Some(case) = self.cases.get_mut(&name).filter(|_| !returned) {
                    case.outcome = Outcome::Flaky;
                }
            }
            Event::Tried { counts } => self.tried = counts,
            Event::CampaignProgressed(tally) => {
                self.course.add((&tally).into());
                self.campaign = Some(tally);
            }
            Event::FindingMade(found) => self.found(found),
            Event::RunFinished { finished, ending } => self.end = Some((finished, ending)),
        }
    }

    /// A finding is a case of the campaign, too: so it stands in every report.
    fn found(&mut self, mut found: Found) {
        found.finding.steps.clear();
        let name = found.finding.case();
        let verdicts = found.finding.verdicts();
        let outcome = Outcome::of_all(&verdicts, self.header.strictness);
        let citations = verdicts.iter().map(|verdict| verdict.citation.clone()).collect();
        let (ending, millis, coverage) = (CaseEnding::Judged, 0, Vec::new());
        let judged = JudgedCase { ending, verdicts, millis, coverage, outcome };
        if self.cases.insert(name.clone(), judged).is_none() {
            self.header.planned.push(PlannedCase { name, citations });
        }
        self.findings.insert(found.finding.id.clone(), found);
    }

    /// The finding that a case is, if it is one.
    pub fn finding(&self, case: &CaseName) -> Option<&Found> {
        let id = case.what().parse().ok()?;
        self.findings.get(&id).filter(|found| found.finding.case() == *case)
    }

    fn outcome_of(&self, result: &CaseResult) -> Outcome {
        let judged = Outcome::of_all(&result.verdicts, self.header.strictness);
        match result.ending {
            CaseEnding::Skipped { .. } => Outcome::Skipped,
            // What it found broken counts, but half a case proves nothing whole.
            CaseEnding::Stuck { .. } if judged == Outcome::Pass => Outcome::Untested,
            CaseEnding::Judged | CaseEnding::Stuck { .. } => judged,
        }
    }

    /// The result of every clause, in the order of ids.
    pub fn clauses(&self) -> Vec<ClauseResult> {
        let mut concerned: BTreeMap<&ClauseId, Vec<&PlannedCase>> = BTreeMap::new();
        for case in &self.header.planned {
            let judged = self.cases.get(&case.name).map_or(&[][..], |judged| &judged.verdicts);
            // A check may find more broken than its case was planned for: the robustness rules, above all.
            let citations = case.citations.iter().chain(judged.iter().map(|verdict| &verdict.citation));
            for citation in citations {
                let of_clause = concerned.entry(&citation.clause).or_default();
                if of_clause.last().is_none_or(|last| last.name != case.name) {
                    of_clause.push(case);
                }
            }
        }
        let cases_of = |fact: &ClauseFact| concerned.get(&fact.id).map_or(&[][..], Vec::as_slice);
        let mut facts: Vec<&ClauseFact> = self.header.clauses.iter().collect();
        facts.sort_by_key(|fact| &fact.id);
        facts.into_iter().map(|fact| self.clause(fact, cases_of(fact))).collect()
    }

    fn clause(&self, fact: &ClauseFact, concerned: &[&PlannedCase]) -> ClauseResult {
        let judged: Vec<(&JudgedCase, &Verdict)> = concerned
            .iter()
            .filter_map(|case| self.cases.get(&case.name))
            .flat_map(|case| case.verdicts.iter().map(move |verdict| (case, verdict)))
            .filter(|(_, verdict)| verdict.citation.clause == fact.id)
            .collect();
        let worst = judged.iter().fold(Outcome::Untested, |worst, (case, verdict)| {
            worst.or_worse(self.outcome_of_verdict(case, verdict))
        });
        let (outcome, reason) = match worst {
            Outcome::Untested => self.not_judged(fact, concerned),
            Outcome::Pass if !decides(fact, &judged) => self.main_rule_not_judged(fact, concerned),
            _ => (worst, reading(&judged)),
        };
        let cases = concerned.iter().map(|case| case.name.clone()).collect();
        let testable = fact.unobservable.is_none();
        ClauseResult { id: fact.id.clone(), basis: fact.basis(), outcome, cases, reason, testable }
    }

    /// A breach counts as its case was confirmed: one that did not return is flaky.
    fn outcome_of_verdict(&self, case: &JudgedCase, verdict: &Verdict) -> Outcome {
        match Outcome::of(verdict, self.header.strictness) {
            Outcome::Fail | Outcome::Warn if case.outcome == Outcome::Flaky => Outcome::Flaky,
            outcome => outcome,
        }
    }

    fn not_judged(&self, fact: &ClauseFact, concerned: &[&PlannedCase]) -> (Outcome, Option<String>) {
        let ended = |case: &&&PlannedCase| self.cases.contains_key(&case.name);
        let reason = match (self.why_skipped(concerned), &fact.unobservable) {
            (Some(reason), _) => return (Outcome::Skipped, Some(reason)),
            (None, Some(reason)) => return (Outcome::Skipped, Some(reason.clone())),
            (None, None) if fact.basis().weight() == Weight::Free => {
                "the document leaves it open: nothing is owed"
            }
            (None, None) if concerned.is_empty() => "no case of this run judges it",
            (None, None) if concerned.iter().all(|case| ended(&case)) => "its cases ended without judging it",
            (None, None) => "the run ended before its cases did",
        };
        (Outcome::Untested, Some(reason.to_owned()))
    }

    /// Accompanying rules hold, but the rule that carries the clause was not put to the test.
    fn main_rule_not_judged(
        &self,
        fact: &ClauseFact,
        concerned: &[&PlannedCase],
    ) -> (Outcome, Option<String>) {
        let cites_it = |citation: &Citation| citation.clause == fact.id && citation.basis == fact.basis();
        let meant: Vec<&PlannedCase> =
            concerned.iter().copied().filter(|case| case.citations.iter().any(cites_it)).collect();
        self.why_skipped(&meant).map_or_else(
            || (Outcome::Untested, Some("only an accompanying rule was put to the test".to_owned())),
            |reason| (Outcome::Skipped, Some(reason)),
        )
    }

    /// The reason of the first of the cases that was not run or could not go on.
    fn why_skipped(&self, cases: &[&PlannedCase]) -> Option<String> {
        cases.iter().filter_map(|case| self.cases.get(&case.name)).find_map(|case| match &case.ending {
            CaseEnding::Skipped { reason } | CaseEnding::Stuck { reason } => Some(reason.clone()),
            CaseEnding::Judged => None,
        })
    }

    /// How many cases of the plan have each outcome; cases that have not ended count as untested.
    pub fn case_counts(&self) -> BTreeMap<Outcome, usize> {
        let mut counts = BTreeMap::new();
        for case in &self.header.planned {
            let outcome = self.cases.get(&case.name).map_or(Outcome::Untested, |case| case.outcome);
            *counts.entry(outcome).or_default() += 1;
        }
        counts
    }

    /// How much of each model the run has been through, all cases together, in the order of the models' names.
    pub fn coverage(&self) -> Vec<Coverage> {
        let mut models: BTreeMap<&str, Coverage> = BTreeMap::new();
        for coverage in self.cases.values().flat_map(|case| &case.coverage) {
            models.entry(&coverage.model).or_insert_with(|| coverage.clone()).unite(coverage);
        }
        models.into_values().collect()
    }

    /// The verdict, given the clauses' results.
    pub fn verdict(&self, clauses: &[ClauseResult]) -> RunVerdict {
        let any = |outcome| clauses.iter().any(|clause| clause.outcome == outcome);
        let completed = matches!(self.end, Some((_, Ending::Completed)));
        let tested = any(Outcome::Pass) || any(Outcome::Warn);
        if completed && any(Outcome::Fail) {
            RunVerdict::Fails
        } else if completed
            && tested
            && !self.wavers()
            && !clauses.iter().any(|clause| self.is_blocked(clause))
        {
            RunVerdict::Conforms
        } else {
            RunVerdict::Incomplete
        }
    }

    /// The accepted rulings that this run used: those about clauses that it put to the test.
    pub fn rulings_used<'a>(
        &'a self,
        clauses: &'a [ClauseResult],
    ) -> impl Iterator<Item = (&'a ClauseId, &'a AcceptedRuling)> {
        let tested = |id: &ClauseId| {
            let result = clauses.iter().find(|clause| clause.id == *id);
            result.is_some_and(|clause| !matches!(clause.outcome, Outcome::Skipped | Outcome::Untested))
        };
        let ruled = self.header.clauses.iter().filter_map(|fact| Some((&fact.id, fact.ruling.as_ref()?)));
        ruled.filter(move |(id, _)| tested(id))
    }

    /// The version of the rulings: that of the newest one, 0 where there is none.
    pub fn rulings_version(&self) -> u32 {
        let rulings = self.header.clauses.iter().filter_map(|fact| fact.ruling.as_ref());
        rulings.map(|ruling| ruling.version).max().unwrap_or(0)
    }

    /// Whether a clause that binds is undecided because a case could not go on: neither the profile nor the user left it out.
    pub fn is_blocked(&self, clause: &ClauseResult) -> bool {
        let stuck = |name: &CaseName| {
            self.cases.get(name).is_some_and(|case| matches!(case.ending, CaseEnding::Stuck { .. }))
        };
        clause.basis.weight() == Weight::Must && clause.is_undecided() && clause.cases.iter().any(stuck)
    }

    /// Whether a rule that binds was broken once and not again. One that does not bind decides nothing either way.
    fn wavers(&self) -> bool {
        let binding =
            |case: &JudgedCase| Outcome::of_all(&case.verdicts, self.header.strictness) == Outcome::Fail;
        self.cases.values().any(|case| case.outcome == Outcome::Flaky && binding(case))
    }
}

/// Whether the verdicts put the clause itself to the test: its main rule, unless that one owes nothing.
fn decides(fact: &ClauseFact, judged: &[(&JudgedCase, &Verdict)]) -> bool {
    fact.basis().weight() == Weight::Free
        || judged.iter().any(|(_, verdict)| verdict.citation.basis == fact.basis())
}

/// The target's choices, where rules leave one.
fn reading(judged: &[(&JudgedCase, &Verdict)]) -> Option<String> {
    let mut readings: Vec<&str> = Vec::new();
    for (_, verdict) in judged {
        if let Ruling::Observed { reading } = &verdict.ruling
            && !readings.contains(&reading.as_str())
        {
            readings.push(reading);
        }
    }
    (!readings.is_empty()).then(|| readings.join("; "))
}

#[cfg(test)]
mod tests;
