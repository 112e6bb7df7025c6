//! One worker: takes an input, plays it, hands on what came, and begins anew.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use tokio::sync::MutexGuard;

use super::desk::{Desk, Task};
use super::strain::Strain;
use super::trial::Gone;
use crate::asked;
use crate::input::{Input, Message};
use crate::play::{Outcome, Performance, Player};

/// Works until the campaign is over.
pub(super) async fn work(desk: &Desk<'_>) {
    let mut player = Player::new(Arc::clone(&desk.target));
    let mut strain = Strain::default();
    let mut is_seated = false;
    let mut next = async || {
        strain.relieve().await;
        if !is_seated {
            desk.seats.take().await;
            is_seated = true;
        }
        desk.trial.recess().await;
        let task = desk.task()?;
        let cast = cast(desk, &task.prepared.input).await;
        let mut idle = || {
            if std::mem::take(&mut is_seated) {
                desk.seats.give_up();
            }
        };
        let outcome = play(desk, &mut player, &task, &mut idle).await;
        desk.take_in(&task, &outcome);
        strain.heed(&outcome);
        Some((task, outcome, cast))
    };
    let mut judging = Player::new(Arc::clone(&desk.target));
    while let Some((task, outcome, _cast)) = desk.unless_over(next()).await.flatten() {
        if judge(desk, &mut judging, &task, &outcome).await.is_err() {
            let reason = outcome.unreachable.unwrap_or_else(|| "nothing is answered any more".to_owned());
            desk.give_up(reason);
            return;
        }
    }
    // Others have to see that nothing is left.
    desk.seats.give_up();
}

async fn play(desk: &Desk<'_>, player: &mut Player, task: &Task, idle: &mut (dyn FnMut() + Send)) -> Outcome {
    let performance = Performance { prepared: &task.prepared, play: task.play, recorded: false };
    desk.in_flight.fetch_add(1, Ordering::Relaxed);
    let outcome = player.perform(performance, idle).await;
    desk.in_flight.fetch_sub(1, Ordering::Relaxed);
    outcome
}

/// Tries what is suspected again. What there is no time for any more remains a suspicion.
async fn judge(desk: &Desk<'_>, player: &mut Player, task: &Task, outcome: &Outcome) -> Result<(), Gone> {
    if outcome.unreachable.is_some() {
        desk.unless_over(desk.trial.recovery(player)).await.transpose()?;
    }
    for breach in &outcome.breaches {
        let Some(tried) = desk.is_unknown(breach) else { continue };
        match desk.unless_over(desk.trial.of(player, &task.prepared.input, breach)).await {
            Some(Ok(Some(again))) => desk.tell(&task.prepared.input, breach, &again),
            Some(Ok(None)) => desk.acquit(breach, tried),
            Some(Err(gone)) => {
                // It can be played against nobody any more; the first of those in flight stands for them.
                desk.tell(&task.prepared.input, breach, &breach.clone().fatal());
                return Err(gone);
            }
            None => desk.suspect(&task.prepared.input, breach),
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
