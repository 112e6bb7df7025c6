//! Steps that go out together: one that keeps the target busy, and others beside it.

use std::pin::pin;
use std::time::Duration;

use checks::cite;
use driver::{Arrival, Limits, Wire};
use futures::future::join_all;
use report_model::verdict::Deviation;
use spec::catalogue::Effect;
use tokio::time::{sleep, timeout};

use super::{HELD, Player, SECOND_ANSWER, SOON, UNCLEAR, UNFINISHED};
use crate::asked::{Asked, Surety};
use crate::breach::Breach;
use crate::input::{Connection, Message, Step};
use crate::oracle::Oracle;
use crate::strict::{Asking, Understanding};
use crate::target::Target;

/// How much later a step goes out than the one that it goes beside.
const LATER: Duration = Duration::from_millis(25);

/// The status by which a connection leaves HTTP (RFC 9110, section 15.2.2).
const SWITCHING: u16 = 101;

/// Whoever is answered after so much of the time that another takes has waited for it.
const SHARE: f64 = 0.8;

impl Player {
    /// Sends steps that go out together: the first on the kept connection, the others each on one of their own.
    pub(super) async fn send(
        &mut self,
        steps: &[Step],
        understood: &[Understanding],
        idle: &mut (dyn FnMut() + Send),
    ) -> Vec<Arrival> {
        while self.wires.len() < steps.len() {
            self.wires.push(self.wires[0].another());
        }
        if steps.first().is_some_and(|step| step.connection == Connection::Fresh) {
            self.wires[0].hang_up();
        }
        let limits = self.target.limits;
        if let [understood] = *understood {
            let mut sending = pin!(send(
                &mut self.wires[0],
                &self.sent[0],
                understood,
                UNFINISHED.min(limits.patience),
                &limits
            ));
            let is_owed = matches!(understood, Understanding::Sound(_));
            if !is_owed && let Ok(arrival) = timeout(SOON, sending.as_mut()).await {
                return vec![arrival];
            }
            if !is_owed {
                idle();
            }
            return vec![sending.await];
        }
        let sending = self.wires.iter_mut().zip(&self.sent).zip(understood).zip(0..);
        join_all(sending.map(|(((wire, sent), understood), place)| async move {
            if place > 0 {
                sleep(LATER * place).await;
            }
            send(wire, sent, *understood, HELD, &limits).await
        }))
        .await
    }
}

/// Sends one step. The rest of an unfinished request is pretended to come for so long.
async fn send(
    wire: &mut Wire,
    sent: &[u8],
    understood: Understanding,
    unfinished: Duration,
    limits: &Limits,
) -> Arrival {
    let patience = match understood {
        Understanding::Sound(Asking::Known) => limits.patience,
        Understanding::Unfinished => unfinished,
        _ => UNCLEAR.min(limits.patience),
    };
    let mut arrival = wire.send(sent, patience).await;
    match understood {
        Understanding::Sound(_) if arrival.outcome != Ok(SWITCHING) => {}
        Understanding::FramedTwice => {
            arrival.unasked += wire.wait_for_unasked(SECOND_ANSWER).await;
            wire.hang_up();
        }
        // What such a connection is good for afterwards is nobody's to say.
        _ => wire.hang_up(),
    }
    arrival
}

/// who goes beside another is not kept waiting by it.
pub(super) fn kept_waiting(
    target: &Target,
    begin: usize,
    steps: &[Step],
    arrivals: &[Arrival],
) -> Option<Breach> {
    let (first, others) = arrivals.split_first()?;
    if first.elapsed < HELD / 2 {
        return None;
    }
    let waited = |(place, arrival): (usize, &Arrival)| {
        let Message::Call(call) = &steps[place + 1].message else { return None };
        let asked = Asked::of(target, call)?;
        let reads = asked.route.is_some_and(|route| route.effect == Effect::Reads);
        let share = arrival.elapsed.as_secs_f64() / first.elapsed.as_secs_f64();
        let waited = reads && asked.surety == Surety::Valid && share > SHARE && arrival.outcome.is_ok();
        waited.then_some((place + 1, asked))
    };
    let (place, asked) = others.iter().enumerate().find_map(waited)?;
    let what = match &steps.first()?.message {
        Message::Call(_) => "while a script runs",
        Message::Structured(_) | Message::Raw(_) => "while a request is on its way",
    };
    let step = begin + place;
    let deviation = Deviation {
        expected: format!("others are answered {what}"),
        seen: format!("nobody else is answered {what}"),
        exchange: Some(step),
    };
    let command = Some(asked.name().clone());
    Some(Breach { oracle: Oracle::Slow, citation: cite::r(1), command, deviation, step })
}
