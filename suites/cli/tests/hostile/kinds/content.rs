//! Contents that are meant to hurt whoever reads them.

use std::io;
use std::net::TcpStream;
use std::sync::LazyLock;

use super::{Act, Ends, Kind, LATER, PART, REACHED};
use crate::server::{After, answer, say};

fn xml(stream: &mut TcpStream, content: impl AsRef<[u8]>) -> io::Result<After> {
    answer(stream, "text/xml; charset=utf-8", content.as_ref())
}

/// `<oktellxmlmapper>` with what stands inside of it.
fn mapper(inside: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"utf-8\"?><oktellxmlmapper>{inside}</oktellxmlmapper>")
}

/// The cases that read XML, and little besides.
const FEW: &[&str] = &["--filter", "golden::execsvcscript::*"];

/// A kind that is a content and nothing else.
const fn kind(
    name: &'static str,
    which: &'static [&'static str],
    act: fn(&crate::server::Request, &mut TcpStream, &crate::server::Scene) -> io::Result<After>,
    told: &'static [&'static str],
) -> Kind {
    Kind { name, onset: REACHED, act: Act::Request(act), which, ends: Ends::Failing, within: LATER, told }
}

pub(super) const KINDS: &[Kind] = &[
    kind(
        "gzip_bomb",
        FEW,
        |_, stream, _| {
            // The magic number and a deflate stream of zeros in small print: nobody who reads it by its length unpacks it.
            let bomb =
                [&b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03"[..], &[0xed, 0xc1, 1].repeat(100_000)].concat();
            let head = format!(
                "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
                bomb.len()
            );
            say(stream, [head.as_bytes(), &bomb].concat(), After::Keep)
        },
        &["content that reads as"],
    ),
    kind(
        "entity_bomb",
        PART,
        |_, stream, _| {
            let entities: String =
                (1..30).map(|level| format!("<!ENTITY e{level} \"&e{0};&e{0};\">", level - 1)).collect();
            xml(stream, format!("<!DOCTYPE x [<!ENTITY e0 \"boom\">{entities}]><x>&e29;</x>"))
        },
        &["document type declaration"],
    ),
    kind(
        "entity_of_a_file",
        PART,
        |_, stream, _| xml(stream, "<!DOCTYPE x [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><x>&f;</x>"),
        &["document type declaration"],
    ),
    kind(
        "elements_nested_1_000_000_deep",
        PART,
        |_, stream, _| xml(stream, "<a>".repeat(1_000_000)),
        &["the answer is longer than"],
    ),
    kind(
        "elements_nested_as_deep_as_is_read",
        FEW,
        |_, stream, _| xml(stream, "<a>".repeat(300_000)),
        &["deeper than"],
    ),
    kind(
        "attributes_1_000_000",
        PART,
        |_, stream, _| {
            static MILLION: LazyLock<String> =
                LazyLock::new(|| (0..1_000_000).map(|number| format!(" a{number}=\"\"")).collect());
            xml(stream, format!("<oktellxmlmapper{}/>", *MILLION))
        },
        &["the answer is longer than"],
    ),
    kind(
        "attributes_as_many_as_are_read",
        FEW,
        |_, stream, _| {
            let attributes: String = (0..18_000).map(|number| format!(" a{number}=\"\"")).collect();
            xml(stream, mapper(&format!("<x{attributes}/>")))
        },
        &["of the documented shape"],
    ),
    kind(
        "elements_as_many_as_are_read",
        FEW,
        |_, stream, _| xml(stream, mapper(&"<p/>".repeat(19_000))),
        &["of the documented shape"],
    ),
    kind(
        "utf_16_cut_within_a_character",
        PART,
        |_, stream, _| {
            let mut bytes = vec![0xff, 0xfe];
            bytes.extend(mapper("text").encode_utf16().flat_map(u16::to_le_bytes));
            bytes.pop();
            answer(stream, "text/xml; charset=utf-16", &bytes)
        },
        &["the XML is not well-formed"],
    ),
    kind(
        "utf_16_lone_surrogates",
        PART,
        |_, stream, _| {
            let text = mapper("x");
            let units = text.encode_utf16().flat_map(|unit| match unit {
                0x78 => [0x00, 0xd8],
                unit => unit.to_le_bytes(),
            });
            answer(stream, "text/xml; charset=utf-16le", &units.collect::<Vec<u8>>())
        },
        &["fit no charset that could be meant"],
    ),
    kind(
        "a_trace_of_the_inside_on_every_request",
        PART,
        |_, stream, _| {
            say(
                stream,
                "HTTP/1.1 500 Internal Server Error\r\nContent-Length: 42\r\n\r\nSystem.NullReferenceException\n   at System.X",
                After::Keep,
            )
        },
        &["R-2"],
    ),
];
