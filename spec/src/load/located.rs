//! Where in which file something is wrong: the one form in which the loaders of this crate complain.

use std::error::Error;
use std::fmt;
use std::ops::Range;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};

/// A kind of problem that knows its way out.
pub trait Problem: Error {
    /// What to do about it, in one sentence.
    fn way_out(&self) -> String;
}

/// A problem at a place of a file. Displays as `file:line: what is wrong (what to do)`.
#[derive(Debug, Clone)]
pub struct Located<P> {
    source: NamedSource<String>,
    span: Range<usize>,
    problem: P,
}

impl<P> Located<P> {
    /// A problem at a byte range of a text; a range beyond the text is brought back to its end.
    pub fn new(file: &str, text: &str, span: Range<usize>, problem: P) -> Self {
        let end = span.end.min(text.len());
        let span = span.start.min(end)..end;
        Self { source: NamedSource::new(file, text.to_owned()), span, problem }
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        self.source.name()
    }

    /// The line, counted from 1.
    pub fn line(&self) -> usize {
        let before = self.source.inner().as_bytes().iter().take(self.span.start);
        1 + before.filter(|byte| **byte == b'\n').count()
    }

    /// What is wrong.
    pub fn problem(&self) -> &P {
        &self.problem
    }
}

impl<P: Problem> fmt::Display for Located<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} ({})", self.file(), self.line(), self.problem, self.problem.way_out())
    }
}

impl<P: Problem> Error for Located<P> {}

impl<P: Problem> Diagnostic for Located<P> {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some("here".to_owned()), self.span.clone());
        Some(Box::new(std::iter::once(label)))
    }
}

/// Everything that is wrong with what was read, ordered by file and place; never empty.
#[derive(Debug, Clone)]
pub struct Problems<P> {
    all: Vec<Located<P>>,
}

impl<P> Problems<P> {
    /// The problems one by one.
    pub fn iter(&self) -> impl Iterator<Item = &Located<P>> {
        self.all.iter()
    }

    /// The value if nothing is wrong, or else all that is.
    pub(crate) fn none_or<T>(mut found: Vec<Located<P>>, value: T) -> Result<T, Self> {
        found.sort_by(|one, other| (one.file(), one.span.start).cmp(&(other.file(), other.span.start)));
        if found.is_empty() { Ok(value) } else { Err(Self { all: found }) }
    }
}

impl<P> From<Located<P>> for Problems<P> {
    fn from(only: Located<P>) -> Self {
        Self { all: vec![only] }
    }
}

impl<P: Problem> fmt::Display for Problems<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.all.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl<P: Problem> Error for Problems<P> {}

impl<P: Problem> Diagnostic for Problems<P> {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.all.iter().map(|problem| problem as &dyn Diagnostic)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, thiserror::Error)]
    #[error("bad")]
    struct Bad;

    impl Problem for Bad {
        fn way_out(&self) -> String {
            "mend it".to_owned()
        }
    }

    #[test]
    fn a_problem_tells_its_file_and_line() {
        let problem = Located::new("a.toml", "one\ntwo\nthree\n", 4..7, Bad);
        assert_eq!(problem.to_string(), "a.toml:2: bad (mend it)");
    }

    #[test]
    fn a_range_beyond_the_text_is_brought_back() {
        assert_eq!(Located::new("a.toml", "one", 90..99, Bad).line(), 1);
    }
}
