//! One worker: takes an input, plays it, hands on what came, and begins anew.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::MutexGuard;

use super::desk::{Desk, Task};
use super::pace::Strain;
use super::trial::Gone;
use crate::asked;
use crate::breach::Breach;
use crate::differential::first_difference;
use crate::input::{Input, Message};
use crate::play::{Outcome, Player};

/// Works until the campaign is over.
pub(super) async fn work(desk: &Desk<'_>) {
    let working = work_on(desk);
    let stopped = desk.stop.cancelled();
    futures::future::select(std::pin::pin!(working), std::pin::pin!(stopped)).await;
}

async fn work_on(desk: &Desk<'_>) {
    let mut player = Player::new(Arc::clone(&desk.target));
    let mut reference = desk.campaign.reference.as_ref().map(|target| Player::new(Arc::clone(target)));
    let mut strain = Strain::default();
    loop {
        desk.trial.recess().await;
        let Some(task) = desk.task() else { return };
        desk.pace.wait(task.input.steps.len()).await;
        let cast = cast(desk, &task.input).await;
        let mut outcome = play(desk, &mut player, &task).await;
        if let Some(reference) = &mut reference {
            outcome.breaches.extend(compared(desk, reference, &task, &outcome).await);
        }
        desk.take_in(&task, &outcome.fingerprints, &outcome.statuses);
        strain.heed(&outcome.statuses).await;
        let judged = judge(desk, &mut player, &task, &outcome).await;
        drop(cast);
        if judged.is_err() {
            let reason = outcome.unreachable.unwrap_or_else(|| "nothing is answered any more".to_owned());
            desk.give_up(reason);
            return;
        }
    }
}

async fn play(desk: &Desk<'_>, player: &mut Player, task: &Task) -> Outcome {
    desk.in_flight.fetch_add(1, Ordering::Relaxed);
    let outcome = player.perform(&task.input, task.play, false).await;
    desk.in_flight.fetch_sub(1, Ordering::Relaxed);
    outcome
}

/// Where the reference server answers something else to the same.
async fn compared(desk: &Desk<'_>, reference: &mut Player, task: &Task, here: &Outcome) -> Option<Breach> {
    let there = reference.perform(&task.input, task.play, false).await;
    first_difference(&desk.target, &task.input, here, &there)
}

async fn judge(desk: &Desk<'_>, player: &mut Player, task: &Task, outcome: &Outcome) -> Result<(), Gone> {
    if outcome.unreachable.is_some() {
        desk.trial.recovery(player).await?;
    }
    for breach in &outcome.breaches {
        let Some(tried) = desk.is_unknown(breach) else { continue };
        match desk.trial.of(player, &task.input, breach).await {
            Ok(Some(again)) => desk.tell(&task.input, breach, &again),
            Ok(None) => desk.acquit(breach, tried),
            Err(gone) => {
                // It can be played against nobody any more; the first of those in flight stands for them.
                desk.tell(&task.input, breach, &breach.clone().fatal());
                return Err(gone);
            }
        }
    }
    Ok(())
}

/// The actors of a scene, to whom nobody else does anything as long as these are held.
async fn cast<'d>(desk: &'d Desk<'_>, input: &Input) -> Vec<MutexGuard<'d, ()>> {
    let mut held = Vec::new();
    if input.steps.len() < 2 {
        return held;
    }
    // Always in the same order, so that nobody waits in a circle.
    for (actor, free) in desk.target.people.actors().zip(&desk.actors) {
        let names = |message: &Message| match message {
            Message::Call(call) => ["user", "line", "wp", "iduser", "number"].iter().any(|name| {
                let given = asked::text(call, name);
                given.is_some_and(|given| {
                    given == actor.number.as_str()
                        || actor.selectors().iter().any(|selector| selector.value == given)
                })
            }),
            Message::Structured(_) | Message::Raw(_) => false,
        };
        if input.steps.iter().any(|step| names(&step.message)) {
            held.push(free.lock().await);
        }
    }
    held
}
