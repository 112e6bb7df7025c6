//! How a run is to be made, as far as the catalogue and the profile leave it open.

use std::collections::BTreeSet;
use std::num::NonZeroUsize;

use report_model::outcome::Strictness;
use spec::catalogue::Effect;

use crate::regressions::Regressions;

/// How a run is to be made.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The seed from which every generated value follows.
    pub seed: u64,
    /// How many values a property is tried with.
    pub values_per_property: u32,
    /// How many cases run at once at most.
    pub jobs: NonZeroUsize,
    /// How strictly inferred rules are taken.
    pub strictness: Strictness,
    /// Seeds with which cases have failed before, to be tried first.
    pub regressions: Regressions,
    /// How far the run goes.
    pub stop_at: StopAt,
    /// What may be done to the target besides reading.
    pub effects: BTreeSet<Effect>,
}

/// How far a run goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StopAt {
    /// To its end: everything that is wrong is told.
    #[default]
    End,
    /// To the first failure that returned when it was repeated alone: one that only asks whether anything is wrong knows enough.
    FirstFailure,
}

impl Settings {
    /// Every effect there is.
    pub fn all_effects() -> BTreeSet<Effect> {
        BTreeSet::from([Effect::Reads, Effect::Scripts, Effect::State, Effect::Calls, Effect::Uploads])
    }

    /// Nothing but reading.
    pub fn read_only() -> BTreeSet<Effect> {
        BTreeSet::from([Effect::Reads])
    }
}
