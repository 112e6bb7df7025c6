//! Keeps passwords out of everything that is written down.

use spec::wire::percent_encode;

/// The name of the gate's parameter (AUTH-1), as it stands before its value.
const PARAMETER: &str = "password=";

/// What stands in the place of a secret.
pub const MASK: &str = "***";

/// The secrets of a run, in every spelling in which the suite itself sends them.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    spellings: Vec<String>,
}

impl Secrets {
    /// The secrets to be masked; empty ones are none.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a str>) -> Self {
        let mut spellings: Vec<String> = secrets
            .into_iter()
            .filter(|secret| !secret.is_empty())
            .flat_map(|secret| {
                let encoded = percent_encode(secret);
                [secret.to_owned(), encoded.to_lowercase(), encoded]
            })
            .collect();
        // The longest first, so that no part of a longer spelling is left behind.
        spellings.sort_by_key(|spelling| std::cmp::Reverse(spelling.len()));
        spellings.dedup();
        Self { spellings }
    }

    /// The text with every secret masked.
    pub fn mask(&self, text: &str) -> String {
        let mask = |masked: String, secret: &String| masked.replace(secret.as_str(), MASK);
        self.mask_parameters(self.spellings.iter().fold(text.to_owned(), mask))
    }

    /// Masks whatever stands as the value of a `password` parameter: a near miss, such as the secret without its last letter,
    /// tells almost as much as the secret.
    fn mask_parameters(&self, text: String) -> String {
        if self.spellings.is_empty() || !text.contains(PARAMETER) {
            return text;
        }
        let mut pieces = text.split(PARAMETER);
        let mut masked = pieces.next().unwrap_or_default().to_owned();
        for piece in pieces {
            let end = piece.find(['&', ' ', '"', '\'', '\n', '\r']).unwrap_or(piece.len());
            let value = if end == 0 { "" } else { MASK };
            masked.extend([PARAMETER, value, &piece[end..]]);
        }
        masked
    }

    /// The bytes with every secret masked, whether or not they are text.
    pub fn mask_bytes(&self, bytes: &[u8]) -> Vec<u8> {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.mask(text).into_bytes(),
            Err(_) => self
                .spellings
                .iter()
                .fold(bytes.to_vec(), |masked, secret| replace(&masked, secret.as_bytes())),
        }
    }
}

fn replace(bytes: &[u8], secret: &[u8]) -> Vec<u8> {
    let mut masked = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        if let Some(after) = rest.strip_prefix(secret) {
            masked.extend_from_slice(MASK.as_bytes());
            rest = after;
        } else {
            masked.push(*first);
            rest = tail;
        }
    }
    masked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_masked_in_text_and_bytes() {
        let secrets = Secrets::new(["пароль &1"]);
        let encoded = percent_encode("пароль &1");
        let text = format!("a=пароль &1&b={encoded}&c={}", encoded.to_lowercase());
        assert_eq!(secrets.mask(&text), "a=***&b=***&c=***");
        assert_eq!(secrets.mask_bytes("\u{1}пароль &1\u{2}".as_bytes()), b"\x01***\x02");
        assert_eq!(secrets.mask_bytes(&["пароль &1".as_bytes(), &[0xff]].concat()), b"***\xff");
    }

    #[test]
    fn a_near_miss_is_masked_where_it_stands_as_the_password() {
        let secrets = Secrets::new(["abcdef"]);
        let text = "/upload?a=1&password=abcde&b=2 password= 'password=x' PASSWORD=abcdef";
        assert_eq!(secrets.mask(text), "/upload?a=1&password=***&b=2 password= 'password=***' PASSWORD=***");
    }

    #[test]
    fn no_secret_masks_nothing() {
        assert_eq!(Secrets::new([""]).mask("abc"), "abc");
    }
}
