//! `oktellspec export`: data of the program, to be kept in a file.

use spec::profile;

use super::print;
use crate::args::{ExportArguments, Exported};
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) fn perform(arguments: &ExportArguments) -> Result<Exit, Failure> {
    match arguments.what {
        Exported::Profile if arguments.template => print(profile::TEMPLATE),
        Exported::Profile => print(profile::REFERENCE),
        Exported::JsonSchema => print(report_render::json::SCHEMA),
        Exported::ServerConfig => print(refserver_http::Config::sample()),
    }
    Ok(Exit::Conforms)
}
