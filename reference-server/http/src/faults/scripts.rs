//! Scripts run wrongly (EXEC, PLAIN).

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{sleep, timeout};

use super::family::family;
use crate::commands::{By, Mode, Run};
use crate::scripts::{Ending, Place};
use crate::server::Server;

family! {
    /// What can be wrong with a run, whoever asks for it.
    Scripts at 3 {
        /// Whatever the name, the same script runs.
        NameIgnored = "script-name-ignored" Conformance
            ["EXEC-1" "EXEC-8" "PLAIN-1" "DL-2" "EXEC-2" "EXEC-3" "EXEC-4" "EXEC-5" "EXEC-7" "EXEC-10"
             "PLAIN-2" "PLAIN-3" "DL-4" "UP-7"]
            "any name answers with what one and the same script gives",
        /// An unknown script is told to have started.
        UnknownStarted = "unknown-script-started" Conformance ["EXEC-8"]
            "an unknown name answers 200 with `started` 1",
        /// Start parameters arrive under the number before their own.
        Shifted = "startparams-shifted" Conformance
            ["EXEC-2" "PLAIN-1" "DL-2" "EXEC-1" "EXEC-3" "EXEC-4" "EXEC-5" "EXEC-7" "EXEC-10" "PLAIN-2"
             "PLAIN-3" "DL-4" "UP-7"]
            "startparam2 reaches the script as the first",
        /// Two start parameters change places.
        Swapped = "startparams-swapped" Conformance ["EXEC-2" "PLAIN-1" "PLAIN-2"]
            "startparam4 and startparam5 reach the script in each other's place",
        /// The fifth start parameter does not arrive.
        FifthDropped = "startparam5-dropped" Conformance ["EXEC-2" "PLAIN-1" "PLAIN-2"]
            "startparam5 is empty in the script",
        /// A start parameter that is not sent has the value of the run before.
        Leaked = "startparams-left-over" Security
            ["EXEC-2" "EXEC-10" "R-2" "PLAIN-1" "PLAIN-2" "DL-2" "HTTP-3" "HTTP-4"]
            "a run without startparam1 gets that of the run before",
        /// Runs at one time share their parameters.
        Mixed = "runs-mixed" Security ["EXEC-2" "EXEC-10" "R-2" "PLAIN-1" "PLAIN-2" "DL-2"]
            "two runs at once give back the parameters of one",
        /// `async=0` does not wait.
        SyncNotAwaited = "sync-not-awaited" Conformance
            ["EXEC-3" "PLAIN-1" "PLAIN-2" "EXEC-1" "EXEC-2" "EXEC-5" "EXEC-7" "EXEC-10"]
            "a synchronous run answers at once and without a return value",
        /// `async=1` waits for the end.
        AsyncAwaited = "async-awaited" Conformance ["EXEC-4" "PLAIN-1" "R-1"]
            "an asynchronous run answers only when the script has ended",
        /// `async=1` does not run the script.
        AsyncNotRun = "async-not-run" Conformance ["EXEC-4" "PLAIN-1"]
            "an asynchronous run has no effect",
        /// A synchronous script runs twice.
        RunTwice = "script-run-twice" Conformance ["EXEC-1" "EXEC-3" "EXEC-4" "EXEC-10" "PLAIN-1"]
            "a script that keeps a value finds its own value kept already",
        /// `timeout` is not looked at.
        TimeoutIgnored = "timeout-ignored" Conformance ["EXEC-5" "PLAIN-1" "PLAIN-3" "DL-2"]
            "the answer waits for the script and carries its value past the timeout",
        /// `timeout` is taken for milliseconds.
        Milliseconds = "timeout-in-milliseconds" Conformance ["EXEC-5" "EXEC-3" "PLAIN-1" "DL-2"]
            "a script that ends within its timeout is broken off",
        /// The wait is broken off at half the timeout.
        Early = "timeout-halved" Conformance ["EXEC-5" "EXEC-3" "PLAIN-1" "DL-2"]
            "a script that ends within its timeout but past half of it is broken off",
        /// The answer comes two seconds after the timeout.
        Late = "timeout-overstayed" Conformance ["EXEC-5" "PLAIN-1" "DL-2"]
            "a run that is broken off is answered two seconds late",
        /// What comes after the timeout is given to the next who asks.
        LateDelivered = "late-result-delivered-to-next" Security
            ["EXEC-5" "EXEC-10" "PLAIN-3" "R-2" "EXEC-2" "EXEC-3" "EXEC-7" "PLAIN-1" "PLAIN-2" "DL-2"]
            "the run after one that timed out answers with the result of that one",
        /// While a script is waited for, nobody else is answered.
        Blocking = "scripts-block-the-server" Robustness ["R-1" "EXEC-10"]
            "other requests wait as long as a script runs",
    }
}

/// By how much [`Scripts::Late`] is late.
const LATE: Duration = Duration::from_secs(2);

/// How long a run with [`Scripts::Mixed`] leaves its parameters lying about.
const LYING_ABOUT: Duration = Duration::from_millis(100);

/// The run as a faulty server understands the request for it.
pub(crate) fn bend(server: &Server, by: By, mut run: Run) -> Run {
    if !server.faults.has_any::<Scripts>() && !server.faults.has_any::<super::plain::Plain>() {
        return run;
    }
    let has = |fault| server.faults.has(fault);
    let values = &mut run.parameters.0;
    if has(Scripts::Leaked) {
        server.lapses.fill(values);
    }
    if has(Scripts::Shifted) {
        values.rotate_left(1);
    }
    if has(Scripts::Swapped) {
        values.swap(3, 4);
    }
    if has(Scripts::FifthDropped) {
        values[4].clear();
    }
    if has(Scripts::TimeoutIgnored) {
        run.wait = Duration::MAX;
    }
    if has(Scripts::Milliseconds) {
        run.wait /= 1000;
    }
    if has(Scripts::Early) {
        run.wait /= 2;
    }
    match run.mode {
        Mode::Synchronous if has(Scripts::SyncNotAwaited) => run.mode = Mode::Asynchronous,
        Mode::Asynchronous if has(Scripts::AsyncAwaited) => run.mode = Mode::Synchronous,
        Mode::Synchronous | Mode::Asynchronous => {}
    }
    super::plain::bend(&server.faults, by, &mut run);
    run
}

/// The script that runs whatever its name, if it comes to that.
pub(crate) fn stand_in(server: &Server) -> Option<&'static str> {
    server.faults.has(Scripts::NameIgnored).then_some("echo")
}

/// Whether an unknown script is told to have started.
pub(crate) fn starts_unknown(server: &Server) -> bool {
    server.faults.has(Scripts::UnknownStarted)
}

/// Whether an asynchronous run is let be.
pub(crate) fn lets_be(server: &Server) -> bool {
    server.faults.has(Scripts::AsyncNotRun)
}

/// A synchronous run as a faulty server carries it out; `None` if it does so soundly.
pub(crate) async fn carried_out(server: &Server, place: Place, mut run: Run) -> Result<Ending, (Place, Run)> {
    let has = |fault| server.faults.has(fault);
    if !server.faults.has_any::<Scripts>() {
        return Err((place, run));
    }
    if has(Scripts::Mixed) {
        server.lapses.leave(&run.parameters);
        sleep(LYING_ABOUT).await;
        run.parameters = server.lapses.pick_up();
    }
    if has(Scripts::LateDelivered) {
        return Ok(delivered_late(server, place, run).await);
    }
    let _others_wait = if has(Scripts::Blocking) { Some(server.lapses.alone.write().await) } else { None };
    if has(Scripts::RunTwice)
        && let Some(place) = server.runner.place()
    {
        server.runner.run(place, Arc::clone(&run.script), run.parameters.clone(), run.wait).await;
    }
    let ending = server.runner.run(place, run.script, run.parameters, run.wait).await;
    if ending == Ending::BrokenOff && has(Scripts::Late) {
        sleep(LATE).await;
    }
    Ok(ending)
}

/// The run goes on after nobody waits any more, and its result lies ready for the next.
async fn delivered_late(server: &Server, place: Place, run: Run) -> Ending {
    if let Some(late) = server.lapses.late_result() {
        return Ending::Returned(late);
    }
    let (sender, receiver) = oneshot::channel();
    let (runner, lapses) = (Arc::clone(&server.runner), Arc::clone(&server.lapses));
    tokio::spawn(async move {
        let ending = runner.run(place, run.script, run.parameters, Duration::MAX).await;
        if let Err(Ending::Returned(value)) = sender.send(ending) {
            lapses.keep_late(value);
        }
    });
    timeout(run.wait, receiver).await.ok().and_then(Result::ok).unwrap_or(Ending::BrokenOff)
}
