//! `oktellspec selfcheck`: the suite proves on the reference server that its checks can fail, and only where they should.

mod matrix;
mod report;
mod variant;

use std::collections::VecDeque;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use checks::shape::Shapes;
use futures::{StreamExt, stream};
use globset::Glob;
use spec::profile::Profile;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::spawn_blocking;
use tokio_util::sync::CancellationToken;

use super::print;
use crate::args::SelfcheckArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::interrupt;
use matrix::Matrix;
pub(crate) use report::ReportRequest;
use variant::{Bench, Trial, Variant};

pub(crate) async fn perform(arguments: &SelfcheckArguments) -> Result<Exit, Failure> {
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    let catalogue = spec::load::built_in().map_err(|errors| Failure::Located(errors.into()))?;
    let bench = Bench {
        shapes: Arc::new(Shapes::compile(&catalogue).map_err(Failure::usage)?),
        catalogue: Arc::new(catalogue),
        profile: Profile::reference().map_err(|error| Failure::Located(error.into()))?,
        seed: arguments.seed,
        values_per_property: arguments.cases,
    };
    let reports =
        arguments.report.iter().map(report::PendingReport::prepare).collect::<Result<Vec<_>, _>>()?;
    let mut matrix = Matrix::new(&bench.catalogue);
    let (bench, variants) = (Arc::new(bench), chosen(arguments)?);
    fill(&mut matrix, tried(&bench, variants.clone(), arguments.jobs, &stop), &stop).await?;
    let troubled = matrix.troubled_faults();
    if (1..=WAVERING).contains(&troubled.len()) && arguments.jobs > NonZeroUsize::MIN {
        let again =
            variants.into_iter().filter(|variant| troubled.contains(variant.name().as_str())).collect();
        print("\nOnce more, with nothing else beside:\n");
        fill(&mut matrix, tried(&bench, again, NonZeroUsize::MIN, &stop), &stop).await?;
    }
    print(&matrix.summary());
    for report in reports {
        report.write(&matrix.report(arguments.seed, arguments.cases))?;
    }
    Ok(if matrix.is_clean() { Exit::Conforms } else { Exit::Fails })
}

/// Prints each trial's line. One that takes long keeps no other waiting, so they come as they end.
async fn fill(
    matrix: &mut Matrix,
    mut trials: UnboundedReceiver<Tried>,
    stop: &CancellationToken,
) -> Result<(), Failure> {
    while let Some(trial) = trials.recv().await {
        print(&matrix.take_in(&trial?));
        if stop.is_cancelled() {
            return Err(Failure::incomplete("interrupted: the self-check is not complete"));
        }
    }
    Ok(())
}

/// So many faults may have gone wrong because servers and runs took each other's time, and are tried again alone, as a case that fails is;
/// of more something else is the matter. A server without a fault must be told to be sound in whatever company.
const WAVERING: usize = 6;

/// The faults that keep a suite waiting longest, for minutes: nothing would be left to do meanwhile if they came last.
const LONGEST: [&str; 4] = ["another-line-acts", "start-ignored", "stop-ignored", "chain-after-the-end"];

type Tried = Result<Trial, Failure>;

/// Takes one of those that wait.
type Take = fn(&mut VecDeque<Variant>) -> Option<Variant>;

/// Tries the variants, `at_once` of them at a time. A run is judged on one thread, so as many of those as there are processors take
/// another variant whenever they are done with one.
fn tried(
    bench: &Arc<Bench>,
    variants: Vec<Variant>,
    at_once: NonZeroUsize,
    stop: &CancellationToken,
) -> UnboundedReceiver<Tried> {
    let (done, trials) = unbounded_channel();
    let waiting = Arc::new(Mutex::new(VecDeque::from(variants)));
    let processors = std::thread::available_parallelism().unwrap_or(NonZeroUsize::MIN);
    let threads = processors.min(at_once).get();
    for thread in 0..threads {
        let share = (at_once.get() + thread) / threads;
        let (bench, waiting, done, stop) =
            (Arc::clone(bench), Arc::clone(&waiting), done.clone(), stop.clone());
        let handle = Handle::current();
        spawn_blocking(move || handle.block_on(try_those(&bench, &waiting, share, &stop, &done)));
    }
    trials
}

/// Tries variants as long as any are waiting and somebody wants to know of them: half of them from either end, because most of those that
/// keep a suite waiting stand at the last, and leave a processor to the others meanwhile.
async fn try_those(
    bench: &Bench,
    waiting: &Mutex<VecDeque<Variant>>,
    at_once: usize,
    stop: &CancellationToken,
    done: &UnboundedSender<Tried>,
) {
    let ends: [(Take, usize); 2] =
        [(VecDeque::pop_front, at_once.div_ceil(2)), (VecDeque::pop_back, at_once / 2)];
    let from = |(take, at_once): (Take, usize)| {
        let next = move || take(&mut waiting.lock().unwrap_or_else(PoisonError::into_inner));
        let trials = stream::iter(std::iter::from_fn(next)).map(|variant| bench.tried(variant, stop));
        trials.buffer_unordered(at_once).boxed_local()
    };
    let mut trials = stream::select_all(ends.into_iter().filter(|(_, at_once)| *at_once > 0).map(from));
    while let Some(trial) = trials.next().await {
        if done.send(trial).is_err() || stop.is_cancelled() {
            return;
        }
    }
}

/// The sound server, every dialect and every fault; with `--fault` only the faults that match.
fn chosen(arguments: &SelfcheckArguments) -> Result<Vec<Variant>, Failure> {
    let mut all = Variant::all();
    all.sort_by_key(|variant| LONGEST.contains(&variant.name().as_str()));
    let Some(pattern) = &arguments.fault else { return Ok(all) };
    let glob = Glob::new(pattern).map_err(Failure::usage)?.compile_matcher();
    let wanted = |variant: &Variant| matches!(variant, Variant::Fault(fact) if glob.is_match(fact.name));
    let chosen: Vec<Variant> = all.into_iter().filter(wanted).collect();
    if chosen.is_empty() {
        return Err(Failure::usage(format!(
            "no fault matches `{pattern}`: `oktellspec serve --list-faults` names them all"
        )));
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_takes_longest_is_there_and_is_taken_first_from_the_end() {
        let arguments = SelfcheckArguments {
            fault: None,
            seed: 1,
            cases: 1,
            jobs: NonZeroUsize::MIN,
            report: Vec::new(),
        };
        let chosen = chosen(&arguments).unwrap_or_default();
        let last = chosen.iter().rev().take(LONGEST.len()).map(Variant::name);
        assert_eq!(last.collect::<std::collections::BTreeSet<_>>(), LONGEST.map(str::to_owned).into());
        assert_eq!(chosen.len(), Variant::all().len());
    }
}
