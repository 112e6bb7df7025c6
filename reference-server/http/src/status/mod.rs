//! The status page: what the server is doing, for a browser. It is behind the gate like everything else.

mod journal;
mod view;

use std::io;

use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use http::{HeaderName, HeaderValue};

use crate::answer::{self, Reply};
use crate::server::Server;

pub(crate) use journal::Journal;

const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");

/// The address may hold the password and names are personal data: neither is kept nor passed on. What the page shows comes
/// from strangers; it puts it in as text only, and were that to fail, nothing foreign would be loaded.
const GUARDS: [(HeaderName, &str); 3] = [
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; base-uri 'none'; \
         form-action 'none'; frame-ancestors 'none'",
    ),
];

/// The page; the same bytes whatever goes on, since it fetches what it shows.
pub(crate) fn page() -> Reply {
    guarded(answer::ok(HTML, include_str!("page.html")))
}

/// What the page shows.
pub(crate) fn data(server: &Server, journal: &Journal) -> io::Result<Reply> {
    let view = view::view(server, &journal.latest());
    Ok(guarded(answer::ok(JSON, serde_json::to_vec(&view)?)))
}

fn guarded(mut reply: Reply) -> Reply {
    reply.headers_mut().extend(GUARDS.map(|(name, value)| (name, HeaderValue::from_static(value))));
    reply
}
