//! What is known of a run before its first request.

use driver::wall_clock;
use jiff::Timestamp;
use report_model::event::{ClauseFact, Header, Inputs, LOG_VERSION, Target, Tool};
use runner::case::Case;
use runner::context::Context;
use runner::plan::as_planned;

use crate::failure::Failure;

/// The header of a run of these cases. `options` are those by which the same target is asked again; they hold no secret.
pub(crate) fn header(
    context: &Context,
    cases: &[Case],
    embedded: bool,
    options: Vec<String>,
) -> Result<Header, Failure> {
    let edition = context.profile.target.edition.clone();
    Ok(Header {
        version: LOG_VERSION,
        tool: Tool { name: "oktellspec".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        inputs: Inputs::default(),
        target: Target {
            url: context.doors.main().endpoint.to_string(),
            edition: edition.unwrap_or_else(|| context.catalogue.edition.clone()),
            embedded,
            options,
        },
        seed: context.settings.seed,
        strictness: context.settings.strictness,
        started: now()?,
        clauses: ClauseFact::all_of(&context.catalogue),
        planned: as_planned(cases),
    })
}

/// The time of the wall clock, for those who read reports.
pub(crate) fn now() -> Result<Timestamp, Failure> {
    Timestamp::try_from(wall_clock()).map_err(Failure::incomplete)
}
