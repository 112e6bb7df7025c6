//! Where what was expected and what was seen part ways.

use std::fmt;
use std::ops::Range;
use std::time::Duration;

use askama::filters::HtmlSafe;
use similar::{DiffOp, DiffTag, TextDiff};

use super::content::legible;

/// How much of a text is shown, in characters.
const SHOWN: usize = 4_000;
/// Texts with less in common than this share are not compared: every other word would be marked.
const ALIKE: f32 = 0.5;
/// How long a comparison may take; a longer one is good enough as far as it has come.
const PATIENCE: Duration = Duration::from_millis(20);

/// A text in parts, some of them marked.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marked {
    parts: Vec<(Mark, String)>,
}

/// How a part of a text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// As it is.
    Plain,
    /// It differs from the other text.
    Differs,
    /// A line of a comparison that is only in what was expected.
    Removed,
    /// A line of a comparison that is only in what was seen.
    Added,
}

/// What was expected and what was seen.
pub(super) fn compare(expected: &str, seen: &str) -> (Marked, Marked) {
    let (expected, seen) = (cut(expected), cut(seen));
    if seen.lines().any(|line| line.starts_with("@@ ")) {
        return (Marked::plain(&expected), lines(&seen));
    }
    let (old, new) = (words(&expected), words(&seen));
    let diff = TextDiff::configure().timeout(PATIENCE).diff_slices(&old, &new);
    if diff.ratio() < ALIKE {
        return (Marked::plain(&expected), Marked::plain(&seen));
    }
    let mark = |op: &DiffOp| if op.tag() == DiffTag::Equal { Mark::Plain } else { Mark::Differs };
    let parts = |words: &[&str], range: fn(&DiffOp) -> Range<usize>| Marked {
        parts: diff.ops().iter().map(|op| (mark(op), words[range(op)].concat())).collect(),
    };
    (parts(&old, DiffOp::old_range), parts(&new, DiffOp::new_range))
}

/// Letters and digits together, everything else by itself.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = match rest.find(|character: char| !character.is_alphanumeric()) {
            Some(0) => first.len_utf8(),
            Some(end) => end,
            None => rest.len(),
        };
        let (word, after) = rest.split_at(end);
        words.push(word);
        rest = after;
    }
    words
}

/// A unified comparison, its lines marked by their first signs.
fn lines(text: &str) -> Marked {
    let line = |line: &str| {
        let mark = match line.as_bytes().first() {
            Some(b'-') => Mark::Removed,
            Some(b'+') => Mark::Added,
            _ => Mark::Plain,
        };
        (mark, line.to_owned())
    };
    Marked { parts: text.split_inclusive('\n').map(line).collect() }
}

fn cut(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    legible(&shown).into_owned()
}

impl Marked {
    fn plain(text: &str) -> Self {
        Self { parts: vec![(Mark::Plain, text.to_owned())] }
    }
}

impl fmt::Display for Marked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (mark, text) in self.parts.iter().filter(|(_, text)| !text.is_empty()) {
            let text = super::content::Escaped(text);
            match mark {
                Mark::Plain => write!(f, "{text}")?,
                Mark::Differs => write!(f, "<mark>{text}</mark>")?,
                Mark::Removed => write!(f, "<del>{text}</del>")?,
                Mark::Added => write!(f, "<ins>{text}</ins>")?,
            }
        }
        Ok(())
    }
}

/// All text in it is escaped as it is written.
impl HtmlSafe for Marked {}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(expected: &str, seen: &str) -> (String, String) {
        let (expected, seen) = compare(expected, seen);
        (expected.to_string(), seen.to_string())
    }

    #[test]
    fn the_words_that_differ_are_marked_and_nothing_of_theirs_is_markup() {
        let (expected, seen) = told("status 200 and <a>", "status 400 and <a>");
        assert_eq!(expected, "status <mark>200</mark> and &lt;a&gt;");
        assert_eq!(seen, "status <mark>400</mark> and &lt;a&gt;");
    }

    #[test]
    fn texts_that_have_nothing_in_common_are_shown_as_they_are() {
        let (expected, seen) = told("an answer within 3 s", "silence");
        assert_eq!([expected, seen], ["an answer within 3 s", "silence"]);
    }

    #[test]
    fn a_comparison_that_was_seen_keeps_its_lines_apart() {
        let (_, seen) = told("the same answer", "another answer:\n@@ -1 +1 @@\n-status 200\n+<b>\n same");
        assert!(seen.contains("<del>-status 200\n</del><ins>+&lt;b&gt;\n</ins> same"), "{seen}");
    }

    #[test]
    fn long_texts_are_cut_and_compared_in_time() {
        let begun = std::time::Instant::now();
        let (expected, _) = told(&"a b ".repeat(100_000), &"b a ".repeat(100_000));
        assert!(expected.ends_with('…') || expected.ends_with("…</mark>"));
        assert!(begun.elapsed() < Duration::from_secs(2), "{:?}", begun.elapsed());
    }
}
