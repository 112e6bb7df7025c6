//! The strength of the suite itself: how much of what is broken on purpose it finds, as measured for its release.

use serde::{Deserialize, Serialize};

use crate::{Language, RenderError};

/// The figures, as the file `reports/strength.toml` has them.
const TEXT: &str = include_str!("../../strength.toml");

/// How much of what is broken on purpose the suite finds; what was not measured is not there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Strength {
    /// The release for which it was measured.
    pub version: String,
    /// Faults of the reference server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub faults: Option<Faults>,
    /// Mutants of the reference server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutants: Option<Mutants>,
}

/// Faults planted one at a time, and those of them that were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Faults {
    /// How many were planted.
    pub planted: u32,
    /// How many were found.
    pub found: u32,
}

/// Mutants that could live, and those of them that were killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mutants {
    /// How many could live.
    pub viable: u32,
    /// How many were killed.
    pub killed: u32,
}

impl Strength {
    /// The strength of this suite.
    ///
    /// # Errors
    /// Only if its file is wrong.
    pub fn built_in() -> Result<Self, RenderError> {
        Ok(toml::from_str(TEXT)?)
    }

    /// The figures in words.
    pub fn told(&self, language: Language) -> String {
        let Phrases { of, faults, no_faults, mutants, no_mutants, release } = match language {
            Language::English => ENGLISH,
            Language::Russian => RUSSIAN,
        };
        let share =
            |[before, after]: [&str; 2], some: u32, all: u32| format!("{before}{some} {of} {all}{after}");
        let faults = self
            .faults
            .map_or_else(|| no_faults.to_owned(), |Faults { planted, found }| share(faults, found, planted));
        let mutants = self.mutants.map_or_else(
            || no_mutants.to_owned(),
            |Mutants { viable, killed }| share(mutants, killed, viable),
        );
        format!("{faults}, {mutants} ({release} {})", self.version)
    }
}

/// What is said around the figures: before and after them, or instead of them.
struct Phrases {
    of: &'static str,
    faults: [&'static str; 2],
    no_faults: &'static str,
    mutants: [&'static str; 2],
    no_mutants: &'static str,
    release: &'static str,
}

const ENGLISH: Phrases = Phrases {
    of: "of",
    faults: ["it finds ", " planted faults"],
    no_faults: "how many planted faults it finds was not measured",
    mutants: ["it kills ", " viable mutants"],
    no_mutants: "how many mutants it kills was not measured",
    release: "release",
};

const RUSSIAN: Phrases = Phrases {
    of: "из",
    faults: ["подложенных ошибок найдено ", ""],
    no_faults: "сколько подложенных ошибок он находит, не измерено",
    mutants: ["жизнеспособных мутантов убито ", ""],
    no_mutants: "сколько мутантов он убивает, не измерено",
    release: "выпуск",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_of_this_release_and_claims_no_more_than_there_is() {
        let Strength { version, faults, mutants } = Strength::built_in().unwrap();
        assert_eq!(version, env!("CARGO_PKG_VERSION"), "measure again, then write it into strength.toml");
        assert!(faults.is_none_or(|faults| faults.found <= faults.planted && faults.planted > 0));
        assert!(mutants.is_none_or(|mutants| mutants.killed <= mutants.viable && mutants.viable > 0));
    }

    #[test]
    fn what_was_not_measured_is_told_as_that() {
        let faults = Some(Faults { planted: 3, found: 2 });
        let strength = Strength { version: "1.0.0".to_owned(), faults, mutants: None };
        let told =
            "it finds 2 of 3 planted faults, how many mutants it kills was not measured (release 1.0.0)";
        assert_eq!(strength.told(Language::English), told);
        let told =
            "подложенных ошибок найдено 2 из 3, сколько мутантов он убивает, не измерено (выпуск 1.0.0)";
        assert_eq!(strength.told(Language::Russian), told);
    }
}
