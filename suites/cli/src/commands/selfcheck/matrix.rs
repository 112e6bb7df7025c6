//! The matrix of the self-check: what each variant broke, what it should have broken, and what no fault has proved.

use std::collections::BTreeSet;

use report_model::event::Ending;
use spec::catalogue::Catalogue;
use spec::ids::{ClauseId, Weight};

use super::report::{Count, Proof, Report, Tool, VERSION, VariantRecord};
use super::variant::{Trial, Variant};

/// How many of the cases that went wrong are named.
const NAMED: usize = 4;

/// What the trials so far have shown.
#[derive(Debug)]
pub(super) struct Matrix {
    binding: BTreeSet<ClauseId>,
    proved: BTreeSet<ClauseId>,
    faults: Count,
    records: Vec<VariantRecord>,
}

impl Matrix {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let observable = catalogue.clauses.values().filter(|clause| clause.unobservable.is_none());
        let binding =
            observable.filter(|clause| clause.rules.iter().any(|rule| rule.basis.weight() != Weight::Free));
        Self {
            binding: binding.map(|clause| clause.id.clone()).collect(),
            proved: BTreeSet::new(),
            faults: Count::default(),
            records: Vec::new(),
        }
    }

    /// Takes in a trial, and gives its line.
    pub(super) fn take_in(&mut self, trial: &Trial) -> String {
        let declared = declared(&trial.variant);
        let hits: Vec<&ClauseId> = trial.broken.intersection(&declared).collect();
        let is_fault = matches!(trial.variant, Variant::Fault(_));
        self.faults.tried += usize::from(is_fault);
        self.faults.found += usize::from(!hits.is_empty());
        let troubles = troubles(trial, &declared);
        let mark = if troubles.is_empty() { "ok  " } else { "BAD " };
        let told: String = troubles.iter().map(|trouble| format!("       {trouble}\n")).collect();
        let line = format!("{mark} {:48} {}\n{told}", trial.variant.name(), joined(hits.clone()));
        self.proved.extend(hits.into_iter().cloned());
        self.records.push(VariantRecord {
            name: trial.variant.name(),
            kind: trial.variant.kind(),
            declared: declared.into_iter().collect(),
            found: trial.broken.iter().cloned().collect(),
            troubles,
            seconds: trial.elapsed.as_secs_f64(),
        });
        line
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
        let unproven = self.unproven();
        format!(
            "\n{} of {} faults found. Wrong: {wrong}.\nClauses that no fault has proved ({} of {}): {}\n",
            self.faults.found,
            self.faults.tried,
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
            faults: self.faults,
            clauses: Proof { binding: self.binding.len(), unproven: self.unproven() },
            variants: &self.records,
        }
    }

    fn unproven(&self) -> Vec<&ClauseId> {
        self.binding.difference(&self.proved).collect()
    }
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
