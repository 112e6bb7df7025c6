//! The gate of a pipeline: whether a run may pass, given what was known before. A pure function of runs, expectations and the day.
//!
//! Without a baseline every breach that binds shuts it; with one, only what is worse than it. A known deviation is let through as long as
//! it is there, and its entry has not expired: an entry that is no longer needed shuts the gate, so that none outlives its reason.

mod complaint;
pub mod diff;
pub mod expectations;
mod standing;

use std::collections::BTreeMap;

use jiff::civil::Date;
use report_model::outcome::{Outcome, RunVerdict};
use spec::ids::{CaseName, ClauseId};

pub use self::complaint::Complaint;
use self::expectations::{Expectations, Known};
pub use self::standing::{CaseStanding, Course, Standing};

/// A command is slower only if its cases took at least so much longer together, in milliseconds: less is the weather.
const SLACK: u64 = 100;

/// What a run is held against.
#[derive(Debug)]
pub struct Gate<'a> {
    /// The run before, if only what is worse than it counts.
    pub baseline: Option<&'a Standing>,
    /// What is known to deviate.
    pub expectations: &'a Expectations,
    /// How many times as long a command may take as in the baseline.
    pub slower_than: Option<f64>,
    /// The day, by which entries expire.
    pub today: Date,
}

/// What comes of a run at the gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// Whether it may pass.
    pub passage: Passage,
    /// Why not.
    pub complaints: Vec<Complaint>,
    /// Breaches that were let through, for they were known.
    pub excused: Vec<(CaseName, ClauseId)>,
    /// Entries of which this run cannot tell whether they are still needed, by their place in the file, from 0.
    pub idle: Vec<usize>,
}

/// Whether a run may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passage {
    /// It may.
    Open,
    /// It may not.
    Shut,
    /// It did not end, or what binds could not be decided.
    Undecided,
}

impl Gate<'_> {
    /// Decides about a run.
    pub fn decide(&self, now: &Standing) -> Decision {
        let (known, idle, mut complaints) = self.review(now);
        let mut excused = Vec::new();
        for (case, clause) in failures(now) {
            let before = self.baseline.and_then(|baseline| baseline.cases.get(case));
            let old = before.is_some_and(|before| before.broken.get(clause) == Some(&Outcome::Fail));
            if known.iter().any(|known| known.covers(case, clause)) {
                excused.push((case.clone(), clause.clone()));
            } else if !old {
                complaints.push(Complaint::failure(case, clause, self.baseline.is_some()));
            }
        }
        if let Some(baseline) = self.baseline {
            complaints.extend(lost(baseline, now));
            complaints.extend(self.slower_than.into_iter().flat_map(|factor| slower(baseline, now, factor)));
        }
        let passage = self.passage(now, &complaints);
        Decision { passage, complaints, excused, idle }
    }

    fn passage(&self, now: &Standing, complaints: &[Complaint]) -> Passage {
        match (now.course, now.verdict) {
            (Course::Unfinished, _) => Passage::Undecided,
            (Course::Completed, _) if !complaints.is_empty() => Passage::Shut,
            (Course::Completed, RunVerdict::Incomplete) if self.baseline.is_none() => Passage::Undecided,
            (Course::Completed, _) => Passage::Open,
        }
    }

    /// The entries that hold today, those of which nothing can be said, and what is wrong with the others.
    fn review(&self, now: &Standing) -> (Vec<&Known>, Vec<usize>, Vec<Complaint>) {
        let (mut holding, mut idle, mut complaints) = (Vec::new(), Vec::new(), Vec::new());
        for (place, known) in self.expectations.known.iter().enumerate() {
            if known.expires < self.today {
                complaints.push(Complaint::expired(known));
                continue;
            }
            match standing_of(known, now) {
                Subject::Deviates => holding.push(known),
                Subject::Conforms => complaints.push(Complaint::unexpected_pass(known)),
                Subject::Unheard => idle.push(place),
                Subject::Unknown => complaints.push(Complaint::unknown(known)),
            }
        }
        (holding, idle, complaints)
    }
}

/// What a run says of that which an entry is about.
enum Subject {
    Deviates,
    Conforms,
    /// It was not put to the test, or it wavers.
    Unheard,
    /// There is no such clause.
    Unknown,
}

fn standing_of(known: &Known, now: &Standing) -> Subject {
    let of_clause = known.clause.as_ref().map(|clause| now.clauses.get(clause));
    match (&known.case, of_clause) {
        (_, Some(None)) => Subject::Unknown,
        (Some(case), _) => match now.cases.get(case) {
            Some(standing) => standing_of_case(known, standing),
            None => Subject::Unheard,
        },
        (None, Some(Some(Outcome::Fail | Outcome::Warn))) => Subject::Deviates,
        (None, Some(Some(Outcome::Pass))) => Subject::Conforms,
        (None, _) => Subject::Unheard,
    }
}

fn standing_of_case(known: &Known, case: &CaseStanding) -> Subject {
    let meant = |clause: &ClauseId| known.clause.as_ref().is_none_or(|wanted| wanted == clause);
    let deviates = |(clause, outcome): (&ClauseId, &Outcome)| meant(clause) && *outcome != Outcome::Flaky;
    match case.outcome {
        Outcome::Skipped | Outcome::Untested | Outcome::Flaky => Subject::Unheard,
        Outcome::Pass | Outcome::Fail | Outcome::Warn if case.broken.iter().any(deviates) => {
            Subject::Deviates
        }
        Outcome::Pass | Outcome::Fail | Outcome::Warn => Subject::Conforms,
    }
}

/// Every breach that binds.
fn failures(standing: &Standing) -> impl Iterator<Item = (&CaseName, &ClauseId)> {
    standing.cases.iter().flat_map(|(name, case)| {
        let failed = case.broken.iter().filter(|(_, outcome)| **outcome == Outcome::Fail);
        failed.map(move |(clause, _)| (name, clause))
    })
}

/// What was decided before and is not any more. Cases that are gone count by their clauses: names may change with the suite.
fn lost(before: &Standing, now: &Standing) -> Vec<Complaint> {
    let decided = |outcome: Outcome| !matches!(outcome, Outcome::Skipped | Outcome::Untested);
    let cases =
        before.cases.iter().filter(|(_, case)| case.outcome == Outcome::Pass).filter_map(|(name, _)| {
            let outcome = now.cases.get(name)?.outcome;
            let undecided = !decided(outcome) || outcome == Outcome::Flaky;
            undecided.then(|| Complaint::pass_lost(name, outcome))
        });
    let clauses = before.clauses.iter().filter(|(_, outcome)| decided(**outcome)).filter_map(|(id, was)| {
        let is = now.clauses.get(id).copied().unwrap_or(Outcome::Untested);
        (!decided(is)).then(|| Complaint::clause_lost(id, *was, is))
    });
    cases.chain(clauses).collect()
}

/// The commands whose cases, those decided in both runs, took longer than that factor together.
fn slower(before: &Standing, now: &Standing, factor: f64) -> Vec<Complaint> {
    let mut commands: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (name, was) in &before.cases {
        // A case that fails now may have waited in vain: that is told as what it is.
        let Some(is) = now.cases.get(name).filter(|is| is.outcome == was.outcome) else { continue };
        let (earlier, later) = commands.entry(name.command()).or_default();
        *earlier += was.millis;
        *later += is.millis;
    }
    let slow = |(earlier, later): (u64, u64)| {
        later as f64 > earlier as f64 * factor && later.saturating_sub(earlier) >= SLACK
    };
    let complaint = |(command, times)| slow(times).then(|| Complaint::slower(command, times));
    commands.into_iter().filter_map(complaint).collect()
}

#[cfg(test)]
mod tests;
