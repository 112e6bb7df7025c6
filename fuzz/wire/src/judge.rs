//! The judgement of one answer: every oracle that needs no other answer, the cheap looks at bytes first.

mod answered;
mod content;
mod gate;
mod told;

use std::borrow::Cow;

use driver::{Arrival, Wire};
use percent_encoding::percent_decode;
use report_model::verdict::{Deviation, Verdict};
use serde_json::Value;
use spec::ids::{Citation, Weight};

use crate::asked::Asked;
use crate::breach::Breach;
use crate::input::Message;
use crate::oracle::Oracle;
use crate::strict::Understanding;
use crate::target::Target;

/// One answer and all that is known of the request.
pub(crate) struct Turn<'a> {
    /// What is played against.
    pub(crate) target: &'a Target,
    /// The step, counted from 0.
    pub(crate) step: usize,
    /// The play, which its tokens name.
    pub(crate) play: u64,
    /// What was sent, as it is kept.
    pub(crate) message: &'a Message,
    /// What it asks, if it is a call of a command.
    pub(crate) asked: Option<Asked<'a>>,
    /// The bytes sent.
    pub(crate) sent: &'a [u8],
    /// What a strict recipient makes of them.
    pub(crate) understanding: Understanding,
    /// The tokens of this play.
    pub(crate) tokens: Tokens,
    /// What came.
    pub(crate) arrival: &'a Arrival,
    /// The answer in place.
    pub(crate) wire: &'a Wire,
    /// The content without NULs, in which ASCII can be found whatever its charset.
    pub(crate) text: &'a [u8],
}

/// Tokens of a play, as bits.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokens {
    /// Those of this step.
    pub(crate) here: u64,
    /// Those of all steps up to this one.
    pub(crate) sent: u64,
    /// Those of earlier steps that succeeded: names among them may be taken.
    pub(crate) spent: u64,
}

/// What is wrong with an answer, and what it says.
#[derive(Debug, Default)]
pub(crate) struct Judgement {
    /// What is wrong.
    pub(crate) breaches: Vec<Breach>,
    /// The shape of what the answer says, where it is known.
    pub(crate) shape: Option<u64>,
    /// What the answer says, where it was read.
    pub(crate) value: Option<Value>,
}

impl Turn<'_> {
    /// Judges the answer.
    pub(crate) fn judge(&self) -> Judgement {
        let mut judgement = Judgement::default();
        self.answered(&mut judgement);
        if let Ok(status) = self.arrival.outcome {
            self.gate(status, &mut judgement);
            self.told(status, &mut judgement);
            self.content(status, &mut judgement);
        }
        judgement
    }

    /// The bytes sent with percent-encoding undone, once and where it is one.
    fn decoded(&self) -> Cow<'_, [u8]> {
        percent_decode(self.sent).into()
    }

    fn breach(&self, oracle: Oracle, citation: Citation, expected: &str, seen: impl Into<String>) -> Breach {
        let deviation =
            Deviation { expected: expected.to_owned(), seen: seen.into(), exchange: Some(self.step) };
        // Beside every route of the command, the answer says nothing of it.
        let command = self.asked.filter(|asked| asked.route.is_some()).map(|asked| asked.name().clone());
        Breach { oracle, citation, command, deviation, step: self.step }
    }

    fn broken(&self, oracle: Oracle, verdict: &Verdict) -> Option<Breach> {
        let binds = verdict.citation.basis.weight() != Weight::Free;
        let deviation = verdict.deviation().filter(|_| binds)?;
        Some(self.breach(oracle, verdict.citation.clone(), &deviation.expected, deviation.seen.clone()))
    }
}

impl Judgement {
    fn add(&mut self, breach: impl IntoIterator<Item = Breach>) {
        self.breaches.extend(breach);
    }
}

/// Content without NULs: of UTF-16 that leaves the ASCII.
pub(crate) fn narrowed<'a>(body: &'a [u8], room: &'a mut Vec<u8>) -> &'a [u8] {
    let wide =
        body.len() >= 2 && (body[0] == 0 || body[1] == 0 || matches!(body[..2], [0xff, 0xfe] | [0xfe, 0xff]));
    if !wide {
        return body;
    }
    room.clear();
    room.extend(body.iter().filter(|byte| **byte != 0));
    room
}
