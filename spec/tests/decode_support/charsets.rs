//! Text to bytes in any charset the tests need; `encoding_rs` itself writes no UTF-16.

/// The bytes of `text` in the charset of that WHATWG name, without a BOM, or `None` where it cannot carry the
/// text.
pub(crate) fn encode(text: &str, charset: &str) -> Option<Vec<u8>> {
    match charset {
        "UTF-16LE" => Some(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "UTF-16BE" => Some(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        other => {
            let encoding = encoding_rs::Encoding::for_label(other.as_bytes()).expect("a known charset");
            let (bytes, _, unmappable) = encoding.encode(text);
            (!unmappable).then(|| bytes.into_owned())
        }
    }
}

/// The same with a BOM in front, for the charsets that have one.
pub(crate) fn encode_with_bom(text: &str, charset: &str) -> Option<Vec<u8>> {
    encode(&format!("\u{FEFF}{text}"), charset)
}
