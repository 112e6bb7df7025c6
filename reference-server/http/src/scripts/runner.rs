//! One run of a script: bounded in steps, memory, depth and time, on a thread of its own (EXEC-3 to EXEC-5).

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use rhai::packages::{Package as _, StandardPackage};
use rhai::{AST, Dynamic, Engine, Scope};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::spawn_blocking;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::host::{self, Memory};
use crate::limits::Limits;

/// How many steps a run takes between two looks at whether it has been broken off.
const STEPS_BETWEEN_LOOKS: u64 = 512;

/// How deep the functions of a script may call each other.
const CALL_DEPTH: usize = 32;

/// What scripts can call of the engine's own. Putting it together takes longer than all else at a server's start.
static STANDARD: LazyLock<StandardPackage> = LazyLock::new(StandardPackage::new);

/// Elements of one array or map of a script.
const COLLECTION: usize = 10_000;

/// `startparam1` to `startparam5`; what was not sent is empty (EXEC-2).
#[derive(Debug, Clone, Default)]
pub(crate) struct StartParameters(pub(crate) [String; 5]);

impl StartParameters {
    /// The parameter with this number, counted from 1; empty for a number that none has.
    pub(crate) fn numbered(&self, number: i64) -> &str {
        let index = number.checked_sub(1).and_then(|index| usize::try_from(index).ok());
        index.and_then(|index| self.0.get(index)).map_or("", String::as_str)
    }
}

/// How a run came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The script gave this back, empty if it gave nothing.
    Returned(String),
    /// The script ended in an error; what error is not the client's business.
    Failed,
    /// The time was up first.
    BrokenOff,
}

/// Runs scripts, a bounded number at a time.
pub(crate) struct Runner {
    memory: Arc<Memory>,
    running: Arc<Semaphore>,
    pending: Arc<Semaphore>,
    stop: CancellationToken,
    operations: u64,
    text: usize,
    longest: Duration,
}

/// A place among the scripts that run or wait to run.
pub(crate) struct Place(OwnedSemaphorePermit);

impl Runner {
    /// A runner whose runs all break off once `stop` is cancelled.
    pub(crate) fn new(limits: &Limits, stop: CancellationToken) -> Self {
        Self {
            memory: Arc::new(Memory::new(limits.kept_value_bytes)),
            running: Arc::new(Semaphore::new(limits.scripts_running)),
            pending: Arc::new(Semaphore::new(limits.scripts_pending)),
            stop,
            operations: limits.script_operations,
            text: limits.script_text,
            longest: limits.script_time,
        }
    }

    /// A place for one run, or `None` if too many are taken.
    pub(crate) fn place(&self) -> Option<Place> {
        Arc::clone(&self.pending).try_acquire_owned().ok().map(Place)
    }

    /// Runs `script` and waits for it, no longer than `wait`; then the run is broken off and its result lost.
    ///
    /// Dropping the future breaks the run off as well. A client that leaves early does not drop it: its connection may be half closed,
    /// with the answer still wanted, so the run goes on to its end or its timeout.
    pub(crate) async fn run(
        &self,
        place: Place,
        script: Arc<AST>,
        parameters: StartParameters,
        wait: Duration,
    ) -> Ending {
        let broken_off = self.stop.child_token();
        let _breaks_off = broken_off.clone().drop_guard();
        let run = self.in_turn(place, script, parameters, broken_off);
        timeout(wait.min(self.longest), run).await.unwrap_or(Ending::BrokenOff)
    }

    /// Runs `script` with nobody waiting for it, for the longest time a run may take (EXEC-4).
    pub(crate) fn start(self: &Arc<Self>, place: Place, script: Arc<AST>, parameters: StartParameters) {
        let runner = Arc::clone(self);
        tokio::spawn(async move { runner.run(place, script, parameters, runner.longest).await });
    }

    async fn in_turn(
        &self,
        place: Place,
        script: Arc<AST>,
        parameters: StartParameters,
        broken_off: CancellationToken,
    ) -> Ending {
        let Ok(turn) = Arc::clone(&self.running).acquire_owned().await else { return Ending::BrokenOff };
        let engine = self.engine(parameters, broken_off);
        // The place and the turn are given back by the thread: a run that was broken off still has both till it ends.
        let run = spawn_blocking(move || {
            let ending = evaluated(&engine, &script);
            drop((turn, place.0));
            ending
        });
        run.await.unwrap_or(Ending::Failed)
    }

    /// An engine for one run, since its functions and its bounds belong to that run.
    fn engine(&self, parameters: StartParameters, broken_off: CancellationToken) -> Engine {
        let mut engine = Engine::new_raw();
        STANDARD.register_into_engine(&mut engine);
        engine.set_max_operations(self.operations);
        engine.set_max_call_levels(CALL_DEPTH);
        engine.set_max_string_size(self.text);
        engine.set_max_array_size(COLLECTION);
        engine.set_max_map_size(COLLECTION);
        engine.on_print(|_| {});
        engine.on_debug(|_, _, _| {});
        host::provide(&mut engine, parameters, &self.memory, &broken_off);
        engine.on_progress(move |steps| {
            (steps % STEPS_BETWEEN_LOOKS == 0 && broken_off.is_cancelled()).then_some(Dynamic::UNIT)
        });
        engine
    }
}

/// The value of the script's last statement as text.
fn evaluated(engine: &Engine, script: &AST) -> Ending {
    match engine.eval_ast_with_scope::<Dynamic>(&mut Scope::new(), script) {
        Ok(value) if value.is_unit() => Ending::Returned(String::new()),
        Ok(value) => Ending::Returned(value.to_string()),
        Err(_) => Ending::Failed,
    }
}

#[cfg(test)]
mod tests {
    use super::{Ending, Runner, StartParameters};
    use crate::limits::Limits;
    use std::sync::Arc;
    use std::time::{Duration, Instant};
    use tokio_util::sync::CancellationToken;

    async fn run(text: &str, parameters: [&str; 5], wait: Duration, limits: &Limits) -> Ending {
        let runner = Runner::new(limits, CancellationToken::new());
        let script = Arc::new(rhai::Engine::new_raw().compile(text).expect("a script"));
        let place = runner.place().expect("a place");
        runner.run(place, script, StartParameters(parameters.map(str::to_owned)), wait).await
    }

    const LONG: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn the_value_of_the_last_statement_is_returned() {
        let ending =
            run("startparam(2) + startparam(9)", ["a", "Ж\n", "", "", ""], LONG, &Limits::default()).await;
        assert_eq!(ending, Ending::Returned("Ж\n".to_owned()));
    }

    #[tokio::test]
    async fn an_endless_script_fails_by_its_bounds() {
        let limits = Limits { script_operations: 10_000, script_text: 1000, ..Limits::default() };
        for endless in [
            "loop {}",
            "fn f() { f() } f()",
            "let s = \"x\"; loop { s += s; }",
            "let a = []; loop { a.push(1); }",
        ] {
            assert_eq!(run(endless, [""; 5], LONG, &limits).await, Ending::Failed, "{endless}");
        }
    }

    #[tokio::test]
    async fn a_script_is_broken_off_in_a_loop_and_in_a_pause() {
        let limits = Limits { script_operations: 0, ..Limits::default() };
        for long in ["loop {}", "sleep(15.0)"] {
            let before = Instant::now();
            assert_eq!(
                run(long, [""; 5], Duration::from_millis(50), &limits).await,
                Ending::BrokenOff,
                "{long}"
            );
            assert!(before.elapsed() < Duration::from_secs(5), "{long}");
        }
    }

    #[tokio::test]
    async fn a_script_reaches_neither_other_scripts_nor_the_disk() {
        for reaching in ["import \"echo\" as e; 1", "open_file(\"/etc/passwd\")", "throw 1", "sleep(-1.0)"] {
            assert_eq!(run(reaching, [""; 5], LONG, &Limits::default()).await, Ending::Failed, "{reaching}");
        }
    }
}
