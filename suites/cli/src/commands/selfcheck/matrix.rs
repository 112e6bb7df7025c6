//! The matrix of the self-check: what each variant broke, what it should have broken, and what no fault has proved.

use std::collections::BTreeSet;

use report_model::event::Ending;
use spec::catalogue::Catalogue;
use spec::ids::{ClauseId, Weight};

use super::report::{Count, Kind, Proof, Report, Tool, VERSION, VariantRecord};
use super::variant::{Trial, Variant};

/// How many of the cases that went wrong are named.
const NAMED: usize = 4;

/// What the trials so far have shown.
#[derive(Debug)]
pub(super) struct Matrix {
    binding: BTreeSet<ClauseId>,
    records: Vec<VariantRecord>,
}

impl Matrix {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let observable = catalogue.clauses.values().filter(|clause| clause.unobservable.is_none());
        let binding =
            observable.filter(|clause| clause.rules.iter().any(|rule| rule.basis.weight() != Weight::Free));
        Self { binding: binding.map(|clause| clause.id.clone()).collect(), records: Vec::new() }
    }

    /// Takes in a trial, and gives its line. A second one of a variant counts instead of the first.
    pub(super) fn take_in(&mut self, trial: &Trial) -> String {
        let declared = declared(&trial.variant);
        let mut record = VariantRecord {
            name: trial.variant.name(),
            kind: trial.variant.kind(),
            troubles: troubles(trial, &declared),
            troubles_in_company: Vec::new(),
            declared: declared.into_iter().collect(),
            found: trial.broken.iter().cloned().collect(),
            seconds: trial.elapsed.as_secs_f64(),
        };
        let line = line(&record);
        match self.records.iter_mut().find(|earlier| earlier.name == record.name) {
            Some(earlier) => {
                record.troubles_in_company = std::mem::take(&mut earlier.troubles);
                *earlier = record;
            }
            None => self.records.push(record),
        }
        line
    }

    /// The faults that did not show as they should.
    pub(super) fn troubled_faults(&self) -> BTreeSet<&str> {
        let troubled = |record: &&VariantRecord| record.kind == Kind::Fault && !record.troubles.is_empty();
        self.records.iter().filter(troubled).map(|record| record.name.as_str()).collect()
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_clean(&self) -> bool {
        self.records.iter().all(|record| record.troubles.is_empty())
    }

    /// The last lines: how many faults were found, what went wrong, and which clauses no fault has proved.
    pub(super) fn summary(&self) -> String {
        let wrong = self.records.iter().filter(|record| !record.troubles.is_empty());
        let wrong: Vec<&str> = wrong.map(|record| record.name.as_str()).collect();
        let wrong = if wrong.is_empty() { "nothing".to_owned() } else { wrong.join(", ") };
        let (unproven, faults) = (self.unproven(), self.faults());
        format!(
            "\n{} of {} faults found. Wrong: {wrong}.\nClauses that no fault has proved ({} of {}): {}\n",
            faults.found,
            faults.tried,
            unproven.len(),
            self.binding.len(),
            joined(unproven),
        )
    }

    /// The same for programs.
    pub(super) fn report(&self, seed: u64, values_per_property: u32) -> Report<'_> {
        Report {
            version: VERSION,
            tool: Tool::THIS,
            seed,
            values_per_property,
            clean: self.is_clean(),
            faults: self.faults(),
            clauses: Proof { binding: self.binding.len(), unproven: self.unproven() },
            variants: &self.records,
        }
    }

    fn faults(&self) -> Count {
        let faults = || self.records.iter().filter(|record| record.kind == Kind::Fault);
        Count {
            tried: faults().count(),
            found: faults().filter(|fault| fault.hits().next().is_some()).count(),
        }
    }

    fn unproven(&self) -> Vec<&ClauseId> {
        let proved: BTreeSet<&ClauseId> = self.records.iter().flat_map(VariantRecord::hits).collect();
        self.binding.iter().filter(|clause| !proved.contains(clause)).collect()
    }
}

fn line(record: &VariantRecord) -> String {
    let mark = if record.troubles.is_empty() { "ok  " } else { "BAD " };
    let told: String = record.troubles.iter().map(|trouble| format!("       {trouble}\n")).collect();
    format!("{mark} {:48} {}\n{told}", record.name, joined(record.hits()))
}

/// What is wrong with a trial.
fn troubles(trial: &Trial, declared: &BTreeSet<ClauseId>) -> Vec<String> {
    let unrelated: Vec<&ClauseId> = trial.broken.difference(declared).collect();
    let is_fault = matches!(trial.variant, Variant::Fault(_));
    let mut troubles = Vec::new();
    if is_fault && trial.broken.is_disjoint(declared) {
        troubles.push(format!("not found (declared: {})", joined(declared)));
    }
    if !unrelated.is_empty() {
        let by: Vec<String> = trial.by.iter().take(NAMED).map(ToString::to_string).collect();
        troubles.push(format!("breaks {} besides, by {}", joined(unrelated), by.join(", ")));
    }
    // A fault may well show only now and then; where there is none, nothing wavers.
    if !is_fault && !trial.flaky.is_empty() {
        troubles.push(format!("flaky about {}", joined(&trial.flaky)));
    }
    if let (Ending::Aborted { reason }, false) = (&trial.ending, is_fault) {
        troubles.push(reason.clone());
    }
    troubles
}

/// The clauses that a variant may break.
fn declared(variant: &Variant) -> BTreeSet<ClauseId> {
    match variant {
        Variant::Sound | Variant::Dialect { .. } => BTreeSet::new(),
        Variant::Fault(fact) => fact.clauses.iter().filter_map(|id| id.parse().ok()).collect(),
    }
}

fn joined<'a>(ids: impl IntoIterator<Item = &'a ClauseId>) -> String {
    let ids: Vec<String> = ids.into_iter().map(ToString::to_string).collect();
    ids.join(" ")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use refserver_http::faults;

    use super::*;

    /// What a run says of a server that ignores `wp_autocallstop`.
    fn trial(broken: &[&str]) -> Trial {
        let fact = faults::all().iter().find(|fact| fact.name == "stop-ignored").unwrap();
        Trial {
            variant: Variant::Fault(fact),
            broken: broken.iter().map(|id| id.parse().unwrap()).collect(),
            flaky: BTreeSet::new(),
            by: Vec::new(),
            ending: Ending::Completed,
            elapsed: Duration::from_secs(1),
        }
    }

    #[test]
    fn what_a_fault_does_alone_counts_instead_of_what_it_did_in_company() {
        let mut matrix = Matrix::new(&spec::load::built_in().unwrap());
        let unproven = matrix.unproven().len();
        assert!(matrix.take_in(&trial(&["CALL-5", "CALL-3"])).starts_with("BAD"));
        assert_eq!(matrix.troubled_faults(), ["stop-ignored"].into());
        assert!(matrix.take_in(&trial(&["CALL-5"])).starts_with("ok"));
        assert!(matrix.troubled_faults().is_empty() && matrix.is_clean());
        assert_eq!(
            (matrix.faults().tried, matrix.faults().found, matrix.unproven().len()),
            (1, 1, unproven - 1)
        );
        assert_eq!(matrix.records[0].troubles_in_company.len(), 1);
        assert!(matrix.take_in(&trial(&[])).starts_with("BAD"), "a fault that does not show alone is missed");
        assert_eq!(matrix.faults().found, 0);
    }
}
