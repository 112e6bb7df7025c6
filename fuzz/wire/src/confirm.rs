//! Repeats what was met, each time on fresh connections, before it is told.

use std::sync::Arc;
use std::time::Duration;

use futures::future::join_all;
use report_model::finding::Replays;
use spec::wire::{Exchange, Lapse};
use tokio::time::sleep;

use crate::breach::Breach;
use crate::campaign::memory;
use crate::input::Input;
use crate::oracle::Oracle;
use crate::play::{Play, Player};
use crate::target::{Home, Target};

/// How often a breach is repeated before it is told.
pub(crate) const TIMES: u64 = 3;

/// How many play at once where one is to be given what is another's.
const CROWD: usize = 8;
/// How often each of them does.
const ROUNDS: usize = 4;

/// How long the answer of a target is waited for that may be dead.
const PULSE: Duration = Duration::from_secs(2);
/// How often is looked whether a target is back, and how long is waited between.
const PROBES: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(250);

/// What was seen when an input was repeated.
#[derive(Debug)]
pub(crate) struct Sighting {
    pub(crate) breach: Breach,
    pub(crate) play: Play,
}

/// What came of repeating an input.
#[derive(Debug)]
pub(crate) struct Confirmation {
    /// How often it was repeated, and how often the breach came back.
    pub(crate) replays: Replays,
    /// How it looked the last time.
    pub(crate) last: Option<Sighting>,
}

impl Confirmation {
    /// Whether it came back every time.
    pub(crate) fn is_whole(&self) -> bool {
        self.replays.tried > 0 && self.replays.came_back == self.replays.tried
    }
}

/// Looks for one breach.
#[derive(Debug)]
pub(crate) struct Watch<'a> {
    pub(crate) target: &'a Arc<Target>,
    pub(crate) oracle: Oracle,
    pub(crate) signature: &'a str,
}

/// What came of one look.
#[derive(Debug)]
pub(crate) enum Look {
    /// The breach is there.
    Seen(Box<Sighting>),
    /// It is not.
    Unseen,
    /// The target cannot be reached.
    Unreachable(String),
    /// Some of it may not be sent to the target.
    Withheld,
}

impl Watch<'_> {
    /// Repeats an input as often as is needed to believe it.
    pub(crate) async fn confirm(&self, input: &Input) -> Confirmation {
        let mut confirmation = Confirmation { replays: Replays::default(), last: None };
        for _ in 0..TIMES {
            confirmation.replays.tried += 1;
            if let Look::Seen(sighting) = self.look_afresh(input).await {
                confirmation.replays.came_back += 1;
                confirmation.last = Some(*sighting);
            }
        }
        confirmation
    }

    /// Plays an input on fresh connections and looks for the breach.
    pub(crate) async fn look_afresh(&self, input: &Input) -> Look {
        self.look(&mut Player::new(Arc::clone(self.target)), input).await
    }

    /// Plays an input and looks for the breach.
    pub(crate) async fn look(&self, player: &mut Player, input: &Input) -> Look {
        match self.oracle {
            // What others have sent comes back only while there are others.
            Oracle::ForeignData => self.look_in_a_crowd(input).await,
            Oracle::Memory => self.look_for_growth(player, input).await,
            Oracle::Dead => self.look_for_a_death(player, input).await,
            _ => self.found_in(player.play(input).await, input),
        }
    }

    fn found_in(&self, mut play: Play, input: &Input) -> Look {
        let place = play.breaches.iter().position(|breach| breach.signature() == self.signature);
        match place {
            Some(place) => {
                let breach = play.breaches.swap_remove(place);
                Look::Seen(Box::new(Sighting { breach, play }))
            }
            None => unseen(&play, input),
        }
    }

    async fn look_in_a_crowd(&self, input: &Input) -> Look {
        let one = async || {
            let mut player = Player::new(Arc::clone(self.target));
            let mut look = Look::Unseen;
            for _ in 0..ROUNDS {
                look = self.found_in(player.play(input).await, input);
                if matches!(look, Look::Seen(_)) {
                    break;
                }
            }
            look
        };
        let mut looks = join_all((0..CROWD).map(|_| one())).await;
        let seen = looks.iter().position(|look| matches!(look, Look::Seen(_))).unwrap_or(0);
        looks.swap_remove(seen)
    }

    /// Whether the memory of the target grows by the input, as far as it can be seen from here.
    async fn look_for_growth(&self, player: &mut Player, input: &Input) -> Look {
        if self.target.home == Home::Elsewhere {
            return Look::Unreachable("its memory cannot be seen from here".to_owned());
        }
        let grows = memory::grows_by(player, input).await;
        let mut play = player.play(input).await;
        play.breaches = grows.then(memory::breach).into_iter().collect();
        self.found_in(play, input)
    }

    /// Whether nobody is answered any more after the input. Somebody who comes back is waited for, so that the next look finds him.
    async fn look_for_a_death(&self, player: &mut Player, input: &Input) -> Look {
        if !player.finds_somebody(PULSE).await {
            return Look::Unreachable("nothing is answered".to_owned());
        }
        let play = player.play(input).await;
        if player.finds_somebody(PULSE).await {
            return Look::Unseen;
        }
        for _ in 0..PROBES {
            if player.finds_somebody(PULSE).await {
                break;
            }
            sleep(BETWEEN).await;
        }
        let mut deaths = play.breaches.clone().into_iter().map(Breach::fatal);
        match deaths.find(|breach| breach.signature() == self.signature) {
            Some(breach) => Look::Seen(Box::new(Sighting { breach, play })),
            None => Look::Unseen,
        }
    }
}

/// What an input without the breach tells: what was not sent shows nothing.
fn unseen(play: &Play, input: &Input) -> Look {
    let unreachable = |exchange: &Exchange| match &exchange.outcome {
        Err(Lapse::Unreachable(reason)) => Some(reason.clone()),
        Ok(_) | Err(_) => None,
    };
    match play.exchanges.iter().find_map(unreachable) {
        Some(reason) => Look::Unreachable(reason),
        None if play.exchanges.len() < input.steps.len() => Look::Withheld,
        None => Look::Unseen,
    }
}
