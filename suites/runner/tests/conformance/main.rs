//! Every case of the suites as a test of its own, so that any test runner can list, filter, retry and shard them.
//!
//! The target is the reference server inside the process, or the one that `OKTELLSPEC_TARGET` names (with `OKTELLSPEC_PROFILE` and
//! `OKTELLSPEC_PASSWORD`). Cases that touch the same user wait for each other even across processes, by file locks.

#![expect(clippy::expect_used, reason = "a test that cannot be set up fails")]

use std::fs::File;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::OnceLock;

use driver::Traffic;
use libtest_mimic::{Arguments, Failed, Trial};
use report_model::event::{CaseEnding, CaseResult};
use report_model::outcome::{Outcome, Strictness};
use runner::case::{Action, Case};
use runner::context::Context;
use runner::plan::{Selection, plan};
use runner::schedule::run_alone;
use tokio::runtime::Runtime;

mod environment;
#[path = "../support/mod.rs"]
mod support;

/// How many cases run at once, unless `--test-threads` says otherwise.
const AT_ONCE: usize = 24;

fn main() {
    let mut arguments = Arguments::from_args();
    // Cases wait more than they work: many at once cost little, whatever the number of cores.
    arguments.test_threads.get_or_insert(AT_ONCE);
    let trials = names().into_iter().map(trial).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

/// The names of all cases, and whether each is run.
fn names() -> Vec<(String, bool)> {
    let (_, cases) = planned(Traffic::Rehearsed);
    cases.into_iter().map(|case| (case.name.to_string(), matches!(case.action, Action::Run(_)))).collect()
}

fn trial((name, runs): (String, bool)) -> Trial {
    Trial::test(name.clone(), move || judge(&name)).with_ignored_flag(!runs)
}

/// The target, started once a process where it is the reference server.
fn target() -> support::Target {
    static TARGET: OnceLock<(Runtime, support::Target, Vec<refserver_http::Running>)> = OnceLock::new();
    let start = || {
        let runtime = Runtime::new().expect("a runtime starts");
        let (target, servers) = runtime.block_on(support::embedded());
        (runtime, target, servers)
    };
    environment::target().unwrap_or_else(|| TARGET.get_or_init(start).1.clone())
}

fn planned(traffic: Traffic) -> (Rc<Context>, Vec<Case>) {
    let context = support::context(target(), traffic);
    let cases = plan(&context, &Selection::default());
    (context, cases)
}

fn judge(name: &str) -> Result<(), Failed> {
    let (context, cases) = planned(Traffic::Live);
    let case = cases.into_iter().find(|case| case.name.as_str() == name).ok_or("the plan has changed")?;
    let _locks = locks(&case)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    verdict(&runtime.block_on(run_alone(&context, &case)))
}

fn verdict(result: &CaseResult) -> Result<(), Failed> {
    let failing = |verdict: &&report_model::verdict::Verdict| {
        Outcome::of(verdict, Strictness::Lenient) == Outcome::Fail
    };
    let told = result.verdicts.iter().filter(failing).filter_map(|verdict| {
        let deviation = verdict.deviation()?;
        let curl = deviation
            .exchange
            .and_then(|index| result.exchanges.get(index))
            .map_or("", |record| &record.curl);
        let (expected, seen) = (&deviation.expected, &deviation.seen);
        Some(format!("{}\n  expected {expected}\n  seen     {seen}\n  {curl}\n", verdict.citation))
    });
    let told: String = told.collect();
    match (&result.ending, told.is_empty()) {
        (CaseEnding::Judged | CaseEnding::Skipped { .. }, true) => Ok(()),
        (CaseEnding::Stuck { reason }, true) => Err(reason.as_str().into()),
        (_, false) => Err(told.into()),
    }
}

/// Takes what the case claims, in one order for all, so that nobody waits for each other in a circle.
fn locks(case: &Case) -> Result<Vec<File>, Failed> {
    // The names of target and claim are all that the processes must agree on. Processes with a reference server of their own
    // need not wait for each other, but a name of its own for each of them would leave as many files behind.
    let place = environment::target()
        .map_or("embedded".to_owned(), |target| target.doors.main().endpoint.to_string());
    let folder: PathBuf = std::env::temp_dir().join("oktellspec-locks");
    std::fs::create_dir_all(&folder)?;
    let lock = |claim: &runner::case::Claim| -> Result<File, Failed> {
        let plain =
            |text: &str| text.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect::<String>();
        let file = File::create(folder.join(format!("{}-{}", plain(&place), plain(claim.as_str()))))?;
        file.lock()?;
        Ok(file)
    };
    case.claims.iter().map(lock).collect()
}
