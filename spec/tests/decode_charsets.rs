//! Every way an answer can say in which charset it is, and every way that can be wrong (HTTP-7).

#![expect(clippy::expect_used, reason = "a helper of a test fails the test")]

#[path = "decode_support/charsets.rs"]
mod charsets;

use charsets::{encode, encode_with_bom};
use serde_json::json;
use spec::decode::{Charset, Claimant, DecodeError, Decoded, Format, Limits, Note, decode};

use Claimant::{Bom, ContentType, Declaration, Default};

/// A group document in bytes, with whatever it says about its charset.
struct Answer {
    charset: &'static str,
    bom: bool,
    declared: Option<&'static str>,
    header: Option<&'static str>,
}

impl Answer {
    fn decode(&self) -> Result<Decoded, DecodeError> {
        let declaration = self
            .declared
            .map(|label| format!("<?xml version=\"1.0\" encoding=\"{label}\"?>\n"))
            .unwrap_or_default();
        let text = format!("{declaration}<group name=\"Отдел\"/>");
        let write = if self.bom { encode_with_bom } else { encode };
        let body = write(&text, self.charset).expect("a charset with Cyrillic");
        let header = self.header.map(|label| format!("text/xml; charset={label}"));
        decode(Format::Group, header.as_deref(), &body, &Limits::default())
    }
}

/// Charset, BOM, declared, header; then who is belied, in order.
type Row =
    (&'static str, bool, Option<&'static str>, Option<&'static str>, &'static [(Claimant, &'static str)]);

const READABLE: &[Row] = &[
    ("UTF-8", false, None, None, &[]),
    ("UTF-8", true, None, None, &[]),
    ("UTF-8", false, Some("utf-8"), None, &[]),
    ("UTF-8", false, Some("utf-8"), Some("\"UTF-8\""), &[]),
    ("UTF-8", false, Some("utf-16"), None, &[(Declaration, "utf-16")]),
    ("UTF-8", false, Some("utf-16"), Some("utf-8"), &[(Declaration, "utf-16")]),
    ("UTF-8", false, Some("utf-8"), Some("utf-16"), &[(ContentType, "utf-16")]),
    ("UTF-8", true, Some("utf-16"), Some("utf-16"), &[(ContentType, "utf-16"), (Declaration, "utf-16")]),
    ("UTF-8", true, Some("windows-1251"), None, &[(Declaration, "windows-1251")]),
    ("UTF-16LE", true, None, None, &[]),
    ("UTF-16LE", true, Some("utf-16"), None, &[]),
    ("UTF-16LE", false, Some("utf-16"), None, &[]),
    ("UTF-16LE", false, Some("UTF-16LE"), Some("utf-16"), &[]),
    ("UTF-16LE", false, None, Some("utf-16"), &[]),
    ("UTF-16LE", false, Some("utf-16be"), None, &[(Declaration, "utf-16be")]),
    ("UTF-16LE", false, Some("utf-8"), None, &[(Declaration, "utf-8")]),
    ("UTF-16LE", true, Some("utf-8"), Some("utf-8"), &[(ContentType, "utf-8"), (Declaration, "utf-8")]),
    ("UTF-16LE", false, None, None, &[(Default, "UTF-8")]),
    ("UTF-16BE", true, Some("utf-16"), None, &[]),
    ("UTF-16BE", false, Some("utf-16"), None, &[]),
    ("UTF-16BE", false, Some("utf-16"), Some("utf-16be"), &[]),
    ("UTF-16BE", false, Some("utf-16le"), None, &[(Declaration, "utf-16le")]),
    ("UTF-16BE", false, Some("utf-16"), Some("windows-1251"), &[(ContentType, "windows-1251")]),
    ("windows-1251", false, Some("windows-1251"), None, &[]),
    ("windows-1251", false, Some("Windows-1251"), Some("cp1251"), &[]),
    ("windows-1251", false, None, Some("windows-1251"), &[]),
    ("windows-1251", false, Some("windows-1251"), Some("utf-8"), &[(ContentType, "utf-8")]),
    ("windows-1251", false, Some("utf-8"), Some("windows-1251"), &[(Declaration, "utf-8")]),
    ("KOI8-R", false, Some("koi8-r"), None, &[]),
    ("IBM866", false, None, Some("cp866"), &[]),
];

#[test]
fn an_answer_is_read_in_the_charset_it_is_in_and_false_claims_are_noted() {
    for &(charset, bom, declared, header, belied) in READABLE {
        let row = format!("{charset} bom={bom} declared={declared:?} header={header:?}");
        let decoded =
            Answer { charset, bom, declared, header }.decode().unwrap_or_else(|e| panic!("{row}: {e}"));
        let found = Charset::for_label(charset).expect("a charset");
        let notes: Vec<Note> = belied
            .iter()
            .map(|&(by, claimed)| Note::CharsetDisagrees { claimed: claimed.into(), found, by })
            .collect();
        assert_eq!(decoded.value, json!({"name": "Отдел", "elements": []}), "{row}");
        assert_eq!((decoded.charset, decoded.notes), (Some(found), notes), "{row}");
    }
}

#[test]
fn a_more_trusted_claim_wins_even_where_a_lesser_one_would_also_fit() {
    let answer =
        Answer { charset: "UTF-8", bom: false, declared: Some("utf-8"), header: Some("windows-1251") };
    let decoded = answer.decode().expect("windows-1251 reads any bytes");
    assert_eq!(decoded.charset, Charset::for_label("windows-1251"));
    assert_eq!(decoded.value["name"], "РћС‚РґРµР»");
    assert_eq!(decoded.notes.len(), 1);
}

#[test]
fn bytes_in_no_charset_that_was_named_are_refused_with_the_place() {
    for declared in [None, Some("utf-8"), Some("utf-16"), Some("no-such-charset")] {
        let error = Answer { charset: "windows-1251", bom: false, declared, header: None }
            .decode()
            .expect_err("refused");
        let DecodeError::Charset { tried } = &error else { panic!("{error}") };
        let declaration =
            declared.map_or(0, |label| "<?xml version=\"1.0\" encoding=\"\"?>\n".len() + label.len());
        assert_eq!((tried.len(), tried[0].charset), (1, Charset::UTF_8));
        assert_eq!(tried[0].byte, declaration + "<group name=\"".len(), "{declared:?}");
    }
}

#[test]
fn a_bom_that_the_bytes_refute_is_passed_over() {
    let mut body = encode_with_bom("<group name='Отдел'/>", "UTF-8").expect("UTF-8");
    let at = body.iter().position(|byte| *byte == 0xD0).expect("a Cyrillic letter");
    body.drain(at..at + 1);
    let decoded =
        decode(Format::Group, Some("text/xml; charset=koi8-r"), &body, &Limits::default()).expect("KOI8-R");
    assert!(matches!(&decoded.notes[..], [Note::CharsetDisagrees { by: Bom, .. }]), "{:?}", decoded.notes);
}

#[test]
fn an_unknown_charset_name_is_noted_and_passed_over() {
    let answer = Answer { charset: "UTF-8", bom: false, declared: Some("x-nonsense"), header: Some("utf-7") };
    let unknown = |claimed: &str, by| Note::CharsetUnknown { claimed: claimed.into(), by };
    assert_eq!(
        answer.decode().expect("UTF-8").notes,
        [unknown("utf-7", ContentType), unknown("x-nonsense", Declaration)]
    );
}

#[test]
fn a_header_without_a_charset_claims_none() {
    for header in [
        "text/xml",
        "text/xml;",
        "text/xml; charset=",
        "text/xml; boundary=charset",
        "text/xml; a=\"b; charset=utf-16\"",
        "charset=utf-16",
        "",
    ] {
        let decoded = decode(Format::XmlTree, Some(header), b"<a/>", &Limits::default()).expect("UTF-8");
        assert_eq!((decoded.charset, decoded.notes), (Some(Charset::UTF_8), vec![]), "{header}");
    }
}

#[test]
fn the_charset_parameter_is_found_among_others_in_any_case() {
    let body = encode("<a>Ж</a>", "windows-1251").expect("windows-1251");
    for header in ["text/xml; a=b; Charset=windows-1251", "text/xml;CHARSET=\"cp1251\" ; q=1"] {
        let decoded = decode(Format::XmlTree, Some(header), &body, &Limits::default()).expect("windows-1251");
        assert_eq!(decoded.value["text"], "Ж", "{header}");
    }
}

#[test]
fn malformed_utf_16_is_refused() {
    let lone_surrogate = [b"<\0a\0>\0".as_slice(), b"\x00\xD8", b"<\0/\0a\0>\0"].concat();
    let odd_length = [b"<\0a\0/\0>\0".as_slice(), b" "].concat();
    for (body, byte) in [(lone_surrogate, 6), (odd_length, 8)] {
        let error = decode(Format::XmlTree, Some("text/xml; charset=utf-16"), &body, &Limits::default());
        let Err(DecodeError::Charset { tried }) = error else { panic!("{error:?}") };
        assert_eq!(
            tried.iter().map(|m| (m.charset, m.byte)).collect::<Vec<_>>(),
            [(Charset::UTF_16LE, byte)]
        );
    }
}

#[test]
fn json_is_read_in_the_charset_of_its_bom_or_header() {
    let text = r#"{"имя": "Отдел"}"#;
    for (charset, header) in [
        ("UTF-8", None),
        ("UTF-16LE", Some("utf-16")),
        ("UTF-16BE", Some("utf-16")),
        ("windows-1251", Some("windows-1251")),
    ] {
        let header = header.map(|label| format!("application/json; charset={label}"));
        let body = encode(text, charset).expect("a charset with Cyrillic");
        let decoded = decode(Format::Json, header.as_deref(), &body, &Limits::default()).expect(charset);
        assert_eq!((decoded.value, decoded.notes), (json!({"имя": "Отдел"}), vec![]), "{charset}");
    }
    for charset in ["UTF-8", "UTF-16LE", "UTF-16BE"] {
        let body = encode_with_bom(text, charset).expect("a charset with a BOM");
        let decoded = decode(Format::Json, None, &body, &Limits::default()).expect(charset);
        assert_eq!((decoded.value, decoded.notes), (json!({"имя": "Отдел"}), vec![]), "{charset}");
    }
}

#[test]
fn text_that_is_plainly_utf_8_is_not_taken_for_the_utf_16_that_is_claimed() {
    let decoded =
        decode(Format::Text, Some("text/plain; charset=utf-16"), "Лицензия 1".as_bytes(), &Limits::default());
    let decoded = decoded.expect("UTF-8");
    assert_eq!((decoded.value, decoded.notes.len()), (json!("Лицензия 1"), 1));
}

#[test]
fn text_that_is_utf_16_as_claimed_is_read_so_even_where_it_could_pass_for_utf_8() {
    let body = encode("Лицензия", "UTF-16LE").expect("UTF-16");
    assert!(std::str::from_utf8(&body).is_ok(), "the sample must be ambiguous");
    let decoded =
        decode(Format::Text, Some("text/plain; charset=utf-16"), &body, &Limits::default()).expect("UTF-16");
    assert_eq!((decoded.value, decoded.notes), (json!("Лицензия"), vec![]));
}

#[test]
fn a_zero_in_text_settles_the_byte_order_only_where_the_claim_leaves_it_open() {
    let one_byte_order =
        [("A1", "UTF-16LE", "utf-16"), ("A1", "UTF-16BE", "utf-16"), ("\u{4E00}", "UTF-16LE", "utf-16le")];
    for (text, charset, label) in one_byte_order {
        let body = encode(text, charset).expect("UTF-16");
        let header = format!("text/plain; charset={label}");
        let decoded = decode(Format::Text, Some(&header), &body, &Limits::default()).expect("UTF-16");
        assert_eq!((decoded.value, decoded.notes), (json!(text), vec![]), "{charset} as {label}");
    }
    assert_eq!(decode(Format::Text, None, b"A\0", &Limits::default()).expect("UTF-8").value, "A\0");
}

#[test]
fn a_bom_settles_what_the_bytes_leave_open() {
    let body = encode_with_bom("中两", "UTF-16LE").expect("UTF-16");
    assert!(std::str::from_utf8(&body[2..]).is_ok(), "the sample must be ambiguous");
    let decoded = decode(Format::Text, None, &body, &Limits::default()).expect("UTF-16");
    assert_eq!((decoded.value, decoded.notes), (json!("中两"), vec![]));
}

#[test]
fn an_empty_text_belies_nobody() {
    for header in [None, Some("text/plain; charset=utf-16"), Some("text/plain; charset=windows-1251")] {
        let decoded = decode(Format::Text, header, b"", &Limits::default()).expect("empty");
        assert_eq!((decoded.value, decoded.notes), (json!(""), vec![]), "{header:?}");
    }
}
