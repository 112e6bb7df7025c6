//! A badge: the verdict as a small picture (SVG), for the page of a project.

use std::io::Write;

use quick_xml::escape::escape;
use report_model::outcome::{Extent, Outcome, RunVerdict};
use report_model::recording::Recording;

use crate::text::{brief, count};
use crate::{RenderError, words};

/// How wide a character is on average, and what stands beside the text, in pixels.
const CHARACTER: usize = 7;
const MARGIN: usize = 12;
/// How much of the edition's name is shown, in characters.
const EDITION: usize = 24;

/// Writes the badge of a run, finished or not.
///
/// # Errors
/// Those of the writer.
pub fn write(recording: &Recording, mut out: impl Write) -> Result<(), RenderError> {
    let label = format!("Oktell HTTP {}", brief(&recording.run.header.target.edition, EDITION));
    let (message, colour) = message(recording);
    let (left, right) = (width(&label), width(&message));
    let rulings = words::rulings(&recording.run, &recording.run.clauses());
    let (whole, label, message) = (left + right, escape(label), escape(message));
    let (label_at, message_at) = (left / 2, left + right / 2);
    // The grey and each of the colours keep a contrast of 4.5 to the white of the letters.
    write!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" width="{whole}" height="20" role="img" aria-label="{label}: {message}">
  <title>{label}: {message}</title>
  <desc>Rulings on disputed clauses, {rulings}.</desc>
  <rect width="{whole}" height="20" rx="3" fill="#555"/>
  <path fill="{colour}" d="M{left} 0h{inner}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{inner}z"/>
  <g fill="#fff" text-anchor="middle" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">
    <text x="{label_at}" y="14">{label}</text>
    <text x="{message_at}" y="14">{message}</text>
  </g>
</svg>
"##,
        inner = right - 3,
    )?;
    out.flush()?;
    Ok(())
}

fn width(text: &str) -> usize {
    text.chars().count() * CHARACTER + MARGIN
}

/// What the badge says, and in which colour. A run that left binding clauses undecided conforms partially.
fn message(recording: &Recording) -> (String, &'static str) {
    let clauses = recording.run.clauses();
    let with = |outcome| clauses.iter().filter(|clause| clause.outcome == outcome).count();
    let said = recording.run.verdict(&clauses).said(Extent::of(&clauses));
    match (recording.run.verdict(&clauses), clauses.iter().filter(|clause| clause.is_left_open()).count()) {
        (RunVerdict::Conforms, 0) => (said.to_owned(), "#1a7f37"),
        (RunVerdict::Conforms, left) => (format!("{said}, {} undecided", count(left, "clause")), "#4d6b0f"),
        (RunVerdict::Fails, _) => (format!("fails {}", count(with(Outcome::Fail), "clause")), "#cf222e"),
        (RunVerdict::Incomplete, _) => ("incomplete".to_owned(), "#6e5494"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn written(recording: &Recording) -> String {
        let mut bytes = Vec::new();
        write(recording, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn the_badge_says_the_verdict_and_is_well_formed() {
        let said = |recording: &Recording| {
            let badge = written(recording);
            let document = uppsala::parse(&badge);
            assert!(document.is_ok(), "{badge}");
            badge.split("</title>").next().unwrap().split(": ").last().unwrap().to_owned()
        };
        assert_eq!(said(&sample::all_pass()), "conforms partially, 3 clauses undecided");
        assert_eq!(said(&sample::many_failures()), "fails 2 clauses");
        assert_eq!(said(&sample::interrupted()), "incomplete");
        assert_eq!(said(&sample::cut_off()), "incomplete");
    }

    #[test]
    fn an_edition_cannot_break_the_picture() {
        let mut recording = sample::all_pass();
        recording.run.header.target.edition = "<\"&'\u{1b}".repeat(100);
        assert!(uppsala::parse(&written(&recording)).is_ok());
    }
}
