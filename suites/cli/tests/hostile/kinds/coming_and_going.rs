//! Targets that close when they should not, and targets that are there only now and then.

use super::{Act, Ends, Kind, LATER, Onset, REACHED, SOON, WHOLE};
use crate::server::{After, answer, say};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "closes_before_it_is_asked",
        onset: Onset::AtOnce,
        act: Act::Connection(|_| Ok(())),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["does not answer as an HTTP server does", "the connection was closed"],
    },
    Kind {
        name: "closes_instead_of_answering",
        onset: REACHED,
        act: Act::Request(|_, _, _| Ok(After::Close)),
        which: WHOLE,
        ends: Ends::Failing,
        within: LATER,
        told: &["the connection was closed before the answer was complete"],
    },
    Kind {
        name: "closes_within_the_head",
        onset: REACHED,
        act: Act::Request(|_, stream, _| say(stream, "HTTP/1.1 200 OK\r\nContent-Le", After::Close)),
        which: WHOLE,
        ends: Ends::Failing,
        within: LATER,
        told: &["R-1"],
    },
    Kind {
        name: "closes_after_every_answer_unannounced",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            answer(stream, "text/plain", b"and gone")?;
            Ok(After::Close)
        }),
        which: WHOLE,
        ends: Ends::Failing,
        within: LATER,
        told: &["and gone"],
    },
    Kind {
        name: "goes_away_in_the_middle",
        onset: Onset::GoneAfter(300),
        act: Act::Request(|_, _, _| Ok(After::Close)),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: LATER,
        told: &["the target stopped answering", "cannot be reached", "the run was given up"],
    },
    Kind {
        name: "comes_and_goes",
        onset: Onset::ComesAndGoes,
        act: Act::Request(|_, _, _| Ok(After::Close)),
        which: WHOLE,
        ends: Ends::Either,
        within: LATER,
        told: &["R-1"],
    },
];
