//! Repeats what was met, each time on fresh connections, before it is told.

use std::sync::Arc;

use report_model::finding::Replays;

use crate::finding::Sighting;
use crate::input::Input;
use crate::play::Player;
use crate::target::Target;

/// How often a breach is repeated before it is told.
pub(crate) const TIMES: u64 = 3;

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

/// Repeats an input as often as is needed to believe it.
pub(crate) async fn confirm(target: &Arc<Target>, input: &Input, signature: &str) -> Confirmation {
    let mut confirmation = Confirmation { replays: Replays::default(), last: None };
    for _ in 0..TIMES {
        confirmation.replays.tried += 1;
        if let Some(sighting) = look(&mut Player::new(Arc::clone(target)), input, signature).await {
            confirmation.replays.came_back += 1;
            confirmation.last = Some(sighting);
        }
    }
    confirmation
}

/// Plays an input and looks for the breach of that signature.
pub(crate) async fn look(player: &mut Player, input: &Input, signature: &str) -> Option<Sighting> {
    let mut play = player.play(input).await;
    let place = play.breaches.iter().position(|breach| breach.signature() == signature)?;
    let breach = play.breaches.swap_remove(place);
    Some(Sighting { breach, play })
}
