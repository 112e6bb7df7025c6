//! What is known of a run before its first request.

use driver::wall_clock;
use jiff::Timestamp;
use report_model::event::{ClauseFact, Header, Inputs, LOG_VERSION, PlannedCase, Target, Tool};
use report_model::outcome::Strictness;
use runner::case::Case;
use runner::context::Context;
use runner::plan::as_planned;
use spec::ids::CaseName;
use wire_fuzz::Shard;

use crate::args::FuzzArguments;
use crate::attacked::Attacked;
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
        tool: tool(),
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

/// The header of a campaign, which has no plan of cases.
pub(crate) fn campaign_header(attacked: &Attacked, arguments: &FuzzArguments) -> Result<Header, Failure> {
    let played = &attacked.target;
    Ok(Header {
        version: LOG_VERSION,
        tool: tool(),
        inputs: attacked.inputs,
        target: Target {
            url: played.endpoint().to_string(),
            edition: played.edition().to_owned(),
            embedded: attacked.is_embedded(),
            options: [arguments.target.repeated(), arguments.attack.repeated()].concat(),
        },
        seed: arguments.seed,
        strictness: Strictness::Lenient,
        started: now()?,
        clauses: ClauseFact::all_of(played.catalogue()),
        planned: vec![judging(arguments.shard)],
    })
}

/// The case that a campaign is besides its findings: every answer is judged by the rules that hold always.
pub(crate) fn judging(shard: Shard) -> PlannedCase {
    let part = shard.to_string().replace('/', "_of_");
    let name = CaseName::new(format!("campaign::any::part_{part}"));
    PlannedCase { name, citations: checks::always::citations().to_vec() }
}

/// This program.
fn tool() -> Tool {
    Tool { name: "oktellspec".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
}

/// The time of the wall clock, for those who read reports.
pub(crate) fn now() -> Result<Timestamp, Failure> {
    Timestamp::try_from(wall_clock()).map_err(Failure::incomplete)
}
