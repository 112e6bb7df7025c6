//! One answer read as it comes (RFC 9112): head, framing, content, and what stands behind it.

use std::mem::MaybeUninit;
use std::ops::Range;

use memchr::memmem;
use spec::wire::{Lapse, Response};

use super::chunks::Chunks;
use super::give_back;
use crate::limits::Limits;

/// The most header fields that are told apart.
const FIELDS: usize = 256;

/// Reads one answer after the other into the same buffers.
#[derive(Debug, Default)]
pub(super) struct Reader {
    received: Vec<u8>,
    /// The header fields' names and values by their places.
    fields: Vec<(Range<usize>, Range<usize>)>,
    head: Option<Head>,
    /// Where the head that is being read begins: behind interim answers.
    begins: usize,
    /// Content with its chunks put together.
    unchunked: Vec<u8>,
    /// Whether the answer has no content whatever its head says: one to HEAD.
    headless: bool,
    /// Where the answer ends, once it is whole.
    end: usize,
}

#[derive(Debug)]
struct Head {
    status: u16,
    /// Where the content begins.
    end: usize,
    framing: Framing,
    closes: bool,
}

#[derive(Debug)]
enum Framing {
    Length(usize),
    Chunked(Chunks),
    UntilClose,
}

impl Reader {
    /// Forgets the last answer.
    pub(super) fn begin(&mut self, headless: bool) {
        give_back(&mut self.received);
        give_back(&mut self.unchunked);
        self.fields.clear();
        self.head = None;
        self.begins = 0;
        self.end = 0;
        self.headless = headless;
    }

    /// Where bytes are read into.
    pub(super) fn room(&mut self) -> &mut Vec<u8> {
        if self.received.capacity() - self.received.len() < 1024 {
            self.received.reserve(8192);
        }
        &mut self.received
    }

    pub(super) fn received(&self) -> &[u8] {
        &self.received
    }

    pub(super) fn body(&self) -> &[u8] {
        match &self.head {
            None => &[],
            Some(Head { framing: Framing::Chunked(_), .. }) => &self.unchunked,
            Some(head) => &self.received[head.end..self.end.max(head.end)],
        }
    }

    pub(super) fn surplus(&self) -> &[u8] {
        if self.end == 0 { &[] } else { &self.received[self.end..] }
    }

    pub(super) fn ends_connection(&self) -> bool {
        self.head.as_ref().is_none_or(|head| head.closes || matches!(head.framing, Framing::UntilClose))
    }

    pub(super) fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.fields.iter().map(|(name, value)| (&self.received[name.clone()], &self.received[value.clone()]))
    }

    pub(super) fn response(&self, status: u16) -> Response {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers = self.fields().map(|(name, value)| (text(name), text(value))).collect();
        Response { status, headers, body: self.body().to_vec() }
    }

    /// Takes note of what has been read since; the status once the answer is whole.
    pub(super) fn advance(&mut self, closed: bool, limits: &Limits) -> Result<Option<u16>, Lapse> {
        while self.head.is_none() {
            if !self.read_head(limits)? {
                return if closed { Err(self.broken_off()) } else { Ok(None) };
            }
        }
        let Some(head) = &mut self.head else { return Ok(None) };
        let end = match &mut head.framing {
            Framing::Length(length) => {
                head.end.checked_add(*length).filter(|end| *end <= self.received.len())
            }
            Framing::Chunked(chunks) => chunks.advance(&self.received, &mut self.unchunked)?,
            Framing::UntilClose => closed.then_some(self.received.len()),
        };
        let status = head.status;
        if let Some(end) = end {
            self.end = end;
            head.closes |= closed;
            return Ok(Some(status));
        }
        if self.received.len() > limits.head_bytes.saturating_add(limits.body_bytes) {
            return Err(Lapse::TooLong(limits.body_bytes));
        }
        if closed { Err(Lapse::Closed) } else { Ok(None) }
    }

    fn broken_off(&self) -> Lapse {
        if self.received.len() == self.begins {
            return Lapse::Closed;
        }
        let begins_well =
            b"HTTP/1.".starts_with(&self.received[self.begins..][..7.min(self.received.len() - self.begins)]);
        if begins_well {
            Lapse::Closed
        } else {
            Lapse::Malformed("no complete head came before the end".to_owned())
        }
    }

    /// Reads the head if it is all there. Interim answers are passed over.
    fn read_head(&mut self, limits: &Limits) -> Result<bool, Lapse> {
        let bytes = &self.received[self.begins..];
        let whole = memmem::find(bytes, b"\r\n\r\n").or_else(|| memmem::find(bytes, b"\n\n"));
        if whole.is_none() && bytes.len() <= limits.head_bytes {
            // Who says something else from the beginning will never come to the end of a head.
            let begun = bytes.len().min(5);
            let speaks_http = bytes[..begun] == b"HTTP/"[..begun];
            let wrong = || Lapse::Malformed("it does not begin with a status line".to_owned());
            return if speaks_http { Ok(false) } else { Err(wrong()) };
        }
        let mut room = [MaybeUninit::uninit(); FIELDS];
        let mut head = httparse::Response::new(&mut []);
        let config = httparse::ParserConfig::default();
        let parsed = config.parse_response_with_uninit_headers(&mut head, bytes, &mut room);
        let malformed = |error: httparse::Error| Lapse::Malformed(error.to_string());
        let httparse::Status::Complete(length) = parsed.map_err(malformed)? else {
            return if bytes.len() > limits.head_bytes {
                Err(Lapse::Malformed(format!("a head of more than {} bytes", limits.head_bytes)))
            } else {
                Ok(false)
            };
        };
        let status = head.code.unwrap_or_default();
        if (100..200).contains(&status) && status != 101 {
            self.begins += length;
            return Ok(true);
        }
        let end = self.begins + length;
        let (framing, closes) = framing(&head, status, self.headless, end)?;
        let start = self.received.as_ptr().addr();
        let place = |part: &[u8]| {
            let begins = part.as_ptr().addr() - start;
            begins..begins + part.len()
        };
        self.fields
            .extend(head.headers.iter().map(|field| (place(field.name.as_bytes()), place(field.value))));
        self.head = Some(Head { status, end, framing, closes });
        Ok(true)
    }
}

/// How long the content is (RFC 9112, section 6.3), and whether the connection ends with it.
fn framing(
    head: &httparse::Response<'_, '_>,
    status: u16,
    headless: bool,
    end: usize,
) -> Result<(Framing, bool), Lapse> {
    let mut length = None;
    let mut chunked = false;
    let mut closes = head.version == Some(0);
    for field in head.headers.iter() {
        if field.name.eq_ignore_ascii_case("content-length") {
            let stated =
                std::str::from_utf8(field.value).ok().and_then(|text| text.trim().parse::<usize>().ok());
            let Some(stated) = stated.filter(|stated| length.is_none_or(|length| length == *stated)) else {
                return Err(Lapse::Malformed("a Content-Length that cannot be".to_owned()));
            };
            length = Some(stated);
        } else if field.name.eq_ignore_ascii_case("transfer-encoding") {
            chunked = field.value.trim_ascii_end().to_ascii_lowercase().ends_with(b"chunked");
        } else if field.name.eq_ignore_ascii_case("connection") {
            let value = field.value.to_ascii_lowercase();
            closes = memmem::find(&value, b"close").is_some()
                || (closes && memmem::find(&value, b"keep-alive").is_none());
        }
    }
    let framing = match (length, chunked) {
        _ if headless || matches!(status, 101 | 204 | 304) => Framing::Length(0),
        (_, true) => Framing::Chunked(Chunks::begin(end)),
        (Some(length), false) => Framing::Length(length),
        (None, false) => Framing::UntilClose,
    };
    Ok((framing, closes))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads an answer that comes in pieces of so many bytes, then the connection is closed.
    fn read(bytes: &[u8], piece: usize) -> (Result<u16, Lapse>, Reader) {
        let mut reader = Reader::default();
        reader.begin(false);
        let limits = Limits { head_bytes: 200, body_bytes: 1000, ..Limits::default() };
        for piece in bytes.chunks(piece) {
            reader.room().extend_from_slice(piece);
            match reader.advance(false, &limits) {
                Ok(None) => {}
                Ok(Some(status)) => return (Ok(status), reader),
                Err(lapse) => return (Err(lapse), reader),
            }
        }
        let ended = reader.advance(true, &limits).map(Option::unwrap_or_default);
        (ended, reader)
    }

    #[test]
    fn answers_of_every_framing_are_read_in_pieces_of_any_size() {
        for (bytes, body) in [
            (&b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"[..], &b"abc"[..]),
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x\r\nab\r\n1\r\nc\r\n0\r\nT: 1\r\n\r\n", b"abc"),
            (b"HTTP/1.1 200 OK\r\n\r\nabc", b"abc"),
            (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", b"abc"),
        ] {
            for piece in [1, 2, 3, 7, 1000] {
                let (outcome, reader) = read(bytes, piece);
                assert_eq!((outcome, reader.body()), (Ok(200), body), "{piece}");
                assert!(reader.surplus().is_empty());
            }
        }
    }

    #[test]
    fn what_stands_behind_an_answer_is_told() {
        let (outcome, reader) = read(b"HTTP/1.1 204 No\r\nA: b\r\n\r\nHTTP/1.1 200", 1000);
        assert_eq!(outcome, Ok(204));
        assert_eq!(reader.surplus(), b"HTTP/1.1 200");
        assert_eq!(reader.fields().collect::<Vec<_>>(), [(&b"A"[..], &b"b"[..])]);
    }

    #[test]
    fn what_is_no_answer_is_told_apart() {
        let outcome = |bytes: &[u8]| read(bytes, 1000).0;
        assert_eq!(outcome(b""), Err(Lapse::Closed));
        assert_eq!(outcome(b"HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc"), Err(Lapse::Closed));
        assert!(matches!(outcome(b"SSH-2.0\r\n"), Err(Lapse::Malformed(_))));
        assert!(matches!(outcome(b"HTTP/1.1 abc\r\n\r\n"), Err(Lapse::Malformed(_))));
        let long = [&b"HTTP/1.1 200 OK\r\nA: "[..], &[b'x'; 300]].concat();
        assert!(matches!(outcome(&long), Err(Lapse::Malformed(_))));
        let endless = [&b"HTTP/1.1 200 OK\r\n\r\n"[..], &[b'x'; 3000]].concat();
        assert_eq!(outcome(&endless), Err(Lapse::TooLong(1000)));
        let twice = b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab";
        assert!(matches!(outcome(twice), Err(Lapse::Malformed(_))));
    }
}
