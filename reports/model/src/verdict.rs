//! What a check says of one rule.

use serde::{Deserialize, Serialize};
use spec::ids::Citation;

/// The judgement of one rule by one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// The rule judged.
    pub citation: Citation,
    /// What was found.
    pub ruling: Ruling,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ruling", rename_all = "lowercase")]
pub enum Ruling {
    /// The rule was put to the test and holds.
    Holds,
    /// The rule was put to the test and does not hold.
    Broken(Deviation),
    /// The rule leaves a choice; this is the one the target makes.
    Observed {
        /// The choice, in one sentence.
        reading: String,
    },
}

/// How something differs from what the rule asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    /// What the rule asks here, concretely.
    pub expected: String,
    /// What came instead.
    pub seen: String,
    /// Which exchange of the case shows it, counted from 0.
    pub exchange: Option<usize>,
}

impl Verdict {
    /// The rule holds.
    pub fn holds(citation: Citation) -> Self {
        Self { citation, ruling: Ruling::Holds }
    }

    /// The rule is broken.
    pub fn broken(citation: Citation, expected: impl Into<String>, seen: impl Into<String>) -> Self {
        let deviation = Deviation { expected: expected.into(), seen: seen.into(), exchange: None };
        Self { citation, ruling: Ruling::Broken(deviation) }
    }

    /// The target's choice where it has one.
    pub fn observed(citation: Citation, reading: impl Into<String>) -> Self {
        Self { citation, ruling: Ruling::Observed { reading: reading.into() } }
    }

    /// The deviation, if the rule is broken.
    pub fn deviation(&self) -> Option<&Deviation> {
        match &self.ruling {
            Ruling::Broken(deviation) => Some(deviation),
            Ruling::Holds | Ruling::Observed { .. } => None,
        }
    }

    /// The same verdict, pointing at the exchange that shows it unless it points at one already.
    #[must_use]
    pub fn shown_by(mut self, exchange: usize) -> Self {
        if let Ruling::Broken(deviation) = &mut self.ruling {
            deviation.exchange.get_or_insert(exchange);
        }
        self
    }
}
