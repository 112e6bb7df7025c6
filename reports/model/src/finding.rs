//! What a campaign has found: one finding a cause, however often it was met.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use spec::ids::{Basis, CaseName, Citation, ClauseId, CommandName};

use crate::record::ExchangeRecord;
use crate::verdict::Verdict;

/// A cause for which a target broke a rule, as reports tell it. How to send it again stands in its file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// Its name, which follows from the signature.
    pub id: FindingId,
    /// What tells this cause from others: the rule, the command, and what was seen without the parts that change.
    pub signature: String,
    /// What found it.
    pub oracle: String,
    /// The clauses that are broken.
    pub clauses: Vec<ClauseId>,
    /// What the rules rest on.
    pub basis: Basis,
    /// The command asked, or `any` where the request was for none.
    pub command: CommandName,
    /// What the rule asks here, concretely.
    pub expected: String,
    /// What came instead.
    pub seen: String,
    /// The weakness in the Common Weakness Enumeration, if it is one.
    pub cwe: Option<u16>,
    /// The code of the fault in the catalogue of Web Fuzzing Commons.
    pub wfc: u16,
    /// How grave it is as a matter of security.
    pub severity: Severity,
    /// The share of replays that confirmed what this oracle had met, as far as it was measured when this came back.
    pub confidence: f64,
    /// Which of the steps shows it, counted from 0.
    pub step: usize,
    /// What was sent and received when it was last repeated, step by step.
    pub steps: Vec<ExchangeRecord>,
}

/// A finding as a campaign came by it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Found {
    /// The finding.
    #[serde(flatten)]
    pub finding: Finding,
    /// Where it is kept, as `replay` takes it.
    pub file: String,
    /// Whether this campaign found it, or one before it on the same place.
    pub new: bool,
}

impl Finding {
    /// The case of a run that it counts as.
    pub fn case(&self) -> CaseName {
        CaseName::new(format!("campaign::{}::{}", self.command, self.id))
    }

    /// What it says of the rules that it breaks.
    pub fn verdicts(&self) -> Vec<Verdict> {
        let broken = |clause: &ClauseId| {
            let citation = Citation { clause: clause.clone(), basis: self.basis };
            Verdict::broken(citation, self.expected.as_str(), self.seen.as_str()).shown_by(self.step)
        };
        self.clauses.iter().map(broken).collect()
    }
}

/// How grave a finding is as a matter of security.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// No matter of security.
    Low,
    /// Something becomes known or fails that should not.
    Medium,
    /// Others are harmed.
    High,
    /// Everything stands open.
    Critical,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        })
    }
}

/// The name of a finding: two who come upon the same cause call it the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FindingId(String);

/// How many hexadecimal digits make a name: enough for a million causes.
const DIGITS: usize = 16;

impl FindingId {
    /// The name that follows from a signature.
    pub fn of(signature: &str) -> Self {
        let digest = Sha256::digest(signature);
        Self(digest.iter().take(DIGITS / 2).map(|byte| format!("{byte:02x}")).collect())
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A text that is no name of a finding.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{0}` is no name of a finding: 16 hexadecimal digits are")]
pub struct NotAFindingId(String);

impl FromStr for FindingId {
    type Err = NotAFindingId;

    fn from_str(text: &str) -> Result<Self, NotAFindingId> {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
        if digits && text.len() == DIGITS {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAFindingId(text.to_owned()))
        }
    }
}

impl TryFrom<String> for FindingId {
    type Error = NotAFindingId;

    fn try_from(text: String) -> Result<Self, NotAFindingId> {
        text.parse()
    }
}

impl From<FindingId> for String {
    fn from(id: FindingId) -> Self {
        id.0
    }
}

/// How often something was repeated, and how often it came back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replays {
    /// How often it was repeated.
    pub tried: u64,
    /// How often it came back.
    pub came_back: u64,
}

impl Replays {
    /// The share that came back; 0 where nothing was repeated.
    pub fn share(self) -> f64 {
        if self.tried == 0 { 0.0 } else { self.came_back as f64 / self.tried as f64 }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { tried: self.tried + other.tried, came_back: self.came_back + other.came_back }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_signature_has_one_name_which_is_read_as_it_is_written() {
        let id = FindingId::of("R-1 (R) upload status 500");
        assert_eq!(id, FindingId::of("R-1 (R) upload status 500"));
        assert_ne!(id, FindingId::of("R-1 (R) upload status 501"));
        assert_eq!(id.to_string().parse::<FindingId>().unwrap(), id);
        assert!(
            "../../etc/passwd".parse::<FindingId>().is_err()
                && "ABCDEF0123456789".parse::<FindingId>().is_err()
        );
    }

    #[test]
    fn a_share_is_of_what_was_repeated() {
        let whole = Replays { tried: 3, came_back: 3 }.and(Replays { tried: 1, came_back: 0 });
        assert!((whole.share() - 0.75).abs() < f64::EPSILON);
        assert!(Replays::default().share().abs() < f64::EPSILON);
    }
}
