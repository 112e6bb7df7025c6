//! Examines what was met: repeats it, makes it shorter, repeats that, and only then calls it a finding.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{Either, select};
use report_model::event::Tool;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::{News, SessionError, now};
use crate::campaign::Campaign;
use crate::confirm::{Confirmation, Look, Watch};
use crate::finding::{Finding, Scene};
use crate::input::Input;
use crate::minimise::{Bounds, Witness, minimise};
use crate::play::Player;
use crate::suspect::Suspect;
use crate::target::Target;

/// How much is spent on making one input shorter.
const BOUNDS: Bounds = Bounds { plays: 1_000, time: Duration::from_secs(20) };

/// Examines what was met.
pub(super) struct Examiner<'a, Tell> {
    pub(super) desk: &'a Desk<'a, Tell>,
    pub(super) campaign: &'a Campaign,
    pub(super) target: &'a Arc<Target>,
    pub(super) tool: &'a Tool,
    /// Set when there is no time any more for making inputs shorter.
    pub(super) hurry: &'a CancellationToken,
}

impl<Tell: FnMut(News) -> io::Result<()>> Examiner<'_, Tell> {
    /// Examines until nothing comes any more, or it is enough: what is left then is a suspect for the next start.
    pub(super) async fn examine(
        self,
        met: UnboundedReceiver<Suspect>,
        enough: impl Future<Output = ()>,
    ) -> Result<(), SessionError> {
        match select(pin!(self.examine_all(met)), pin!(enough)).await {
            Either::Left((examined, _)) => examined,
            Either::Right(_) => Ok(()),
        }
    }

    async fn examine_all(&self, mut met: UnboundedReceiver<Suspect>) -> Result<(), SessionError> {
        while let Some(suspect) = met.recv().await {
            self.examine_one(suspect).await?;
        }
        Ok(())
    }

    async fn examine_one(&self, mut suspect: Suspect) -> Result<(), SessionError> {
        let watch = Watch { target: self.target, oracle: suspect.oracle, signature: &suspect.signature };
        let first = watch.confirm(&suspect.input).await;
        let mut confidence = self.desk.count(suspect.oracle, first.replays);
        if !first.is_whole() {
            suspect.replays = suspect.replays.and(first.replays);
            return Ok(self.desk.acquit(suspect).await?);
        }
        let mut witness =
            Replayer { player: Player::new(Arc::clone(self.target)), watch: &watch, hurry: self.hurry };
        let shortest = minimise(&suspect.input, &mut witness, BOUNDS).await;
        let (input, confirmation) = if shortest == suspect.input {
            (suspect.input, first)
        } else {
            let second = watch.confirm(&shortest).await;
            confidence = self.desk.count(suspect.oracle, second.replays);
            // What is shorter and comes back less often is worth less.
            if second.is_whole() { (shortest, second) } else { (suspect.input, first) }
        };
        let Confirmation { replays, last: Some(sighting) } = confirmation else { return Ok(()) };
        let scene = Scene { campaign: self.campaign, target: self.target, tool: self.tool };
        self.desk.convict(Finding::of(input, &sighting, replays, confidence, now(), scene)).await
    }
}

/// Replays candidates on one connection, as a campaign does.
struct Replayer<'a> {
    player: Player,
    watch: &'a Watch<'a>,
    hurry: &'a CancellationToken,
}

impl Witness for Replayer<'_> {
    async fn sees(&mut self, input: &Input) -> bool {
        !self.hurry.is_cancelled() && matches!(self.watch.look(&mut self.player, input).await, Look::Seen(_))
    }
}
