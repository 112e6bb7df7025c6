//! `execsvcscript` and `execsvcscriptplain` (EXEC, PLAIN).

use std::sync::Arc;
use std::time::Duration;

use rhai::AST;

use crate::answer::{self, Reply, TEXT};
use crate::dialect::Unknown;
use crate::encode;
use crate::faults;
use crate::parameters::Parameters;
use crate::refusal::Refusal;
use crate::scripts::{Ending, StartParameters};
use crate::server::Server;

/// The names of the five parameters, in their order (EXEC-2).
const START_PARAMETERS: [&str; 5] =
    ["startparam1", "startparam2", "startparam3", "startparam4", "startparam5"];

/// Digits of a `timeout`, more than any time has that a server waits.
const LONGEST_TIMEOUT: usize = 20;

/// Whether the answer waits for the script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// `async=0`, and what counts without the parameter (EXEC-3, EXEC-9).
    Synchronous,
    /// `async=1` (EXEC-4).
    Asynchronous,
}

/// A run that a request asks for, with every parameter judged before anything happens.
pub(crate) struct Run {
    pub(crate) script: Arc<AST>,
    pub(crate) parameters: StartParameters,
    pub(crate) mode: Mode,
    pub(crate) wait: Duration,
}

/// What is asked for when a run is, or a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum By {
    /// `execsvcscript`.
    Exec,
    /// `execsvcscriptplain`.
    Plain,
    /// `download/byscript`.
    Download,
    /// A file by its code, without a script.
    Code,
}

/// `execsvcscript`.
pub(crate) async fn exec(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let run = match Run::read(server, parameters, By::Exec) {
        Err(Refusal::UnknownScript) if faults::scripts::starts_unknown(server) => {
            return server.document(encode::script_result(None, server.dialect.return_value));
        }
        Err(Refusal::UnknownScript) if server.dialect.unknown == Unknown::Document => {
            return server.document(encode::no_script());
        }
        run => run?,
    };
    let ending = run.carry_out(server).await?;
    match faults::failures::script_error(&server.faults).filter(|_| ending == Some(Ending::Failed)) {
        Some(error) => Ok(error),
        None => server.document(encode::script_result(ending.as_ref(), server.dialect.return_value)),
    }
}

/// `execsvcscriptplain`: the value as it is, nothing where there is none (PLAIN-2, PLAIN-3).
pub(crate) async fn plain(server: &Server, parameters: &Parameters) -> Result<Reply, Refusal> {
    let ending = Run::read(server, parameters, By::Plain)?.carry_out(server).await?;
    let value = returned(ending.clone()).unwrap_or_default();
    Ok(answer::ok(TEXT, faults::plain::body(&server.faults, ending.as_ref(), value)))
}

/// What the script gave back, if it was waited for and did.
pub(super) fn returned(ending: Option<Ending>) -> Option<String> {
    match ending {
        Some(Ending::Returned(value)) => Some(value),
        Some(Ending::Failed | Ending::BrokenOff) | None => None,
    }
}

impl Run {
    /// The run that the parameters describe.
    pub(super) fn read(server: &Server, parameters: &Parameters, by: By) -> Result<Self, Refusal> {
        let name = parameters.filled("name").ok_or(Refusal::MissingParameter)?;
        let mode = mode(parameters.first("async"))?;
        let wait = wait(parameters.first("timeout"))?.unwrap_or(server.limits.script_default_wait);
        let name = faults::scripts::stand_in(server).unwrap_or(name);
        let script = server.library.find(name).ok_or(Refusal::UnknownScript)?;
        let parameters = START_PARAMETERS.map(|name| parameters.first(name).unwrap_or_default().to_owned());
        let run = Self { script, parameters: StartParameters(parameters), mode, wait };
        Ok(faults::scripts::bend(server, by, run))
    }

    /// The same run, waited for whatever `async` said.
    pub(super) fn waited_for(self) -> Self {
        Self { mode: Mode::Synchronous, ..self }
    }

    /// Runs the script; `None` if nobody waits for it.
    pub(super) async fn carry_out(self, server: &Server) -> Result<Option<Ending>, Refusal> {
        let place = server.runner.place().ok_or(Refusal::TooManyScripts)?;
        match self.mode {
            Mode::Synchronous => Ok(Some(match faults::scripts::carried_out(server, place, self).await {
                Ok(ending) => ending,
                Err((place, run)) => server.runner.run(place, run.script, run.parameters, run.wait).await,
            })),
            Mode::Asynchronous if faults::scripts::lets_be(server) => Ok(None),
            Mode::Asynchronous => {
                server.runner.start(place, self.script, self.parameters);
                Ok(None)
            }
        }
    }
}

fn mode(value: Option<&str>) -> Result<Mode, Refusal> {
    match value {
        None | Some("0") => Ok(Mode::Synchronous),
        Some("1") => Ok(Mode::Asynchronous),
        Some(_) => Err(Refusal::MalformedParameter),
    }
}

/// Seconds, with a fraction where wanted; neither signs nor exponents (EXEC-5, EXEC-9).
fn wait(value: Option<&str>) -> Result<Option<Duration>, Refusal> {
    let Some(value) = value else { return Ok(None) };
    let plain = value.starts_with(|first: char| first.is_ascii_digit())
        && value.len() <= LONGEST_TIMEOUT
        && value.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let seconds = plain.then(|| value.parse().ok()).flatten().ok_or(Refusal::MalformedParameter)?;
    // What is too long for a duration is longer than any script may run.
    Ok(Some(Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)))
}

#[cfg(test)]
mod tests {
    use super::wait;
    use std::time::Duration;

    #[test]
    fn a_timeout_is_a_plain_decimal_number_of_seconds() {
        let read = |value| wait(Some(value)).ok().flatten();
        assert_eq!(read("10"), Some(Duration::from_secs(10)));
        assert_eq!(read("0.25"), Some(Duration::from_millis(250)));
        assert_eq!(read("0"), Some(Duration::ZERO));
        assert_eq!(read("99999999999999999999"), Some(Duration::MAX));
        for malformed in
            ["", "-1", "+1", "1e3", "inf", "NaN", "1,5", ".5", "1.2.3", " 1", "999999999999999999999", "٣"]
        {
            assert_eq!(read(malformed), None, "{malformed:?}");
        }
        assert!(matches!(wait(None), Ok(None)));
    }
}
