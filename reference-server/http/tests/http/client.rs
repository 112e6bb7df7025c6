//! A server on a free port, and a client that sends exactly the bytes it is given.

use std::path::Path;
use std::time::Duration;

use refserver_http::{Config, Fixture, Limits, Password, Running, start};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than any answer of these tests may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server of the test's own.
pub(crate) struct Target {
    pub(crate) running: Running,
}

fn config() -> Config {
    Config::on_free_port().expect("the built-in fixture")
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Target {
    pub(crate) async fn open() -> Self {
        Self::with(None, Limits::default()).await
    }

    pub(crate) async fn with(password: Option<&str>, limits: Limits) -> Self {
        Self::start(Config { password: password.and_then(Password::new), limits, ..config() }).await
    }

    pub(crate) async fn in_folder(work_dir: &Path) -> Self {
        Self::start(Config { work_dir: Some(work_dir.to_owned()), ..config() }).await
    }

    pub(crate) async fn of(fixture: Fixture) -> Self {
        Self::start(Config { fixture, ..config() }).await
    }

    pub(crate) async fn start(config: Config) -> Self {
        Self { running: start(config).await.expect("a server") }
    }

    pub(crate) async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.running.address()).await.expect("a connection")
    }

    pub(crate) async fn get(&self, target: &str) -> Answer {
        self.request("GET", target, "", b"").await
    }

    pub(crate) async fn post_form(&self, target: &str, form: &str) -> Answer {
        self.request("POST", target, "Content-Type: application/x-www-form-urlencoded\r\n", form.as_bytes())
            .await
    }

    /// One request with further header lines, each ended by CR LF, and a body of that length.
    pub(crate) async fn request(&self, method: &str, target: &str, headers: &str, body: &[u8]) -> Answer {
        let length = body.len();
        let head = format!(
            "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
        );
        self.raw(&[head.as_bytes(), body].concat()).await
    }

    /// Sends bytes on a connection of their own and reads till the server closes it.
    pub(crate) async fn raw(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect().await;
        // A server that has seen enough may close before it has read all.
        let _ = stream.write_all(bytes).await;
        Answer::read(&mut stream).await
    }
}

impl Answer {
    pub(crate) async fn read(stream: &mut TcpStream) -> Self {
        let mut bytes = Vec::new();
        let read = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("an answer in time");
        read.expect("an answer without a reset");
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("headers");
        let head = String::from_utf8(bytes[..end].to_vec()).expect("headers in ASCII");
        let status = head.split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status");
        Self { status, head, body: bytes[end + 4..].to_vec() }
    }

    /// The body as UTF-8.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("a body in UTF-8")
    }

    /// The body as a document, in UTF-16 behind its mark or in UTF-8.
    pub(crate) fn xml(&self) -> String {
        match self.body.strip_prefix(b"\xFF\xFE") {
            None => self.text().to_owned(),
            Some(pairs) => {
                let units: Vec<u16> =
                    pairs.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect();
                String::from_utf16(&units).expect("a body in UTF-16")
            }
        }
    }

    /// The attribute `wanted` of the `property_simple` with this key, in a mapper document.
    pub(crate) fn property(&self, key: &str, wanted: &str) -> Option<String> {
        let text = self.xml();
        let document = roxmltree::Document::parse(&text).expect("well-formed");
        let property = document.descendants().find(|node| node.attribute("key") == Some(key))?;
        property.attribute(wanted).map(str::to_owned)
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).expect("a body of JSON")
    }
}

/// Percent-encodes everything that is no letter or digit.
pub(crate) fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
