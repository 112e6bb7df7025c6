//! One file a subcommand.

mod explain;
mod export;
mod fuzz;
mod list;
mod replay;
mod report;
mod run;
pub(crate) mod selfcheck;
mod serve;
mod survey;

use crate::args::{Arguments, Command};
use crate::exit::Exit;
use crate::failure::Failure;

/// Does what was asked.
pub(crate) fn perform(arguments: &Arguments) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Run(arguments) => with_runtime(run::perform(arguments)),
        Command::Fuzz(arguments) => with_runtime(fuzz::perform(arguments)),
        Command::Replay(arguments) => with_runtime(replay::perform(arguments)),
        Command::Selfcheck(arguments) => with_runtime(selfcheck::perform(arguments)),
        Command::Serve(arguments) => with_runtime(serve::perform(arguments)),
        Command::List(arguments) => list::perform(arguments),
        Command::Explain(arguments) => explain::perform(arguments),
        Command::Export(arguments) => export::perform(arguments),
        Command::Report(command) => report::perform(command),
    }
}

/// Servers and connections live on threads of their own; the work itself stays on this one.
fn with_runtime(work: impl Future<Output = Result<Exit, Failure>>) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.map_err(Failure::incomplete)?.block_on(work)
}

/// Prints to the standard output. A reader that has had enough (`| head`) is no failure.
fn print(text: &str) {
    use std::io::Write;
    drop(anstream::stdout().write_all(text.as_bytes()));
}
