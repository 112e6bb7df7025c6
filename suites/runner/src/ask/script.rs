//! Asking for service scripts to be run.

use checks::script::RunReport;
use spec::decode::Format;
use spec::wire::Call;

use crate::ask;
use crate::case::Stuck;
use crate::session::{Reply, Session, call};

/// How long a script is waited for that ends at once: `timeout` is sent, since its default is the target's choice (EXEC-9).
const PATIENCE: &str = "10";

/// The two commands that run a script.
pub(crate) const COMMANDS: [&str; 2] = ["execsvcscript", "execsvcscriptplain"];

/// A script by name with its start parameters in order, nothing said about waiting.
pub(crate) fn start(command: &str, script: &str, parameters: &[&str]) -> Call {
    let numbered = parameters.iter().enumerate();
    numbered.fold(call(command).with("name", script), |call, (place, value)| {
        call.with(format!("startparam{}", place + 1), *value)
    })
}

/// A script that is waited for.
pub(crate) fn run(command: &str, script: &str, parameters: &[&str]) -> Call {
    start(command, script, parameters).with("async", "0").with("timeout", PATIENCE)
}

/// What an answer of `execsvcscript` tells, if it is a success and can be read.
pub(crate) fn report(reply: &Reply) -> Option<RunReport> {
    ask::value(reply, Format::Mapper).as_ref().map(RunReport::of)
}

/// The output of a script by `execsvcscriptplain`, if it is a success.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn output(
    session: &mut Session,
    script: &str,
    parameters: &[&str],
) -> Result<Option<String>, Stuck> {
    let reply = session.ask(&run("execsvcscriptplain", script, parameters)).await?;
    Ok(reply.succeeded().then(|| reply.text()))
}
