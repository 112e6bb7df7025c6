//! What all workers of a campaign share.

use std::collections::{BTreeMap, VecDeque};
use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use futures::future::{Either, select};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use super::coverage::Touched;
use super::memory::{self, Growth};
use super::seats::Seats;
use super::trial::Trial;
use super::{Budget, Campaign, Ending, Harvest, Keeper, KeptInput, Progress};
use crate::breach::Breach;
use crate::corpus::{Corpus, Place};
use crate::generate::{DETERMINISTIC, Generator};
use crate::input::{Input, Prepared};
use crate::play::{Outcome, Player};
use crate::target::{Home, Target};

/// What all workers share.
pub(super) struct Desk<'a> {
    pub(super) campaign: &'a Campaign,
    pub(super) target: Arc<Target>,
    pub(super) generator: Generator,
    pub(super) stop: CancellationToken,
    pub(super) trial: Trial,
    pub(super) seats: Seats,
    /// One a user whom only scenes touch: who plays with one holds it.
    pub(super) actors: Vec<tokio::sync::Mutex<()>>,
    pub(super) in_flight: AtomicUsize,
    /// How many workers are still at it.
    working: AtomicUsize,
    began: Instant,
    next: AtomicU64,
    requests: AtomicU64,
    unconfirmed: AtomicU64,
    corpus: Mutex<Corpus>,
    touched: Mutex<Touched>,
    /// The causes met, with how often they were tried and not confirmed; `None` is told already, or about to be.
    causes: Mutex<BTreeMap<String, Option<u32>>>,
    earlier: Mutex<VecDeque<Input>>,
    keeper: Mutex<&'a mut dyn Keeper>,
    gone: Mutex<Option<String>>,
}

/// An input to be played.
pub(super) struct Task {
    pub(super) prepared: Prepared,
    /// What its tokens are named by.
    pub(super) play: u64,
    parent: Option<Place>,
}

/// Who was tried so often in vain is not tried again.
const TRIALS: u32 = 3;

/// How often progress is told.
const TOLD: Duration = Duration::from_secs(1);

impl<'a> Desk<'a> {
    pub(super) fn new(
        campaign: &'a Campaign,
        target: Arc<Target>,
        earlier: Vec<Input>,
        keeper: &'a mut dyn Keeper,
        stop: CancellationToken,
    ) -> Self {
        Self {
            generator: Generator::new(Arc::clone(&target), campaign.seed, &campaign.commands),
            actors: target.people.actors().map(|_| tokio::sync::Mutex::default()).collect(),
            trial: Trial::default(),
            seats: Seats::new(campaign.workers.get()),
            began: Instant::now(),
            in_flight: AtomicUsize::new(0),
            working: AtomicUsize::new(campaign.workers()),
            next: AtomicU64::new(campaign.played),
            requests: AtomicU64::new(0),
            unconfirmed: AtomicU64::new(0),
            corpus: Mutex::default(),
            touched: Mutex::default(),
            causes: Mutex::default(),
            earlier: Mutex::new(earlier.into()),
            keeper: Mutex::new(keeper),
            gone: Mutex::default(),
            campaign,
            target,
            stop,
        }
    }

    /// The next input; nothing once the campaign is over.
    pub(super) fn task(&self) -> Option<Task> {
        if self.stop.is_cancelled() || self.is_spent() {
            return None;
        }
        if let Some(input) = locked(&self.earlier).pop_front() {
            let play = mixed(!self.campaign.seed ^ self.requests.load(Ordering::Relaxed));
            return Some(Task { prepared: input.into(), play, parent: None });
        }
        let nth = self.next.fetch_add(1, Ordering::Relaxed);
        let number = self.campaign.shard.number(nth);
        let play = mixed(self.campaign.seed ^ mixed(number));
        let descends = nth >= DETERMINISTIC && play.is_multiple_of(2);
        let parents = if descends { locked(&self.corpus).parents(play >> 1) } else { None };
        let (prepared, parent) = match parents {
            Some((place, parents)) => (self.generator.descendant(number, &parents), Some(place)),
            None => (self.generator.input(number), None),
        };
        Some(Task { prepared, play, parent })
    }

    /// What comes of something, if the campaign is not over before.
    pub(super) async fn unless_over<T>(&self, something: impl Future<Output = T>) -> Option<T> {
        match select(pin!(something), pin!(self.stop.cancelled())).await {
            Either::Left((done, _)) => Some(done),
            Either::Right(_) => None,
        }
    }

    fn is_spent(&self) -> bool {
        match self.campaign.budget {
            Budget::Requests(most) => {
                let begun = self.in_flight.load(Ordering::Relaxed) as u64;
                self.requests.load(Ordering::Relaxed) + begun.saturating_sub(1) >= most
            }
            Budget::Time(_) => self.left().is_zero(),
        }
    }

    /// Takes note of what came of an input.
    pub(super) fn take_in(&self, task: &Task, outcome: &Outcome) {
        let Outcome { fingerprints, statuses, .. } = outcome;
        let input = &task.prepared.input;
        self.requests.fetch_add(statuses.len() as u64, Ordering::Relaxed);
        locked(&self.touched).add(&self.target, input, statuses);
        let new = {
            let mut corpus = locked(&self.corpus);
            if let Some(parent) = task.parent {
                corpus.tire(parent, outcome.effort);
            }
            corpus.first_new(fingerprints)
        };
        if let Some(fingerprint) = new {
            // What was waited for in vain would be again: descendants of such inputs would hold up all others.
            if !statuses.contains(&0) {
                locked(&self.corpus).keep(&task.prepared, task.parent);
            }
            locked(&self.keeper).input_kept(&KeptInput { input: input.as_ref().clone(), fingerprint });
        }
    }

    /// How often a cause was tried in vain, if it is to be tried: it is not told yet, nor was it tried too often. Nobody else tries it
    /// meanwhile.
    pub(super) fn is_unknown(&self, breach: &Breach) -> Option<u32> {
        let mut causes = locked(&self.causes);
        let cause = causes.entry(breach.signature()).or_insert(Some(0));
        cause.take_if(|tried| *tried < TRIALS)
    }

    /// Tells a breach as it came again.
    pub(super) fn tell(&self, input: &Input, breach: &Breach, again: &Breach) {
        let known = locked(&self.causes).insert(again.signature(), None);
        let is_told = known == Some(None) && again.signature() != breach.signature();
        if !is_told {
            locked(&self.keeper).breach(input, again);
        }
    }

    /// Tells a breach that there was no time to try.
    pub(super) fn suspect(&self, input: &Input, breach: &Breach) {
        locked(&self.keeper).suspicion(input, breach);
    }

    /// Takes note that a breach did not come again.
    pub(super) fn acquit(&self, breach: &Breach, tried: u32) {
        self.unconfirmed.fetch_add(1, Ordering::Relaxed);
        locked(&self.causes).insert(breach.signature(), Some(tried + 1));
    }

    /// A worker is done; with the last one the campaign is over.
    pub(super) fn leave(&self) {
        if self.working.fetch_sub(1, Ordering::Relaxed) == 1 {
            self.stop.cancel();
        }
    }

    /// Ends the campaign: nobody is there any more.
    pub(super) fn give_up(&self, reason: String) {
        locked(&self.gone).get_or_insert(reason);
        self.stop.cancel();
    }

    pub(super) fn ending(&self, interrupted: bool) -> Ending {
        match locked(&self.gone).take() {
            Some(reason) => Ending::TargetGone(reason),
            None if interrupted => Ending::Interrupted,
            None => Ending::Completed,
        }
    }

    pub(super) fn harvest(&self, ending: Ending) -> Harvest {
        let elapsed = self.began.elapsed();
        let requests = self.requests.load(Ordering::Relaxed);
        let progress = self.progress(requests as f64 / elapsed.as_secs_f64().max(f64::MIN_POSITIVE));
        locked(&self.keeper).progress(&progress);
        Harvest { progress, ending }
    }

    /// Tells how far the campaign has come until it is over.
    pub(super) async fn report(&self) {
        let mut before = (Duration::ZERO, 0);
        let mut growth = Growth::default();
        while timeout(self.left().min(TOLD), self.stop.cancelled()).await.is_err() {
            if self.left().is_zero() {
                self.stop.cancel();
                return;
            }
            let now = (self.began.elapsed(), self.requests.load(Ordering::Relaxed));
            let progress = self.progress((now.1 - before.1) as f64 / (now.0 - before.0).as_secs_f64());
            before = now;
            locked(&self.keeper).progress(&progress);
            let arrived = locked(&self.keeper).arrivals();
            locked(&self.earlier).extend(arrived);
            let resident = if self.target.home == Home::Here { memory::resident() } else { None };
            if let Some(breach) = resident.and_then(|resident| growth.heed(progress.elapsed, resident)) {
                drop(timeout(self.left(), self.accuse(&breach)).await);
            }
        }
    }

    /// Looks for the input by which memory is lost.
    async fn accuse(&self, breach: &Breach) {
        let _silence = self.trial.silence();
        let inputs = locked(&self.corpus).inputs();
        let mut player = Player::new(Arc::clone(&self.target));
        match memory::culprit(&mut player, inputs).await {
            Some(input) => self.tell(&input, breach, breach),
            None => self.suspect(&Input { steps: Vec::new() }, breach),
        }
    }

    /// How much time is left.
    fn left(&self) -> Duration {
        match self.campaign.budget {
            Budget::Requests(_) => Duration::MAX,
            Budget::Time(longest) => longest.saturating_sub(self.began.elapsed()),
        }
    }

    fn progress(&self, requests_per_second: f64) -> Progress {
        let in_flight = self.in_flight.load(Ordering::Relaxed);
        let next = self.next.load(Ordering::Relaxed);
        let told = locked(&self.causes).values().filter(|tried| tried.is_none()).count();
        let (corpus, fingerprints) = {
            let corpus = locked(&self.corpus);
            (corpus.len(), corpus.fingerprints())
        };
        Progress {
            requests: self.requests.load(Ordering::Relaxed),
            elapsed: self.began.elapsed(),
            requests_per_second,
            in_flight,
            // Those in flight may be cut off: rather one twice than one never.
            played: next.saturating_sub(in_flight as u64).max(self.campaign.played),
            corpus,
            fingerprints,
            causes: told,
            unconfirmed: self.unconfirmed.load(Ordering::Relaxed),
            coverage: locked(&self.touched).coverage(),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A number in which every bit of another has its say.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests;
