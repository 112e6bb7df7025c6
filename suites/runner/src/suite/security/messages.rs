//! Bytes that are no well-formed HTTP, as data: a name, the bytes, and whether they may be understood all the same.

use checks::harm::Leniency;

/// Something to send that no polite client sends.
pub(super) struct Message {
    /// What is wrong with it.
    pub what: &'static str,
    /// Whether a server may make sense of it.
    pub leniency: Leniency,
    /// The bytes, with `{host}`, `{password}` (a query parameter, or nothing), `{get}` and `{post}` left open.
    template: Template,
}

/// A sound beginning of a request that needs no content.
const GET: &str = "GET /getlicenseinfo?detail=regserial&{password} HTTP/1.1\r\nHost: {host}\r\n";

/// A sound beginning of a request whose only parameter stands in its content: who answers it has understood the content.
const POST: &str = "POST /getlicenseinfo?{password} HTTP/1.1\r\nHost: {host}\r\n\
                    Content-Type: application/x-www-form-urlencoded\r\n";

enum Template {
    Text(&'static str),
    /// A text, then a byte or two repeated so many times, then a text.
    Long(&'static str, &'static str, usize, &'static str),
}

const fn may(what: &'static str, text: &'static str) -> Message {
    Message { what, leniency: Leniency::MayBeUnderstood, template: Template::Text(text) }
}

const fn must(what: &'static str, text: &'static str) -> Message {
    Message { what, leniency: Leniency::MustBeRefused, template: Template::Text(text) }
}

const fn long(
    what: &'static str,
    before: &'static str,
    unit: &'static str,
    times: usize,
    after: &'static str,
) -> Message {
    Message {
        what,
        leniency: Leniency::MayBeUnderstood,
        template: Template::Long(before, unit, times, after),
    }
}

impl Message {
    /// The bytes for a target at this host; `password` is what stands behind the question mark.
    pub(super) fn bytes(&self, host: &str, password: &str) -> Vec<u8> {
        let text = match self.template {
            Template::Text(text) => text.to_owned(),
            Template::Long(before, unit, times, after) => format!("{before}{}{after}", unit.repeat(times)),
        };
        let begun = text.replace("{get}", GET).replace("{post}", POST);
        begun.replace("{host}", host).replace("{password}", password).into_bytes()
    }
}

/// Lengths of content that nobody can know. Whoever understands one takes the next request for content, or content for a request.
pub(super) const LENGTHS: [Message; 13] = [
    must("two different lengths and no content", "{get}Content-Length: 0\r\nContent-Length: 7\r\n\r\n"),
    must("a length that is no number and no content", "{get}Content-Length: many\r\n\r\n"),
    must("a length below zero and no content", "{get}Content-Length: -1\r\n\r\n"),
    must(
        "a length beside chunks that are none",
        "{post}Content-Length: 16\r\nTransfer-Encoding: chunked\r\n\r\ndetail=regserial",
    ),
    must("two different lengths", "{post}Content-Length: 16\r\nContent-Length: 4\r\n\r\ndetail=regserial"),
    must("a list of different lengths", "{post}Content-Length: 16, 4\r\n\r\ndetail=regserial"),
    must("a length below zero", "{post}Content-Length: -16\r\n\r\ndetail=regserial"),
    must("a length that is no number", "{post}Content-Length: many\r\n\r\ndetail=regserial"),
    must("a length in hexadecimal", "{post}Content-Length: 0x10\r\n\r\ndetail=regserial"),
    must(
        "a length beyond every number",
        "{post}Content-Length: 99999999999999999999999\r\n\r\ndetail=regserial",
    ),
    must("a blank before the colon of the length", "{post}Content-Length : 16\r\n\r\ndetail=regserial"),
    may(
        "a length and chunks",
        "{post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n10\r\ndetail=regserial\r\n0\r\n\r\n",
    ),
    may(
        "an unknown transfer coding",
        "{post}Transfer-Encoding: xchunked\r\n\r\n10\r\ndetail=regserial\r\n0\r\n\r\n",
    ),
];

/// Content in chunks that cannot be put together.
pub(super) const CHUNKS: [Message; 5] = [
    must(
        "a chunk whose size is no number",
        "{post}Transfer-Encoding: chunked\r\n\r\nzz\r\ndetail=regserial\r\n0\r\n\r\n",
    ),
    must(
        "a chunk of a size below zero",
        "{post}Transfer-Encoding: chunked\r\n\r\n-10\r\ndetail=regserial\r\n0\r\n\r\n",
    ),
    must(
        "a chunk of a size beyond every number",
        "{post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff0\r\ndetail=regserial\r\n0\r\n\r\n",
    ),
    must(
        "a chunk longer than its size",
        "{post}Transfer-Encoding: chunked\r\n\r\n4\r\ndetail=regserial\r\n0\r\n\r\n",
    ),
    long(
        "a chunk with a very long extension",
        "POST /getlicenseinfo?{password} HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n10;",
        "x",
        100_000,
        "\r\ndetail=regserial\r\n0\r\n\r\n",
    ),
];

/// Heads that are not as they should be.
pub(super) const HEADS: [Message; 14] = [
    may("bare line feeds", "GET /getlicenseinfo?detail=regserial&{password} HTTP/1.1\nHost: {host}\n\n"),
    may("no Host", "GET /getlicenseinfo?detail=regserial&{password} HTTP/1.1\r\n\r\n"),
    may("two Hosts", "{get}Host: other.example\r\n\r\n"),
    may("a folded field", "{get}X-Folded: a\r\n b\r\n\r\n"),
    may("a NUL in a field", "{get}X-Nul: a\0b\r\n\r\n"),
    may("a field without a colon", "{get}no colon here\r\n\r\n"),
    may("a field without a name", "{get}: nameless\r\n\r\n"),
    may(
        "a version of no HTTP",
        "GET /getlicenseinfo?detail=regserial&{password} HTTP/9.9\r\nHost: {host}\r\n\r\n",
    ),
    may("no version", "GET /getlicenseinfo?detail=regserial&{password}\r\n\r\n"),
    may(
        "a target with a blank",
        "GET /getlicenseinfo ?detail=regserial&{password} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    ),
    may(
        "a target that is an address",
        "GET http://other.example/getlicenseinfo?detail=regserial&{password} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    ),
    may("a target for a proxy", "CONNECT other.example:80 HTTP/1.1\r\nHost: other.example:80\r\n\r\n"),
    may(
        "an expectation of nobody",
        "POST /getlicenseinfo?detail=regserial&{password} HTTP/1.1\r\nHost: {host}\r\nExpect: 200-miracle\r\nContent-Length: 0\r\n\r\n",
    ),
    may("empty lines only", "\r\n\r\n\r\n\r\n"),
];

/// More than anybody needs.
pub(super) const SIZES: [Message; 4] = [
    long("a field of 1 MiB", "{get}X-Long: ", "x", 1 << 20, "\r\n\r\n"),
    long("20,000 fields", "{get}", "X-Many: y\r\n", 20_000, "\r\n"),
    long(
        "a target of 1 MiB",
        "GET /getlicenseinfo?detail=",
        "x",
        1 << 20,
        "&{password} HTTP/1.1\r\nHost: {host}\r\n\r\n",
    ),
    long("a method of 100 KiB", "", "M", 100 << 10, " / HTTP/1.1\r\nHost: {host}\r\n\r\n"),
];

/// No HTTP at all.
pub(super) const GARBAGE: [Message; 5] = [
    may("a greeting of TLS", "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}oktellspec"),
    may("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    may("another protocol", "EHLO oktellspec.example\r\nQUIT\r\n"),
    may("NULs", "\0\0\0\0\0\0\0\0\r\n\r\n"),
    long("one endless line", "", "oktellspec ", 20_000, "\r\n\r\n"),
];

/// Requests that stop before they are complete.
pub(super) const HALVES: [Message; 5] = [
    may("nothing in it", ""),
    may("half a request line", "GET /getlicense"),
    may("half a head", "{get}X-Ha"),
    may("half a content", "{post}Content-Length: 1000\r\n\r\ndetail="),
    may("half a chunk", "{post}Transfer-Encoding: chunked\r\n\r\n10\r\ndetail="),
];
