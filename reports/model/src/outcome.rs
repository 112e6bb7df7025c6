//! Outcomes of cases, clauses and runs, and what each is made of.

use std::fmt;

use serde::{Deserialize, Serialize};
use spec::ids::{Basis, Weight};

use crate::verdict::{Ruling, Verdict};

/// How strictly inferred rules are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strictness {
    /// A breach of an inferred rule is a warning.
    #[default]
    Lenient,
    /// A breach of an inferred rule is a failure.
    Strict,
}

/// The outcome of a case or a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Put to the test; all holds.
    Pass,
    /// A rule that binds is broken, and was broken again when the case was repeated alone.
    Fail,
    /// Only inferred rules are broken.
    Warn,
    /// Broken once, not when repeated: neither pass nor fail.
    Flaky,
    /// Not put to the test, with a reason.
    Skipped,
    /// No case puts it to the test.
    Untested,
}

impl Outcome {
    /// All outcomes, in the order in which reports list them.
    pub const ALL: [Self; 6] =
        [Self::Pass, Self::Fail, Self::Warn, Self::Flaky, Self::Skipped, Self::Untested];

    /// The outcome that a single verdict asks for.
    pub fn of(verdict: &Verdict, strictness: Strictness) -> Self {
        match &verdict.ruling {
            Ruling::Holds | Ruling::Observed { .. } => Self::Pass,
            Ruling::Broken(_) => Self::of_basis(verdict.citation.basis, strictness),
        }
    }

    /// The outcome of a broken rule of that basis.
    pub fn of_basis(basis: Basis, strictness: Strictness) -> Self {
        match (basis.weight(), strictness) {
            (Weight::Free, _) => Self::Pass,
            (Weight::Should, Strictness::Lenient) => Self::Warn,
            (Weight::Should | Weight::Must, _) => Self::Fail,
        }
    }

    /// The outcome of several verdicts together: the worst; `Untested` where there is none.
    pub fn of_all<'a>(verdicts: impl IntoIterator<Item = &'a Verdict>, strictness: Strictness) -> Self {
        let worst = |a: Self, b: Self| if a.gravity() >= b.gravity() { a } else { b };
        verdicts.into_iter().map(|verdict| Self::of(verdict, strictness)).fold(Self::Untested, worst)
    }

    /// How bad an outcome is beside others of the same clause.
    fn gravity(self) -> u8 {
        match self {
            Self::Untested => 0,
            Self::Skipped => 1,
            Self::Pass => 2,
            Self::Warn => 3,
            Self::Flaky => 4,
            Self::Fail => 5,
        }
    }

    /// The worse of two outcomes of one clause.
    #[must_use]
    pub fn or_worse(self, other: Self) -> Self {
        if other.gravity() > self.gravity() { other } else { self }
    }

    /// The word that reports print.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Warn => "warn",
            Self::Flaky => "flaky",
            Self::Skipped => "skipped",
            Self::Untested => "untested",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// How much of what binds a run decided, of that which a request can decide at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Extent {
    /// All of it.
    Whole,
    /// Some of it was skipped or not put to the test.
    #[default]
    Partial,
}

/// The verdict of a whole run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RunVerdict {
    /// No rule that binds was seen broken.
    Conforms,
    /// A rule that binds is broken.
    Fails,
    /// The run did not end, or something that binds could not be decided.
    Incomplete,
}

/// What a person is told of a run: one that left something undecided conforms partially, and is not said to conform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Conclusion {
    /// No rule that binds was seen broken, and every one was put to the test.
    Conforms,
    /// No rule that binds was seen broken, but not every one was put to the test.
    Partially,
    /// A rule that binds is broken.
    Fails,
    /// The run did not end, or something that binds could not be decided.
    Incomplete,
}

impl Conclusion {
    /// The words in which it is told.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Partially => "conforms partially",
            Self::Fails => "fails",
            Self::Incomplete => "incomplete",
        }
    }
}

impl RunVerdict {
    /// What a person is told.
    pub fn concluded(self, extent: Extent) -> Conclusion {
        match (self, extent) {
            (Self::Conforms, Extent::Whole) => Conclusion::Conforms,
            (Self::Conforms, Extent::Partial) => Conclusion::Partially,
            (Self::Fails, _) => Conclusion::Fails,
            (Self::Incomplete, _) => Conclusion::Incomplete,
        }
    }

    /// The words in which a person is told.
    pub fn said(self, extent: Extent) -> &'static str {
        self.concluded(extent).words()
    }

    /// The word that programs read.
    pub fn word(self) -> &'static str {
        match self {
            Self::Conforms => "conforms",
            Self::Fails => "fails",
            Self::Incomplete => "incomplete",
        }
    }
}

#[cfg(test)]
mod tests {
    use spec::ids::Citation;

    use super::*;

    fn broken(basis: Basis) -> Verdict {
        Verdict::broken(Citation { clause: "EXEC-2".parse().unwrap(), basis }, "a", "b")
    }

    #[test]
    fn an_inferred_rule_fails_only_when_strict() {
        assert_eq!(Outcome::of(&broken(Basis::I), Strictness::Lenient), Outcome::Warn);
        assert_eq!(Outcome::of(&broken(Basis::I), Strictness::Strict), Outcome::Fail);
    }

    #[test]
    fn documented_shown_and_safety_rules_fail_and_open_ones_never() {
        for basis in [Basis::D, Basis::E, Basis::R] {
            assert_eq!(Outcome::of(&broken(basis), Strictness::Lenient), Outcome::Fail);
        }
        for basis in [Basis::X, Basis::U] {
            assert_eq!(Outcome::of(&broken(basis), Strictness::Strict), Outcome::Pass);
        }
    }

    #[test]
    fn the_worst_verdict_decides_and_none_is_untested() {
        let holds = Verdict::holds(broken(Basis::D).citation);
        let all = [holds.clone(), broken(Basis::I), holds];
        assert_eq!(Outcome::of_all(&all, Strictness::Lenient), Outcome::Warn);
        assert_eq!(Outcome::of_all([], Strictness::Lenient), Outcome::Untested);
    }
}
