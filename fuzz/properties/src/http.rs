//! A client of the reference server that shares nothing with it: writes requests, takes answers apart.

use std::fmt::Write as _;

use spec::wire::{Request, Response};

/// The bytes of a request on a connection that is closed after it.
pub(crate) fn written(request: &Request) -> Vec<u8> {
    let mut head = format!("{} {} HTTP/1.1\r\nHost: localhost\r\n", request.method, request.target);
    for (name, value) in &request.headers {
        let _ = write!(head, "{name}: {value}\r\n");
    }
    let _ = write!(head, "Content-Length: {}\r\nConnection: close\r\n\r\n", request.body.0.len());
    [head.into_bytes(), request.body.0.clone()].concat()
}

/// The answers on a connection, one after the other (RFC 9112). Interim ones (1xx) are passed over.
pub(crate) fn answers(mut bytes: &[u8]) -> Result<Vec<Response>, String> {
    let mut answers = Vec::new();
    while !bytes.is_empty() {
        let (answer, length) =
            answer(bytes).map_err(|why| format!("{why} in {:?}", bytes.escape_ascii().to_string()))?;
        bytes = &bytes[length..];
        if answer.status >= 200 {
            answers.push(answer);
        }
    }
    Ok(answers)
}

/// The first answer, and how many bytes it takes.
fn answer(bytes: &[u8]) -> Result<(Response, usize), String> {
    let mut fields = [httparse::EMPTY_HEADER; 32];
    let mut parsed = httparse::Response::new(&mut fields);
    let head = match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => length,
        Ok(httparse::Status::Partial) => return Err("half a head".to_owned()),
        Err(error) => return Err(error.to_string()),
    };
    let headers: Vec<(String, String)> = parsed
        .headers
        .iter()
        .map(|field| (field.name.to_owned(), String::from_utf8_lossy(field.value).into_owned()))
        .collect();
    let mut answer = Response { status: parsed.code.unwrap_or(0), headers, body: Vec::new() };
    let rest = &bytes[head..];
    let has_body = answer.status >= 200 && !matches!(answer.status, 204 | 304);
    let (body, framed) = match (answer.header("transfer-encoding"), answer.header("content-length")) {
        _ if !has_body => (Vec::new(), 0),
        (Some(_), Some(_)) => return Err("two framings".to_owned()),
        (Some(coding), None) if coding.eq_ignore_ascii_case("chunked") => unchunked(rest)?,
        (Some(coding), None) => return Err(format!("the coding {coding}")),
        (None, Some(length)) => {
            let length: usize = length.parse().map_err(|_| format!("the length {length}"))?;
            (rest.get(..length).ok_or("half a body")?.to_vec(), length)
        }
        (None, None) => (rest.to_vec(), rest.len()),
    };
    answer.body = body;
    Ok((answer, head + framed))
}

/// A chunked body, and how many bytes it takes.
fn unchunked(bytes: &[u8]) -> Result<(Vec<u8>, usize), String> {
    let (mut body, mut at) = (Vec::new(), 0);
    loop {
        let rest = &bytes[at..];
        let Ok(httparse::Status::Complete((head, size))) = httparse::parse_chunk_size(rest) else {
            return Err("a chunk without a size".to_owned());
        };
        let size = usize::try_from(size).map_err(|error| error.to_string())?;
        let chunk = rest.get(head..head + size + 2).ok_or("half a chunk")?;
        let (content, end) = chunk.split_at(size);
        if end != b"\r\n" {
            return Err("a chunk without an end".to_owned());
        }
        body.extend_from_slice(content);
        at += head + size + 2;
        if size == 0 {
            return Ok((body, at));
        }
    }
}
