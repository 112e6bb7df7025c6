//! Examines what was met: repeats it, makes it shorter, repeats that, and only then calls it a finding.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures::future::{Either, select};
use report_model::event::Tool;
use report_model::finding::Replays;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::desk::Desk;
use super::{News, SessionError, now};
use crate::asked::STRAY_PATH;
use crate::breach::Breach;
use crate::campaign::Campaign;
use crate::confirm::{Confirmation, Look, Sighting, Watch};
use crate::finding::{Finding, Scene};
use crate::input::{Call, Input, Message};
use crate::minimise::{Bounds, Witness, minimise};
use crate::oracle::Oracle;
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
        let cause = Cause { oracle: suspect.oracle, signature: suspect.signature.clone() };
        let proven = match self.prove(cause, suspect.input.clone()).await {
            Ok(proven) => proven,
            Err(replays) => {
                suspect.replays = suspect.replays.and(replays);
                return Ok(self.desk.acquit(suspect).await?);
            }
        };
        let shortest = self.shortened(proven).await;
        let told = match self.widened(&shortest).await {
            Some(wider) => self.shortened(wider).await,
            None => shortest,
        };
        self.desk.convict(suspect, told.finding(self)).await
    }

    /// Repeats an input as often as is needed to believe it; else says how often it came back.
    async fn prove(&self, cause: Cause, input: Input) -> Result<Proven, Replays> {
        let confirmation = cause.watch(self.target).confirm(&input).await;
        let confidence = self.desk.count(cause.oracle, confirmation.replays);
        let whole = confirmation.is_whole();
        let Confirmation { replays, last } = confirmation;
        let sighting = last.filter(|_| whole).ok_or(replays)?;
        Ok(Proven { cause, input, sighting, replays, confidence })
    }

    /// The same without the command, where it shows at a path of no command, too: such a cause is one, and not one a command.
    async fn widened(&self, proven: &Proven) -> Option<Proven> {
        let narrow = &proven.sighting.breach;
        let mut input = proven.input.clone();
        let step = input.steps.get_mut(narrow.step)?;
        let Message::Call(call) = &mut step.message else { return None };
        let bare = Call::new(narrow.command.clone()?, STRAY_PATH);
        STRAY_PATH.clone_into(&mut call.path);
        let needs_more = *call != bare;
        let signature = Breach { command: None, ..narrow.clone() }.signature();
        let cause = Cause { signature, oracle: proven.cause.oracle };
        // Where that path breaks the rule by itself, it shows nothing of what else does.
        if needs_more && self.sees(&cause, &Input::one(Message::Call(bare))).await {
            return None;
        }
        // Most causes are matters of one command, which is no evidence against their oracle: one look comes before what is counted.
        if !self.sees(&cause, &input).await {
            return None;
        }
        self.prove(cause, input).await.ok()
    }

    async fn sees(&self, cause: &Cause, input: &Input) -> bool {
        matches!(cause.watch(self.target).look_afresh(input).await, Look::Seen(_))
    }

    /// The same by the shortest input, unless that comes back less often: it is worth less then.
    async fn shortened(&self, proven: Proven) -> Proven {
        let watch = proven.cause.watch(self.target);
        let mut witness =
            Replayer { player: Player::new(Arc::clone(self.target)), watch: &watch, hurry: self.hurry };
        let shortest = minimise(&proven.input, &mut witness, BOUNDS).await;
        if shortest == proven.input {
            return proven;
        }
        self.prove(proven.cause.clone(), shortest).await.unwrap_or(proven)
    }
}

/// What tells one finding from others.
#[derive(Debug, Clone)]
struct Cause {
    oracle: Oracle,
    signature: String,
}

impl Cause {
    fn watch<'a>(&'a self, target: &'a Arc<Target>) -> Watch<'a> {
        Watch { target, oracle: self.oracle, signature: &self.signature }
    }
}

/// A cause that came back every time with that input.
struct Proven {
    cause: Cause,
    input: Input,
    sighting: Sighting,
    replays: Replays,
    confidence: f64,
}

impl Proven {
    fn finding<Tell>(self, by: &Examiner<'_, Tell>) -> Finding {
        let scene = Scene { campaign: by.campaign, target: by.target, tool: by.tool };
        Finding::of(self.input, &self.sighting, self.replays, self.confidence, now(), scene)
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
