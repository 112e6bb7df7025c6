//! Values that look alike and must not be mixed up: GUIDs, internal numbers, digests, dates, secrets.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;
use sha2::{Digest, Sha256 as Hasher};
use uuid::Uuid;

/// A GUID; two that differ in letter case are the same (STATE-3, WP-2). Displayed in lower case, as the document's examples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Guid(Uuid);

/// Text that is not a value of the kind wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}")]
pub struct Malformed {
    /// The text.
    pub text: String,
    /// What it should have been, with an article.
    pub wanted: &'static str,
}

impl Malformed {
    pub(super) fn new(text: &str, wanted: &'static str) -> Self {
        Self { text: text.to_owned(), wanted }
    }
}

/// The length of a GUID written with hyphens and no braces, the only form of the document.
const HYPHENATED: usize = 36;

impl FromStr for Guid {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let wrong = || Malformed::new(text, "a GUID such as 44c055a4-7881-46ac-b4c3-c0c0bc5d23be");
        if text.len() != HYPHENATED {
            return Err(wrong());
        }
        Uuid::parse_str(text).map(Self).map_err(|_| wrong())
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.as_hyphenated().fmt(f)
    }
}

/// An internal number: of a user, or of a group of users.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InternalNumber(String);

impl InternalNumber {
    /// The number as it is dialled.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for InternalNumber {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let dialled = |c: char| c.is_ascii_digit() || c == '*' || c == '#';
        if text.is_empty() || !text.chars().all(dialled) {
            return Err(Malformed::new(text, "an internal number of digits, `*` and `#`"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for InternalNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A SHA-256 digest. Displayed as 64 lower-case hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Sha256([u8; 32]);

impl Sha256 {
    /// The digest of some bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Hasher::digest(bytes).into())
    }
}

impl FromStr for Sha256 {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let wrong = || Malformed::new(text, "a SHA-256 digest of 64 hexadecimal digits");
        if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong());
        }
        let mut digest = [0; 32];
        for (byte, pair) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| wrong())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| wrong())?;
        }
        Ok(Self(digest))
    }
}

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A calendar date that the document writes as `dd.MM.yyyy` (LIC-4, LIC-5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LicenseDate(Date);

impl FromStr for LicenseDate {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let wrong = || Malformed::new(text, "a calendar date as dd.MM.yyyy");
        let date = Date::strptime("%d.%m.%Y", text).map(Self).map_err(|_| wrong())?;
        // Parsing is lenient about leading zeros and blanks; the document's format is not.
        if date.to_string() == text { Ok(date) } else { Err(wrong()) }
    }
}

impl fmt::Display for LicenseDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}.{:02}.{:04}", self.0.day(), self.0.month(), self.0.year())
    }
}

/// The number of a licence's registration: seven digits (LIC-3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistrationSerial(String);

impl FromStr for RegistrationSerial {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        if text.len() != 7 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Malformed::new(text, "a registration number of seven digits"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for RegistrationSerial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The password of the gate (AUTH-1). Its `Debug` tells nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Takes a password as it is.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret itself, for the request and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_that_differ_in_case_are_equal() {
        let lower: Guid = "da803f01-ea77-40fa-bc9d-e2efb36fd5a8".parse().unwrap();
        let upper: Guid = "DA803F01-EA77-40FA-BC9D-E2EFB36FD5A8".parse().unwrap();
        assert_eq!(lower, upper);
        assert_eq!(upper.to_string(), "da803f01-ea77-40fa-bc9d-e2efb36fd5a8");
    }

    #[test]
    fn other_spellings_of_guids_are_refused() {
        for text in ["", "da803f01ea7740fabc9de2efb36fd5a8", "{da803f01-ea77-40fa-bc9d-e2efb36fd5a8}"] {
            assert!(text.parse::<Guid>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_real_dates_in_the_documents_format_are_dates() {
        assert_eq!("29.02.2028".parse::<LicenseDate>().unwrap().to_string(), "29.02.2028");
        for text in ["29.02.2027", "1.2.2027", "2027-02-01", "01.02.27", "01.02.2027 ", "01.13.2027", ""] {
            assert!(text.parse::<LicenseDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn digests_survive_their_text() {
        let digest = Sha256::of(b"abc");
        assert_eq!(digest.to_string(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(digest.to_string().to_uppercase().parse::<Sha256>().unwrap(), digest);
        assert!("ba7816".parse::<Sha256>().is_err());
        assert!(
            "+a7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad".parse::<Sha256>().is_err()
        );
    }

    #[test]
    fn a_password_does_not_show_in_debug_output() {
        assert!(!format!("{:?}", Password::new("abc")).contains("abc"));
    }
}
