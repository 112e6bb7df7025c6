//! Which charset a text is in: nobody is believed whom the bytes refute, and whoever is believed is right (HTTP-7).

use std::borrow::Cow;

use encoding_rs::Encoding;
use spec::decode::{Charset, DecodeError, Decoded, Format, Limits, decode};

/// The first line of the input is a `Content-Type`, the rest is the body.
pub(crate) fn charset(input: &[u8]) {
    let (line, body) = match input.iter().position(|byte| *byte == b'\n') {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (&b""[..], input),
    };
    let content_type = String::from_utf8_lossy(line);
    for format in [Format::Text, Format::Json, Format::XmlTree] {
        let outcome = decode(format, Some(&content_type), body, &Limits::default());
        assert_eq!(outcome, decode(format, Some(&content_type), body, &Limits::default()));
        match outcome {
            Ok(decoded) => the_bytes_are_in_it(format, &decoded, body),
            Err(DecodeError::Charset { tried }) => {
                assert!(!tried.is_empty());
                for misread in tried {
                    assert!(misread.byte <= body.len());
                    let readable = text(misread.charset, without_mark(body));
                    assert_eq!(readable, None, "{} was tried and fits", misread.charset);
                }
            }
            Err(_) => {}
        }
    }
    one_claim_is_believed(body);
}

fn the_bytes_are_in_it(format: Format, decoded: &Decoded, body: &[u8]) {
    let charset = decoded.charset.expect("a charset, for a text was read");
    let text = text(charset, without_mark(body)).expect("bytes in the charset that was found");
    if format == Format::Text {
        assert_eq!(decoded.value.as_str(), Some(text.as_str()));
    }
    if let Some((marked, _)) = Encoding::for_bom(body)
        && self::text(Charset::for_label(marked.name()).expect("a charset"), without_mark(body)).is_some()
    {
        assert_eq!(charset.name(), marked.name(), "the mark is not believed");
    }
}

/// A charset of single bytes fits nearly everything: where it alone is claimed, the text is in it.
fn one_claim_is_believed(body: &[u8]) {
    let claimed = Charset::for_label("windows-1251").expect("a charset");
    if Encoding::for_bom(body).is_some() || text(claimed, body).is_none() {
        return;
    }
    let read = decode(Format::Text, Some("text/plain; charset=cp1251"), body, &Limits::default());
    assert_eq!(read.map(|decoded| decoded.charset), Ok(Some(claimed)));
}

fn text(charset: Charset, bytes: &[u8]) -> Option<String> {
    let encoding = Encoding::for_label(charset.name().as_bytes())?;
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(Cow::into_owned)
}

/// The body without its byte order mark, whatever charset that is the mark of.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    Encoding::for_bom(body).map_or(body, |(_, length)| &body[length..])
}
