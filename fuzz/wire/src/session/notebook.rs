//! What a campaign brings, written down in passing: the campaign is never kept waiting.

use report_model::finding::Replays;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};

use super::now;
use crate::breach::Breach;
use crate::campaign::{Keeper, KeptInput, Progress};
use crate::input::Input;
use crate::suspect::Suspect;

/// Something that a campaign brought.
#[derive(Debug)]
pub(super) enum Note {
    /// An input is worth keeping.
    Kept(Input),
    /// A breach was met.
    Met(Suspect),
    /// The campaign has come that far.
    Progress(Progress),
}

/// Hands notes to the clerk, and to the campaign what others have brought.
pub(super) struct Notebook {
    notes: UnboundedSender<Note>,
    arrivals: UnboundedReceiver<Input>,
}

impl Notebook {
    pub(super) fn new(notes: UnboundedSender<Note>, arrivals: UnboundedReceiver<Input>) -> Self {
        Self { notes, arrivals }
    }

    /// A clerk who has given up reads no more; the campaign is being stopped then.
    fn note(&self, note: Note) {
        drop(self.notes.send(note));
    }
}

impl Keeper for Notebook {
    fn input_kept(&mut self, kept: &KeptInput) {
        self.note(Note::Kept(kept.input.clone()));
    }

    fn breach(&mut self, input: &Input, breach: &Breach) {
        self.note(Note::Met(Suspect {
            signature: breach.signature(),
            oracle: breach.oracle,
            clause: breach.citation.clause.clone(),
            met: now(),
            replays: Replays::default(),
            input: input.clone(),
            told_as: None,
        }));
    }

    fn suspicion(&mut self, input: &Input, breach: &Breach) {
        self.breach(input, breach);
    }

    fn progress(&mut self, progress: &Progress) {
        self.note(Note::Progress(progress.clone()));
    }

    fn arrivals(&mut self) -> Vec<Input> {
        std::iter::from_fn(|| self.arrivals.try_recv().ok()).collect()
    }
}
