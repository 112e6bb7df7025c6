//! How a family of faults is written down: a table that is its enum and its facts at once.

use super::fact::FaultFact;

/// A fault of one family. A family has at most 64.
pub(crate) trait Family: Copy {
    /// Which word of a set is the family's.
    const PLACE: usize;

    /// Which bit of that word is the fault's.
    fn bit(self) -> u64;
}

/// A family that knows its facts.
pub(super) trait Table {
    const FACTS: &'static [FaultFact];
}

/// What the faults of a family do, each deed beside its fault.
pub(super) type Deeds<F, D> = &'static [(F, D)];

/// Declares a family: after each fault's summary come its name, its kind, its clauses, and how it shows.
macro_rules! family {
    ($(#[doc = $about:literal])+ $family:ident at $place:literal {
        $(#[doc = $summary:literal] $fault:ident = $name:literal $kind:ident [$($clause:literal)+] $shows:literal,)+
    }) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum $family { $(#[doc = $summary] $fault,)+ }

        impl $crate::faults::family::Family for $family {
            const PLACE: usize = $place;

            fn bit(self) -> u64 {
                1 << self as u32
            }
        }

        impl $crate::faults::family::Table for $family {
            const FACTS: &'static [$crate::faults::fact::FaultFact] = &[$($crate::faults::fact::FaultFact {
                name: $name,
                clauses: &[$($clause),+],
                kind: $crate::faults::fact::Kind::$kind,
                summary: $summary.trim_ascii(),
                shows: $shows,
            },)+];
        }
    };
}

pub(super) use family;
