//! Percent-encoding of parameter values (RFC 3986), the form that GET queries and form bodies share.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986. A blank becomes `%20`, which a query and a form body read alike.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The UTF-8 bytes of `text`, percent-encoded wherever they are not unreserved (HTTP-5).
pub fn percent_encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

/// `name=value` pairs joined by `&`, each side percent-encoded.
pub(super) fn encode_pairs(pairs: &[(String, String)]) -> String {
    let encoded: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", percent_encode(name), percent_encode(value)))
        .collect();
    encoded.join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_reserved_survives() {
        assert_eq!(percent_encode("a b+c&d=é/%"), "a%20b%2Bc%26d%3D%C3%A9%2F%25");
        assert_eq!(percent_encode("Az09-._~"), "Az09-._~");
    }
}
