//! The matrix of the self-check: what each variant broke, what it should have broken, and what no fault has proved.

use std::collections::BTreeSet;

use report_model::event::Ending;
use spec::catalogue::Catalogue;
use spec::ids::{ClauseId, Weight};

use super::variant::{Trial, Variant};

/// How many of the cases that went wrong are named.
const NAMED: usize = 4;

/// What the trials so far have shown.
#[derive(Debug)]
pub(super) struct Matrix {
    binding: BTreeSet<ClauseId>,
    proved: BTreeSet<ClauseId>,
    faults: usize,
    found: usize,
    wrong: Vec<String>,
}

impl Matrix {
    pub(super) fn new(catalogue: &Catalogue) -> Self {
        let observable = catalogue.clauses.values().filter(|clause| clause.unobservable.is_none());
        let binding =
            observable.filter(|clause| clause.rules.iter().any(|rule| rule.basis.weight() != Weight::Free));
        Self {
            binding: binding.map(|clause| clause.id.clone()).collect(),
            proved: BTreeSet::new(),
            faults: 0,
            found: 0,
            wrong: Vec::new(),
        }
    }

    /// Takes in a trial, and gives its line.
    pub(super) fn take_in(&mut self, trial: &Trial) -> String {
        let declared = declared(&trial.variant);
        let unrelated: Vec<&ClauseId> = trial.broken.difference(&declared).collect();
        let hits: Vec<&ClauseId> = trial.broken.intersection(&declared).collect();
        let is_fault = matches!(trial.variant, Variant::Fault(_));
        let missed = is_fault && hits.is_empty();
        self.faults += usize::from(is_fault);
        self.found += usize::from(!hits.is_empty());
        let mut troubles = Vec::new();
        if missed {
            troubles.push(format!("not found (declared: {})", joined(&declared)));
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
        let mark = if troubles.is_empty() { "ok  " } else { "BAD " };
        let told: String = troubles.iter().map(|trouble| format!("       {trouble}\n")).collect();
        let line = format!("{mark} {:48} {}\n{told}", trial.variant.name(), joined(hits.clone()));
        if !troubles.is_empty() {
            self.wrong.push(trial.variant.name());
        }
        self.proved.extend(hits.into_iter().cloned());
        line
    }

    /// Whether nothing is wrong so far.
    pub(super) fn is_clean(&self) -> bool {
        self.wrong.is_empty()
    }

    /// The last lines: how many faults were found, what went wrong, and which clauses no fault has proved.
    pub(super) fn summary(&self) -> String {
        let unproven: Vec<&ClauseId> = self.binding.difference(&self.proved).collect();
        let wrong = if self.wrong.is_empty() { "nothing".to_owned() } else { self.wrong.join(", ") };
        format!(
            "\n{} of {} faults found. Wrong: {wrong}.\nClauses that no fault has proved ({} of {}): {}\n",
            self.found,
            self.faults,
            unproven.len(),
            self.binding.len(),
            joined(unproven.clone()),
        )
    }
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
