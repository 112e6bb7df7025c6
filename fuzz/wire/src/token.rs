//! Texts that no two inputs share: who gets one back that it has not sent is told of somebody else.

use memchr::memmem;

/// How every token begins. No word of any language does.
const MARK: &[u8] = b"zqok";

/// How long a token is.
const LENGTH: usize = MARK.len() + 2 + 16;

/// A token in an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// The play that sends it.
    pub(crate) play: u64,
    /// Its number within the input.
    pub(crate) number: u8,
}

impl Token {
    /// Appends the token as it is sent.
    pub(crate) fn write(self, into: &mut Vec<u8>) {
        into.extend_from_slice(MARK);
        into.extend_from_slice(format!("{:02x}{:016x}", self.number, self.play).as_bytes());
    }

    /// The token at the beginning of a text, if one stands there whole.
    fn read(text: &[u8]) -> Option<Self> {
        let digits = text.get(MARK.len()..LENGTH)?;
        let lower = digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
        let digits = std::str::from_utf8(digits).ok().filter(|_| lower)?;
        let number = u8::from_str_radix(&digits[..2], 16).ok()?;
        Some(Self { play: u64::from_str_radix(&digits[2..], 16).ok()?, number })
    }

    /// Every token in a text.
    pub(crate) fn all_in(text: &[u8]) -> impl Iterator<Item = Self> {
        memmem::find_iter(text, MARK).filter_map(|place| Self::read(&text[place..]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_again() {
        let mut text = b"a zqok".to_vec();
        let tokens = [Token { play: u64::MAX, number: 7 }, Token { play: 1, number: 255 }];
        for token in tokens {
            token.write(&mut text);
            text.push(b'/');
        }
        assert_eq!(Token::all_in(&text).collect::<Vec<_>>(), tokens);
        assert_eq!(Token::all_in(b"zqok07000000000000000").count(), 0);
    }
}
