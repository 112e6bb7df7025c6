//! Seeds with which generated cases have failed before: they are tried again first, before those of the run itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use spec::ids::CaseName;

/// The seeds of runs, by the case that failed with them. A file of them has a line for each, `case seed`; `#` begins a comment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Regressions(BTreeMap<CaseName, BTreeSet<u64>>);

/// A line that names no case with a seed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: `{text}` is no case with a seed, such as `property::execsvcscript::startparam1_arrives_unchanged 7`"
)]
pub struct BadLine {
    line: usize,
    text: String,
}

/// The suites whose cases generate what they ask.
const GENERATING: [&str; 2] = ["property::", "stateful::"];

impl Regressions {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// The first line that is neither empty, nor a comment, nor a case with a seed.
    pub fn parse(text: &str) -> Result<Self, BadLine> {
        let mut regressions = Self::default();
        for (place, line) in text.lines().enumerate() {
            let stated = line.split('#').next().unwrap_or_default().trim();
            let bad = || BadLine { line: place + 1, text: line.trim().to_owned() };
            if stated.is_empty() {
                continue;
            }
            let (name, seed) = stated.split_once(' ').ok_or_else(bad)?;
            let seed = seed.trim().parse().map_err(|_| bad())?;
            if !regressions.remember(&CaseName::new(name), seed) {
                return Err(bad());
            }
        }
        Ok(regressions)
    }

    /// Adds the seed of a run in which a case has failed. Whether the case is one whose requests follow from a seed.
    pub fn remember(&mut self, name: &CaseName, seed: u64) -> bool {
        let generates = GENERATING.iter().any(|suite| name.as_str().starts_with(suite));
        if generates {
            self.0.entry(name.clone()).or_default().insert(seed);
        }
        generates
    }

    /// The seeds of runs in which a case has failed.
    pub fn of(&self, name: &CaseName) -> impl Iterator<Item = u64> {
        self.0.get(name).into_iter().flatten().copied()
    }
}

impl fmt::Display for Regressions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "# Seeds with which cases have failed; they are tried first. Take out what is not wanted any more."
        )?;
        for (name, seeds) in &self.0 {
            for seed in seeds {
                writeln!(f, "{name} {seed}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_read_again() {
        let name = CaseName::new("property::upload::x");
        let mut regressions = Regressions::default();
        assert!(regressions.remember(&name, 7) && regressions.remember(&name, 3));
        assert!(!regressions.remember(&CaseName::new("golden::upload::x"), 7));
        let read = Regressions::parse(&regressions.to_string()).unwrap();
        assert_eq!(read, regressions);
        assert_eq!(read.of(&name).collect::<Vec<_>>(), [3, 7]);
    }

    #[test]
    fn a_line_of_something_else_is_told_with_its_place() {
        let told = |text: &str| Regressions::parse(text).unwrap_err().to_string();
        assert!(told("# x\n\nproperty::a::b seven").starts_with("line 3: `property::a::b seven`"));
        assert!(told("golden::a::b 7").starts_with("line 1: "));
        assert!(told("property::a::b").starts_with("line 1: "));
    }
}
