//! What is wrong at one place of a file that somebody wrote: the file, the line, the value, and the way out.

use std::ops::Range;

use miette::{Diagnostic, NamedSource, SourceSpan};

/// A complaint about one place of a file.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{file}:{line}: {problem}")]
pub struct Located {
    file: String,
    line: usize,
    problem: String,
    #[help]
    hint: String,
    #[source_code]
    text: NamedSource<String>,
    #[label("here")]
    at: SourceSpan,
}

/// The file that messages speak of.
#[derive(Clone, Copy)]
pub(crate) struct Page<'a> {
    pub(crate) name: &'a str,
    pub(crate) text: &'a str,
}

impl Page<'_> {
    /// A complaint about the bytes `at` of the file.
    pub(crate) fn locate(
        &self,
        at: Range<usize>,
        problem: impl Into<String>,
        hint: impl Into<String>,
    ) -> Box<Located> {
        let before = self.text.get(..at.start).unwrap_or_default();
        Box::new(Located {
            file: self.name.to_owned(),
            line: before.matches('\n').count() + 1,
            problem: problem.into(),
            hint: hint.into(),
            text: NamedSource::new(self.name, self.text.to_owned()),
            at: at.into(),
        })
    }
}
