//! One command line that repeats a request.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use spec::wire::{Asked, Method, Request};

use crate::secrets::Secrets;

/// A POSIX shell line that asks the same again: with `curl`, or with `nc` where the bytes are no request of `curl`'s.
pub fn repeat_line(asked: &Asked, base_url: &str, secrets: &Secrets) -> String {
    match asked {
        Asked::Request(request) => curl_line(request, base_url, secrets),
        Asked::Bytes(bytes) => {
            let bytes = BASE64_STANDARD.encode(secrets.mask_bytes(bytes, usize::MAX));
            let authority = base_url.trim_start_matches("http://").split('/').next().unwrap_or_default();
            let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "80"));
            format!("printf %s {bytes} | base64 -d | nc -q 5 {} {port}", host.trim_matches(['[', ']']))
        }
    }
}

/// A POSIX shell line that sends the request again with `curl`. Content that is not one line of text goes through `base64 -d`.
fn curl_line(request: &Request, base_url: &str, secrets: &Secrets) -> String {
    let mut line = String::from("curl -sS -i --path-as-is --globoff");
    if request.method != Method::Get {
        line.push_str(&format!(" -X {}", quote(request.method.as_str())));
    }
    for (name, value) in &request.headers {
        line.push_str(&format!(" -H {}", quote(&secrets.mask(&format!("{name}: {value}")))));
    }
    let body = secrets.mask_bytes(&request.body.0, usize::MAX);
    let url = quote(&secrets.mask(&format!("{base_url}{}", request.target)));
    match std::str::from_utf8(&body) {
        Ok("") => format!("{line} {url}"),
        Ok(text) if !text.contains(char::is_control) => {
            format!("{line} --data-binary {} {url}", quote(&escape_at(text)))
        }
        Ok(_) | Err(_) => {
            format!("printf %s {} | base64 -d | {line} --data-binary @- {url}", BASE64_STANDARD.encode(&body))
        }
    }
}

/// Content that begins with `@` would name a file; only forms begin with text of ours, and there `%40` means the same.
fn escape_at(text: &str) -> String {
    text.strip_prefix('@').map_or_else(|| text.to_owned(), |rest| format!("%40{rest}"))
}

/// Quotes one word for a POSIX shell.
fn quote(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(request: &Request) -> String {
        curl_line(request, "http://127.0.0.1:4055", &Secrets::new(["secret"]))
    }

    #[test]
    fn a_get_is_one_quoted_url_without_its_password() {
        assert_eq!(
            line(&Request::get("/wp_flash?user=ivan&password=secret")),
            "curl -sS -i --path-as-is --globoff 'http://127.0.0.1:4055/wp_flash?user=ivan&password=***'"
        );
    }

    #[test]
    fn quotes_in_content_and_bytes_that_are_no_text_survive_the_shell() {
        let post = Request::post("/upload").content("it's");
        assert!(line(&post).contains(r"--data-binary 'it'\''s'"), "{}", line(&post));
        let bytes = Request::post("/upload").content([0xff, 0x00]);
        assert!(line(&bytes).starts_with("printf %s /wA= | base64 -d | curl"), "{}", line(&bytes));
        let lines = Request::post("/upload").content("--a\r\n\r\nb");
        assert!(line(&lines).starts_with("printf %s LS1hDQoNCmI= | base64 -d | curl"), "{}", line(&lines));
    }
}
