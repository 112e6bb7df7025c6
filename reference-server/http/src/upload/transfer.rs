//! How a part's bytes were packed for the way, undone piece by piece (UP-2).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The packed bytes do not follow their own `Content-Transfer-Encoding`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes do not follow their Content-Transfer-Encoding")]
pub(crate) struct Malformed;

/// Undoes one `Content-Transfer-Encoding`, whatever the pieces the bytes come in.
#[derive(Debug)]
pub(crate) enum Decoder {
    /// `binary`, `8bit`, `7bit`: the bytes are the file.
    Identity,
    /// `base64`: four characters of the alphabet are three bytes, line ends and blanks count for nothing.
    Base64(Base64),
    /// `quoted-printable`: `=XX` is a byte, `=` at a line's end is nothing.
    QuotedPrintable(QuotedPrintable),
}

impl Decoder {
    /// The decoder for a header's value; `None` for an encoding that nobody can undo.
    pub(crate) fn named(value: &str) -> Option<Self> {
        match value.trim().to_ascii_lowercase().as_str() {
            "binary" | "8bit" | "7bit" => Some(Self::Identity),
            "base64" => Some(Self::Base64(Base64::default())),
            "quoted-printable" => Some(Self::QuotedPrintable(QuotedPrintable::default())),
            _ => None,
        }
    }

    /// Appends to `file` what `piece` adds to it.
    pub(crate) fn push(&mut self, piece: &[u8], file: &mut Vec<u8>) -> Result<(), Malformed> {
        match self {
            Self::Identity => file.extend_from_slice(piece),
            Self::Base64(base64) => base64.push(piece, file)?,
            Self::QuotedPrintable(quoted) => piece.iter().try_for_each(|&byte| quoted.push(byte, file))?,
        }
        Ok(())
    }

    /// Says whether the bytes ended where they may end.
    pub(crate) fn finish(self) -> Result<(), Malformed> {
        match self {
            Self::Identity => Ok(()),
            Self::Base64(base64) => base64.finish(),
            Self::QuotedPrintable(quoted) => quoted.finish(),
        }
    }
}

/// The characters of an unfinished group, and whether the padding has been seen.
#[derive(Debug, Default)]
pub(crate) struct Base64 {
    held: Vec<u8>,
    padded: bool,
}

impl Base64 {
    fn push(&mut self, piece: &[u8], file: &mut Vec<u8>) -> Result<(), Malformed> {
        self.held.extend(piece.iter().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')));
        let whole = self.held.len() - self.held.len() % 4;
        if whole == 0 {
            return if self.padded && !self.held.is_empty() { Err(Malformed) } else { Ok(()) };
        }
        if self.padded {
            return Err(Malformed);
        }
        STANDARD.decode_vec(&self.held[..whole], file).map_err(|_| Malformed)?;
        self.padded = self.held[whole - 1] == b'=';
        self.held.drain(..whole);
        if self.padded && !self.held.is_empty() { Err(Malformed) } else { Ok(()) }
    }

    fn finish(self) -> Result<(), Malformed> {
        if self.held.is_empty() { Ok(()) } else { Err(Malformed) }
    }
}

/// Where in an escape the bytes stand, and the blanks that vanish if the line ends after them.
#[derive(Debug, Default)]
pub(crate) struct QuotedPrintable {
    at: Escape,
    blanks: Vec<u8>,
}

#[derive(Debug, Default, Clone, Copy)]
enum Escape {
    /// No escape is open.
    #[default]
    Outside,
    /// After `=`.
    Opened,
    /// After `=` and blanks: only a line's end may follow.
    Padded,
    /// After `=` and one hexadecimal digit.
    Half(u8),
    /// After `=` and CR: only LF may follow.
    Return,
}

/// More blanks in a row than a sane line holds: held back, they would be memory for nothing.
const BLANKS_HELD: usize = 4096;

impl QuotedPrintable {
    fn push(&mut self, byte: u8, file: &mut Vec<u8>) -> Result<(), Malformed> {
        self.at = match (self.at, byte) {
            (Escape::Outside, _) => return self.plain(byte, file),
            (Escape::Opened | Escape::Padded | Escape::Return, b'\n') => Escape::Outside,
            (Escape::Opened | Escape::Padded, b'\r') => Escape::Return,
            (Escape::Opened | Escape::Padded, b' ' | b'\t') => Escape::Padded,
            (Escape::Opened, digit) => Escape::Half(hex_digit(digit).ok_or(Malformed)?),
            (Escape::Half(high), digit) => {
                file.push(high << 4 | hex_digit(digit).ok_or(Malformed)?);
                Escape::Outside
            }
            (Escape::Padded | Escape::Return, _) => return Err(Malformed),
        };
        Ok(())
    }

    fn plain(&mut self, byte: u8, file: &mut Vec<u8>) -> Result<(), Malformed> {
        match byte {
            b' ' | b'\t' if self.blanks.len() == BLANKS_HELD => return Err(Malformed),
            b' ' | b'\t' => self.blanks.push(byte),
            b'\r' | b'\n' => {
                self.blanks.clear();
                file.push(byte);
            }
            _ => {
                file.append(&mut self.blanks);
                if byte == b'=' {
                    self.at = Escape::Opened;
                } else {
                    file.push(byte);
                }
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Malformed> {
        match self.at {
            // Blanks held back at the very end stood at a line's end, and a `=` there is a soft line break.
            Escape::Outside | Escape::Opened | Escape::Padded | Escape::Return => Ok(()),
            Escape::Half(_) => Err(Malformed),
        }
    }
}

/// The value of one hexadecimal digit in either letter case.
pub(crate) fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

#[cfg(test)]
mod tests {
    use super::{Decoder, Malformed};
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use proptest::prelude::*;

    fn decoded(encoding: &str, packed: &[u8], step: usize) -> Result<Vec<u8>, Malformed> {
        let mut decoder = Decoder::named(encoding).expect("a known encoding");
        let mut file = Vec::new();
        for piece in packed.chunks(step) {
            decoder.push(piece, &mut file)?;
        }
        decoder.finish().map(|()| file)
    }

    fn quoted(bytes: &[u8]) -> Vec<u8> {
        let escaped: Vec<String> = bytes.iter().map(|byte| format!("={byte:02X}")).collect();
        escaped.chunks(20).map(<[String]>::concat).collect::<Vec<_>>().join("=\r\n").into_bytes()
    }

    fn folded(text: &str) -> Vec<u8> {
        text.as_bytes().chunks(76).collect::<Vec<_>>().join(&b"\r\n"[..])
    }

    proptest! {
        #[test]
        fn base64_in_any_pieces_gives_the_file_back(bytes: Vec<u8>, step in 1_usize..90) {
            prop_assert_eq!(decoded("base64", &folded(&STANDARD.encode(&bytes)), step), Ok(bytes));
        }

        #[test]
        fn quoted_printable_in_any_pieces_gives_the_file_back(bytes: Vec<u8>, step in 1_usize..90) {
            prop_assert_eq!(decoded("Quoted-Printable", &quoted(&bytes), step), Ok(bytes));
        }

        #[test]
        fn the_size_of_the_pieces_never_changes_the_outcome(packed in "[A-Da-d0-4=+/ \r\n\t]{0,40}", step in 1_usize..40) {
            for encoding in ["base64", "quoted-printable", "binary"] {
                let whole = decoded(encoding, packed.as_bytes(), 1000);
                prop_assert_eq!(decoded(encoding, packed.as_bytes(), step), whole);
            }
        }
    }

    #[test]
    fn broken_base64_is_told() {
        for broken in ["====", "YW=J", "YWJ", "YWJj!A==", "YQ==YQ==", "YQ==Y", "YQ===", "Y", "YR=="] {
            assert_eq!(decoded("base64", broken.as_bytes(), 3), Err(Malformed), "{broken}");
        }
    }

    #[test]
    fn broken_quoted_printable_is_told() {
        for broken in ["=", "=4", "=XY", "=4Z", "= x", "=\rx"] {
            let expected = if broken == "=" { Ok(Vec::new()) } else { Err(Malformed) };
            assert_eq!(decoded("quoted-printable", broken.as_bytes(), 1), expected, "{broken:?}");
        }
    }

    #[test]
    fn blanks_before_a_line_end_vanish_and_those_within_stay() {
        assert_eq!(decoded("quoted-printable", b"a b \t\r\nc= \r\nd \n", 2), Ok(b"a b\r\ncd\n".to_vec()));
    }

    #[test]
    fn an_encoding_nobody_knows_has_no_decoder() {
        assert!(Decoder::named("x-uuencode").is_none());
        assert!(Decoder::named("").is_none());
        assert!(Decoder::named(" 8BIT ").is_some());
    }
}
