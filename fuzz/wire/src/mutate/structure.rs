//! How HTTP carries a message: methods, fields that come twice or disagree, lengths, chunks, the grammar of multipart.

use rand::seq::{IndexedMutRandom, IndexedRandom};
use rand::{Rng, RngExt};

use crate::generate::values::{HOSTILE, pick};
use crate::input::{Content, Field, Framing, Piece, Structured, Template};

const METHODS: [&str; 14] = [
    "GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "BREW", "get", "G", "PROPFIND",
    "POST ", "",
];

const VERSIONS: [&str; 8] =
    ["HTTP/1.0", "HTTP/1.1", "HTTP/1.2", "HTTP/2.0", "HTTP/9.9", "http/1.1", "HTTP/1.1 ", ""];

const FIELDS: [(&str, &str); 34] = [
    ("Content-Length", "0"),
    ("Content-Length", "7"),
    ("Content-Length", "-1"),
    ("Content-Length", "x"),
    ("Content-Length", "0x10"),
    ("Content-Length", "99999999999999999999999"),
    ("Content-Length", "5, 5"),
    ("Content-Length ", "3"),
    ("Transfer-Encoding", "chunked"),
    ("Transfer-Encoding", "xchunked"),
    ("Transfer-Encoding", "identity"),
    ("Transfer-Encoding", "gzip, chunked"),
    ("Content-Type", "application/x-www-form-urlencoded"),
    ("Content-Type", "application/x-www-form-urlencoded; charset=utf-16"),
    ("Content-Type", "multipart/form-data"),
    ("Content-Type", "multipart/form-data; boundary="),
    ("Content-Type", "application/json"),
    ("Content-Type", "application/octet-stream"),
    ("Content-Type", "////"),
    ("Content-Transfer-Encoding", "base64"),
    ("Content-Disposition", "attachment; filename=\"..\\..\\a.bin\""),
    ("Content-Encoding", "gzip"),
    ("Expect", "100-continue"),
    ("Expect", "200-miracle"),
    ("Connection", "close"),
    ("Connection", "keep-alive"),
    ("Connection", "upgrade"),
    ("Upgrade", "h2c"),
    ("Host", "other.example"),
    ("Range", "bytes=0-1,5-,-3"),
    ("Accept-Encoding", "gzip, deflate, br"),
    ("X-Forwarded-For", "127.0.0.1"),
    ("X-HTTP-Method-Override", "DELETE"),
    ("Cookie", "a=b; c=\"d"),
];

/// Changes a request in one way, seldom in more.
pub(crate) fn structure(rng: &mut impl Rng, request: &mut Structured) {
    loop {
        once(rng, request);
        if rng.random_bool(0.7) {
            return;
        }
    }
}

fn once(rng: &mut impl Rng, request: &mut Structured) {
    match rng.random_range(0..100) {
        0..16 => request.method = pick(rng, &METHODS).into(),
        16..24 => request.version = pick(rng, &VERSIONS).into(),
        24..48 => {
            let place = rng.random_range(0..=request.fields.len());
            let (name, value) = FIELDS.choose(rng).copied().unwrap_or_default();
            request.fields.insert(place, Field::new(name, value));
        }
        48..54 => {
            let again = request.fields.choose(rng).cloned();
            request.fields.extend(again);
        }
        54..58 => {
            let place = rng.random_range(0..request.fields.len().max(1));
            if place < request.fields.len() {
                request.fields.remove(place);
            }
        }
        58..66 => {
            if let Some(field) = request.fields.choose_mut(rng) {
                change_field(rng, field);
            }
        }
        66..80 => request.framing = framing(rng),
        80..86 => target(rng, &mut request.target),
        86..90 => {
            let times = rng.random_range(1..200);
            let name = Template::from("X-Many");
            let value = Template(vec![Piece::Repeated { text: "xyz ".to_owned(), times }]);
            request.fields.push(Field { name, value });
        }
        _ => content(rng, &mut request.content),
    }
}

fn framing(rng: &mut impl Rng) -> Framing {
    match rng.random_range(0..6) {
        0 => Framing::Untold,
        1 | 2 => Framing::Length,
        _ => Framing::Chunked(rng.random_range(1..40)),
    }
}

fn change_field(rng: &mut impl Rng, field: &mut Field) {
    match rng.random_range(0..6) {
        0 => field.name.push_text(" "),
        1 => field.value.push_text("\r\n folded"),
        2 => field.value.push_text(&pick(rng, &HOSTILE)),
        3 => field.value = Template::default(),
        4 => {
            if let [Piece::Text(name)] = field.name.0.as_mut_slice() {
                *name = if rng.random_bool(0.5) { name.to_uppercase() } else { name.to_lowercase() };
            }
        }
        _ => field.name = Template::default(),
    }
}

fn target(rng: &mut impl Rng, target: &mut Template) {
    match rng.random_range(0..9) {
        0 => target.0.insert(0, Piece::Text("http://other.example".to_owned())),
        1 => target.0.insert(0, Piece::Text("/.".to_owned())),
        2 => target.push_text("#fragment"),
        3 => target.push_text("&&=&="),
        4 => target.push_text("?x=y"),
        6 => target.0.insert(0, Piece::Text("/".to_owned())),
        7 | 8 => {
            for piece in &mut target.0 {
                if let Piece::Text(text) = piece {
                    *text = text.to_uppercase();
                }
            }
        }
        _ => target.push_text(&spec::wire::percent_encode(&pick(rng, &HOSTILE))),
    }
}

fn content(rng: &mut impl Rng, content: &mut Content) {
    match content {
        Content::Bytes(bytes) => match rng.random_range(0..4) {
            0 => bytes.push_text(&pick(rng, &["&&&", "=", "=&=", "%%%", "a=b=c", "{\"name\":1}", "\0"])),
            1 => *bytes = Template::from("&x=%"),
            2 => {
                *bytes = Template(vec![Piece::Repeated {
                    text: "p=x&".to_owned(),
                    times: rng.random_range(1..2000),
                }]);
            }
            _ => {
                bytes.0.pop();
            }
        },
        Content::Multipart { boundary, parts, closed } => match rng.random_range(0..7) {
            0 => *closed = !*closed,
            1 => *boundary = pick(rng, &["", "b", "----oktellspec-part-9b2", "\r\n"]),
            2 => parts.extend(parts.first().cloned()),
            3 => parts.clear(),
            4 => {
                if let Some(part) = parts.choose_mut(rng) {
                    let place = rng.random_range(0..part.fields.len().max(1));
                    if place < part.fields.len() {
                        part.fields.remove(place);
                    }
                }
            }
            5 => {
                if let Some(field) = parts.choose_mut(rng).and_then(|part| part.fields.choose_mut(rng)) {
                    change_field(rng, field);
                }
            }
            _ => {
                if let Some(part) = parts.choose_mut(rng) {
                    part.content.push_text("\r\n------oktellspec-part-9b2e");
                }
            }
        },
    }
}
