//! Heads that are too long, too many, or no heads at all; and redirects.

use std::io::Write;

use super::{Act, Ends, Kind, LATER, Onset, PART, REACHED, SOON, WHOLE};
use crate::server::{After, answer, flood, say};

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "header_field_of_100_mb",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 200 OK\r\nX-Long: ", After::Keep)?;
            let megabyte = vec![b'x'; 1 << 20];
            for _ in 0..100 {
                stream.write_all(&megabyte)?;
            }
            say(stream, "\r\nContent-Length: 0\r\n\r\n", After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the answer is not HTTP: message head is too large"],
    },
    Kind {
        name: "header_fields_100_000",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 200 OK\r\n", After::Keep)?;
            for _ in 0..100 {
                stream.write_all("X: y\r\n".repeat(1000).as_bytes())?;
            }
            say(stream, "Content-Length: 0\r\n\r\n", After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the answer is not HTTP"],
    },
    Kind {
        name: "header_fields_as_many_as_are_read",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            let fields = format!("X: {}\r\n", "y".repeat(240)).repeat(240);
            say(stream, format!("HTTP/1.1 200 OK\r\n{fields}Content-Length: 0\r\n\r\n"), After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the body is empty"],
    },
    Kind {
        name: "interim_answers_without_end",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            flood(stream, "HTTP/1.1 100 Continue\r\n\r\n".repeat(100).as_bytes())
        }),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: LATER,
        told: &["no complete answer within 2.0 s", "the target stopped answering"],
    },
    Kind {
        name: "status_that_is_no_number",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 2OO OK\r\nContent-Length: 0\r\n\r\n", After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the answer is not HTTP"],
    },
    Kind {
        name: "status_beyond_all_classes",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 999 Fine\r\nContent-Length: 0\r\n\r\n", After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["status 999"],
    },
    Kind {
        name: "status_text_of_another_status",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 500 OK\r\nContent-Length: 4\r\n\r\nfine", After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["status 500"],
    },
    Kind {
        name: "no_content_with_content",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nfine", After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["204"],
    },
    Kind {
        name: "switches_protocols_unasked",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            say(stream, "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\n\r\n\x01\x02", After::Close)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["101"],
    },
    Kind {
        name: "http_0_9",
        onset: Onset::AtOnce,
        act: Act::Request(|_, stream, _| say(stream, "<html>a body without a head</html>\r\n", After::Close)),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["does not answer as an HTTP server does", "the answer is not HTTP"],
    },
    Kind {
        name: "tls_on_the_plain_port",
        onset: Onset::AtOnce,
        act: Act::Request(|_, stream, _| say(stream, b"\x15\x03\x03\x00\x02\x02\x16", After::Close)),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["does not answer as an HTTP server does", "the answer is not HTTP"],
    },
    Kind {
        name: "another_protocol_greets_first",
        onset: Onset::AtOnce,
        act: Act::Connection(|stream| say(stream, "220 mail.example ESMTP\r\n", After::Close).map(drop)),
        which: WHOLE,
        ends: Ends::Incomplete,
        within: SOON,
        told: &["does not answer as an HTTP server does"],
    },
    Kind {
        name: "http_2_frames",
        onset: REACHED,
        act: Act::Request(|_, stream, _| say(stream, b"\x00\x00\x00\x04\x00\x00\x00\x00\x00", After::Close)),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the answer is not HTTP"],
    },
    Kind {
        name: "redirect_to_itself",
        onset: Onset::AtOnce,
        act: Act::Request(|request, stream, _| {
            let target = &request.target;
            say(
                stream,
                format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n"),
                After::Keep,
            )
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["status 302"],
    },
    Kind {
        name: "redirect_to_another_host",
        onset: Onset::AtOnce,
        act: Act::Request(|request, stream, scene| {
            let (elsewhere, target) = (scene.elsewhere, &request.target);
            let head = format!(
                "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://{elsewhere}{target}\r\nContent-Length: 0\r\n\r\n"
            );
            say(stream, head, After::Keep)
        }),
        which: WHOLE,
        ends: Ends::Failing,
        within: LATER,
        told: &["status 307"],
    },
    Kind {
        name: "redirect_by_refresh_and_base",
        onset: Onset::AtOnce,
        act: Act::Request(|_, stream, scene| {
            let elsewhere = scene.elsewhere;
            let head = format!(
                "HTTP/1.1 200 OK\r\nRefresh: 0; url=http://{elsewhere}/\r\nAlt-Svc: http/1.1=\"{elsewhere}\"\r\n\
                 Content-Location: http://{elsewhere}/\r\nContent-Length: 0\r\n\r\n"
            );
            say(stream, head, After::Keep)
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["the body is empty"],
    },
    Kind {
        name: "escapes_that_steer_a_terminal",
        onset: REACHED,
        act: Act::Request(|_, stream, _| {
            answer(stream, "text/xml", b"\x1b[2J\x1b]0;owned\x07\x1b[31mred\xc2\x9b1m")
        }),
        which: PART,
        ends: Ends::Failing,
        within: LATER,
        told: &["owned"],
    },
];
