//! What shuts the gate, in words.

use std::fmt;

use jiff::civil::Date;
use report_model::outcome::Outcome;
use serde::Serialize;
use spec::ids::{CaseName, ClauseId};

use super::expectations::Known;
use crate::text::{duration, visible};

/// One reason why a run may not pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "complaint", rename_all = "kebab-case")]
pub enum Complaint {
    /// A clause that binds is broken, and nobody said that it would be.
    Failure {
        /// The case that found it.
        case: CaseName,
        /// The clause.
        clause: ClauseId,
        /// Whether it was compared with a baseline, where it is not broken.
        new: bool,
    },
    /// A case passed in the baseline and is undecided now.
    PassLost {
        /// The case.
        case: CaseName,
        /// Its outcome now.
        now: Outcome,
    },
    /// A clause was put to the test in the baseline and is not any more.
    ClauseLost {
        /// The clause.
        clause: ClauseId,
        /// Its outcome then.
        before: Outcome,
        /// Its outcome now.
        now: Outcome,
    },
    /// The cases of a command took too long.
    Slower {
        /// The command.
        command: String,
        /// How long they took in the baseline, in milliseconds.
        before: u64,
        /// How long they took now, in milliseconds.
        now: u64,
    },
    /// What was expected to deviate does not any more.
    UnexpectedPass {
        /// What the entry is about.
        entry: String,
        /// Whose entry it is.
        owner: String,
    },
    /// An entry has come to its end.
    Expired {
        /// What the entry is about.
        entry: String,
        /// Whose entry it is.
        owner: String,
        /// Its last day.
        expires: Date,
    },
    /// An entry names a clause that there is not.
    UnknownClause {
        /// What the entry is about.
        entry: String,
        /// Whose entry it is.
        owner: String,
    },
}

impl Complaint {
    pub(super) fn failure(case: &CaseName, clause: &ClauseId, new: bool) -> Self {
        Self::Failure { case: case.clone(), clause: clause.clone(), new }
    }

    pub(super) fn pass_lost(case: &CaseName, now: Outcome) -> Self {
        Self::PassLost { case: case.clone(), now }
    }

    pub(super) fn clause_lost(clause: &ClauseId, before: Outcome, now: Outcome) -> Self {
        Self::ClauseLost { clause: clause.clone(), before, now }
    }

    pub(super) fn slower(command: &str, (before, now): (u64, u64)) -> Self {
        Self::Slower { command: command.to_owned(), before, now }
    }

    pub(super) fn unexpected_pass(known: &Known) -> Self {
        Self::UnexpectedPass { entry: known.subject(), owner: known.owner.clone() }
    }

    pub(super) fn expired(known: &Known) -> Self {
        Self::Expired { entry: known.subject(), owner: known.owner.clone(), expires: known.expires }
    }

    pub(super) fn unknown(known: &Known) -> Self {
        Self::UnknownClause { entry: known.subject(), owner: known.owner.clone() }
    }

    /// What it is about, in a word or two.
    pub fn title(&self) -> String {
        match self {
            Self::Failure { clause, new: true, .. } => format!("{clause} newly broken"),
            Self::Failure { clause, new: false, .. } => format!("{clause} broken"),
            Self::PassLost { .. } => "pass lost".to_owned(),
            Self::ClauseLost { clause, .. } => format!("{clause} no longer tested"),
            Self::Slower { command, .. } => format!("{} slower", visible(command)),
            Self::UnexpectedPass { .. } => "unexpected pass".to_owned(),
            Self::Expired { .. } => "expectation expired".to_owned(),
            Self::UnknownClause { .. } => "expectation of nothing".to_owned(),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failure { case, clause, new: true } => {
                write!(f, "{clause} is broken in {}, and was not before", visible(case.as_str()))
            }
            Self::Failure { case, clause, new: false } => {
                write!(f, "{clause} is broken in {}", visible(case.as_str()))
            }
            Self::PassLost { case, now } => {
                write!(f, "{} passed before and is {now} now", visible(case.as_str()))
            }
            Self::ClauseLost { clause, before, now } => {
                write!(f, "{clause} was put to the test before ({before}) and is {now} now")
            }
            Self::Slower { command, before, now } => {
                let (before, now) = (duration(*before), duration(*now));
                write!(f, "the cases of {} took {now}, before {before}", visible(command))
            }
            Self::UnexpectedPass { entry, owner } => {
                write!(
                    f,
                    "{} does not deviate any more: {} may take the entry out",
                    visible(entry),
                    visible(owner)
                )
            }
            Self::Expired { entry, owner, expires } => {
                let (entry, owner) = (visible(entry), visible(owner));
                write!(f, "the entry for {entry} expired on {expires}: {owner} mends the server or renews it")
            }
            Self::UnknownClause { entry, owner } => {
                write!(
                    f,
                    "{} names a clause that the catalogue does not have: {} corrects the entry",
                    visible(entry),
                    visible(owner)
                )
            }
        }
    }
}
