//! The readers of the reference server: they give back what was written by the rules, however it comes in pieces, and agree
//! with readers that others wrote.

use arbitrary::{Arbitrary, Unstructured};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use checks::upload::StoredFile;
use percent_encoding::percent_decode;
use refserver_http::reading::{self, Part};
use spec::wire::{Call, percent_encode};

use crate::ground::wait;
use crate::verdicts;

/// The input is a query. Every pair is read, in its order; the first ones alone where there are more than granted; and what the
/// suite writes the server reads.
pub(crate) fn parameters(input: &[u8]) {
    let pairs = reading::parameters(input, usize::MAX);
    assert_eq!(pairs, read_by_the_rules(input));
    for most in [0, 1, 3] {
        let kept = reading::parameters(input, most);
        assert_eq!(kept, pairs[..pairs.len().min(most + 1)]);
    }
    let call = Call { parameters: pairs.clone(), ..Call::new("/x") };
    let request = call.request();
    let query = request.target.split_once('?').map_or("", |(_, query)| query);
    assert_eq!(reading::parameters(query.as_bytes(), usize::MAX), pairs, "the suite writes {query}");
}

/// The rules of `application/x-www-form-urlencoded`, as short as they can be said.
fn read_by_the_rules(input: &[u8]) -> Vec<(String, String)> {
    let text = |bytes: &[u8]| {
        let blanks: Vec<u8> = bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        let bytes: Vec<u8> = percent_decode(&blanks).collect();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    let pairs = input.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (text(&pair[..at]), text(&pair[at + 1..])),
            None => (text(pair), String::new()),
        })
        .collect()
}

#[derive(Debug, Arbitrary)]
struct Form {
    boundary: String,
    parts: Vec<(Option<String>, Option<String>, Vec<u8>)>,
    preamble: Vec<u8>,
    piece: u8,
}

/// The first line of the input is a boundary, the rest a body: it is taken apart alike in whatever pieces it comes. And the
/// input is parts, which come out as they were put in.
pub(crate) fn multipart(input: &[u8]) {
    if let Some(end) = input.iter().position(|byte| *byte == b'\n')
        && let Ok(boundary) = str::from_utf8(&input[..end])
    {
        let body = &input[end + 1..];
        let whole = taken_apart(boundary, body, body.len());
        for size in [1, 2, 7] {
            assert_eq!(taken_apart(boundary, body, size), whole, "pieces of {size} bytes make a difference");
        }
        let contents = whole.iter().flatten().map(|part| part.content.len());
        assert!(contents.sum::<usize>() <= body.len());
    }
    if let Ok(form) = Form::arbitrary_take_rest(Unstructured::new(input)) {
        comes_out_as_it_went_in(form);
    }
}

fn comes_out_as_it_went_in(form: Form) {
    let boundary: String = form.boundary.chars().filter(char::is_ascii_alphanumeric).take(70).collect();
    let delimiter = format!("\r\n--{boundary}").into_bytes();
    let holds = |bytes: &[u8]| [b"\r\n", bytes].concat().windows(delimiter.len()).any(|w| w == delimiter);
    let unclear = holds(&form.preamble) || form.parts.iter().any(|(.., content)| holds(content));
    if boundary.is_empty() || unclear {
        return;
    }
    let field = |text: String| text.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned();
    let mut body = form.preamble;
    let mut sent = Vec::new();
    for (disposition, encoding, content) in form.parts {
        let part = Part {
            disposition: disposition.map(|text| field(text).into_bytes()),
            transfer_encoding: encoding.map(|text| field(text).into_bytes()),
            content,
        };
        body.extend_from_slice(&delimiter);
        body.extend_from_slice(b"\r\n");
        for (name, value) in [
            ("Content-Disposition", &part.disposition),
            ("content-transfer-encoding", &part.transfer_encoding),
        ] {
            if let Some(value) = value {
                body.extend_from_slice(&[name.as_bytes(), b": ", value, b"\r\n"].concat());
            }
        }
        body.extend_from_slice(b"\r\n");
        body.extend_from_slice(&part.content);
        sent.push(part);
    }
    body.extend_from_slice(&delimiter);
    body.extend_from_slice(b"--\r\n");
    assert_eq!(taken_apart(&boundary, &body, usize::from(form.piece) + 1), Some(sent));
}

fn taken_apart(boundary: &str, body: &[u8], size: usize) -> Option<Vec<Part>> {
    let pieces = body.chunks(size.max(1)).map(Bytes::copy_from_slice).collect();
    wait(reading::parts(boundary, pieces))
}

/// The input is a packed file: it is unpacked alike in whatever pieces it comes, base64 as another reader does it, and
/// quoted-printable gives back what was quoted.
pub(crate) fn transfer(input: &[u8]) {
    for encoding in ["base64", "quoted-printable", "binary"] {
        let whole = reading::unpacked(encoding, [input]);
        for size in [1, 2, 3, 5, 64] {
            assert_eq!(reading::unpacked(encoding, input.chunks(size)), whole, "{encoding} by {size}");
        }
        let length = whole.map_or(0, |file| file.len());
        assert!(length <= input.len(), "{encoding} made more of it");
    }
    let letters: Vec<u8> =
        input.iter().copied().filter(|byte| !matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).collect();
    assert_eq!(reading::unpacked("base64", [input]), STANDARD.decode(letters).ok());
    let quoted: String = input.iter().map(|byte| format!("={byte:02X}")).collect();
    assert_eq!(reading::unpacked("quoted-printable", [quoted.as_bytes()]).as_deref(), Some(input));
    assert_eq!(reading::unpacked("binary", [input]).as_deref(), Some(input));
}

/// The input is a `Content-Disposition`, and a file's name in one. A kept name is harmless by the suite's own judgement.
pub(crate) fn names(input: &[u8]) {
    if let Some(name) = reading::file_name(input) {
        kept_is_harmless(&name);
    }
    let text = String::from_utf8_lossy(input);
    kept_is_harmless(&text);
    let packed = format!("form-data; filename=x; filename*=UTF-8''{}", percent_encode(&text));
    assert_eq!(reading::file_name(packed.as_bytes()).as_deref(), Some(&*text));
    if !text.contains("=?") {
        let quoted = text.replace('\\', "\\\\").replace('"', "\\\"");
        let plain = format!("form-data; name=\"f\"; filename=\"{quoted}\"");
        assert_eq!(reading::file_name(plain.as_bytes()).as_deref(), Some(&*text));
    }
}

fn kept_is_harmless(offered: &str) {
    let Some(kept) = reading::kept_name(offered) else { return };
    assert_eq!(reading::kept_name(&kept).as_ref(), Some(&kept), "a kept name is not kept");
    assert!(!kept.is_empty() && kept.len() <= 200, "{} bytes", kept.len());
    let folder = "D:\\Temp\\UploadData";
    let path = format!("{folder}\\{kept}");
    let file = StoredFile { name: kept.clone(), saved: true, size: Some(0), path: Some(path) };
    let verdicts = verdicts::of(|| vec![file.harmless(offered, Some(folder))]);
    assert!(verdicts::all_hold(&verdicts), "{kept:?} is not harmless: {verdicts:?}");
}
