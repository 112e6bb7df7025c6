//! Messages that no client sends: lengths that nobody can know, heads as no head should be, more than anybody needs.

use rand::Rng;
use rand::RngExt;
use rand::seq::IndexedRandom;

use crate::input::{Content, Field, Framing, Message, Piece, Raw, Structured, Template};

/// Fields and content behind the head of a POST whose only parameter stands in its content.
const BEHIND_POST: [&str; 17] = [
    "Content-Length: 16\r\nContent-Length: 4\r\n\r\ndetail=regserial",
    "Content-Length: 16, 4\r\n\r\ndetail=regserial",
    "Content-Length: -16\r\n\r\ndetail=regserial",
    "Content-Length: many\r\n\r\ndetail=regserial",
    "Content-Length: 0x10\r\n\r\ndetail=regserial",
    "Content-Length: 99999999999999999999999\r\n\r\ndetail=regserial",
    "Content-Length : 16\r\n\r\ndetail=regserial",
    "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n10\r\ndetail=regserial\r\n0\r\n\r\n",
    "Transfer-Encoding: xchunked\r\n\r\n10\r\ndetail=regserial\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\nzz\r\ndetail=regserial\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n-10\r\ndetail=regserial\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff0\r\ndetail=regserial\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\n\r\n4\r\ndetail=regserial\r\n0\r\n\r\n",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n10\r\ndetail=regserial\r\n0\r\n\r\n",
    "Expect: 200-miracle\r\nContent-Length: 16\r\n\r\ndetail=regserial",
    "Content-Length: 1000\r\n\r\ndetail=",
    "Transfer-Encoding: chunked\r\n\r\n10\r\ndetail=",
];

/// Fields behind the head of a GET.
const BEHIND_GET: [&str; 10] = [
    "Content-Length: 0\r\nContent-Length: 7\r\n\r\n",
    "Content-Length: many\r\n\r\n",
    "Content-Length: -1\r\n\r\n",
    "X-Folded: a\r\n b\r\n\r\n",
    "X-Nul: a\0b\r\n\r\n",
    "no colon here\r\n\r\n",
    ": nameless\r\n\r\n",
    "Host: other.example\r\n\r\n",
    "X-Ha",
    "\n\n",
];

/// No HTTP, or hardly any.
const STRANGE: [&str; 8] = [
    "\u{16}\u{3}\u{1}\u{2}\0\u{1}\0\u{1}\u{fc}\u{3}\u{3}",
    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "EHLO oktellspec.example\r\nQUIT\r\n",
    "\0\0\0\0\r\n\r\n",
    "\r\n\r\n",
    "GET /getlicense",
    "CONNECT other.example:80 HTTP/1.1\r\nHost: other.example:80\r\n\r\n",
    "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
];

/// A head with the password in its query.
fn begun(line: &str, fields: &str) -> Template {
    let mut template = Template::from(line);
    template.0.insert(1, Piece::Prefix);
    let [Piece::Text(first), ..] = template.0.as_mut_slice() else { return template };
    let rest = first.split_off(first.find(' ').map_or(0, |blank| blank + 1));
    template.push_text(&rest);
    template.0.push(Piece::Admission(if rest.contains('?') { "&" } else { "?" }.to_owned()));
    template.push_text(" HTTP/1.1\r\nHost: ");
    template.0.push(Piece::Host);
    template.push_text("\r\n");
    template.push_text(fields);
    template
}

fn get() -> Template {
    begun("GET /getlicenseinfo?detail=regserial", "")
}

fn post() -> Template {
    begun("POST /getlicenseinfo", "Content-Type: application/x-www-form-urlencoded\r\n")
}

/// One of them.
pub(super) fn malformed(rng: &mut impl Rng) -> Message {
    let behind = |mut template: Template, texts: &[&str], rng: &mut _| {
        template.push_text(texts.choose(rng).copied().unwrap_or_default());
        template
    };
    let template = match rng.random_range(0..100) {
        0..50 => behind(post(), &BEHIND_POST, rng),
        50..75 => behind(get(), &BEHIND_GET, rng),
        75..85 => Template::from(STRANGE.choose(rng).copied().unwrap_or_default()),
        85..95 => smuggling(),
        95..98 => huge(rng),
        _ => return Message::Structured(large_form()),
    };
    Message::Raw(Raw(template))
}

/// A request in chunks with a length besides; whoever goes by the length finds another request behind it.
fn smuggling() -> Template {
    let mut template = post();
    template.push_text("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n");
    let mut hidden = Template::from("GET /getlicensefulltext");
    hidden.0.push(Piece::Admission("?".to_owned()));
    hidden.push_text(" HTTP/1.1\r\nHost: x\r\n\r\n");
    template.0.push(Piece::Chunks { size: 2000, content: hidden });
    template
}

/// More than anybody needs.
fn huge(rng: &mut impl Rng) -> Template {
    let mut template = get();
    let (before, text, times) = match rng.random_range(0..3) {
        0 => ("X-Long: ", "x", 100_000),
        1 => ("", "X-Many: y\r\n", 5000),
        _ => ("X-Long: ", "y", 20_000),
    };
    template.push_text(before);
    template.0.push(Piece::Repeated { text: text.to_owned(), times });
    template.push_text("\r\n\r\n");
    template
}

/// A form of two mebibytes.
fn large_form() -> Structured {
    let mut target = Template(vec![Piece::Prefix]);
    target.push_text("/getlicenseinfo");
    target.0.push(Piece::Admission("?".to_owned()));
    let text = "x=abcdefghijklm&".to_owned();
    let content = Content::Bytes(Template(vec![Piece::Repeated { text, times: 1 << 17 }]));
    let mut form = Structured::new("POST", target).content(content);
    form.fields.push(Field::new("Content-Type", "application/x-www-form-urlencoded"));
    Structured { framing: Framing::Length, ..form }
}
