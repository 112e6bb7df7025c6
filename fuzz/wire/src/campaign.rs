//! The campaign: so many inputs in flight, judged, and what they bring handed to whoever keeps it.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use crate::breach::Breach;
use crate::input::Input;
use crate::target::Target;

/// A campaign to be run.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// The seed from which inputs follow.
    pub seed: u64,
    /// Which inputs are this machine's.
    pub shard: Shard,
    /// When it is over.
    pub budget: Budget,
    /// How many inputs are in flight at once.
    pub workers: NonZeroUsize,
    /// The most requests a second.
    pub rate: Option<NonZeroUsize>,
}

/// Part `index` of `count`: the inputs whose number leaves that rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, counted from 1.
    pub index: NonZeroUsize,
    /// Of how many.
    pub count: NonZeroUsize,
}

/// When a campaign is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// After so many requests.
    Requests(u64),
    /// After so long.
    Time(Duration),
}

/// Whoever keeps what a campaign brings. Its methods are called between requests, so they should be quick.
pub trait Keeper: Send {
    /// An input brought something new and is kept.
    fn input_kept(&mut self, kept: &KeptInput);
    /// An input made the target break a rule, in a way not met before in this campaign.
    fn breach(&mut self, input: &Input, breach: &Breach);
    /// How far it has come; about once a second.
    fn progress(&mut self, progress: &Progress);
}

/// An input that brought something new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptInput {
    /// The input.
    pub input: Input,
    /// What was new about the answers.
    pub fingerprint: u64,
}

/// How far a campaign has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    /// Requests answered or given up.
    pub requests: u64,
    /// How long it has been running.
    pub elapsed: Duration,
    /// Requests of the last second.
    pub requests_per_second: f64,
    /// Inputs in flight.
    pub in_flight: usize,
    /// Inputs kept.
    pub corpus: usize,
    /// Causes of breaches, told apart by their signatures.
    pub causes: usize,
    /// Commands touched.
    pub commands: usize,
    /// Statuses of commands seen.
    pub statuses: usize,
}

/// What a campaign has brought.
#[derive(Debug)]
pub struct Harvest {
    /// How far it came.
    pub progress: Progress,
    /// How it ended.
    pub ending: Ending,
}

/// How a campaign ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The budget is used up.
    Completed,
    /// Somebody stopped it.
    Interrupted,
    /// The target cannot be reached any more.
    TargetGone(String),
}

impl Campaign {
    /// Runs the campaign until it is over or stopped, beginning with inputs of an earlier one.
    pub async fn run(
        &self,
        _target: Arc<Target>,
        _earlier: Vec<Input>,
        _keeper: &mut dyn Keeper,
        stop: &CancellationToken,
    ) -> Harvest {
        stop.cancelled().await;
        Harvest { progress: Progress::default(), ending: Ending::Interrupted }
    }
}
