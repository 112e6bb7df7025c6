//! How verdicts are put into words: what was expected and what was seen, short enough to read.

use report_model::verdict::Verdict;
use spec::ids::Citation;
use spec::wire::Response;

/// The most characters of a text that a verdict shows.
const SHOWN: usize = 120;

/// The verdict of a test: the rule holds, or what was expected and what was seen.
pub(crate) fn judged(
    citation: Citation,
    holds: bool,
    expected: impl Into<String>,
    seen: impl Into<String>,
) -> Verdict {
    if holds { Verdict::holds(citation) } else { Verdict::broken(citation, expected, seen) }
}

/// A text in quotes, its head only where it is long. Control characters are written as escapes.
pub fn quote(text: &str) -> String {
    let length = text.chars().count();
    if length <= SHOWN {
        return format!("{text:?}");
    }
    let head: String = text.chars().take(SHOWN).collect();
    format!("{head:?}… ({length} characters)")
}

/// An answer in short: its status and the head of its content.
pub fn told(response: &Response) -> String {
    match response.body.len() {
        0 => format!("status {} and no content", response.status),
        _ => format!("status {} and {}", response.status, quote(&String::from_utf8_lossy(&response.body))),
    }
}

#[cfg(test)]
pub(crate) mod canned {
    //! Answers of the tests' own making.

    use super::*;

    /// An answer without header fields.
    pub(crate) fn answer(status: u16, body: &str) -> Response {
        Response { status, headers: Vec::new(), body: body.as_bytes().to_vec() }
    }

    /// Whether a verdict says that the rule is broken.
    pub(crate) fn broken(verdict: &Verdict) -> bool {
        verdict.deviation().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_and_control_characters_escaped() {
        assert_eq!(quote("a\r\nb"), "\"a\\r\\nb\"");
        let long = quote(&"x".repeat(500));
        assert!(long.ends_with("(500 characters)") && long.len() < 200);
    }
}
