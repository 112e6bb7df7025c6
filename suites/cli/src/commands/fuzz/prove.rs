//! `oktellspec fuzz --prove`: does a campaign find what the reference server breaks on purpose, and how soon?

use std::sync::Arc;
use std::time::{Duration, Instant};

use driver::Limits;
use globset::Glob;
use refserver_http::{Dialect, FaultFact, Faults, Kind, faults};
use runner::settings::Settings;
use spec::profile::Profile;
use tokio_util::sync::CancellationToken;
use wire_fuzz::{Breach, Budget, Campaign, Home, Input, Keeper, KeptInput, Known, Progress, Shard, Target};

use crate::args::FuzzArguments;
use crate::attacked::gated;
use crate::commands::print;
use crate::embedded::Embedded;
use crate::exit::Exit;
use crate::failure::Failure;

/// How long a campaign may look for a fault.
const LONGEST: Duration = Duration::from_secs(60);

/// Remembers the first breach, and when it came.
struct First {
    began: Instant,
    found: Option<(Duration, String)>,
    stop: CancellationToken,
}

impl Keeper for First {
    fn input_kept(&mut self, _: &KeptInput) {}

    fn breach(&mut self, _: &Input, breach: &Breach) {
        self.found.get_or_insert_with(|| (self.began.elapsed(), breach.signature()));
        self.stop.cancel();
    }

    fn progress(&mut self, _: &Progress) {}
}

pub(super) async fn perform(
    arguments: &FuzzArguments,
    pattern: &str,
    stop: &CancellationToken,
) -> Result<Exit, Failure> {
    let glob = Glob::new(pattern).map_err(Failure::usage)?.compile_matcher();
    let chosen: Vec<&FaultFact> =
        faults::all().iter().filter(|fact| glob.is_match(fact.name) && is_harmful(fact)).collect();
    if chosen.is_empty() {
        return Err(Failure::usage(format!(
            "no fault of security or robustness matches `{pattern}`: `oktellspec serve --list-faults` names them all"
        )));
    }
    let mut times = Vec::new();
    for fact in &chosen {
        for seed in (arguments.seed..).take(usize::from(arguments.seeds)) {
            let found = sought(arguments, fact, seed, stop).await?;
            if stop.is_cancelled() {
                return Err(Failure::incomplete("interrupted: not every fault was looked for"));
            }
            times.extend(found.as_ref().map(|(after, _)| *after));
            print(&told(fact, seed, found));
        }
    }
    let trials = chosen.len() * usize::from(arguments.seeds);
    print(&summary(&mut times, trials));
    Ok(if times.len() == trials { Exit::Conforms } else { Exit::Fails })
}

/// How many trials found what they looked for, and how soon.
fn summary(times: &mut [Duration], trials: usize) -> String {
    times.sort_unstable();
    let found = times.len();
    let soon = match &*times {
        [] => String::new(),
        [.., slowest] => {
            let (slowest, median) = (slowest.as_secs_f64(), times[found / 2].as_secs_f64());
            format!(", the median after {median:.1} s, the slowest after {slowest:.1} s")
        }
    };
    format!("{found} of {trials} found{soon}\n")
}

/// What a campaign is to find: a fault of security or robustness.
fn is_harmful(fact: &FaultFact) -> bool {
    matches!(fact.kind, Kind::Security | Kind::Robustness)
}

fn told(fact: &FaultFact, seed: u64, found: Option<(Duration, String)>) -> String {
    match found {
        Some((after, signature)) => {
            format!(
                "found  {:<45} seed {seed} after {:>5.1} s: {signature}\n",
                fact.name,
                after.as_secs_f64()
            )
        }
        None => format!("MISSED {:<45} seed {seed}\n", fact.name),
    }
}

async fn sought(
    arguments: &FuzzArguments,
    fact: &FaultFact,
    seed: u64,
    stop: &CancellationToken,
) -> Result<Option<(Duration, String)>, Failure> {
    let broken = Faults::parse([fact.name]).map_err(Failure::usage)?;
    let embedded = Embedded::start(Dialect::default(), broken).await?;
    let door = gated(&embedded)?;
    let known = Known {
        catalogue: spec::load::built_in().map_err(|errors| Failure::Located(errors.into()))?,
        profile: Profile::reference().map_err(|error| Failure::Located(error.into()))?,
        endpoint: door.endpoint,
        password: door.password,
        effects: Settings::all_effects(),
        limits: Limits { patience: Duration::from_secs(arguments.target.timeout), ..Limits::default() },
        home: Home::Here,
        rate: arguments.attack.rate,
        twin: None,
    };
    let campaign = Campaign {
        seed,
        shard: Shard::WHOLE,
        played: 0,
        budget: Budget::Time(arguments.time.unwrap_or(LONGEST)),
        workers: arguments.workers,
        commands: Vec::new(),
    };
    let target = Arc::new(Target::new(known).map_err(Failure::incomplete)?);
    let stop = stop.child_token();
    let mut first = First { began: Instant::now(), found: None, stop: stop.clone() };
    // A campaign brings its own threads.
    tokio::task::block_in_place(|| campaign.run(&target, Vec::new(), &mut first, &stop))
        .map_err(Failure::incomplete)?;
    embedded.shutdown().await;
    Ok(first.found)
}
