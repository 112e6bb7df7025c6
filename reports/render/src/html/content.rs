//! Content of requests and answers as the page shows it: text wherever it is text, in whatever charset, else bytes in hexadecimal.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use askama::filters::HtmlSafe;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use encoding_rs::{DecoderResult, Encoding};
use report_model::record::BodyRecord;

use crate::evidence::hex_line;
use crate::text::is_hidden;

/// How many bytes are shown in hexadecimal without a script.
const HEX: usize = 1_024;
/// How many bytes stand on one line.
const BYTES_A_LINE: usize = 16;

/// Content that is not empty.
pub(super) struct Content {
    pub(super) view: View,
    /// How long it is.
    pub(super) length: usize,
    /// How much of it is here, if not all.
    pub(super) cut: Option<usize>,
}

/// How content is shown.
pub(super) enum View {
    /// As text.
    Text {
        text: String,
        /// The charset, unless it is UTF-8.
        charset: Option<&'static str>,
        /// The bytes in base64 where the text is not exactly they.
        bytes: Option<String>,
    },
    /// As lines of hexadecimal digits.
    Hex(String),
}

impl Content {
    /// The content, if there is any; the content type helps to find its charset.
    pub(super) fn of(body: &BodyRecord, content_type: Option<&str>) -> Option<Self> {
        let bytes = match (&body.text, &body.base64) {
            (Some(text), _) => Cow::Borrowed(text.as_bytes()),
            (None, Some(base64)) => Cow::Owned(BASE64_STANDARD.decode(base64).unwrap_or_default()),
            (None, None) => return None,
        };
        let named = content_type.and_then(charset_of);
        let text = decoded(&bytes, named, bytes.len() < body.length);
        let view = match (text, &body.text) {
            (Some((text, charset)), _) => {
                View::Text { text, charset: Some(charset), bytes: Some(BASE64_STANDARD.encode(&bytes)) }
            }
            (None, Some(text)) => utf8(text),
            (None, None) => View::Hex(hex(&bytes)),
        };
        let shown = if matches!(view, View::Hex(_)) { bytes.len().min(HEX) } else { bytes.len() };
        let cut = (shown < body.length).then_some(shown);
        (body.length > 0).then_some(Self { view, length: body.length, cut })
    }
}

fn utf8(text: &str) -> View {
    let shown = legible(text);
    let bytes = (shown != text).then(|| BASE64_STANDARD.encode(text));
    View::Text { text: shown.into_owned(), charset: None, bytes }
}

/// The text that the bytes are in the charset that they or their description name, if they are, and if that is not UTF-8.
fn decoded(bytes: &[u8], named: Option<&str>, cut: bool) -> Option<(String, &'static str)> {
    let named = || Encoding::for_label(named?.as_bytes());
    let (encoding, mark) = Encoding::for_bom(bytes).or_else(|| Some((named()?, 0)))?;
    if encoding == encoding_rs::UTF_8 {
        return None;
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let bytes = &bytes[mark..];
    let mut text = String::with_capacity(decoder.max_utf8_buffer_length_without_replacement(bytes.len())?);
    // A cut may fall into a character.
    match decoder.decode_to_string_without_replacement(bytes, &mut text, !cut) {
        (DecoderResult::InputEmpty, _) => Some((legible(&text).into_owned(), encoding.name())),
        (DecoderResult::OutputFull | DecoderResult::Malformed(..), _) => None,
    }
}

/// The charset that a content type names: `text/xml; charset=utf-16`.
fn charset_of(content_type: &str) -> Option<&str> {
    let parameters = content_type.split(';').skip(1);
    let named = parameters.filter_map(|parameter| parameter.split_once('='));
    let (_, charset) = named.into_iter().find(|(name, _)| name.trim().eq_ignore_ascii_case("charset"))?;
    Some(charset.trim().trim_matches('"'))
}

fn hex(bytes: &[u8]) -> String {
    let lines: Vec<String> = bytes[..bytes.len().min(HEX)].chunks(BYTES_A_LINE).map(hex_line).collect();
    lines.join("\n")
}

/// The text with every character that is not plainly visible written as an escape, but with its lines and tabs.
pub(super) fn legible(text: &str) -> Cow<'_, str> {
    let plain = |character: char| matches!(character, '\n' | '\t') || !is_hidden(character);
    let mut rest = text.replace("\r\n", "\n");
    if rest.chars().all(plain) {
        return if rest.len() == text.len() { Cow::Borrowed(text) } else { Cow::Owned(rest) };
    }
    let mut shown = String::with_capacity(text.len());
    for character in rest.drain(..) {
        match character {
            '\r' => shown.push_str("\\r"),
            hidden if !plain(hidden) => shown.push_str(&format!("\\u{{{:x}}}", u32::from(hidden))),
            visible => shown.push(visible),
        }
    }
    Cow::Owned(shown)
}

/// Text that is written as text, whatever it holds.
pub(super) struct Escaped<'a>(pub(super) &'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                plain => f.write_char(plain)?,
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Escaped<'_> {}

/// A sentence of the catalogue, in which what stands between backticks is code.
pub(super) struct Prose<'a>(pub(super) &'a str);

impl fmt::Display for Prose<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, part) in self.0.split('`').enumerate().filter(|(_, part)| !part.is_empty()) {
            if place % 2 == 0 {
                write!(f, "{}", Escaped(part))?;
            } else {
                write!(f, "<code>{}</code>", Escaped(part))?;
            }
        }
        Ok(())
    }
}

impl HtmlSafe for Prose<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(bytes: &[u8], length: usize) -> BodyRecord {
        match std::str::from_utf8(bytes) {
            Ok(text) => BodyRecord { length, text: Some(text.to_owned()), base64: None },
            Err(_) => BodyRecord { length, text: None, base64: Some(BASE64_STANDARD.encode(bytes)) },
        }
    }

    fn shown(bytes: &[u8], content_type: Option<&str>) -> View {
        Content::of(&body(bytes, bytes.len()), content_type).unwrap().view
    }

    #[test]
    fn text_is_shown_as_text_in_the_charset_that_it_is_in() {
        let utf16: Vec<u8> = "\u{feff}<да/>\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, content_type, charset) in [
            (utf16.as_slice(), None, "UTF-16LE"),
            (&utf16[2..], Some("text/xml; Charset=\"utf-16\""), "UTF-16LE"),
            (b"<\xe4\xe0/>\n".as_slice(), Some("text/xml;charset=windows-1251"), "windows-1251"),
        ] {
            let View::Text { text, charset: named, bytes: Some(_) } = shown(bytes, content_type) else {
                panic!("{charset} is shown in hexadecimal");
            };
            assert_eq!((text.as_str(), named), ("<да/>\n", Some(charset)));
        }
    }

    #[test]
    fn what_is_no_text_is_shown_in_hexadecimal() {
        for content_type in [None, Some("text/xml; charset=utf-16"), Some("text/xml; charset=nonsense")] {
            let View::Hex(lines) = shown(b"\xff\x00\xd8", content_type) else { panic!("{content_type:?}") };
            assert!(lines.contains("ff 00 d8"), "{lines}");
        }
        let long = Content::of(&body(&[0xff; 4_000], 9_000), None).unwrap();
        assert_eq!((long.length, long.cut), (9_000, Some(HEX)));
        assert!(Content::of(&body(b"", 0), None).is_none());
    }

    #[test]
    fn code_in_a_sentence_is_told_from_its_words() {
        assert_eq!(Prose("`a<b` is `c`.").to_string(), "<code>a&lt;b</code> is <code>c</code>.");
    }

    #[test]
    fn characters_that_hide_are_written_out_and_the_bytes_kept_beside() {
        let View::Text { text, bytes, .. } = shown(b"a\x1b[2J\r\nb\t\rc\x00", None) else {
            panic!("no text")
        };
        assert_eq!(text, "a\\u{1b}[2J\nb\t\\rc\\u{0}");
        assert_eq!(BASE64_STANDARD.decode(bytes.unwrap()).unwrap(), b"a\x1b[2J\r\nb\t\rc\x00");
        let View::Text { bytes: None, .. } = shown(b"plain\n", None) else { panic!("bytes twice") };
    }
}
