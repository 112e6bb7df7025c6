//! `oktellspec report diff`: what differs between two runs.

use report_render::gate::diff::Difference;

use crate::args::DiffArguments;
use crate::commands::print;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::gate::standing;

pub(crate) fn perform(arguments: &DiffArguments) -> Result<Exit, Failure> {
    let (before, now) = (standing(&arguments.before)?, standing(&arguments.now)?);
    let difference = Difference::between(&before, &now, arguments.slower_than);
    if arguments.json {
        let text = serde_json::to_string_pretty(&difference).map_err(Failure::incomplete)?;
        print(&(text + "\n"));
    } else {
        print(&difference.to_string());
    }
    Ok(if difference.worse.is_empty() { Exit::Conforms } else { Exit::Fails })
}
