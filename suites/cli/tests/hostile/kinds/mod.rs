//! The kinds of hostile targets, a table a subject.

mod coming_and_going;
mod content;
mod framing;
mod heads;
mod silence;

use std::io;
use std::net::TcpStream;
use std::time::Duration;

use crate::server::{After, Request, Scene};

/// A kind of hostile target, and what the program makes of it.
#[derive(Debug)]
pub(crate) struct Kind {
    /// What it does.
    pub(crate) name: &'static str,
    /// Since when it does it.
    pub(crate) onset: Onset,
    /// How it does it.
    pub(crate) act: Act,
    /// Which part of the suites is run: everything, but where an answer is costly to send a thousand times.
    pub(crate) which: &'static [&'static str],
    /// How the run ends.
    pub(crate) ends: Ends,
    /// The time by which it has ended.
    pub(crate) within: Duration,
    /// What the report says, among other things.
    pub(crate) told: &'static [&'static str],
}

/// Since when a target is hostile. Before that, it answers with a friendly nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Onset {
    /// From the first connection on.
    AtOnce,
    /// Once it has answered so many requests.
    After(usize),
    /// The same, and nobody listens any more.
    GoneAfter(usize),
    /// It listens for a moment, then not for a moment, and so on.
    ComesAndGoes,
}

impl Onset {
    /// Whether the request of that number, counted from 0, gets a hostile answer.
    pub(crate) fn has_begun(self, number: usize) -> bool {
        match self {
            Self::AtOnce => true,
            Self::After(most) | Self::GoneAfter(most) => number >= most,
            Self::ComesAndGoes => false,
        }
    }
}

/// What a target does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Act {
    /// On every connection, before anything is asked where the onset is at once.
    Connection(fn(&mut TcpStream) -> io::Result<()>),
    /// On every request.
    Request(fn(&Request, &mut TcpStream, &Scene) -> io::Result<After>),
}

/// How a run ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ends {
    /// Clauses are broken: exit code 1.
    Failing,
    /// It could not be completed: exit code 3.
    Incomplete,
    /// The one or the other, as the moments fall.
    Either,
}

/// The whole plan.
const WHOLE: &[&str] = &[];
/// The fixed cases and what reads by itself: every format of answers, a few dozen requests.
const PART: &[&str] = &["--suite", "golden,licence"];
/// Enough of a run to see that the first questions are all that is asked.
const SOON: Duration = Duration::from_secs(45);
/// More than any run takes on a slow machine, and much less than a patience for every case.
const LATER: Duration = Duration::from_secs(150);
/// When the first questions of the run have been answered.
const REACHED: Onset = Onset::After(3);

/// Every kind.
pub(crate) fn all() -> impl Iterator<Item = &'static Kind> {
    [framing::KINDS, heads::KINDS, content::KINDS, silence::KINDS, coming_and_going::KINDS]
        .into_iter()
        .flatten()
}
