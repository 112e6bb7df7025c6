//! The campaign: so many inputs in flight, judged, and what they bring handed to whoever keeps it.

mod coverage;
mod desk;
pub(crate) mod memory;
mod seats;
mod strain;
mod trial;
mod worker;

use std::fmt;
use std::num::{NonZeroU64, NonZeroUsize};
use std::str::FromStr;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use futures::future::join_all;
use serde::{Deserialize, Serialize};
use spec::ids::CommandName;
use tokio_util::sync::CancellationToken;

use crate::breach::Breach;
use crate::input::Input;
use crate::target::Target;
use desk::Desk;

/// A campaign to be run.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// The seed from which inputs follow.
    pub seed: u64,
    /// Which inputs are this machine's.
    pub shard: Shard,
    /// How many of them an earlier start has played: this one goes on behind them.
    pub played: u64,
    /// When it is over.
    pub budget: Budget,
    /// How many inputs are in flight at once, besides those of which nothing is waited for but an answer that need not come.
    pub workers: NonZeroUsize,
    /// The commands that are asked; all of them where none is named.
    pub commands: Vec<CommandName>,
}

/// Part `index` of `count`: every input belongs to one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// Which part, counted from 1.
    index: NonZeroU64,
    /// Of how many.
    count: NonZeroU64,
}

/// A text that names no shard.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{0}` is no shard: write K/N, with K from 1 to N")]
pub struct NotAShard(String);

impl Shard {
    /// All of it.
    pub const WHOLE: Self = Self { index: NonZeroU64::MIN, count: NonZeroU64::MIN };

    /// The number of the part's n-th input, counted from 0: those of another part leave another rest.
    pub(crate) fn number(self, nth: u64) -> u64 {
        nth.wrapping_mul(self.count.get()).wrapping_add(self.index.get() - 1)
    }
}

impl FromStr for Shard {
    type Err = NotAShard;

    fn from_str(text: &str) -> Result<Self, NotAShard> {
        let parts =
            text.split_once('/').and_then(|(index, count)| Some((index.parse().ok()?, count.parse().ok()?)));
        let fits = |(index, count): &(NonZeroU64, NonZeroU64)| index <= count;
        let (index, count) = parts.filter(fits).ok_or_else(|| NotAShard(text.to_owned()))?;
        Ok(Self { index, count })
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.count)
    }
}

/// How many workers share a seat at most.
const SHIFTS: usize = 4;

/// When a campaign is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Budget {
    /// After so many requests.
    Requests(u64),
    /// After so long.
    Time(Duration),
}

/// Whoever keeps what a campaign brings. Its methods are called between requests, so they have to be quick.
pub trait Keeper: Send {
    /// An input brought something new and is kept.
    fn input_kept(&mut self, kept: &KeptInput);
    /// An input made the target break a rule, in a way not met before in this campaign.
    fn breach(&mut self, input: &Input, breach: &Breach);
    /// The same as it seems: the campaign was over before that could be tried again.
    fn suspicion(&mut self, _input: &Input, _breach: &Breach) {}
    /// How far it has come; about once a second, and at the end.
    fn progress(&mut self, progress: &Progress);
    /// Inputs that others have kept meanwhile, each once; asked for about once a second.
    fn arrivals(&mut self) -> Vec<Input> {
        Vec::new()
    }
}

/// An input that brought something new.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptInput {
    /// The input.
    pub input: Input,
    /// What was new about the answers.
    pub fingerprint: u64,
}

/// How far a campaign has come.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Progress {
    /// Requests answered or given up.
    pub requests: u64,
    /// How long it has been running.
    pub elapsed: Duration,
    /// Requests a second since the last report.
    pub requests_per_second: f64,
    /// Inputs in flight.
    pub in_flight: usize,
    /// How many inputs of the shard have been played, by this start and those before.
    pub played: u64,
    /// Inputs kept.
    pub corpus: usize,
    /// Kinds of answers, told apart by their fingerprints.
    pub fingerprints: usize,
    /// Causes of breaches, told apart by their signatures.
    pub causes: usize,
    /// Breaches that did not come again when the input was played alone.
    pub unconfirmed: u64,
    /// What has been touched.
    pub coverage: Coverage,
}

pub use coverage::Coverage;

/// What a campaign has brought.
#[derive(Debug)]
pub struct Harvest {
    /// How far it came.
    pub progress: Progress,
    /// How it ended.
    pub ending: Ending,
}

/// How a campaign ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ending {
    /// The budget is used up.
    Completed,
    /// Somebody stopped it.
    Interrupted,
    /// The target cannot be reached any more.
    TargetGone(String),
    /// Nothing of what was asked for may be done to the target.
    NothingAllowed,
}

impl Campaign {
    /// Runs the campaign until it is over or stopped, beginning with inputs of an earlier one. Blocks; the target, and whoever stops it,
    /// live on other threads.
    ///
    /// # Errors
    /// If the machine grants no thread or no sockets.
    pub fn run(
        &self,
        target: &Arc<Target>,
        earlier: Vec<Input>,
        keeper: &mut dyn Keeper,
        stop: &CancellationToken,
    ) -> std::io::Result<Harvest> {
        let desk = Desk::new(self, Arc::clone(target), earlier, keeper, stop.child_token());
        if desk.generator.is_idle() {
            return Ok(desk.harvest(Ending::NothingAllowed));
        }
        let threads = self.threads();
        thread::scope(|scope| {
            let desk = &desk;
            let others: Vec<_> =
                (1..threads).map(|thread| scope.spawn(move || self.share(desk, thread, threads))).collect();
            let own = self.share(desk, 0, threads);
            let joined = others.into_iter().map(|other| other.join().unwrap_or(Ok(())));
            joined.chain([own]).collect::<std::io::Result<()>>()
        })?;
        let ending = desk.ending(stop.is_cancelled());
        Ok(desk.harvest(ending))
    }

    /// How many there are with those who take over the seats of others that wait for what need not come.
    fn workers(&self) -> usize {
        SHIFTS * self.workers.get()
    }

    /// Judging an answer is more work than giving one, so even a target on the same machine leaves something of every processor.
    fn threads(&self) -> usize {
        let cores = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        cores.clamp(1, self.workers.get())
    }

    /// One thread's share of the workers.
    fn share(&self, desk: &Desk<'_>, thread: usize, threads: usize) -> std::io::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let workers = (thread..self.workers()).step_by(threads);
        runtime.block_on(async {
            let working = join_all(workers.map(async |_| {
                worker::work(desk).await;
                desk.leave();
            }));
            let reporting = async {
                if thread == 0 {
                    desk.report().await;
                }
            };
            futures::future::join(working, reporting).await;
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn shards_are_disjoint_and_together_everything() {
        let shards: Vec<Shard> = ["1/3", "2/3", "3/3"].map(|text| text.parse().unwrap()).into();
        let numbers: Vec<u64> = shards.iter().flat_map(|shard| (0..4).map(|nth| shard.number(nth))).collect();
        assert_eq!(numbers.iter().collect::<BTreeSet<_>>().len(), 12);
        assert_eq!(numbers.iter().max(), Some(&11));
        for text in ["", "0/3", "4/3", "1/0", "1", "a/b"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
        assert_eq!("2/5".parse::<Shard>().unwrap().to_string(), "2/5");
    }
}
