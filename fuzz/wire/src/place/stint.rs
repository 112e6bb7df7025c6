//! How far campaigns have come on a place: one object a process, which it alone writes.

use std::collections::BTreeMap;

use jiff::Timestamp;
use report_model::finding::Replays;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::campaign::Shard;
use crate::oracle::Oracle;

/// How far one process has come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stint {
    /// Which process.
    pub session: Uuid,
    /// Which part of the campaign it works on.
    pub shard: Shard,
    /// The seed from which its inputs follow.
    pub seed: u64,
    /// When it began.
    pub started: Timestamp,
    /// When this was noted.
    pub noted: Timestamp,
    /// How many requests it has sent.
    pub requests: u64,
    /// How many inputs of its part were played when this was noted, by it and by those whom it follows.
    #[serde(default)]
    pub played: u64,
    /// For how many seconds it has been at it.
    pub seconds: f64,
    /// How often it repeated breaches and how often they came back, by oracle.
    pub oracles: BTreeMap<Oracle, Replays>,
}

impl Stint {
    /// That of a process which begins now.
    pub fn begin(shard: Shard, seed: u64, now: Timestamp) -> Self {
        Self {
            session: Uuid::new_v4(),
            shard,
            seed,
            started: now,
            noted: now,
            requests: 0,
            played: 0,
            seconds: 0.0,
            oracles: BTreeMap::new(),
        }
    }

    /// Whether its inputs are those of another one.
    pub fn follows(&self, other: &Self) -> bool {
        (self.seed, self.shard) == (other.seed, other.shard)
    }

    /// The name of its object in a folder.
    pub(super) fn object(&self, folder: &str) -> String {
        let shard = self.shard.to_string().replace('/', "-of-");
        format!("{folder}/{shard}/{}.json", self.session)
    }
}

/// What several sessions have done together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Standing {
    /// Requests sent.
    pub requests: u64,
    /// Seconds spent.
    pub seconds: f64,
    /// How often breaches were repeated and came back, by oracle.
    pub oracles: BTreeMap<Oracle, Replays>,
}

impl Standing {
    /// That of these sessions.
    pub fn of<'a>(sessions: impl IntoIterator<Item = &'a Stint>) -> Self {
        let mut standing = Self::default();
        for session in sessions {
            standing.requests += session.requests;
            standing.seconds += session.seconds;
            for (oracle, replays) in &session.oracles {
                let known = standing.oracles.entry(*oracle).or_default();
                *known = known.and(*replays);
            }
        }
        standing
    }
}
