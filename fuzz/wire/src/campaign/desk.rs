//! What all workers of a campaign share.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::coverage::Touched;
use super::memory::{self, Growth};
use super::pace::Pace;
use super::trial::Trial;
use super::{Budget, Campaign, Ending, Harvest, Home, Keeper, KeptInput, Progress};
use crate::breach::Breach;
use crate::corpus::{Corpus, Place};
use crate::generate::{DETERMINISTIC, Generator};
use crate::input::Input;
use crate::target::Target;

/// What all workers share.
pub(super) struct Desk<'a> {
    pub(super) campaign: &'a Campaign,
    pub(super) target: Arc<Target>,
    pub(super) generator: Generator,
    pub(super) stop: CancellationToken,
    pub(super) pace: Pace,
    pub(super) trial: Trial,
    /// One a user whom only scenes touch: who plays with one holds it.
    pub(super) actors: Vec<tokio::sync::Mutex<()>>,
    pub(super) in_flight: AtomicUsize,
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
    pub(super) input: Arc<Input>,
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
            pace: Pace::new(campaign.rate),
            trial: Trial::default(),
            began: Instant::now(),
            in_flight: AtomicUsize::new(0),
            next: AtomicU64::new(0),
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
            return Some(Task { input: Arc::new(input), play, parent: None });
        }
        let nth = self.next.fetch_add(1, Ordering::Relaxed);
        let number = self.campaign.shard.number(nth);
        let play = mixed(self.campaign.seed ^ mixed(number));
        let descends = nth >= DETERMINISTIC && play.is_multiple_of(2);
        let parents = if descends { locked(&self.corpus).parents(play >> 1) } else { None };
        let (input, parent) = match parents {
            Some((place, parents)) => (self.generator.descendant(number, &parents), Some(place)),
            None => (self.generator.input(number), None),
        };
        Some(Task { input: Arc::new(input), play, parent })
    }

    fn is_spent(&self) -> bool {
        match self.campaign.budget {
            Budget::Requests(most) => {
                let begun = self.in_flight.load(Ordering::Relaxed) as u64;
                self.requests.load(Ordering::Relaxed) + begun.saturating_sub(1) >= most
            }
            Budget::Time(longest) => self.began.elapsed() >= longest,
        }
    }

    /// Takes note of what came of an input.
    pub(super) fn take_in(&self, task: &Task, fingerprints: &[u64], statuses: &[u16]) {
        self.requests.fetch_add(statuses.len() as u64, Ordering::Relaxed);
        locked(&self.touched).add(&self.target, &task.input, statuses);
        let new = locked(&self.corpus).first_new(fingerprints);
        if let Some(fingerprint) = new {
            // What was waited for in vain would be again: descendants of such inputs would hold up all others.
            if !statuses.contains(&0) {
                locked(&self.corpus).keep(&task.input, task.parent);
            }
            locked(&self.keeper).input_kept(&KeptInput { input: task.input.as_ref().clone(), fingerprint });
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

    /// Takes note that a breach did not come again.
    pub(super) fn acquit(&self, breach: &Breach, tried: u32) {
        self.unconfirmed.fetch_add(1, Ordering::Relaxed);
        locked(&self.causes).insert(breach.signature(), Some(tried + 1));
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
        let mut before = 0;
        let mut growth = Growth::default();
        while tokio::time::timeout(TOLD, self.stop.cancelled()).await.is_err() {
            let requests = self.requests.load(Ordering::Relaxed);
            let progress = self.progress((requests - before) as f64 / TOLD.as_secs_f64());
            before = requests;
            locked(&self.keeper).progress(&progress);
            let arrived = locked(&self.keeper).arrivals();
            locked(&self.earlier).extend(arrived);
            let resident = if self.campaign.home == Home::Here { memory::resident() } else { None };
            if let Some(breach) = resident.and_then(|resident| growth.heed(progress.elapsed, resident)) {
                self.tell(&Input { steps: Vec::new() }, &breach, &breach);
            }
        }
    }

    fn progress(&self, requests_per_second: f64) -> Progress {
        let told = locked(&self.causes).values().filter(|tried| tried.is_none()).count();
        let (corpus, fingerprints) = {
            let corpus = locked(&self.corpus);
            (corpus.len(), corpus.fingerprints())
        };
        Progress {
            requests: self.requests.load(Ordering::Relaxed),
            elapsed: self.began.elapsed(),
            requests_per_second,
            in_flight: self.in_flight.load(Ordering::Relaxed),
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
