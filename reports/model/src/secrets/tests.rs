//! What is masked, and what is left alone.

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE};
use spec::wire::percent_encode;

use super::*;

const SECRET: &str = "пароль &<1>\\\"🙂";

fn escaped(text: &str, escape: impl Fn(char) -> String) -> String {
    text.chars().map(escape).collect()
}

fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

fn every_byte(bytes: &[u8], before: &str) -> String {
    bytes.iter().map(|byte| format!("{before}{byte:02x}")).collect()
}

/// The secret in text, as servers and writers of logs spell it.
fn spellings(secret: &str) -> Vec<String> {
    let encoded = percent_encode(secret);
    let json = serde_json::to_string(secret).unwrap().trim_matches('"').to_owned();
    let units = |text: &str| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    let xml = escaped(secret, |c| match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        other => other.to_string(),
    });
    vec![
        secret.to_owned(),
        encoded.to_lowercase(),
        encoded.replace("%20", "+"),
        percent_encode(&encoded),
        percent_encode(&percent_encode(&encoded)),
        every_byte(secret.as_bytes(), "%"),
        every_byte(secret.as_bytes(), "\\x"),
        every_byte(secret.as_bytes(), "="),
        every_byte(secret.as_bytes(), ""),
        every_byte(&utf16(secret, u16::to_le_bytes), "%"),
        every_byte(&utf16(secret, u16::to_be_bytes), "").to_uppercase(),
        secret.escape_debug().to_string(),
        secret.escape_default().to_string(),
        units(secret),
        units(secret).replace('\\', "\\\\"),
        serde_json::to_string(&json).unwrap().trim_matches('"').to_owned(),
        json,
        xml.replace('&', "&amp;"),
        xml,
        escaped(secret, |c| format!("&#{};", u32::from(c))),
        escaped(secret, |c| format!("&#x{:X};", u32::from(c))),
        BASE64_STANDARD.encode(secret),
        percent_encode(&BASE64_STANDARD.encode(secret)),
        BASE64_STANDARD.encode(utf16(secret, u16::to_le_bytes)),
        BASE64_URL_SAFE.encode(utf16(secret, u16::to_be_bytes)),
    ]
}

#[test]
fn every_spelling_is_masked_in_text() {
    let secrets = Secrets::new([SECRET]);
    for spelling in spellings(SECRET) {
        let masked = secrets.mask(&format!("<{spelling}>"));
        // Base64 keeps its last character where it holds bits of nothing but padding besides.
        let rest = masked.replacen(MASK, "", 1).replace("%3D", "=");
        assert!(rest.starts_with('<') && rest.len() <= 5, "{spelling} became {masked}");
    }
}

#[test]
fn every_charset_is_masked_in_bytes() {
    let secret = "Пароль-1";
    let secrets = Secrets::new([secret]);
    let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode(secret);
    for bytes in
        [secret.as_bytes(), &cyrillic, &utf16(secret, u16::to_le_bytes), &utf16(secret, u16::to_be_bytes)]
    {
        assert_eq!(secrets.mask_bytes(&[&[0xff], bytes, &[0xfe]].concat(), usize::MAX), b"\xff***\xfe");
        let (misread, ..) = encoding_rs::WINDOWS_1252.decode(bytes);
        if !misread.contains('\0') {
            assert_eq!(secrets.mask(&format!("<{misread}>")), "<***>");
        }
    }
}

#[test]
fn base64_of_more_than_the_secret_hides_it_wherever_it_stands() {
    let secrets = Secrets::new(["correct horse"]);
    for before in ["", "a", "ab", "user:"] {
        for after in ["", "z", "yz"] {
            let text = BASE64_STANDARD.encode(format!("{before}correct horse{after}"));
            let masked = secrets.mask(&text);
            assert!(masked.contains(MASK) && masked.len() <= 16, "{text} became {masked}");
        }
    }
    let long = BASE64_STANDARD.encode("correct horse".repeat(9));
    let broken: Vec<&str> =
        long.as_bytes().chunks(20).map(|line| std::str::from_utf8(line).unwrap()).collect();
    assert!(secrets.mask(&broken.join("\r\n")).matches(MASK).count() >= 9);
}

#[test]
fn a_near_miss_is_masked_where_it_stands_as_the_password() {
    let secrets = Secrets::new(["abcdef"]);
    let text = "/upload?a=1&password=abcde&b=2 password= 'password=x' PASSWORD=abcdef";
    assert_eq!(secrets.mask(text), "/upload?a=1&password=***&b=2 password= 'password=***' PASSWORD=***");
    assert_eq!(secrets.mask("?password%3Dabcde"), "?password%3D***");
    assert_eq!(secrets.mask_bytes(b"\xffpassword=abcde\n", usize::MAX), b"\xffpassword=***\n");
}

#[test]
fn what_is_no_secret_is_left_alone() {
    let text = "a=1&password=x \\u0041 %41 &amp; 100% & \\ %";
    assert_eq!(Secrets::new([""]).mask(text), text);
    let text = text.replace("password=x ", "");
    assert_eq!(Secrets::new(["abcdef"]).mask(&text), text);
}

#[test]
fn the_longer_of_two_secrets_goes_first_and_no_more_is_kept_than_asked_for() {
    let secrets = Secrets::new(["abc", "abcdef"]);
    assert_eq!(secrets.mask("abcdef abc abcde"), "*** *** ***de");
    assert_eq!(secrets.mask_bytes(b"xyabcdef", 4), b"xy**");
    assert_eq!(secrets.mask_bytes(b"xyabcdef", 2), b"xy");
}

#[test]
fn a_long_secret_and_a_hostile_text_take_neither_stack_nor_time() {
    let secret = "%25".repeat(300);
    let secrets = Secrets::new([secret.as_str()]);
    let masked = secrets.mask(&percent_encode(&secret));
    assert!(masked.contains(MASK));
    let backslashes = "\\".repeat(2_000);
    assert_eq!(Secrets::new(["\\\\\\x"]).mask(&backslashes), backslashes);
}
