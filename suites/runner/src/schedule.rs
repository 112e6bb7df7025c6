//! Runs the cases of a plan: many at once, never two that touch the same thing; what was not clean is repeated.
//!
//! However the target behaves, this ends: a target that fell silent trips the breaker, repeating alone has a bound, and so has the
//! whole.

use std::cell::Cell;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::rc::Rc;
use std::time::Duration;

use futures::FutureExt;
use futures::StreamExt;
use futures::future::{Either, LocalBoxFuture, OptionFuture, select};
use futures::stream::FuturesUnordered;
use report_model::event::{CaseEnding, CaseResult, Ending, Event};
use report_model::outcome::Outcome;
use report_model::record::ExchangeRecord;
use report_model::verdict::Verdict;
use spec::ids::{CaseName, Citation};
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::breaker::{Breaker, Contact, still_there};
use crate::case::{Action, Case, Claim};
use crate::context::Context;
use crate::reach::Unreached;
use crate::session::Session;
use crate::settings::StopAt;

/// Where events go. An error means that nothing can be kept any more, and ends the run.
pub type Emit<'a> = dyn FnMut(Event) -> io::Result<()> + 'a;

/// For how many unanswered requests' time cases are repeated alone, one after the other. What is then left is repeated together.
const PATIENCES_ALONE: u32 = 6;

/// Runs cases and emits what happens to them. Ends early when `stop` is cancelled, when the target is gone for good, when the run
/// takes longer than its limit, or when events cannot be kept. A run that was given up has a reason for every case left out.
pub async fn run(
    context: &Rc<Context>,
    cases: Vec<Case>,
    emit: &mut Emit<'_>,
    stop: &CancellationToken,
) -> Ending {
    let left = cases.iter().map(|case| case.name.clone()).collect();
    let mut crew = Crew { context, emit, left, breaker: Breaker::default() };
    let limit = context.limits.whole_run;
    let ended = {
        let work = std::pin::pin!(timeout(limit, crew.work(cases)));
        let stopped = std::pin::pin!(stop.cancelled());
        match select(work, stopped).await {
            Either::Left((ended, _)) => ended.unwrap_or_else(|_| {
                Err(format!("the whole run may take {} s, and they are over (--max-time)", limit.as_secs()))
            }),
            Either::Right(_) => return Ending::Interrupted,
        }
    };
    match ended.and_then(|()| crew.tell_what_was_tried()) {
        Ok(()) => Ending::Completed,
        Err(reason) => {
            crew.leave_out(&format!("the run was given up: {reason}"));
            Ending::Aborted { reason }
        }
    }
}

/// Runs one case by itself, as a test harness does; the outcome of a repetition is not awaited.
pub async fn run_alone(context: &Rc<Context>, case: &Case) -> CaseResult {
    play(Rc::clone(context), case.clone()).await.result
}

/// The requests of a case as far as they do not depend on answers; nothing is sent if the context's traffic is rehearsed.
pub async fn rehearse(context: &Rc<Context>, case: &Case) -> Vec<ExchangeRecord> {
    run_alone(context, case).await.exchanges
}

/// What a case found broken.
type Broken = BTreeSet<Citation>;

/// A round in which cases were played together.
#[derive(Default)]
struct Round {
    /// The cases that found something broken, and what.
    unclean: VecDeque<Case>,
    found: BTreeMap<CaseName, Broken>,
    /// Those of them in which something that binds is broken.
    failing: BTreeSet<CaseName>,
    /// The cases that did not begin because one failed.
    unplayed: Vec<Case>,
}

/// Whether what was found broken was found again.
#[derive(Default)]
struct Confirmation {
    /// Something was not.
    some_vanished: bool,
    /// A failure was.
    failed: bool,
}

/// Whether further cases begin.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pace {
    GoOn,
    BeginNoMore,
}

/// A case that was played to its end.
struct Played {
    case: Case,
    result: CaseResult,
    contact: Contact,
}

struct Crew<'a, 'e> {
    context: &'a Rc<Context>,
    emit: &'a mut Emit<'e>,
    /// The cases without a result, in the order of the plan.
    left: Vec<CaseName>,
    breaker: Breaker,
}

impl Crew<'_, '_> {
    async fn work(&mut self, mut cases: Vec<Case>) -> Result<(), String> {
        let hunters: Vec<Case> = cases.iter().filter(|case| case.hunts_interference).cloned().collect();
        let mut some_vanished = false;
        while !cases.is_empty() {
            let round = self.round(cases).await?;
            let confirmation = self.confirm(round.unclean, &round.found, &round.failing).await?;
            if confirmation.failed && self.context.settings.stop_at == StopAt::FirstFailure {
                self.leave_out("the run stopped at the first failure (--fail-fast)");
                return Ok(());
            }
            some_vanished |= confirmation.some_vanished;
            cases = round.unplayed;
        }
        if some_vanished { self.hunt(hunters).await } else { Ok(()) }
    }

    /// Plays cases for the first time: all of them, or until one fails if the run stops there. Those that have begun by then come to
    /// their ends, so that the target is left as it was found.
    async fn round(&mut self, cases: Vec<Case>) -> Result<Round, String> {
        let mut round = Round::default();
        let unplayed = self.play_all(cases, |crew, Played { case, result, .. }| {
            crew.left.retain(|name| *name != case.name);
            let broken = crew.breaches(&result.verdicts);
            let fails = Outcome::of_all(&result.verdicts, crew.context.settings.strictness) == Outcome::Fail;
            if fails {
                round.failing.insert(case.name.clone());
            }
            if !broken.is_empty() {
                round.found.insert(case.name.clone(), broken);
                round.unclean.push_back(case);
            }
            crew.tell(Event::CaseFinished(result))?;
            let stops = fails && crew.context.settings.stop_at == StopAt::FirstFailure;
            Ok(if stops { Pace::BeginNoMore } else { Pace::GoOn })
        });
        let unplayed = unplayed.await?;
        Ok(Round { unplayed, ..round })
    }

    /// What fails in company and not alone may have been done by the company: the cases that look for that get their turn alone. Like
    /// any other finding, what they find has to return.
    async fn hunt(&mut self, hunters: Vec<Case>) -> Result<(), String> {
        for case in hunters {
            let found = play(Rc::clone(self.context), case.clone()).await.result;
            let broken = self.breaches(&found.verdicts);
            if broken.is_empty() {
                continue;
            }
            let again = play(Rc::clone(self.context), case).await.result;
            if !self.breaches(&again.verdicts).is_disjoint(&broken) {
                let name = found.name.clone();
                self.tell(Event::CaseFinished(found))?;
                self.tell(Event::CaseRepeated { name, returned: true })?;
            }
        }
        Ok(())
    }

    /// Repeats cases alone, so that none is blamed for what the others did to the target. Alone they take their time one after the
    /// other, and a target on which a hundred cases hang would take a hundred patiences; so after a while the rest is repeated
    /// together, as in the first round. That is no weaker against such a target, for the time is only used up by cases that are as
    /// slow alone: those that hung because of the load are answered at once.
    async fn confirm(
        &mut self,
        mut unclean: VecDeque<Case>,
        found: &BTreeMap<CaseName, Broken>,
        failing: &BTreeSet<CaseName>,
    ) -> Result<Confirmation, String> {
        let (vanished, failed) = (Cell::new(false), Cell::new(false));
        let repeated = |crew: &mut Self, Played { result, .. }: Played| {
            let again = crew.breaches(&result.verdicts);
            // A repetition that could not be played acquits nobody: what was broken may be what keeps it from being played.
            let unplayed = again.is_empty() && matches!(result.ending, CaseEnding::Stuck { .. });
            let returned =
                unplayed || found.get(&result.name).is_some_and(|broken| !again.is_disjoint(broken));
            vanished.set(vanished.get() || !returned);
            failed.set(failed.get() || returned && failing.contains(&result.name));
            crew.tell(Event::CaseRepeated { name: result.name, returned })?;
            Ok(Pace::GoOn)
        };
        let clock = self.context.clock;
        let together = clock.elapsed() + self.context.limits.patience * PATIENCES_ALONE;
        while clock.elapsed() < together
            && let Some(case) = unclean.pop_front()
        {
            self.play_all(vec![case], repeated).await?;
        }
        self.play_all(unclean.into(), repeated).await?;
        Ok(Confirmation { some_vanished: vanished.get(), failed: failed.get() })
    }

    /// Plays every case once, as many at a time as the settings allow, and gives back those that did not begin because `on_end` said
    /// so. While the target is probed no case begins: a target that comes back is not to be blamed by all who asked meanwhile.
    async fn play_all(
        &mut self,
        cases: Vec<Case>,
        mut on_end: impl FnMut(&mut Self, Played) -> Result<Pace, String>,
    ) -> Result<Vec<Case>, String> {
        let mut waiting = in_order(cases, self.context.settings.stop_at);
        let mut pace = Pace::GoOn;
        let mut taken: BTreeSet<Claim> = BTreeSet::new();
        let mut running = FuturesUnordered::new();
        let mut probe: Option<LocalBoxFuture<'_, Result<(), Unreached>>> = None;
        let context = self.context;
        loop {
            while pace == Pace::GoOn && probe.is_none() && running.len() < context.settings.jobs.get() {
                let Some(case) = next_free(&mut waiting, &taken) else { break };
                taken.extend(case.claims.iter().cloned());
                if self.left.contains(&case.name) {
                    self.tell(Event::CaseStarted { name: case.name.clone() })?;
                }
                running.push(play(Rc::clone(context), case));
            }
            tokio::select! {
                Some(played) = running.next() => {
                    taken.retain(|claim| !played.case.claims.contains(claim));
                    if self.breaker.suspects(played.contact) && probe.is_none() {
                        probe = Some(still_there(context).boxed_local());
                    }
                    if on_end(self, played)? == Pace::BeginNoMore {
                        pace = Pace::BeginNoMore;
                    }
                }
                Some(answer) = OptionFuture::from(probe.as_mut()) => {
                    probe = None;
                    self.breaker.reset();
                    answer.map_err(|reason| format!("the target stopped answering: {reason}"))?;
                }
                else => return Ok(waiting.into()),
            }
        }
    }

    /// Gives every case that has no result the reason why it will have none.
    fn leave_out(&mut self, reason: &str) {
        for name in std::mem::take(&mut self.left) {
            let result = CaseResult::skipped(name, format!("the run was given up: {reason}"));
            // If it is the log that cannot be written, the reports are made from memory all the same.
            drop(self.tell(Event::CaseFinished(result)));
        }
    }

    fn tell_what_was_tried(&mut self) -> Result<(), String> {
        let counts = self.context.tally.borrow().counts(&self.context.catalogue);
        self.tell(Event::Tried { counts: counts.into() })
    }

    fn breaches(&self, verdicts: &[Verdict]) -> Broken {
        let strictness = self.context.settings.strictness;
        let unclean = |verdict: &&Verdict| Outcome::of(verdict, strictness) != Outcome::Pass;
        verdicts.iter().filter(unclean).map(|verdict| verdict.citation.clone()).collect()
    }

    fn tell(&mut self, event: Event) -> Result<(), String> {
        (self.emit)(event).map_err(|error| format!("the event log cannot be written: {error}"))
    }
}

/// First the cases that need what is needed longest, then long ones, so that the last one to end is a short one for which nothing
/// waits; short ones first where the first failure is waited for. Otherwise the order of the plan.
fn in_order(mut cases: Vec<Case>, stop_at: StopAt) -> VecDeque<Case> {
    match stop_at {
        StopAt::End => sort_by_need(&mut cases),
        StopAt::FirstFailure => cases.sort_by_key(|case| case.lasting),
    }
    cases.into()
}

fn sort_by_need(cases: &mut [Case]) {
    let mut needed: BTreeMap<Claim, Duration> = BTreeMap::new();
    for case in cases.iter() {
        for claim in &case.claims {
            *needed.entry(claim.clone()).or_default() += case.lasting;
        }
    }
    let longest = |case: &Case| case.claims.iter().filter_map(|claim| needed.get(claim)).max().copied();
    cases.sort_by_cached_key(|case| Reverse((longest(case).max(Some(case.lasting)), case.lasting)));
}

/// The first case that touches nothing which is taken.
fn next_free(waiting: &mut VecDeque<Case>, taken: &BTreeSet<Claim>) -> Option<Case> {
    let index = waiting.iter().position(|case| case.claims.is_disjoint(taken))?;
    waiting.remove(index)
}

/// Plays a case from its beginning to its end.
async fn play(context: Rc<Context>, case: Case) -> Played {
    let settings = &context.settings;
    let seeds = settings.regressions.of(&case.name).chain([settings.seed]);
    let seeds = seeds.map(|seed| case_seed(seed, &case.name)).collect();
    let door = context.doors.get(case.door).unwrap_or(context.doors.main()).clone();
    let mut session = Session::new(context, door, seeds);
    let ending = match &case.action {
        Action::Skip(reason) => CaseEnding::Skipped { reason: reason.clone() },
        Action::Run(body) => match body(&mut session).await {
            Ok(()) => CaseEnding::Judged,
            Err(stuck) => CaseEnding::Stuck { reason: stuck.0 },
        },
    };
    let contact = session.contact();
    Played { result: session.finish(case.name.clone(), ending), contact, case }
}

/// The seed of a case follows from the run's seed and the case's name alone (FNV-1a), so that a case can be repeated by itself.
fn case_seed(seed: u64, name: &CaseName) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    seed.to_le_bytes().into_iter().chain(name.as_str().bytes()).fold(0xcbf2_9ce4_8422_2325, step)
}
