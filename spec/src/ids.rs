//! Names that must not be mixed up: clause ids, command names, parameter names, case names.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the name as it is; whether it exists is the catalogue's matter.
            pub fn new(name: impl Into<String>) -> Self {
                Self(name.into())
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self::new(name)
            }
        }
    };
}

name_type! {
    /// A command of the interface as the document writes it, e.g. `execsvcscript`.
    CommandName
}
name_type! {
    /// A request parameter as the document writes it, e.g. `startparam1`.
    ParameterName
}
name_type! {
    /// A case of the suites: `suite::command::what`. Names are stable: reports and baselines refer to them.
    CaseName
}
impl CaseName {
    /// The suite: the first part of the name.
    pub fn suite(&self) -> &str {
        self.part(0)
    }

    /// The command that the case is about, or `any`: the middle part of the name.
    pub fn command(&self) -> &str {
        self.part(1)
    }

    /// What the case shows: the last part of the name.
    pub fn what(&self) -> &str {
        self.part(2)
    }

    fn part(&self, index: usize) -> &str {
        self.0.splitn(3, "::").nth(index).unwrap_or("")
    }
}

name_type! {
    /// A JSON Schema of the catalogue by its file name without the ending, e.g. `execsvcscript`.
    SchemaName
}

/// The id of a clause: a family and a number, e.g. `EXEC-5`. Ordered by family, then by number.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClauseId {
    family: String,
    number: u32,
}

impl ClauseId {
    /// The clause of that family and number.
    pub fn new(family: impl Into<String>, number: u32) -> Self {
        Self { family: family.into(), number }
    }

    /// The family, e.g. `EXEC`.
    pub fn family(&self) -> &str {
        &self.family
    }
}

/// Text that is not a clause id.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{0}` is not a clause id: expected a family and a number, such as `EXEC-5`")]
pub struct NotAClauseId(String);

impl TryFrom<String> for ClauseId {
    type Error = NotAClauseId;

    fn try_from(text: String) -> Result<Self, NotAClauseId> {
        text.parse()
    }
}

impl std::str::FromStr for ClauseId {
    type Err = NotAClauseId;

    fn from_str(text: &str) -> Result<Self, NotAClauseId> {
        let wrong = || NotAClauseId(text.to_owned());
        let (family, number) = text.split_once('-').ok_or_else(wrong)?;
        let named = !family.is_empty() && family.bytes().all(|b| b.is_ascii_uppercase());
        let plain = !number.starts_with(['0', '+']);
        match number.parse() {
            Ok(number) if named && plain => Ok(Self { family: family.to_owned(), number }),
            _ => Err(wrong()),
        }
    }
}

impl From<ClauseId> for String {
    fn from(id: ClauseId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-{}", self.family, self.number))
    }
}

impl Ord for ClauseId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (&self.family, self.number).cmp(&(&other.family, other.number))
    }
}

impl PartialOrd for ClauseId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What a clause rests on, and so how much a target owes it (`reading` of the document).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Basis {
    /// A sentence of the document says it: MUST.
    D,
    /// Only an example shows it: MUST for the shape, never for the example's own values.
    E,
    /// Inferred by any sane reading: SHOULD, a breach is a warning unless the run is strict.
    I,
    /// The document contradicts itself: every reading is accepted, the one met is reported.
    X,
    /// Undocumented: nothing is owed but the robustness rules.
    U,
    /// Robustness and safety, owed whatever the document leaves open: MUST.
    R,
}

impl Basis {
    /// Every basis, in the order in which reports list them.
    pub const ALL: [Self; 6] = [Self::D, Self::E, Self::I, Self::X, Self::U, Self::R];

    /// How much a target owes a clause of this basis.
    pub fn weight(self) -> Weight {
        match self {
            Self::D | Self::E | Self::R => Weight::Must,
            Self::I => Weight::Should,
            Self::X | Self::U => Weight::Free,
        }
    }
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// How much a clause binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// A breach is a failure.
    Must,
    /// A breach is a warning; under `--strict` a failure.
    Should,
    /// There is no breach; what the target does is told.
    Free,
}

/// What a verdict rests on: a clause, and which of its rules by basis (a clause may have a documented core and an inferred rest).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// The clause.
    pub clause: ClauseId,
    /// The basis of the rule within the clause.
    pub basis: Basis,
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.clause, self.basis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clause_ids_order_by_number_not_by_text() {
        let id = |text: &str| text.parse::<ClauseId>().unwrap();
        assert!(id("EXEC-2") < id("EXEC-10"));
        assert_eq!(id("EXEC-10").to_string(), "EXEC-10");
    }

    #[test]
    fn what_is_no_clause_id_is_refused() {
        for text in ["", "EXEC", "EXEC-", "-1", "exec-1", "EXEC-x", "EXEC-01", "EXEC-+1", "EXEC-1-2"] {
            assert!(text.parse::<ClauseId>().is_err(), "{text}");
        }
    }
}
