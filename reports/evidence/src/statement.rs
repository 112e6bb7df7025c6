//! The statement (in-toto 1, test result 0.1): which build, tested with what, with which result.
//!
//! Its tests are the clauses. Its configuration is a fixed list; what in-toto has no field for stands in annotations, which consumers
//! that do not know them pass over.

use std::str::FromStr;

use jiff::Timestamp;
use report_model::digest::{Digest, NoDigest};
use report_model::outcome::{Extent, RunVerdict, Strictness};
use report_render::strength::Strength;
use serde::{Deserialize, Serialize};
use spec::ids::{Basis, ClauseId};

const STATEMENT: &str = "https://in-toto.io/Statement/v1";
const PREDICATE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// Who says what of which build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Statement {
    #[serde(rename = "_type")]
    kind: String,
    /// The builds under test.
    pub subject: Vec<Subject>,
    predicate_type: String,
    /// What is said of them.
    pub predicate: Predicate,
}

/// A build under test: `NAME@sha256:…`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// What it is called.
    pub name: String,
    /// Its digest.
    pub digest: DigestSet,
}

/// A digest with its algorithm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DigestSet {
    /// SHA-256.
    pub sha256: Digest,
}

/// What is said of the builds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Predicate {
    /// The result in a word.
    pub result: TestResult,
    /// What was tested with, and what came of it.
    pub configuration: Configuration,
    /// The clauses that hold.
    pub passed_tests: Vec<ClauseId>,
    /// The clauses of which only inferred rules are broken, or that waver.
    pub warned_tests: Vec<ClauseId>,
    /// The clauses that are broken.
    pub failed_tests: Vec<ClauseId>,
}

/// The result, in in-toto's words. A run that left binding clauses undecided is warned of: it passed in part only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum TestResult {
    /// Everything that binds and can be tested holds.
    Passed,
    /// Nothing that binds is broken, but there are warnings, or something was left undecided.
    Warned,
    /// Something that binds is broken.
    Failed,
}

/// What was tested with, and what came of it: suite, catalogue, profile, target, report, skipped clauses, and the suite's strength.
pub type Configuration = (
    Resource<SuiteNotes>,
    Resource<CatalogueNotes>,
    Resource<ProfileNotes>,
    Resource<RunNotes>,
    Resource<ReportNotes>,
    Resource<SkippedNotes>,
    Resource<Strength>,
);

/// A resource descriptor of in-toto.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Resource<Notes> {
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    uri: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    digest: Option<DigestSet>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    media_type: Option<String>,
    /// What in-toto has no field for.
    pub annotations: Notes,
}

impl<Notes> Resource<Notes> {
    pub(crate) fn named(name: &str, annotations: Notes) -> Self {
        Self { name: name.to_owned(), uri: None, digest: None, media_type: None, annotations }
    }

    pub(crate) fn with(self, sha256: Digest) -> Self {
        Self { digest: Some(DigestSet { sha256 }), ..self }
    }

    pub(crate) fn at(self, uri: &str) -> Self {
        Self { uri: Some(uri.to_owned()), ..self }
    }

    pub(crate) fn in_json(self) -> Self {
        Self { media_type: Some("application/json".to_owned()), ..self }
    }

    /// Its digest, if it has one.
    pub fn digest(&self) -> Option<Digest> {
        self.digest.map(|set| set.sha256)
    }

    /// Where it is, if it is anywhere.
    pub fn uri(&self) -> Option<&str> {
        self.uri.as_deref()
    }
}

/// Of the suite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteNotes {
    /// What the program calls itself.
    pub program: String,
    /// Its version.
    pub version: String,
}

/// Of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CatalogueNotes {
    /// The edition of the documentation.
    pub edition: String,
    /// The version of the rulings on disputed clauses.
    pub rulings: u32,
}

/// Of the profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileNotes {
    /// The options with which the target was asked, secrets aside.
    pub options: Vec<String>,
}

/// Of the run against the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunNotes {
    /// Whether the target was the reference server inside the program.
    pub embedded: bool,
    /// The seed.
    pub seed: u64,
    /// How strictly inferred rules were taken.
    pub strictness: Strictness,
    /// When the run began.
    pub started: Timestamp,
    /// When it ended.
    pub finished: Timestamp,
}

/// Of the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportNotes {
    /// Its verdict.
    pub verdict: RunVerdict,
    /// How much of what binds was decided.
    pub extent: Extent,
}

/// Of what was skipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SkippedNotes {
    /// Every clause that was skipped or not put to the test.
    pub clauses: Vec<Skipped>,
}

/// A clause that was skipped or not put to the test.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// The clause.
    pub clause: ClauseId,
    /// The basis of its main rule.
    pub basis: Basis,
    /// Whether it binds.
    pub binds: bool,
    /// Whether a request can decide it at all.
    pub testable: bool,
    /// Why it was not decided.
    pub reason: String,
}

/// Why nothing is said of a report.
#[derive(Debug, thiserror::Error)]
pub enum StatementError {
    /// The run did not come to its end.
    #[error("the report is of a run that did not come to its end ({0}): let the run end, then sign")]
    Unfinished(String),
    /// The run decided nothing.
    #[error(
        "the verdict of the report is `incomplete`: what binds could not be decided, and there is nothing to vouch for"
    )]
    Incomplete,
    /// The report says one thing here and another there.
    #[error(
        "the report contradicts itself: its verdict is `{0}`, and its clauses say otherwise; it was changed after the run"
    )]
    Contradiction(&'static str),
    /// The report does not say what the run was made with.
    #[error(
        "the report does not say with which {0} the run was made: it is of an earlier version, or was joined from runs that differ; run again"
    )]
    Inputs(&'static str),
    /// The strength that this program knows is not that of the suite that ran.
    #[error("the run was made by release {ran}, and this is release {this}: sign with the program that ran")]
    OtherRelease {
        /// The release that ran.
        ran: String,
        /// The release whose strength is known.
        this: String,
    },
    /// What was signed is no statement.
    #[error("what was signed is no statement about a test of this kind: {0}")]
    NoStatement(serde_json::Error),
    /// What was signed is a statement of another kind.
    #[error("what was signed is a statement of the kind {0}, which this program does not read")]
    Kind(String),
}

/// A text that names no build.
#[derive(Debug, thiserror::Error)]
pub enum SubjectError {
    /// There is no digest in it.
    #[error(
        "write NAME@sha256:DIGEST, such as oktell-2.13@sha256:e3b0…; `sha256sum FILE` gives the digest of a build"
    )]
    Form,
    /// What should be the digest is none.
    #[error(transparent)]
    Digest(#[from] NoDigest),
}

impl FromStr for Subject {
    type Err = SubjectError;

    fn from_str(text: &str) -> Result<Self, SubjectError> {
        let (name, digest) = text.rsplit_once("@sha256:").ok_or(SubjectError::Form)?;
        if name.trim().is_empty() {
            return Err(SubjectError::Form);
        }
        Ok(Self { name: name.to_owned(), digest: DigestSet { sha256: digest.parse()? } })
    }
}

impl Statement {
    /// What is said of these builds.
    pub(crate) fn about(subject: Vec<Subject>, predicate: Predicate) -> Self {
        Self { kind: STATEMENT.to_owned(), subject, predicate_type: PREDICATE.to_owned(), predicate }
    }

    /// The statement as it is signed.
    ///
    /// # Errors
    /// If it cannot be written as JSON.
    pub fn to_json(&self) -> Result<Vec<u8>, serde_json::Error> {
        serde_json::to_vec(self)
    }

    /// Reads a statement whose signature was found good.
    ///
    /// # Errors
    /// If it is none of this kind.
    pub fn from_json(payload: &[u8]) -> Result<Self, StatementError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Kind {
            #[serde(rename = "_type")]
            kind: String,
            predicate_type: String,
        }
        let Kind { kind, predicate_type } =
            serde_json::from_slice(payload).map_err(StatementError::NoStatement)?;
        match (kind.as_str(), predicate_type.as_str()) {
            (STATEMENT, PREDICATE) => serde_json::from_slice(payload).map_err(StatementError::NoStatement),
            (STATEMENT, other) | (other, _) => Err(StatementError::Kind(other.escape_debug().to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_has_a_name_and_a_digest() {
        let digest = Digest::of("a");
        let subject: Subject = format!("a@b@sha256:{digest}").parse().unwrap();
        assert_eq!((subject.name.as_str(), subject.digest.sha256), ("a@b", digest));
        for wrong in ["a", "a@sha256:1", &format!(" @sha256:{digest}"), &format!("a@sha512:{digest}")] {
            assert!(wrong.parse::<Subject>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_statement_of_another_kind_is_refused_by_its_kind() {
        let text = br#"{"_type":"https://in-toto.io/Statement/v1","predicateType":"https://slsa.dev/provenance/v1"}"#;
        let error = Statement::from_json(text).unwrap_err();
        assert!(error.to_string().contains("slsa.dev"), "{error}");
        assert!(matches!(Statement::from_json(b"[]"), Err(StatementError::NoStatement(_))));
    }
}
