//! How far a campaign has come: what its display and its reports count.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use spec::ids::ClauseId;

use crate::finding::{FindingId, Replays};

/// What a campaign has done so far, earlier starts on the same place included.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// How many requests were sent.
    pub requests: u64,
    /// How long it took, in seconds.
    pub seconds: f64,
    /// How many requests were sent a second.
    pub requests_per_second: f64,
    /// How many were sent in the last second.
    pub pace: f64,
    /// How many inputs are in flight at once at most.
    pub workers: usize,
    /// How many inputs were in flight.
    pub in_flight: usize,
    /// Which part of the campaign this is: `K/N`.
    pub shard: String,
    /// How many inputs are kept.
    pub corpus: usize,
    /// Where they are kept.
    pub place: String,
    /// How many commands were asked since the last start.
    pub commands: usize,
    /// How many parameters of commands were given since the last start.
    pub parameters: usize,
    /// How many statuses of commands were answered since the last start.
    pub statuses: usize,
    /// How many statuses were answered beside parameters of commands since the last start.
    pub cells: usize,
    /// How many kinds of answers were told apart since the last start, by their fingerprints.
    #[serde(default)]
    pub fingerprints: usize,
    /// How many findings there are.
    #[serde(default)]
    pub findings: usize,
    /// How many causes of breaches were met since the last start, told apart by their signatures.
    pub causes: usize,
    /// How often breaches were repeated and came back, by oracle.
    pub oracles: BTreeMap<String, Replays>,
    /// What was met and did not come back every time it was repeated, or could not be repeated any more: no finding.
    pub unconfirmed: Vec<Unconfirmed>,
}

impl Tally {
    /// That of two parts of one campaign which went on at the same time.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.requests += other.requests;
        self.seconds = self.seconds.max(other.seconds);
        self.requests_per_second += other.requests_per_second;
        self.pace += other.pace;
        self.workers += other.workers;
        self.in_flight += other.in_flight;
        for (whole, part) in [(&mut self.shard, &other.shard), (&mut self.place, &other.place)] {
            if whole != part {
                *whole = format!("{whole}, {part}");
            }
        }
        self.corpus = self.corpus.max(other.corpus);
        for (whole, part) in [
            (&mut self.commands, other.commands),
            (&mut self.parameters, other.parameters),
            (&mut self.statuses, other.statuses),
            (&mut self.cells, other.cells),
            (&mut self.fingerprints, other.fingerprints),
            (&mut self.findings, other.findings),
            (&mut self.causes, other.causes),
        ] {
            *whole = (*whole).max(part);
        }
        for (oracle, replays) in other.oracles {
            let known = self.oracles.entry(oracle).or_default();
            *known = known.and(replays);
        }
        self.unconfirmed.extend(other.unconfirmed);
        self.unconfirmed.sort_by(|a, b| a.id.cmp(&b.id));
        self.unconfirmed.dedup_by(|a, b| a.id == b.id);
        self
    }
}

/// A breach that was met and is no finding.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unconfirmed {
    /// The name that it has as a finding.
    pub id: FindingId,
    /// What tells its cause from others.
    pub signature: String,
    /// The clauses that it would break.
    pub clauses: Vec<ClauseId>,
    /// The share of replays that confirmed it; nothing where it was not repeated yet.
    pub confidence: Option<f64>,
}
