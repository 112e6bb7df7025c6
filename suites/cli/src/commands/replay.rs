//! `oktellspec replay`: sends a finding once more, and says whether it is still there.

use std::path::Path;

use wire_fuzz::{Finding, Replayed};

use super::print;
use crate::args::ReplayArguments;
use crate::attacked::{Attacked, Comparison};
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) async fn perform(arguments: &ReplayArguments) -> Result<Exit, Failure> {
    let finding = read(&arguments.finding)?;
    let comparison = if finding.is_difference() { Comparison::Twin } else { Comparison::None };
    let attacked = Attacked::settle(&arguments.target, &arguments.attack, comparison).await?;
    let replayed = wire_fuzz::replay(&finding, &attacked.target).await;
    let url = attacked.target.endpoint().to_string();
    attacked.leave().await;
    let told = &finding.told;
    print(&format!(
        "{} on {}, found at {}\n",
        told.signature.escape_debug(),
        told.command,
        finding.target.url
    ));
    match replayed {
        Replayed::Fixed => {
            print(&format!("fixed: it is not found any more at {url}\n"));
            Ok(Exit::Conforms)
        }
        Replayed::Still { seen, steps } => {
            let lines: String =
                steps.iter().map(|step| format!("  {}\n", step.curl.escape_debug())).collect();
            let (expected, seen) = (told.expected.escape_debug(), seen.escape_debug());
            print(&format!("still there: expected {expected}; seen {seen}\n{lines}"));
            Ok(Exit::Fails)
        }
        Replayed::Unknown { reason } => Err(Failure::incomplete(format!("it cannot be told: {reason}"))),
    }
}

fn read(path: &Path) -> Result<Finding, Failure> {
    let bytes = std::fs::read(path).map_err(|error| Failure::Unreadable { path: path.to_owned(), error })?;
    Finding::read(&bytes).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}
