//! The page that the summary is written on: colours where they are asked for, indents, wrapped sentences.

use std::fmt::Display;
use textwrap::{Options, WordSplitter};

use anstyle::AnsiColor;
use report_model::outcome::Outcome;

/// How wide the summary is where it can be, in columns.
const WIDTH: usize = 100;

/// Whether the summary is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Style {
    /// Plain text.
    #[default]
    Plain,
    /// With ANSI colours.
    Coloured,
}

/// The text so far.
pub(super) struct Page {
    style: Style,
    text: String,
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self { style, text: String::new() }
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// The text in that style, where colours are asked for.
    pub(super) fn paint(&self, style: anstyle::Style, text: impl Display) -> String {
        match self.style {
            Style::Plain => text.to_string(),
            Style::Coloured => format!("{style}{text}{style:#}"),
        }
    }

    /// A line as it is.
    pub(super) fn line(&mut self, indent: usize, line: impl Display) {
        let line = format!("{:indent$}{line}", "");
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        self.text.push('\n');
    }

    /// A heading between empty lines.
    pub(super) fn heading(&mut self, heading: &str) {
        self.gap();
        self.line(0, self.paint(bold(), heading));
    }

    /// A label and a sentence, which is wrapped and goes on below its own beginning.
    pub(super) fn entry(&mut self, indent: usize, width: usize, label: &str, sentence: &str) {
        let hanging = indent + width + 1;
        // Ids such as CHAIN-5 stay whole.
        let options = Options::new(WIDTH.saturating_sub(hanging)).word_splitter(WordSplitter::NoHyphenation);
        let lines = textwrap::wrap(sentence, options);
        let label = format!("{label:width$}");
        for (number, line) in lines.iter().enumerate() {
            match number {
                0 => self.line(indent, format!("{} {line}", self.paint(faint(), &label))),
                _ => self.line(hanging, line),
            }
        }
    }
}

pub(super) fn bold() -> anstyle::Style {
    anstyle::Style::new().bold()
}

pub(super) fn faint() -> anstyle::Style {
    anstyle::Style::new().dimmed()
}

/// The colour of an outcome.
pub(super) fn colour(outcome: Outcome) -> anstyle::Style {
    match outcome {
        Outcome::Pass => AnsiColor::Green.on_default(),
        Outcome::Fail => AnsiColor::Red.on_default().bold(),
        Outcome::Warn => AnsiColor::Yellow.on_default(),
        Outcome::Flaky => AnsiColor::Magenta.on_default(),
        Outcome::Skipped | Outcome::Untested => AnsiColor::Cyan.on_default(),
    }
}
