//! What a strict recipient makes of bytes (RFC 9112): only what is sure of them may be held against a target.

use memchr::{memchr, memmem};
use spec::wire::{Method, Request};

/// What a strict recipient makes of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Understanding {
    /// One whole request, with nothing behind it.
    Sound(Asking),
    /// One whole request in chunks that has a length besides: whoever goes by the length takes the rest for another request.
    FramedTwice,
    /// A request whose length nobody can know, and why.
    Unknowable(&'static str),
    /// A request whose chunks cannot be put together, and why: whoever does not look at the content may answer it.
    Garbled(&'static str),
    /// A request whose end is missing.
    Unfinished,
    /// Anything else: what it is the recipient may decide.
    Unclear,
}

/// What a sound request asks with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asking {
    /// A method that the interface knows.
    Known,
    /// Another method, or fields that a recipient may find unsupported.
    Odd,
}

/// No sound request of a campaign has a longer head: longer ones may be found too long.
const LONGEST_HEAD: usize = 8 << 10;

/// The most fields of a sound head.
const FIELDS: usize = 64;

/// Fields by which a recipient may do something else than answer the request.
const DEMANDING: [&str; 5] = ["expect", "upgrade", "te", "trailer", "content-encoding"];

/// Reads bytes as a strict recipient does.
pub(crate) fn read(bytes: &[u8]) -> Understanding {
    let mut room = [httparse::EMPTY_HEADER; FIELDS];
    let mut head = httparse::Request::new(&mut room);
    let end = match head.parse(bytes) {
        Ok(httparse::Status::Complete(end)) => end,
        Ok(httparse::Status::Partial) => return Understanding::Unfinished,
        Err(_) => return Understanding::Unclear,
    };
    let line_ends = memmem::find_iter(&bytes[..end], b"\r\n").count();
    let bare_ends = memchr::memchr_iter(b'\n', &bytes[..end]).count() != line_ends;
    let target = head.path.unwrap_or_default();
    let is_plain =
        target.starts_with('/') && target.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    let hosts = head.headers.iter().filter(|field| field.name.eq_ignore_ascii_case("host"));
    let one_host = hosts.filter(|field| memchr(b',', field.value).is_none()).count() == 1;
    let readable =
        head.headers.iter().all(|field| field.value.iter().all(|byte| (b' '..=b'~').contains(byte)));
    if end > LONGEST_HEAD || bare_ends || !is_plain || !one_host || !readable || head.version != Some(1) {
        return Understanding::Unclear;
    }
    let demanding = head.headers.iter().any(|field| {
        let name = field.name;
        DEMANDING.iter().any(|demand| name.eq_ignore_ascii_case(demand))
    });
    let known = matches!(head.method, Some("GET" | "POST")) && !demanding;
    content(head.headers, &bytes[end..], if known { Asking::Known } else { Asking::Odd })
}

fn content(fields: &[httparse::Header<'_>], rest: &[u8], asking: Asking) -> Understanding {
    let named = |name: &'static str| {
        fields
            .iter()
            .filter(move |field| field.name.eq_ignore_ascii_case(name))
            .map(|field| field.value.trim_ascii())
    };
    let mut lengths = named("content-length");
    let mut codings = named("transfer-encoding");
    let stated = lengths.next();
    if let Some(first) = stated
        && let Some(why) = unknowable(first, lengths)
    {
        // Chunks outrank a length, so one that makes no sense may be passed over beside them (RFC 9112, section 6.3).
        let chunked = codings.next().is_some();
        return if chunked { Understanding::Unclear } else { Understanding::Unknowable(why) };
    }
    match (stated, codings.next(), codings.next()) {
        (None, None, None) if rest.is_empty() => Understanding::Sound(asking),
        (Some(length), None, None) => {
            let length = std::str::from_utf8(length).ok().and_then(|text| text.parse::<usize>().ok());
            match length.map(|length| length.cmp(&rest.len())) {
                Some(std::cmp::Ordering::Equal) => Understanding::Sound(asking),
                Some(std::cmp::Ordering::Greater) => Understanding::Unfinished,
                _ => Understanding::Unclear,
            }
        }
        (stated, Some(coding), None) if coding.eq_ignore_ascii_case(b"chunked") => match chunks(rest) {
            Understanding::Sound(_) if stated.is_some() => Understanding::FramedTwice,
            Understanding::Sound(_) => Understanding::Sound(asking),
            other => other,
        },
        _ => Understanding::Unclear,
    }
}

/// Why a length cannot be known, if that is so.
fn unknowable<'a>(first: &[u8], mut others: impl Iterator<Item = &'a [u8]>) -> Option<&'static str> {
    let digits = |text: &&[u8]| !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    // One number may be written in two ways.
    let plain = |text: &[u8]| text.iter().skip_while(|digit| **digit == b'0').copied().collect::<Vec<u8>>();
    if others.any(|other| digits(&first) && digits(&other) && plain(first) != plain(other)) {
        return Some("two different lengths");
    }
    let list: Vec<&[u8]> = first.split(|byte| *byte == b',').map(<[u8]>::trim_ascii).collect();
    match list.as_slice() {
        [one] if !digits(one) && !one.is_empty() => Some("a length that is no number"),
        [one] if one.len() > 20 => Some("a length beyond every number"),
        [one, more @ ..] if list.iter().all(digits) && more.iter().any(|other| other != one) => {
            Some("a list of different lengths")
        }
        _ => None,
    }
}

/// Chunked content that ends where the bytes do.
fn chunks(mut rest: &[u8]) -> Understanding {
    loop {
        let Some(end) = memmem::find(rest, b"\r\n") else { return Understanding::Unfinished };
        let line = &rest[..end];
        let size = line.split(|byte| *byte == b';').next().unwrap_or_default();
        let digits = !size.is_empty() && size.iter().all(u8::is_ascii_hexdigit);
        if !digits {
            let shows = size.iter().any(|byte| byte.is_ascii_graphic() && !byte.is_ascii_hexdigit());
            let no_number = Understanding::Garbled("a chunk whose size is no number");
            return if shows { no_number } else { Understanding::Unclear };
        }
        let text = std::str::from_utf8(size).unwrap_or_default();
        let Ok(size) = usize::from_str_radix(text, 16) else {
            return Understanding::Garbled("a chunk of a size beyond every number");
        };
        rest = &rest[end + 2..];
        if size == 0 {
            return if rest == b"\r\n" {
                Understanding::Sound(Asking::Known)
            } else {
                Understanding::Unclear
            };
        }
        let Some(behind) = rest.get(size..size.saturating_add(2)) else { return Understanding::Unfinished };
        if behind != b"\r\n" {
            return Understanding::Garbled("a chunk longer than its size");
        }
        rest = &rest[size + 2..];
    }
}

/// Bytes that are one sound request with its length told, as such; `Host` and the length are the driver's to add.
pub(crate) fn request(bytes: &[u8]) -> Option<Request> {
    let Understanding::Sound(_) = read(bytes) else { return None };
    let mut room = [httparse::EMPTY_HEADER; FIELDS];
    let mut head = httparse::Request::new(&mut room);
    let Ok(httparse::Status::Complete(end)) = head.parse(bytes) else { return None };
    let method = match head.method? {
        "GET" => Method::Get,
        "POST" => Method::Post,
        other => Method::Other(other.to_owned()),
    };
    let mut request = Request { method, ..Request::get(head.path?) }.content(&bytes[end..]);
    for field in head.headers.iter() {
        let value = std::str::from_utf8(field.value).ok()?;
        match field.name.to_ascii_lowercase().as_str() {
            // Chunks are no content that another client would send.
            "transfer-encoding" => return None,
            "host" | "content-length" => {}
            _ => request = request.header(field.name, value),
        }
    }
    Some(request)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &str = "GET /x?a=b HTTP/1.1\r\nHost: h\r\n";
    const POST: &str = "POST /x HTTP/1.1\r\nHost: h\r\n";

    fn of(head: &str, rest: &str) -> Understanding {
        read(format!("{head}{rest}").as_bytes())
    }

    #[test]
    fn whole_requests_are_sound() {
        let sound = Understanding::Sound(Asking::Known);
        assert_eq!(of(GET, "\r\n"), sound);
        assert_eq!(of(POST, "Content-Length: 3\r\n\r\nabc"), sound);
        assert_eq!(of(POST, "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n0\r\n\r\n"), sound);
        assert_eq!(of("BREW /x HTTP/1.1\r\nHost: h\r\n", "\r\n"), Understanding::Sound(Asking::Odd));
        assert_eq!(of(GET, "Expect: x\r\n\r\n"), Understanding::Sound(Asking::Odd));
    }

    #[test]
    fn what_nobody_can_know_the_length_of_is_told_apart() {
        for rest in [
            "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
            "Content-Length: x\r\n\r\n",
            "Content-Length: -3\r\n\r\nabc",
            "Content-Length: 0x3\r\n\r\nabc",
            "Content-Length: 3, 4\r\n\r\nabc",
            "Content-Length: 99999999999999999999999\r\n\r\nabc",
        ] {
            assert!(matches!(of(POST, rest), Understanding::Unknowable(_)), "{rest}");
        }
        for chunks in ["zz\r\nabc", "2\r\nabc", "fffffffffffffffff0\r\nabc"] {
            let rest = format!("Transfer-Encoding: chunked\r\n\r\n{chunks}\r\n0\r\n\r\n");
            assert!(matches!(of(POST, &rest), Understanding::Garbled(_)), "{rest}");
        }
    }

    #[test]
    fn what_may_be_taken_either_way_is_unclear() {
        for (head, rest) in [
            (GET, "X: a\r\n b\r\n\r\n"),
            (GET, "\r\nGET / HTTP/1.1\r\n\r\n"),
            (GET, "Host: other\r\n\r\n"),
            ("GET /x HTTP/1.1\r\n", "\r\n"),
            ("GET /x HTTP/1.0\r\nHost: h\r\n", "\r\n"),
            ("GET /x HTTP/1.1\nHost: h\n", "\n"),
            (POST, "Content-Length: 3, 3\r\n\r\nabc"),
            (POST, "Content-Length:\r\n\r\nabc"),
            (POST, "Content-Length: 2\r\nContent-Length: 02\r\n\r\nabc"),
            (POST, "Content-Length: 2\r\n\r\nabc"),
            (POST, "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
            ("GET http://other/x HTTP/1.1\r\nHost: h\r\n", "\r\n"),
        ] {
            assert_eq!(of(head, rest), Understanding::Unclear, "{head}{rest}");
        }
    }

    #[test]
    fn a_missing_end_and_two_framings_are_told_apart() {
        assert_eq!(of("GET /x", ""), Understanding::Unfinished);
        assert_eq!(of(POST, "Content-Length: 5\r\n\r\nabc"), Understanding::Unfinished);
        assert_eq!(of(POST, "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"), Understanding::Unfinished);
        let both = "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n";
        assert_eq!(of(POST, both), Understanding::FramedTwice);
    }

    #[test]
    fn a_sound_request_is_read_back_and_nothing_else_is() {
        let bytes = b"POST /upload?a=1 HTTP/1.1\r\nHost: x\r\nX-A: b\r\nContent-Length: 2\r\n\r\nhi";
        assert_eq!(request(bytes), Some(Request::post("/upload?a=1").header("X-A", "b").content("hi")));
        let chunks = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
        assert_eq!(request(chunks), None);
        assert_eq!(request(b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n"), None);
    }
}
