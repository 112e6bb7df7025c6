//! What happens in a run, as it happens: the one stream that every report is folded from.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use spec::catalogue::{AcceptedRuling, Catalogue};
use spec::ids::{Basis, CaseName, Citation, ClauseId};

use crate::campaign::Tally;
use crate::coverage::Coverage;
use crate::digest::Digest;
use crate::finding::Found;
use crate::outcome::Strictness;
use crate::record::ExchangeRecord;
use crate::tried::Count;
use crate::verdict::Verdict;

/// One line of the event log.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case")]
pub enum Event {
    /// The run begins; everything that a report needs to know beforehand.
    RunStarted(Header),
    /// A case begins.
    CaseStarted {
        /// Its name.
        name: CaseName,
    },
    /// A case has ended.
    CaseFinished(CaseResult),
    /// A case that was not clean has been repeated alone.
    CaseRepeated {
        /// Its name.
        name: CaseName,
        /// Whether the same rules were broken again.
        returned: bool,
    },
    /// A campaign has come that far: the last one counts.
    CampaignProgressed(Tally),
    /// A campaign has a finding: it came back every time it was repeated.
    FindingMade(Found),
    /// How much was tried of what there is to try.
    Tried {
        /// Each count.
        counts: Vec<Count>,
    },
    /// The run is over.
    RunFinished {
        /// When.
        finished: Timestamp,
        /// How it ended.
        ending: Ending,
    },
}

/// The version of the log's format; it grows when a reader of the old one would misread the new.
pub const LOG_VERSION: u32 = 1;

/// What is known before the first request.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Header {
    /// The version of the log's format.
    pub version: u32,
    /// The program that ran.
    pub tool: Tool,
    /// The files that it ran with.
    #[serde(default)]
    pub inputs: Inputs,
    /// The server that was asked.
    pub target: Target,
    /// The seed from which every generated value follows.
    pub seed: u64,
    /// How strictly inferred rules are taken.
    pub strictness: Strictness,
    /// When the run began.
    pub started: Timestamp,
    /// Every clause of the catalogue, so that a log can be read without it.
    pub clauses: Vec<ClauseFact>,
    /// Every case of the plan in its order, those included that are going to be skipped.
    pub planned: Vec<PlannedCase>,
}

/// The program that ran.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What a run was made with, by digests, so that whoever vouches for its report can say what he vouches for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Inputs {
    /// Of the program's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub program: Option<Digest>,
    /// Of the catalogue's files: see [`Digest::of_files`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub catalogue: Option<Digest>,
    /// Of the profile's file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<Digest>,
}

impl Inputs {
    /// What both runs were made with.
    #[must_use]
    pub fn common(self, other: Self) -> Self {
        let both = |one: Option<Digest>, other| one.filter(|_| one == other);
        Self {
            program: both(self.program, other.program),
            catalogue: both(self.catalogue, other.catalogue),
            profile: both(self.profile, other.profile),
        }
    }
}

/// The server that was asked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Target {
    /// Its base URL.
    pub url: String,
    /// The edition of the document that it is held against.
    pub edition: String,
    /// Whether it is the reference server inside this very process.
    pub embedded: bool,
    /// The other options by which a run asks it the same again: profile, effects, where the password comes from. No secret.
    #[serde(default)]
    pub options: Vec<String>,
}

/// A clause as reports show it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClauseFact {
    /// Its id.
    pub id: ClauseId,
    /// The section of the document.
    pub section: String,
    /// Its rules, the main one first.
    pub rules: Vec<RuleFact>,
    /// Why no request can decide it, where that is so.
    pub unobservable: Option<String>,
    /// What was decided about it, if it was disputed.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub ruling: Option<AcceptedRuling>,
}

/// A rule as reports show it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RuleFact {
    /// What it rests on.
    pub basis: Basis,
    /// The rule in one sentence.
    pub text: String,
}

impl ClauseFact {
    /// The clauses of a catalogue as facts.
    pub fn all_of(catalogue: &Catalogue) -> Vec<Self> {
        let fact = |clause: &spec::catalogue::Clause| Self {
            id: clause.id.clone(),
            section: clause.section.clone(),
            rules: clause
                .rules
                .iter()
                .map(|rule| RuleFact { basis: rule.basis, text: rule.text.clone() })
                .collect(),
            unobservable: clause.unobservable.clone(),
            ruling: clause.ruling.clone(),
        };
        catalogue.clauses.values().map(fact).collect()
    }

    /// The basis of the main rule.
    pub fn basis(&self) -> Basis {
        self.rules.first().map_or(Basis::U, |rule| rule.basis)
    }

    /// The text of the rule of that basis, or of the main one.
    pub fn rule_text(&self, basis: Basis) -> &str {
        let rule = self.rules.iter().find(|rule| rule.basis == basis).or_else(|| self.rules.first());
        rule.map_or("", |rule| rule.text.as_str())
    }
}

/// A case of the plan.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PlannedCase {
    /// Its name: `suite::command::what`.
    pub name: CaseName,
    /// The rules that it can judge.
    pub citations: Vec<Citation>,
}

/// What became of a case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CaseResult {
    /// Its name.
    pub name: CaseName,
    /// How it ended.
    pub ending: CaseEnding,
    /// What its checks say, in the order in which they said it.
    pub verdicts: Vec<Verdict>,
    /// What was sent and received, in order.
    pub exchanges: Vec<ExchangeRecord>,
    /// How long it took, in milliseconds.
    pub millis: u64,
    /// How much of a model it has been through, if it followed one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub coverage: Vec<Coverage>,
}

impl CaseResult {
    /// That of a case which was not run, for this reason.
    pub fn skipped(name: CaseName, reason: String) -> Self {
        let ending = CaseEnding::Skipped { reason };
        Self { name, ending, verdicts: Vec::new(), exchanges: Vec::new(), millis: 0, coverage: Vec::new() }
    }
}

/// How a case ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "kebab-case")]
pub enum CaseEnding {
    /// It ran to its end.
    Judged,
    /// It was not run.
    Skipped {
        /// Why.
        reason: String,
    },
    /// It could not go on; what it had found until then counts.
    Stuck {
        /// Why.
        reason: String,
    },
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ending", rename_all = "kebab-case")]
pub enum Ending {
    /// Every planned case has its result.
    Completed,
    /// Somebody stopped it.
    Interrupted,
    /// It could not go on.
    Aborted {
        /// Why.
        reason: String,
    },
}
