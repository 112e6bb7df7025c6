//! The summary sheet as a page for a browser and for paper, without a script.

use std::io::Write;

use askama::Template;
use report_model::recording::Recording;

use super::Sheet;
use crate::{Language, RenderError};

#[derive(Template)]
#[template(path = "summary.html")]
struct Page<'a> {
    sheet: Sheet<'a>,
}

/// Writes the summary sheet of a run, finished or not, as a page.
///
/// # Errors
/// Those of the writer.
pub fn write(recording: &Recording, language: Language, mut out: impl Write) -> Result<(), RenderError> {
    let clauses = recording.run.clauses();
    let sheet = Sheet::of(recording, &clauses, language)?;
    Page { sheet }.write_into(&mut out).map_err(std::io::Error::other)?;
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}
