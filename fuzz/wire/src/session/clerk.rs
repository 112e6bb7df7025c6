//! Writes into the place what a campaign brings, as soon as it comes.

use std::num::NonZeroUsize;

use futures::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::desk::Desk;
use super::notebook::Note;
use super::{News, SessionError};
use crate::suspect::Suspect;

/// How many notes are taken at once.
const HANDFUL: usize = 256;
/// How many inputs are written at once.
const AT_ONCE: usize = 16;

/// Writes into the place what a campaign brings.
pub(super) struct Clerk<'a, Tell> {
    pub(super) desk: &'a Desk<'a, Tell>,
    /// How many inputs are in flight at once, for the tally.
    pub(super) workers: NonZeroUsize,
}

impl<Tell: FnMut(News) -> std::io::Result<()>> Clerk<'_, Tell> {
    /// Writes until nobody makes notes any more; hands what is to be examined on.
    pub(super) async fn write(
        self,
        mut inbox: UnboundedReceiver<Note>,
        queue: UnboundedSender<Suspect>,
    ) -> Result<(), SessionError> {
        let mut notes = Vec::new();
        while inbox.recv_many(&mut notes, HANDFUL).await > 0 {
            let (mut inputs, mut progress) = (Vec::new(), None);
            for note in notes.drain(..) {
                match note {
                    Note::Kept(input) => inputs.push(input),
                    Note::Met(suspect) => self.met(suspect, &queue).await?,
                    Note::Progress(latest) => progress = Some(latest),
                }
            }
            let writes = inputs.iter().map(|input| self.desk.keep_input(input));
            stream::iter(writes).buffer_unordered(AT_ONCE).try_collect::<()>().await?;
            if let Some(progress) = progress {
                self.desk.note(&progress, self.workers).await?;
            }
        }
        Ok(())
    }

    /// What somebody has examined already is not examined again unless it did not come back then.
    async fn met(&self, suspect: Suspect, queue: &UnboundedSender<Suspect>) -> Result<(), SessionError> {
        if self.desk.keep_suspect(&suspect).await? {
            drop(queue.send(suspect));
        }
        Ok(())
    }
}
