//! Asking for service scripts to be run.

use checks::script::{Outputs, RunReport};
use spec::decode::Format;
use spec::profile::{MissingFact, ProbeScript, Profile};
use spec::wire::{Call, Request};

use crate::ask;
use crate::case::{Flow, Stuck};
use crate::session::{Reply, Session, call};

/// How long a script is waited for that ends at once: `timeout` is sent, since its default is the target's choice (EXEC-9).
const PATIENCE: &str = "30";

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

/// `download/byscript` for a script that is waited for.
pub(crate) fn run_for_file(script: &str, parameters: &[&str]) -> Call {
    Call { path: "/download/byscript".to_owned(), ..run("execsvcscript", script, parameters) }
}

/// What an answer of `execsvcscript` tells, if it is a success and can be read.
pub(crate) fn report(reply: &Reply) -> Option<RunReport> {
    ask::value(reply, Format::Mapper).as_ref().map(RunReport::of)
}

/// The output that an answer of either command carries, if it is a success and can be read.
pub(crate) fn output_of(command: &str, reply: &Reply) -> Option<String> {
    match command {
        "execsvcscript" => report(reply).map(|report| report.returned),
        _ => reply.succeeded().then(|| reply.text()),
    }
}

/// Runs a script by both commands and gives the last answer with what each of them carried.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn by_both(
    session: &mut Session,
    script: &str,
    parameters: &[&str],
) -> Result<(Reply, Outputs), Stuck> {
    let request =
        |session: &Session, command: &str| session.with_password(&run(command, script, parameters)).request();
    send_by_both(session, request).await
}

/// Sends a request for each of the two commands and gives the last answer with what each of them carried.
///
/// # Errors
/// If no answer comes.
pub(crate) async fn send_by_both(
    session: &mut Session,
    request: impl Fn(&Session, &str) -> Request,
) -> Result<(Reply, Outputs), Stuck> {
    let [wrapped, plain] = COMMANDS;
    let asked = request(session, wrapped);
    let wrapped = session.send(&asked).await?;
    let asked = request(session, plain);
    let reply = session.send(&asked).await?;
    let outputs = Outputs { wrapped: output_of(COMMANDS[0], &wrapped), plain: output_of(plain, &reply) };
    Ok((reply, outputs))
}

/// Makes sure that a script gives back what it was given, in the simplest case.
///
/// # Errors
/// If it does not: then whatever depends on it cannot be put to the test, and is not what is to blame.
pub(crate) async fn gives_back(session: &mut Session, script: &str) -> Flow {
    let (_, outputs) = by_both(session, script, &["control"]).await?;
    if outputs.any(|output| output.contains("control")) || session.is_rehearsal() {
        return Ok(());
    }
    Err(Stuck(format!(
        "the script `{script}` does not give back even a plain value ({outputs}), so nothing that depends on it can be judged"
    )))
}

/// The scripts that keep something between runs.
#[derive(Debug, Clone)]
pub(crate) struct Memory {
    /// The target's name for the `store` script.
    pub store: String,
    /// The target's name for the `recall` script.
    pub recall: String,
}

impl Memory {
    /// What the profile says of them.
    ///
    /// # Errors
    /// It names no such scripts.
    pub(crate) fn of(profile: &Profile) -> Result<Self, MissingFact> {
        let name = |script| profile.script(script).map(str::to_owned);
        Ok(Self { store: name(ProbeScript::Store)?, recall: name(ProbeScript::Recall)? })
    }

    /// Keeps `before` under a key and gives what is then recalled, however it is carried.
    ///
    /// # Errors
    /// If it is not recalled: then an effect on it could not be seen.
    pub(crate) async fn keep_before(&self, session: &mut Session, key: &str) -> Result<Outputs, Stuck> {
        session.ask(&run("execsvcscript", &self.store, &[key, "before"])).await?;
        let (_, kept) = self.kept(session, key).await?;
        if kept.any(|output| output.contains("before")) || session.is_rehearsal() {
            return Ok(kept);
        }
        Err(Stuck(format!(
            "what the `store` script keeps is not recalled ({kept}), so no effect on it can be seen"
        )))
    }

    /// What is kept under a key, and the answer that tells it.
    ///
    /// # Errors
    /// If no answer comes.
    pub(crate) async fn kept(&self, session: &mut Session, key: &str) -> Result<(Reply, Outputs), Stuck> {
        by_both(session, &self.recall, &[key]).await
    }
}
