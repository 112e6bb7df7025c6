//! A request as it shall stand on the wire, but for the framing that the driver adds.

use std::fmt;

use super::encode::encode_pairs;

/// A request method (RFC 9110, section 9). The interface knows GET and POST (HTTP-3); others are sent to see them refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Method {
    /// GET.
    Get,
    /// POST.
    Post,
    /// Any other token.
    Other(String),
}

impl Method {
    /// The method's token.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Other(token) => token,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What a request carries behind its head.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Body(pub Vec<u8>);

/// A well-formed request. The driver adds `Host` and, where there is a body or the method is POST, `Content-Length`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The request target in origin form, already encoded: `/path?query`.
    pub target: String,
    /// Further header fields in the order in which they are sent.
    pub headers: Vec<(String, String)>,
    /// The content.
    pub body: Body,
}

impl Request {
    /// A GET of a target that is already encoded.
    pub fn get(target: impl Into<String>) -> Self {
        Self { method: Method::Get, target: target.into(), headers: Vec::new(), body: Body::default() }
    }

    /// A POST without content to a target that is already encoded.
    pub fn post(target: impl Into<String>) -> Self {
        Self { method: Method::Post, ..Self::get(target) }
    }

    /// The same request with one more header field.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The same request with this content.
    #[must_use]
    pub fn content(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Body(body.into());
        self
    }

    /// The same request with one more query parameter at the end, percent-encoded.
    #[must_use]
    pub fn query(mut self, name: &str, value: &str) -> Self {
        self.target.push(if self.target.contains('?') { '&' } else { '?' });
        self.target.push_str(&encode_pairs(&[(name.to_owned(), value.to_owned())]));
        self
    }

    /// The value of a header field, the first of that name.
    pub fn header_value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_parameter_is_joined_with_the_right_mark() {
        let request = Request::get("/a").query("b", "c d").query("e", "&");
        assert_eq!(request.target, "/a?b=c%20d&e=%26");
    }
}
