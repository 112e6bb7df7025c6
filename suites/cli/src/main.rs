//! The program `oktellspec`: reads arguments and files, wires the parts together, chooses the exit code.

mod args;
mod attacked;
mod commands;
mod embedded;
mod exit;
mod failure;
mod gate;
mod header;
mod inputs;
mod interrupt;
mod outputs;
mod regressions;
mod settings;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = args::Arguments::parse();
    match commands::perform(&arguments) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            anstream::eprintln!("{}", failure.told());
            failure.exit().into()
        }
    }
}
