//! The file of expectations: deviations that are known, and clauses that are disputed.

use jiff::civil::Date;
use serde::Deserialize;
use spec::ids::{CaseName, ClauseId};

/// The version of the file's format.
const VERSION: u32 = 1;

/// What is known to deviate, and what is disputed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expectations {
    /// Known deviations.
    pub known: Vec<Known>,
    /// Disputed clauses. They excuse nothing: what the document asks is changed by a ruling, not by a wish.
    pub challenges: Vec<Challenge>,
}

/// A known deviation: of a clause, of a case, or of a clause in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The clause that is not kept, or any.
    pub clause: Option<ClauseId>,
    /// The case that shows it, or any.
    pub case: Option<CaseName>,
    /// Why it is so.
    pub reason: String,
    /// Who sees to it.
    pub owner: String,
    /// The last day on which it is let through.
    pub expires: Date,
}

/// A dispute about a clause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    /// The clause.
    pub clause: ClauseId,
    /// What speaks against our reading: a place of the document, a recorded exchange.
    pub evidence: String,
    /// How the clause should be read.
    pub ruling: String,
    /// Who says so.
    pub by: String,
}

/// What is wrong with a file of expectations.
#[derive(Debug, thiserror::Error)]
pub enum ExpectationsError {
    /// It is no TOML, or not of the right shape.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// It is of another version.
    #[error("the file says version {0}; this program reads version {VERSION}")]
    Version(u32),
    /// An entry lacks what it needs.
    #[error("[[known]] number {nth}: {lack}")]
    Entry {
        /// Which, counted from 1.
        nth: usize,
        /// What it lacks, and the way out.
        lack: &'static str,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    version: u32,
    #[serde(default)]
    known: Vec<RawKnown>,
    #[serde(default)]
    challenge: Vec<Challenge>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawKnown {
    clause: Option<ClauseId>,
    case: Option<CaseName>,
    reason: String,
    owner: String,
    expires: toml::value::Datetime,
}

impl Expectations {
    /// Reads a file of expectations.
    ///
    /// # Errors
    /// If it is not one, with line and value where there is a place to name.
    pub fn parse(text: &str) -> Result<Self, ExpectationsError> {
        let Raw { version, known, challenge } = toml::from_str(text)?;
        if version != VERSION {
            return Err(ExpectationsError::Version(version));
        }
        let entry = |(index, raw): (usize, RawKnown)| {
            Known::of(raw).map_err(|lack| ExpectationsError::Entry { nth: index + 1, lack })
        };
        let known = known.into_iter().enumerate().map(entry).collect::<Result<_, _>>()?;
        Ok(Self { known, challenges: challenge })
    }
}

impl Known {
    fn of(raw: RawKnown) -> Result<Self, &'static str> {
        let RawKnown { clause, case, reason, owner, expires } = raw;
        if clause.is_none() && case.is_none() {
            return Err("it names neither `clause` nor `case`: say what deviates");
        }
        if reason.trim().is_empty() {
            return Err("`reason` is empty: say why the deviation is let through");
        }
        if owner.trim().is_empty() {
            return Err("`owner` is empty: say who sees to it");
        }
        let expires =
            day(expires).ok_or("`expires` is no day: write one such as 2027-03-31, without a time")?;
        Ok(Self { clause, case, reason, owner, expires })
    }

    /// Whether it is about that breach.
    pub(super) fn covers(&self, case: &CaseName, clause: &ClauseId) -> bool {
        self.clause.as_ref().is_none_or(|named| named == clause)
            && self.case.as_ref().is_none_or(|named| named == case)
    }

    /// What it is about.
    pub(super) fn subject(&self) -> String {
        match (&self.clause, &self.case) {
            (Some(clause), Some(case)) => format!("{clause} in {case}"),
            (Some(clause), None) => clause.to_string(),
            (None, Some(case)) => case.to_string(),
            (None, None) => String::new(),
        }
    }
}

fn day(expires: toml::value::Datetime) -> Option<Date> {
    let toml::value::Datetime { date: Some(date), time: None, offset: None } = expires else { return None };
    let (year, month, day) =
        (i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = r#"
version = 1

[[known]]
clause = "EXEC-5"
case = "golden::execsvcscript::waits"
reason = "fixed in 2.13"
owner = "telephony team"
expires = 2027-03-31

[[challenge]]
clause = "WP-1"
evidence = "section wp_flash, example 2"
ruling = "`line` alone is enough"
by = "vendor"
"#;

    #[test]
    fn a_file_is_read() {
        let read = Expectations::parse(FILE).unwrap();
        assert_eq!(read.known[0].expires, jiff::civil::date(2027, 3, 31));
        assert_eq!(read.known[0].subject(), "EXEC-5 in golden::execsvcscript::waits");
        assert_eq!(read.challenges[0].clause.to_string(), "WP-1");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told =
            |from: &str, to: &str| Expectations::parse(&FILE.replace(from, to)).unwrap_err().to_string();
        assert!(told("version = 1", "version = 2").contains("version 2"));
        assert!(told("EXEC-5", "EXEC").contains("line 5"), "{}", told("EXEC-5", "EXEC"));
        assert!(told("reason =", "raison =").contains("raison"));
        assert!(told("fixed in 2.13", " ").contains("number 1: `reason` is empty"));
        assert!(told("telephony team", "").contains("`owner` is empty"));
        assert!(told("2027-03-31", "2027-03-31T10:00:00Z").contains("no day"));
        assert!(told("2027-03-31", "\"soon\"").contains("line 9"));
        let neither = FILE
            .replace("clause = \"EXEC-5\"\n", "")
            .replace("case = \"golden::execsvcscript::waits\"\n", "");
        assert!(Expectations::parse(&neither).unwrap_err().to_string().contains("neither"));
    }
}
