//! Targets that take their time, all of it.

use std::time::Duration;

use super::{Act, Ends, Kind, LATER, Onset, REACHED, SOON, WHOLE};
use crate::server::{After, drip, hang, say};

/// The pause between two bytes.
const A_SECOND: Duration = Duration::from_secs(1);

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "accepts_and_never_answers",
        onset: Onset::AtOnce,
        act: Act::Connection(|stream| hang(stream).map(drop)),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["does not answer as an HTTP server does", "no complete answer within 2.0 s"],
    },
    Kind {
        name: "falls_silent_once_reached",
        onset: REACHED,
        act: Act::Request(|_, stream, _| hang(stream)),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["no complete answer within 2.0 s", "the target stopped answering", "the run was given up"],
    },
    Kind {
        name: "falls_silent_in_the_middle",
        onset: Onset::After(300),
        act: Act::Request(|_, stream, _| hang(stream)),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: LATER,
        told: &["no complete answer within 2.0 s", "the target stopped answering", "the run was given up"],
    },
    Kind {
        name: "one_byte_a_second",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", After::Keep)?;
            drip(stream, b"x", A_SECOND)
        }),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["no complete answer within 2.0 s", "the target stopped answering"],
    },
    Kind {
        name: "one_byte_of_the_head_a_second",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 200 OK\r\nX-Slow: ", After::Keep)?;
            drip(stream, b"x", A_SECOND)
        }),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["no complete answer within 2.0 s", "the target stopped answering"],
    },
    Kind {
        name: "interim_answers_one_a_moment",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            drip(stream, b"HTTP/1.1 102 Processing\r\n\r\n", Duration::from_millis(50))
        }),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["no complete answer within 2.0 s", "the target stopped answering"],
    },
];
