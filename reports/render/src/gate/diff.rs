//! What differs between two runs, for people and for programs.

use std::collections::BTreeSet;
use std::fmt;

use jiff::civil::Date;
use report_model::outcome::{Extent, Outcome, RunVerdict};
use serde::Serialize;
use spec::ids::{CaseName, ClauseId};

use super::expectations::Expectations;
use super::{Complaint, Gate, Standing};
use crate::text::{count, visible};

/// What differs between two runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The verdicts.
    pub verdict: Change<RunVerdict>,
    /// How much of what binds was decided.
    pub extent: Change<Extent>,
    /// The clauses whose outcome is another one.
    pub clauses: Vec<Changed<ClauseId>>,
    /// The cases whose outcome is another one, or that are in one run only.
    pub cases: Vec<Changed<CaseName>>,
    /// What is worse in the second.
    pub worse: Vec<Complaint>,
}

/// Something then and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Change<T> {
    /// In the first run.
    pub before: T,
    /// In the second run.
    pub now: T,
}

/// A clause or a case with its outcomes; none where the run does not have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Changed<Id> {
    /// Which.
    pub id: Id,
    /// The outcome in the first run.
    pub before: Option<Outcome>,
    /// The outcome in the second run.
    pub now: Option<Outcome>,
}

impl Difference {
    /// Compares two runs.
    pub fn between(before: &Standing, now: &Standing, slower_than: Option<f64>) -> Self {
        let gate = Gate {
            baseline: Some(before),
            expectations: &Expectations::default(),
            slower_than,
            today: Date::MIN,
        };
        Self {
            verdict: Change { before: before.verdict, now: now.verdict },
            extent: Change { before: before.extent, now: now.extent },
            clauses: changed(
                before.clauses.keys().chain(now.clauses.keys()),
                |id| before.clauses.get(id).copied(),
                |id| now.clauses.get(id).copied(),
            ),
            cases: changed(
                before.cases.keys().chain(now.cases.keys()),
                |name| before.cases.get(name).map(|case| case.outcome),
                |name| now.cases.get(name).map(|case| case.outcome),
            ),
            worse: gate.decide(now).complaints,
        }
    }
}

fn changed<'a, Id: Clone + Ord + 'a>(
    ids: impl Iterator<Item = &'a Id>,
    before: impl Fn(&Id) -> Option<Outcome>,
    now: impl Fn(&Id) -> Option<Outcome>,
) -> Vec<Changed<Id>> {
    let ids: BTreeSet<&Id> = ids.collect();
    let all = ids.into_iter().map(|id| Changed { id: id.clone(), before: before(id), now: now(id) });
    all.filter(|changed| changed.before != changed.now).collect()
}

impl<Id: fmt::Display> fmt::Display for Changed<Id> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = |outcome: Option<Outcome>| outcome.map_or("not there", Outcome::word);
        write!(f, "{}: {} → {}", visible(&self.id.to_string()), word(self.before), word(self.now))
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (before, now) =
            (self.verdict.before.said(self.extent.before), self.verdict.now.said(self.extent.now));
        writeln!(f, "verdict: {before} → {now}")?;
        section(f, &count(self.clauses.len(), "clause"), &self.clauses)?;
        section(f, &count(self.cases.len(), "case"), &self.cases)?;
        if self.worse.is_empty() {
            return writeln!(f, "Nothing is worse.");
        }
        writeln!(f, "worse:")?;
        self.worse.iter().try_for_each(|complaint| writeln!(f, "  {complaint}"))
    }
}

fn section<Id: fmt::Display>(
    f: &mut fmt::Formatter<'_>,
    heading: &str,
    changed: &[Changed<Id>],
) -> fmt::Result {
    if changed.is_empty() {
        return Ok(());
    }
    writeln!(f, "{heading}:")?;
    changed.iter().try_for_each(|changed| writeln!(f, "  {changed}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_run_does_not_differ_from_itself() {
        let run = Standing::of(&sample::many_failures());
        let difference = Difference::between(&run, &run, Some(1.5));
        assert_eq!(difference.to_string(), "verdict: fails → fails\nNothing is worse.\n");
    }

    #[test]
    fn what_differs_is_told_by_clause_and_case_and_what_is_worse_besides() {
        let before = Standing::of(&sample::all_pass());
        let now = Standing::of(&sample::many_failures());
        let difference = Difference::between(&before, &now, None);
        let told = difference.to_string();
        assert!(told.starts_with("verdict: conforms partially → fails\n"), "{told}");
        assert!(
            told.contains("  EXEC-3: pass → fail\n") && told.contains("  SET-6: pass → flaky\n"),
            "{told}"
        );
        assert!(
            told.contains("  R-1 is broken in security::any::odd_lengths_are_refused, and was not before\n")
        );
        let data = serde_json::to_value(&difference).unwrap();
        assert_eq!(data["verdict"], serde_json::json!({ "before": "conforms", "now": "fails" }));
        assert_eq!(
            data["clauses"][1],
            serde_json::json!({ "id": "EXEC-3", "before": "pass", "now": "fail" })
        );
    }
}
