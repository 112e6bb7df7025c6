//! Whether it was this input: what it is suspected of has to come again when it is played alone.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, Notify};
use tokio::time::sleep;

use crate::breach::Breach;
use crate::input::Input;
use crate::oracle::Oracle;
use crate::play::Player;

/// Tries one suspect at a time where many may have brought the target down.
#[derive(Debug, Default)]
pub(super) struct Trial {
    court: Mutex<()>,
    /// How many trials need that nobody else asks anything.
    sitting: AtomicUsize,
    adjourned: Notify,
}

/// How long a target may be down before it is given up.
const DOWN: Duration = Duration::from_secs(15);

/// The first wait of a health probe; the next are twice as long each, up to a second.
const FIRST_WAIT: Duration = Duration::from_millis(20);

/// How long the answer to a health probe is waited for.
const PROBE: Duration = Duration::from_secs(2);

/// How long conversations last where the profile does not say, and how long it rings before them.
const TALK: Duration = Duration::from_secs(2);
const RINGING: Duration = Duration::from_secs(1);

/// Nobody is there any more.
#[derive(Debug)]
pub(super) struct Gone;

impl Trial {
    /// Waits until no trial needs silence.
    pub(super) async fn recess(&self) {
        while self.sitting.load(Ordering::SeqCst) > 0 {
            let adjourned = self.adjourned.notified();
            if self.sitting.load(Ordering::SeqCst) > 0 {
                adjourned.await;
            }
        }
    }

    /// Has nobody else ask anything.
    pub(super) fn silence(&self) -> Silence<'_> {
        self.sitting.fetch_add(1, Ordering::SeqCst);
        Silence(self)
    }

    /// The breach as it came again; nothing if it did not.
    pub(super) async fn of(
        &self,
        player: &mut Player,
        input: &Input,
        breach: &Breach,
    ) -> Result<Option<Breach>, Gone> {
        match breach.oracle {
            // What others have sent comes back only while there are others.
            Oracle::Crosstalk => Ok(Some(breach.clone())),
            Oracle::Drop => self.in_silence(player, input, breach).await,
            Oracle::Differential => Ok(self.at_rest(player, input, breach).await),
            Oracle::Slow => Ok(match again(player, input, breach).await {
                Some(_) => again(player, input, breach).await,
                None => None,
            }),
            _ => Ok(again(player, input, breach).await),
        }
    }

    /// Many were in flight when the target fell silent: each of them is tried alone, when the target is back.
    async fn in_silence(
        &self,
        player: &mut Player,
        input: &Input,
        breach: &Breach,
    ) -> Result<Option<Breach>, Gone> {
        let _silence = self.silence();
        let _court = self.court.lock().await;
        recovery(player).await?;
        let again = again(player, input, breach).await;
        let fell = again.is_some() && !player.finds_somebody(PROBE).await;
        if fell {
            recovery(player).await?;
        }
        Ok(again.map(|breach| if fell { breach.fatal() } else { breach }))
    }

    /// Calls do not begin and end at one moment on two servers: what they say is compared when those of others are over on both.
    async fn at_rest(&self, player: &mut Player, input: &Input, breach: &Breach) -> Option<Breach> {
        let _silence = self.silence();
        let _court = self.court.lock().await;
        let talk = player.target().profile.calls.talk_time.unwrap_or(TALK);
        sleep(2 * talk + RINGING).await;
        again(player, input, breach).await
    }

    /// Waits until a target that could not be reached is there again.
    pub(super) async fn recovery(&self, player: &mut Player) -> Result<(), Gone> {
        let _silence = self.silence();
        let _court = self.court.lock().await;
        recovery(player).await
    }
}

/// Nobody else asks anything as long as this lives.
pub(super) struct Silence<'a>(&'a Trial);

impl Drop for Silence<'_> {
    fn drop(&mut self) {
        self.0.sitting.fetch_sub(1, Ordering::SeqCst);
        self.0.adjourned.notify_waiters();
    }
}

async fn again(player: &mut Player, input: &Input, breach: &Breach) -> Option<Breach> {
    let signature = breach.signature();
    let outcome = player.again(input, false).await;
    outcome.breaches.into_iter().find(|again| again.signature() == signature)
}

/// Waits, longer from probe to probe, until the target answers anything.
async fn recovery(player: &mut Player) -> Result<(), Gone> {
    let mut waited = Duration::ZERO;
    let mut wait = FIRST_WAIT;
    while !player.finds_somebody(PROBE).await {
        if waited > DOWN {
            return Err(Gone);
        }
        sleep(wait).await;
        waited += wait;
        wait = (wait * 2).min(Duration::from_secs(1));
    }
    Ok(())
}
