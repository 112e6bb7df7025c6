//! How much of a model a run has been through: its states and transitions.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// How much of a model has been through.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// What is modelled, in a word or two.
    pub model: String,
    /// Its states.
    pub states: Visited,
    /// Its transitions: a state and what is done in it.
    pub transitions: Visited,
}

/// Some of a number of things.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visited {
    /// How many there are.
    pub all: usize,
    /// Which have been visited, by name.
    pub names: BTreeSet<String>,
}

impl Visited {
    /// None of so many.
    pub fn none_of(all: usize) -> Self {
        Self { all, names: BTreeSet::new() }
    }

    /// How many have been visited.
    pub fn count(&self) -> usize {
        self.names.len()
    }
}

impl Coverage {
    /// A model of which nothing has been visited.
    pub fn none_of(model: &str, states: usize, transitions: usize) -> Self {
        Self {
            model: model.to_owned(),
            states: Visited::none_of(states),
            transitions: Visited::none_of(transitions),
        }
    }

    /// Adds what another case has visited of the same model.
    pub fn unite(&mut self, other: &Self) {
        for (own, others) in [(&mut self.states, &other.states), (&mut self.transitions, &other.transitions)]
        {
            own.all = own.all.max(others.all);
            own.names.extend(others.names.iter().cloned());
        }
    }
}
