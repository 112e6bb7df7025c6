//! A breach that was met once: kept at once, so that it outlives the process, and repeated before it is told.

use jiff::Timestamp;
use report_model::finding::{FindingId, Replays};
use serde::{Deserialize, Serialize};
use spec::ids::ClauseId;

use crate::input::Input;
use crate::oracle::Oracle;

/// A breach that was met and is no finding, or not yet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Suspect {
    /// What tells its cause from others.
    pub signature: String,
    /// What met it.
    pub oracle: Oracle,
    /// The clause that it would break.
    pub clause: ClauseId,
    /// When.
    pub met: Timestamp,
    /// How often it was repeated since, and how often it came back.
    pub replays: Replays,
    /// The input that met it.
    pub input: Input,
    /// The finding that it is a case of, where it is told under another name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told_as: Option<FindingId>,
}

impl Suspect {
    /// The name that it has as a finding.
    pub fn id(&self) -> FindingId {
        FindingId::of(&self.signature)
    }

    /// The share of replays that confirmed it; nothing where it was not repeated.
    pub fn confidence(&self) -> Option<f64> {
        (self.replays.tried > 0).then(|| self.replays.share())
    }
}
