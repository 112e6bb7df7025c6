//! What a header such as `Content-Disposition` says: its parameters, and texts packed by RFC 8187 and RFC 2047.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use encoding_rs::Encoding;
use percent_encoding::percent_decode;

use super::transfer::hex_digit;

/// The file name of a `Content-Disposition`, decoded; `None` if it names none (UP-4).
///
/// `filename*` outranks `filename`, as RFC 6266 has it.
pub(crate) fn file_name(disposition: &[u8]) -> Option<String> {
    let extended = parameter(disposition, "filename*").and_then(|value| extended_text(&value));
    extended.or_else(|| parameter(disposition, "filename").map(|value| encoded_words(&value)))
}

/// The value of the parameter `wanted` (in lower case) in `type; name=value; name="value"`.
pub(crate) fn parameter(header: &[u8], wanted: &str) -> Option<String> {
    let text = String::from_utf8_lossy(header);
    let mut rest = text.split_once(';')?.1;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (value, after) = value(after.trim_start());
        // A parameter without a value leaves its `;` in front of the next name.
        let name = name.rsplit(';').next().unwrap_or_default().trim();
        if name.eq_ignore_ascii_case(wanted) {
            return Some(value);
        }
        rest = after;
    }
}

/// One value, a token or a quoted string, and what follows its `;`.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (token, after) = text.split_once(';').unwrap_or((text, ""));
        return (token.trim().to_owned(), after);
    };
    let mut value = String::new();
    let mut letters = quoted.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => {
                let after = &quoted[at + 1..];
                return (value, after.split_once(';').map_or("", |(_, after)| after));
            }
            // Old clients send a Windows path as it is, so only these two are escapes.
            '\\' if quoted[at + 1..].starts_with(['"', '\\']) => {
                value.extend(letters.next().map(|(_, next)| next));
            }
            _ => value.push(letter),
        }
    }
    (value, "")
}

/// `charset'language'percent-encoded` of RFC 8187.
fn extended_text(value: &str) -> Option<String> {
    let (charset, rest) = value.split_once('\'')?;
    let (_language, packed) = rest.split_once('\'')?;
    let encoding = Encoding::for_label(charset.as_bytes())?;
    let bytes: Vec<u8> = percent_decode(packed.as_bytes()).collect();
    Some(encoding.decode_without_bom_handling(&bytes).0.into_owned())
}

/// A text in which `=?charset?B|Q?…?=` words of RFC 2047 are undone and all else stands as it is.
fn encoded_words(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    let mut after_word = false;
    while let Some(start) = rest.find("=?") {
        let (before, candidate) = rest.split_at(start);
        let Some((word, after)) = encoded_word(candidate) else {
            plain.push_str(before);
            plain.push_str("=?");
            rest = &candidate[2..];
            after_word = false;
            continue;
        };
        // Blanks between two encoded words only fold the line.
        if !(after_word && before.trim().is_empty()) {
            plain.push_str(before);
        }
        plain.push_str(&word);
        rest = after;
        after_word = true;
    }
    plain + rest
}

/// The text of the encoded word that `text` starts with, and what follows it.
fn encoded_word(text: &str) -> Option<(String, &str)> {
    let (charset, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (kind, rest) = rest.split_once('?')?;
    let (packed, after) = rest.split_once("?=")?;
    let encoding = Encoding::for_label(charset.as_bytes())?;
    let bytes = match kind {
        "B" | "b" => STANDARD.decode(packed).ok()?,
        "Q" | "q" => q_decoded(packed.as_bytes())?,
        _ => return None,
    };
    Some((encoding.decode_without_bom_handling(&bytes).0.into_owned(), after))
}

/// The Q encoding: `_` is a blank, `=XX` a byte.
fn q_decoded(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(packed.len());
    let mut rest = packed;
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        match first {
            b'_' => bytes.push(b' '),
            b'=' => {
                let (&[high, low], after) = rest.split_first_chunk::<2>()?;
                bytes.push(hex_digit(high)? << 4 | hex_digit(low)?);
                rest = after;
            }
            _ => bytes.push(first),
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{file_name, parameter};

    #[test]
    fn every_way_to_write_a_file_name_is_understood() {
        let cases = [
            (r#"form-data; name="f"; filename="a b.txt""#, "a b.txt"),
            ("attachment; filename=plain.bin", "plain.bin"),
            (r#"form-data; filename="q\"uote.txt"; name=x"#, "q\"uote.txt"),
            (r#"form-data; filename="C:\dir\f.txt""#, r"C:\dir\f.txt"),
            (r#"form-data; filename="записка.txt""#, "записка.txt"),
            ("form-data; filename*=UTF-8''%D0%B6%20.txt", "ж .txt"),
            ("form-data; filename=old.txt; filename*=windows-1251'ru'%E6.txt", "ж.txt"),
            (r#"form-data; filename="=?UTF-8?B?0LY=?= =?utf-8?Q?_=D0=B6?=.txt""#, "ж ж.txt"),
            (r#"form-data; filename="=?broken.txt""#, "=?broken.txt"),
            (r#"form-data; filename=old.txt; filename*=nonsense"#, "old.txt"),
        ];
        for (header, expected) in cases {
            assert_eq!(file_name(header.as_bytes()).as_deref(), Some(expected), "{header}");
        }
    }

    #[test]
    fn a_header_without_a_file_name_names_none() {
        for header in ["form-data", "form-data; name=\"filename\"", "", ";;;", "form-data; filename"] {
            assert_eq!(file_name(header.as_bytes()), None, "{header}");
        }
    }

    #[test]
    fn a_parameter_is_found_in_either_letter_case_and_inside_no_other_value() {
        let header = br#"multipart/form-data; x="boundary=no; boundary=no"; Boundary="yes;""#;
        assert_eq!(parameter(header, "boundary").as_deref(), Some("yes;"));
    }
}
