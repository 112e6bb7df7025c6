//! What a campaign sends: requests in order, as data that can be kept, changed, shortened and sent again to any target.
//!
//! A message has one of three depths: a [`Call`] is what a client means, a [`Structured`] request says how HTTP carries it, [`Raw`] bytes
//! are what goes out. Each lowers to the next. Password, host and whatever else differs from target to target stand as places
//! ([`Piece`]) that are filled when the message is sent: no secret is ever kept, and a finding repeats on another port.

mod call;
mod structured;
mod template;

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

pub use call::{Call, File, Knock, Packing, Parameter, Upload, Value};
pub use structured::{Content, Field, Framing, Part, Structured};
pub use template::{Filling, Piece, Template};

/// An input and what its messages are lowered to, so that they are only once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Prepared {
    /// The input.
    pub(crate) input: Arc<Input>,
    /// The bytes of each step, with places still to be filled.
    pub(crate) lowered: Vec<Raw>,
}

impl From<Input> for Prepared {
    fn from(input: Input) -> Self {
        let lowered = input.steps.iter().map(|step| step.message.lowered()).collect();
        Self { input: Arc::new(input), lowered }
    }
}

/// Requests that are sent in this order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// The requests.
    pub steps: Vec<Step>,
}

/// One request of an input.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What is sent.
    pub message: Message,
    /// On which connection.
    pub connection: Connection,
}

/// On which connection a step is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Connection {
    /// That of the steps before, as long as the target keeps it open.
    Kept,
    /// A new one, which the following steps keep.
    Fresh,
    /// One of its own, while the step before still waits for its answer.
    Beside,
}

/// What is sent, at one of three depths.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Message {
    /// A command with parameters.
    Call(Call),
    /// A request whose parts need not fit together.
    Structured(Structured),
    /// Bytes.
    Raw(Raw),
}

/// Bytes that need not be HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Raw(pub Template);

impl Input {
    /// An input of one step on a kept connection.
    pub fn one(message: Message) -> Self {
        Self { steps: vec![Step { message, connection: Connection::Kept }] }
    }

    /// The SHA-256 of the input's canonical JSON: its name wherever inputs are kept.
    pub fn digest(&self) -> Digest {
        // Members are written in the order of the types, so one input has one JSON. Nothing in an input can fail to be written.
        let json = serde_json::to_vec(self).unwrap_or_default();
        Digest(Sha256::digest(&json).into())
    }
}

impl Message {
    /// The bytes, with places still to be filled.
    pub fn lowered(&self) -> Raw {
        match self {
            Self::Call(call) => call.lowered().lowered(),
            Self::Structured(structured) => structured.lowered(),
            Self::Raw(raw) => raw.clone(),
        }
    }
}

/// What names an input.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest([u8; 32]);

/// A text that is no digest.
#[derive(Debug, Clone, thiserror::Error)]
#[error("`{0}` is no SHA-256: 64 hexadecimal digits are")]
pub struct NotADigest(String);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let wrong = || NotADigest(text.to_owned());
        let plain = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let mut bytes = [0; 32];
        for (place, byte) in bytes.iter_mut().enumerate().filter(|_| plain) {
            let digits = text.get(2 * place..2 * place + 2).ok_or_else(wrong)?;
            *byte = u8::from_str_radix(digits, 16).map_err(|_| wrong())?;
        }
        if plain { Ok(Self(bytes)) } else { Err(wrong()) }
    }
}

impl TryFrom<String> for Digest {
    type Error = NotADigest;

    fn try_from(text: String) -> Result<Self, NotADigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Input {
        let raw = Raw(Template(vec![
            Piece::Text("GET / HTTP/1.1\r\nHost: ".to_owned()),
            Piece::Host,
            Piece::Bytes(vec![0xff]),
        ]));
        Input::one(Message::Raw(raw))
    }

    #[test]
    fn an_input_comes_back_from_its_json_and_keeps_its_name() {
        let input = sample();
        let json = serde_json::to_string(&input).unwrap();
        let read: Input = serde_json::from_str(&json).unwrap();
        assert_eq!(read, input);
        assert_eq!(read.digest(), input.digest());
        assert_eq!(
            json,
            r#"{"steps":[{"message":{"raw":[{"text":"GET / HTTP/1.1\r\nHost: "},"host",{"bytes":"/w=="}]},"connection":"kept"}]}"#
        );
    }

    #[test]
    fn a_digest_is_read_as_it_is_written() {
        let digest = sample().digest();
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        assert!("00".parse::<Digest>().is_err() && "é".repeat(32).parse::<Digest>().is_err());
    }
}
