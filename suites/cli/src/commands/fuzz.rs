//! `oktellspec fuzz`: a campaign against a target.

use crate::args::FuzzArguments;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) async fn perform(_arguments: &FuzzArguments) -> Result<Exit, Failure> {
    Ok(Exit::Conforms)
}
