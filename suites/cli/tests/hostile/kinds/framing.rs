//! Contents that are longer or shorter than they are said to be, or never end.

use super::{Act, Ends, Kind, LATER, Onset, PART, REACHED, SOON, WHOLE};
use crate::server::{After, answer, flood, hang, say};

const LENGTH_5: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
const LENGTH_5000: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n";
const CHUNKED: &str = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
const UNTIL_CLOSE: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n";

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "endless_body_from_the_start",
        onset: Onset::AtOnce,
        act: Act::Request(|_, stream, _| {
            say(stream, UNTIL_CLOSE, After::Keep)?;
            flood(stream, &[b'x'; 16 * 1024])
        }),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["does not answer as an HTTP server does", "longer than"],
    },
    Kind {
        name: "endless_body",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, UNTIL_CLOSE, After::Keep)?;
            flood(stream, &[b'x'; 16 * 1024])
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the answer is longer than", "and it was cut off there"],
    },
    Kind {
        name: "endless_chunks",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, CHUNKED, After::Keep)?;
            flood(stream, format!("400\r\n{}\r\n", "x".repeat(0x400)).repeat(16).as_bytes())
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the answer is longer than"],
    },
    Kind {
        name: "every_answer_as_long_as_is_read",
        onset: REACHED,
        act: Act::Request(|_, stream, _| answer(stream, "text/xml", &vec![b' '; 1 << 20])),
        which: &["--filter", "golden::exec*"],
        ends: Ends::Failing,
        within: LATER,
        told: &["the body is empty"],
    },
    Kind {
        name: "body_longer_than_said",
        onset: REACHED,
        act: Act::Request(|_, stream, _| say(stream, [LENGTH_5, "five and more"].concat(), After::Keep)),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["five "],
    },
    Kind {
        name: "body_shorter_than_said_then_closed",
        onset: REACHED,
        act: Act::Request(|_, stream, _| say(stream, [LENGTH_5000, "short"].concat(), After::Close)),
        which: WHOLE,
        ends: Ends::Failing,
        within: LATER,
        told: &["the connection was closed before the answer was complete"],
    },
    Kind {
        name: "body_shorter_than_said_and_left_open",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, [LENGTH_5000, "short"].concat(), After::Keep)?;
            hang(stream)
        }),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: LATER,
        told: &["no complete answer within 2.0 s; 46 bytes of it came", "the target stopped answering"],
    },
    Kind {
        name: "chunks_that_stop_half_way",
        onset: REACHED,
        act: Act::Request(|_, stream, _| say(stream, [CHUNKED, "5\r\nhel"].concat(), After::Close)),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the connection was closed before the answer was complete"],
    },
    Kind {
        name: "chunk_of_a_size_beyond_numbers",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, [CHUNKED, "fffffffffffffffffffff\r\nhello\r\n0\r\n\r\n"].concat(), After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["R-1"],
    },
    Kind {
        name: "two_lengths_that_disagree",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            let head = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 3\r\n\r\nhello";
            say(stream, head, After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the answer is not HTTP"],
    },
    Kind {
        name: "length_that_is_no_number",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nhello", After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the answer is not HTTP"],
    },
    Kind {
        name: "length_beyond_all_memory",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 200 OK\r\nContent-Length: 9000000000000000000\r\n\r\nhello", After::Close)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the connection was closed before the answer was complete"],
    },
    Kind {
        name: "two_answers_to_one_request",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            answer(stream, "text/plain", b"for you")?;
            answer(stream, "text/plain", b"for nobody")
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["for you"],
    },
    Kind {
        name: "answers_before_it_is_asked",
        onset: Onset::AtOnce,
        act: Act::Connection(|stream| {
            answer(stream, "text/plain", b"too soon")?;
            hang(stream).map(drop)
        }),
        which: PART,
        // Where the request was quicker than the answer, nobody can tell.
        ends: Ends::Either,
        within: LATER,
        told: &["R-1"],
    },
    Kind {
        name: "answer_of_another_request",
        onset: REACHED,
        act: Act::Request(|request, stream, _| {
            // What the one before asked for, so that two at the same time get each other's.
            use std::sync::Mutex;
            static BEFORE: Mutex<String> = Mutex::new(String::new());
            let mut before = BEFORE.lock().unwrap();
            let theirs = std::mem::replace(&mut *before, request.target.clone());
            drop(before);
            answer(
                stream,
                "text/xml",
                format!("<answer to=\"{}\"/>", theirs.replace(['&', '"', '<'], "")).as_bytes(),
            )
        }),
        which: WHOLE,
        ends: Ends::Failing,
        within: LATER,
        told: &["the root element is <answer>"],
    },
];
