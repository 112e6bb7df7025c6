//! Runs the cases of a plan: many at once, never two that touch the same thing; what was not clean is repeated alone.

use std::collections::{BTreeSet, VecDeque};
use std::io;
use std::rc::Rc;

use futures::StreamExt;
use futures::future::{Either, select};
use futures::stream::FuturesUnordered;
use report_model::event::{CaseEnding, CaseResult, Ending, Event};
use report_model::outcome::Outcome;
use report_model::record::ExchangeRecord;
use report_model::secrets::Secrets;
use report_model::verdict::Verdict;
use spec::ids::{CaseName, Citation};
use spec::profile::Password;
use tokio_util::sync::CancellationToken;

use crate::case::{Action, Case, Claim};
use crate::context::Context;
use crate::reach::{Unreached, reach};
use crate::session::Session;

/// Where events go. An error means that nothing can be kept any more, and ends the run.
pub type Emit<'a> = dyn FnMut(Event) -> io::Result<()> + 'a;

/// Runs cases and emits what happens to them. Ends early when `stop` is cancelled, when the target is gone for good, or when
/// events cannot be kept.
pub async fn run(
    context: &Rc<Context>,
    cases: Vec<Case>,
    emit: &mut Emit<'_>,
    stop: &CancellationToken,
) -> Ending {
    let secrets = secrets(context);
    let crew = Crew { context, secrets: &secrets, emit };
    let work = std::pin::pin!(crew.work(cases));
    let stopped = std::pin::pin!(stop.cancelled());
    match select(work, stopped).await {
        Either::Left((Ok(()), _)) => Ending::Completed,
        Either::Left((Err(reason), _)) => Ending::Aborted { reason },
        Either::Right(_) => Ending::Interrupted,
    }
}

/// Runs one case by itself, as a test harness does; the outcome of a repetition is not awaited.
pub async fn run_alone(context: &Rc<Context>, case: &Case) -> CaseResult {
    play(Rc::clone(context), case.clone(), &secrets(context)).await
}

/// The requests of a case as far as they do not depend on answers; nothing is sent if the context's traffic is rehearsed.
pub async fn rehearse(context: &Rc<Context>, case: &Case) -> Vec<ExchangeRecord> {
    run_alone(context, case).await.exchanges
}

/// The secrets that no event may tell.
fn secrets(context: &Context) -> Secrets {
    Secrets::new(context.doors.all().filter_map(|door| door.password.as_ref()).map(Password::reveal))
}

struct Crew<'a, 'e> {
    context: &'a Rc<Context>,
    secrets: &'a Secrets,
    emit: &'a mut Emit<'e>,
}

impl Crew<'_, '_> {
    async fn work(mut self, cases: Vec<Case>) -> Result<(), String> {
        let hunters: Vec<Case> = cases.iter().filter(|case| case.hunts_interference).cloned().collect();
        let mut vanished = false;
        for (case, broken) in self.run_all(cases).await? {
            let again = play(Rc::clone(self.context), case, self.secrets).await;
            let returned = !self.breaches(&again.verdicts).is_disjoint(&broken);
            vanished |= !returned;
            self.tell(Event::CaseRepeated { name: again.name, returned })?;
        }
        if vanished { self.hunt(hunters).await } else { Ok(()) }
    }

    /// What fails in company and not alone may have been done by the company: the cases that look for that get their turn alone. Like
    /// any other finding, what they find has to return.
    async fn hunt(&mut self, hunters: Vec<Case>) -> Result<(), String> {
        for case in hunters {
            let found = play(Rc::clone(self.context), case.clone(), self.secrets).await;
            let broken = self.breaches(&found.verdicts);
            if broken.is_empty() {
                continue;
            }
            let again = play(Rc::clone(self.context), case, self.secrets).await;
            if !self.breaches(&again.verdicts).is_disjoint(&broken) {
                let name = found.name.clone();
                self.tell(Event::CaseFinished(found))?;
                self.tell(Event::CaseRepeated { name, returned: true })?;
            }
        }
        Ok(())
    }

    /// Runs every case once and gives those that were not clean, with what they found broken.
    async fn run_all(&mut self, cases: Vec<Case>) -> Result<Vec<(Case, BTreeSet<Citation>)>, String> {
        let mut waiting = in_order(cases);
        let mut taken: BTreeSet<Claim> = BTreeSet::new();
        let mut running = FuturesUnordered::new();
        let mut unclean = Vec::new();
        loop {
            while running.len() < self.context.settings.jobs.get() {
                let Some(case) = next_free(&mut waiting, &taken) else { break };
                taken.extend(case.claims.iter().cloned());
                self.tell(Event::CaseStarted { name: case.name.clone() })?;
                let context = Rc::clone(self.context);
                let secrets = self.secrets;
                running.push(async move { (play(context, case.clone(), secrets).await, case) });
            }
            let Some((result, case)) = running.next().await else { return Ok(unclean) };
            taken.retain(|claim| !case.claims.contains(claim));
            let broken = self.breaches(&result.verdicts);
            let stuck = matches!(result.ending, CaseEnding::Stuck { .. });
            self.tell(Event::CaseFinished(result))?;
            if !broken.is_empty() {
                unclean.push((case, broken));
            }
            if stuck {
                self.still_there().await?;
            }
        }
    }

    /// A target that is gone for good is told once, not by every case that is left.
    async fn still_there(&self) -> Result<(), String> {
        match reach(self.context).await {
            Err(error @ Unreached::Nobody { .. }) => {
                Err(format!("the target went away during the run: {error}"))
            }
            _ => Ok(()),
        }
    }

    fn breaches(&self, verdicts: &[Verdict]) -> BTreeSet<Citation> {
        let strictness = self.context.settings.strictness;
        let unclean = |verdict: &&Verdict| Outcome::of(verdict, strictness) != Outcome::Pass;
        verdicts.iter().filter(unclean).map(|verdict| verdict.citation.clone()).collect()
    }

    fn tell(&mut self, event: Event) -> Result<(), String> {
        (self.emit)(event).map_err(|error| format!("the event log cannot be written: {error}"))
    }
}

/// Long cases first, so that the last one to end is a short one; otherwise the order of the plan.
fn in_order(mut cases: Vec<Case>) -> VecDeque<Case> {
    cases.sort_by_key(|case| std::cmp::Reverse(case.lasting));
    cases.into()
}

/// The first case that touches nothing which is taken.
fn next_free(waiting: &mut VecDeque<Case>, taken: &BTreeSet<Claim>) -> Option<Case> {
    let index = waiting.iter().position(|case| case.claims.is_disjoint(taken))?;
    waiting.remove(index)
}

/// Runs a case from its beginning to its end.
async fn play(context: Rc<Context>, case: Case, secrets: &Secrets) -> CaseResult {
    let seed = case_seed(context.settings.seed, &case.name);
    let door = context.doors.get(case.door).unwrap_or(context.doors.main()).clone();
    let mut session = Session::new(context, door, seed);
    let ending = match &case.action {
        Action::Skip(reason) => CaseEnding::Skipped { reason: reason.clone() },
        Action::Run(body) => match body(&mut session).await {
            Ok(()) => CaseEnding::Judged,
            Err(stuck) => CaseEnding::Stuck { reason: stuck.0 },
        },
    };
    session.finish(case.name, ending, secrets)
}

/// The seed of a case follows from the run's seed and the case's name alone (FNV-1a), so that a case can be repeated by itself.
fn case_seed(seed: u64, name: &CaseName) -> u64 {
    let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    seed.to_le_bytes().into_iter().chain(name.as_str().bytes()).fold(0xcbf2_9ce4_8422_2325, step)
}
