//! The summary sheet in Markdown.

use std::io::Write;

use report_model::recording::Recording;

use super::{Kind, Sheet};
use crate::RenderError;
use crate::markdown::{code, plain};

/// Writes the summary sheet of a run, finished or not, in Markdown.
///
/// # Errors
/// Those of the writer.
pub fn write(recording: &Recording, mut out: impl Write) -> Result<(), RenderError> {
    let clauses = recording.run.clauses();
    let sheet = Sheet::of(recording, &clauses)?;
    let sign = match sheet.kind {
        Kind::Conforms => "✅",
        Kind::Partially => "🟡",
        Kind::Fails => "❌",
        Kind::Incomplete => "⚠️",
    };
    let edition = plain(&sheet.header.target.edition);
    writeln!(out, "# {sign} Oktell HTTP interface, edition {edition}: {}\n", sheet.verdict)?;
    writeln!(out, "{}\n", plain(&sheet.sentence))?;
    left(&sheet, &mut out)?;
    writeln!(out, "## The run\n\n| | |\n|---|---|")?;
    for (name, value) in &sheet.facts {
        writeln!(out, "| {name} | {} |", code(value))?;
    }
    writeln!(out, "\nRulings on disputed clauses, {}.\n", sheet.rulings)?;
    coverage(&sheet, &mut out)?;
    breaches(&sheet, &mut out)?;
    writeln!(out, "## The suite\n\nOf the suite itself: {}.", plain(&sheet.strength))?;
    out.flush()?;
    Ok(())
}

/// What was left out comes before anything else.
fn left(sheet: &Sheet<'_>, out: &mut impl Write) -> Result<(), RenderError> {
    if sheet.left.is_empty() {
        writeln!(out, "Nothing was left out.\n")?;
        return Ok(());
    }
    writeln!(out, "| left out because | binding clauses | other clauses |\n|---|---|---|")?;
    for left in &sheet.left {
        writeln!(out, "| {} | {} | {} |", plain(&left.reason), left.binding, left.others)?;
    }
    writeln!(out)?;
    Ok(())
}

fn coverage(sheet: &Sheet<'_>, out: &mut impl Write) -> Result<(), RenderError> {
    writeln!(out, "## Coverage\n")?;
    writeln!(out, "| clauses | all | hold | broken | warned or flaky | undecided | untestable |")?;
    writeln!(out, "|---|--:|--:|--:|--:|--:|--:|")?;
    for row in &sheet.coverage {
        let numbers = [row.clauses, row.hold, row.broken, row.warned, row.undecided, row.untestable];
        writeln!(out, "| {} ({}) | {} |", row.basis, row.name, numbers.map(|n| n.to_string()).join(" | "))?;
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

fn breaches(sheet: &Sheet<'_>, out: &mut impl Write) -> Result<(), RenderError> {
    if sheet.breaches.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Broken\n\n| rule | what it asks | outcome | shown by |\n|---|---|---|--:|")?;
    for broken in &sheet.breaches {
        let (rule, shown_by) = (plain(broken.rule), &broken.shown_by);
        writeln!(out, "| {} | {rule} | {} | {shown_by} |", broken.citation, broken.outcome)?;
    }
    writeln!(out)?;
    Ok(())
}
