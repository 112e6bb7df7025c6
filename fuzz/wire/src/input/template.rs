//! Bytes with places that are filled when they are sent.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use checks::gate::NearMiss;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use spec::wire::percent_encode;

/// Bytes with places that are filled when they are sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Template(pub Vec<Piece>);

/// A piece of a template.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Piece {
    /// UTF-8 as it stands.
    Text(String),
    /// Bytes as they stand; in JSON in base64.
    #[serde(serialize_with = "packed", deserialize_with = "unpacked")]
    Bytes(Vec<u8>),
    /// The target's host and port.
    Host,
    /// The path in front of every command, if the target has one.
    Prefix,
    /// The password of the gate, percent-encoded; nothing where there is no gate.
    Password,
    /// The password as a parameter behind this separator; nothing where there is no gate.
    Admission(String),
    /// A text so many times.
    Repeated {
        /// The text.
        text: String,
        /// How many times.
        times: u32,
    },
    /// What is nearly the password, percent-encoded.
    Nearly(NearMiss),
    /// A text that no other input ever sends: whoever gets it back is told of somebody else. Tokens of one number are alike in one input.
    Token(u8),
    /// How many bytes follow the head that this stands in.
    Length,
    /// A content in chunks of so many bytes, the last chunk included (RFC 9112, section 7.1).
    Chunks {
        /// The most bytes of a chunk.
        size: u16,
        /// The content.
        content: Template,
    },
    /// What the answer to an earlier step says at a JSON Pointer of its canonical value, percent-encoded; nothing where it says nothing.
    Taken {
        /// The step, counted from 0.
        step: usize,
        /// The JSON Pointer (RFC 6901).
        pointer: String,
    },
}

/// What places are filled with.
pub trait Filling {
    /// The target's host and port.
    fn host(&self) -> &str;
    /// The path in front of every command.
    fn prefix(&self) -> &str;
    /// The password of the gate, if there is one.
    fn password(&self) -> Option<&str>;
    /// Appends the token of a number.
    fn token(&self, number: u8, into: &mut Vec<u8>);
    /// What the answer to a step says.
    fn taken(&self, step: usize, pointer: &str) -> Option<String>;
}

impl Template {
    /// Appends the bytes with every place filled.
    pub fn fill(&self, filling: &impl Filling, into: &mut Vec<u8>) {
        let mut lengths = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::Length => lengths.push(into.len()),
                piece => piece.fill(filling, into),
            }
        }
        // Backwards, so that a length that is put in moves no place that is still to come.
        for place in lengths.into_iter().rev() {
            let rest = &into[place..];
            let head = memchr::memmem::find(rest, b"\r\n\r\n").map_or(rest.len(), |end| end + 4);
            let length = (rest.len() - head).to_string();
            into.splice(place..place, length.into_bytes());
        }
    }

    /// Appends a text to the last piece, if that is one.
    pub fn push_text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(Piece::Text(last)) => last.push_str(text),
            _ if text.is_empty() => {}
            _ => self.0.push(Piece::Text(text.to_owned())),
        }
    }

    /// Appends another template.
    pub fn push_all(&mut self, other: &Self) {
        for piece in &other.0 {
            match piece {
                Piece::Text(text) => self.push_text(text),
                other => self.0.push(other.clone()),
            }
        }
    }

    /// Appends what stands in it as it is, each place as a blank and what is repeated once: enough to look for words.
    pub(crate) fn collect(&self, text: &mut Vec<u8>) {
        for piece in &self.0 {
            match piece {
                Piece::Text(piece) => text.extend_from_slice(piece.as_bytes()),
                Piece::Bytes(piece) => text.extend_from_slice(piece),
                Piece::Repeated { text: piece, .. } => text.extend_from_slice(piece.as_bytes()),
                Piece::Chunks { content, .. } => content.collect(text),
                _ => text.push(b' '),
            }
        }
    }

    /// About how many bytes it becomes.
    pub(crate) fn weight(&self) -> usize {
        let of_piece = |piece: &Piece| match piece {
            Piece::Text(text) => text.len(),
            Piece::Bytes(bytes) => bytes.len(),
            Piece::Repeated { text, times } => text.len().saturating_mul(*times as usize),
            Piece::Chunks { content, .. } => content.weight(),
            _ => 0,
        };
        self.0.iter().fold(0, |weight, piece| weight.saturating_add(of_piece(piece)))
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<&str> for Template {
    fn from(text: &str) -> Self {
        let mut template = Self::default();
        template.push_text(text);
        template
    }
}

impl From<String> for Template {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::default() } else { Self(vec![Piece::Text(text)]) }
    }
}

impl From<Vec<u8>> for Template {
    fn from(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self::from(text),
            Err(error) => Self(vec![Piece::Bytes(error.into_bytes())]),
        }
    }
}

impl Piece {
    fn fill(&self, filling: &impl Filling, into: &mut Vec<u8>) {
        match self {
            Self::Text(text) => into.extend_from_slice(text.as_bytes()),
            Self::Bytes(bytes) => into.extend_from_slice(bytes),
            Self::Host => into.extend_from_slice(filling.host().as_bytes()),
            Self::Prefix => into.extend_from_slice(filling.prefix().as_bytes()),
            Self::Password => {
                into.extend_from_slice(percent_encode(filling.password().unwrap_or_default()).as_bytes());
            }
            Self::Admission(separator) => {
                if let Some(password) = filling.password() {
                    let pair = format!("{separator}password={}", percent_encode(password));
                    into.extend_from_slice(pair.as_bytes());
                }
            }
            Self::Repeated { text, times } => {
                (0..*times).for_each(|_| into.extend_from_slice(text.as_bytes()));
            }
            Self::Nearly(miss) => {
                let miss = filling.password().and_then(|password| miss.of(password));
                into.extend_from_slice(percent_encode(&miss.unwrap_or_default()).as_bytes());
            }
            // A length is put in when all is there (see [`Template::fill`]).
            Self::Length => {}
            Self::Chunks { size, content } => {
                let mut filled = Vec::new();
                content.fill(filling, &mut filled);
                for chunk in filled.chunks(usize::from(*size).max(1)) {
                    into.extend_from_slice(format!("{:x}\r\n", chunk.len()).as_bytes());
                    into.extend_from_slice(chunk);
                    into.extend_from_slice(b"\r\n");
                }
                into.extend_from_slice(b"0\r\n\r\n");
            }
            Self::Token(number) => filling.token(*number, into),
            Self::Taken { step, pointer } => {
                let taken = filling.taken(*step, pointer).unwrap_or_default();
                into.extend_from_slice(percent_encode(&taken).as_bytes());
            }
        }
    }
}

fn packed<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
}

fn unpacked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = String::deserialize(deserializer)?;
    BASE64_STANDARD.decode(&text).map_err(serde::de::Error::custom)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Places filled with canned values.
    pub(crate) struct Canned;

    impl Filling for Canned {
        fn host(&self) -> &str {
            "127.0.0.1:4055"
        }
        fn prefix(&self) -> &str {
            ""
        }
        fn password(&self) -> Option<&str> {
            Some("Па+1")
        }
        fn token(&self, number: u8, into: &mut Vec<u8>) {
            into.extend_from_slice(format!("token{number}").as_bytes());
        }
        fn taken(&self, step: usize, pointer: &str) -> Option<String> {
            (step == 0).then(|| format!("a b{pointer}"))
        }
    }

    pub(crate) fn filled(template: &Template) -> String {
        let mut bytes = Vec::new();
        template.fill(&Canned, &mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn every_place_is_filled_and_what_could_break_out_is_encoded() {
        let taken = Piece::Taken { step: 0, pointer: "/x".to_owned() };
        let template = Template(vec![
            Piece::Host,
            Piece::Password,
            Piece::Nearly(NearMiss::BlankBehind),
            Piece::Token(3),
            taken,
        ]);
        assert_eq!(filled(&template), "127.0.0.1:4055%D0%9F%D0%B0%2B1%D0%9F%D0%B0%2B1%20token3a%20b%2Fx");
    }

    #[test]
    fn a_length_counts_what_follows_the_head_as_it_is_filled() {
        let text = |text: &str| Piece::Text(text.to_owned());
        let template =
            Template(vec![text("A\r\nContent-Length: "), Piece::Length, text("\r\n\r\n"), Piece::Password]);
        assert!(filled(&template).starts_with("A\r\nContent-Length: 16\r\n\r\n%D0"));
    }

    #[test]
    fn chunks_are_cut_from_the_filled_content() {
        let content = Template::from("abcde");
        let chunks = Template(vec![Piece::Chunks { size: 3, content }]);
        assert_eq!(filled(&chunks), "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    }
}
