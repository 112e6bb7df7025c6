//! SHA-256 digests: by what somebody else can tell that they hold the same bytes.

use std::fmt;
use std::io::{self, Read};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};

/// The SHA-256 digest of some bytes. It is written as 64 hexadecimal digits in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

/// A text that is no digest.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{0}` is no SHA-256 digest: write its 64 hexadecimal digits in lower case, as `sha256sum` does")]
pub struct NoDigest(String);

impl Digest {
    /// The digest of these bytes.
    pub fn of(bytes: impl AsRef<[u8]>) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// The digest of what a reader gives until its end.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn of_reader(mut reader: impl Read) -> io::Result<Self> {
        let mut hasher = Sha256::new();
        let mut part = vec![0; 1 << 16];
        loop {
            match reader.read(&mut part) {
                Ok(0) => return Ok(Self(hasher.finalize().into())),
                Ok(length) => hasher.update(&part[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The digest of several files by their paths: that of the list that `sha256sum` makes of them in the order of their paths.
    pub fn of_files<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut lines: Vec<(&str, Self)> =
            files.into_iter().map(|(path, bytes)| (path, Self::of(bytes))).collect();
        lines.sort_unstable();
        Self::of(lines.iter().map(|(path, digest)| format!("{digest}  {path}\n")).collect::<String>())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = NoDigest;

    fn from_str(text: &str) -> Result<Self, NoDigest> {
        let wrong = || NoDigest(text.escape_debug().to_string());
        let digit = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'a'..=b'f');
        if text.len() != 64 || !text.bytes().all(digit) {
            return Err(wrong());
        }
        let mut bytes = [0; 32];
        for (byte, at) in bytes.iter_mut().zip((0..).step_by(2)) {
            *byte = u8::from_str_radix(&text[at..at + 2], 16).map_err(|_| wrong())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// FIPS 180-4 gives it for `abc`.
    const OF_ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    #[test]
    fn a_digest_is_that_of_the_bytes_and_reads_back() {
        assert_eq!(Digest::of("abc").to_string(), OF_ABC);
        assert_eq!(Digest::of_reader(&b"abc"[..]).unwrap(), OF_ABC.parse().unwrap());
    }

    #[test]
    fn what_is_no_digest_is_refused_by_its_text() {
        for wrong in ["", "abc", &OF_ABC.to_uppercase(), &OF_ABC[1..], &OF_ABC.replace('b', "é")] {
            assert!(wrong.parse::<Digest>().unwrap_err().to_string().contains("64 hexadecimal"), "{wrong}");
        }
    }

    #[test]
    fn the_digest_of_files_is_that_of_the_list_of_sha256sum_whatever_their_order() {
        let (a, b): ((&str, &[u8]), (&str, &[u8])) = (("a", b"abc"), ("b/c", b""));
        let listed = format!("{OF_ABC}  a\n{}  b/c\n", Digest::of(""));
        assert_eq!(Digest::of_files([b, a]), Digest::of(listed));
    }
}
