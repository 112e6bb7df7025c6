//! The summary sheet in Markdown.

use std::io::Write;

use report_model::outcome::Conclusion;
use report_model::recording::Recording;

use super::Sheet;
use crate::markdown::{code, plain};
use crate::{Language, RenderError};

/// Writes the summary sheet of a run, finished or not, in Markdown.
///
/// # Errors
/// Those of the writer.
pub fn write(recording: &Recording, language: Language, mut out: impl Write) -> Result<(), RenderError> {
    let clauses = recording.run.clauses();
    let sheet = Sheet::of(recording, &clauses, language)?;
    let Sheet { words, overview, .. } = &sheet;
    let sign = match overview.conclusion {
        Conclusion::Conforms => "✅",
        Conclusion::Partially => "🟡",
        Conclusion::Fails => "❌",
        Conclusion::Incomplete => "⚠️",
    };
    let edition = plain(&overview.header.target.edition);
    writeln!(out, "# {sign} {} {edition}: {}\n", words.interface.text, overview.verdict.text)?;
    writeln!(out, "{}\n", plain(&sheet.sentences.join(" ")))?;
    left(&sheet, &mut out)?;
    writeln!(out, "## {}\n\n| | |\n|---|---|", words.run.text)?;
    for (name, value) in &sheet.facts {
        writeln!(out, "| {name} | {} |", code(value))?;
    }
    writeln!(out)?;
    coverage(&sheet, &mut out)?;
    deviations(&sheet, &mut out)?;
    let (suite, of_the_suite) = (words.suite.text, words.of_the_suite.text);
    writeln!(out, "## {suite}\n\n{of_the_suite} {}.", plain(&sheet.strength))?;
    out.flush()?;
    Ok(())
}

/// What was left out comes before anything else.
fn left(sheet: &Sheet<'_>, out: &mut impl Write) -> Result<(), RenderError> {
    let words = sheet.words;
    if sheet.left.is_empty() {
        writeln!(out, "{}\n", words.nothing_left.text)?;
        return Ok(());
    }
    writeln!(out, "## {}\n", words.left.text)?;
    let head = [words.because, words.binding, words.others].map(|said| said.text);
    writeln!(out, "| {} |\n|---|---|---|", head.join(" | "))?;
    for left in &sheet.left {
        writeln!(out, "| {} | {} | {} |", plain(&left.reason), left.binding, left.others)?;
    }
    writeln!(out)?;
    Ok(())
}

fn coverage(sheet: &Sheet<'_>, out: &mut impl Write) -> Result<(), RenderError> {
    let words = sheet.words;
    writeln!(out, "## {}\n", words.coverage.text)?;
    writeln!(out, "| {} | {} |", words.clauses.text, words.columns().join(" | "))?;
    writeln!(out, "|---|--:|--:|--:|--:|--:|--:|")?;
    for row in &sheet.coverage {
        let (basis, numbers) = (sheet.of_page.basis(row.basis).text, row.numbers());
        writeln!(out, "| {} ({basis}) | {} |", row.basis, numbers.map(|n| n.to_string()).join(" | "))?;
    }
    writeln!(out)?;
    for tried in &sheet.tried {
        writeln!(out, "- {}", plain(tried))?;
    }
    if !sheet.tried.is_empty() {
        writeln!(out)?;
    }
    Ok(())
}

fn deviations(sheet: &Sheet<'_>, out: &mut impl Write) -> Result<(), RenderError> {
    let Sheet { words, of_page, overview, .. } = sheet;
    if overview.deviations.is_empty() {
        return Ok(());
    }
    let head = [words.rule, words.asks, words.outcome, words.cases].map(|said| said.text);
    writeln!(out, "## {}\n\n| {} |\n|---|---|---|--:|", words.deviations.text, head.join(" | "))?;
    for deviation in &overview.deviations {
        let (rule, outcome) = (plain(deviation.rule), of_page.outcome(deviation.outcome).text);
        let (clause, basis, cases) = (deviation.clause, deviation.basis, deviation.cases);
        writeln!(out, "| {clause} ({basis}) | {rule} | {outcome} | {cases} |")?;
    }
    writeln!(out)?;
    Ok(())
}
