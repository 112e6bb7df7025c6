//! Servers with a fault, or without, and a client that writes down all it sees of them.

use std::time::{Duration, Instant};

use refserver_http::{Config, Faults, Fixture, Password, Running, start};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// The password of a gated server.
pub(crate) const PASSWORD: &str = "Sesame-1";

/// Longer than any sound answer of these tests takes.
const PATIENCE: Duration = Duration::from_secs(4);

/// What servers are started from.
#[derive(Clone)]
pub(crate) struct Bench {
    fixtures: Fixtures,
    faults: Faults,
}

/// The built-in fixture with parties that answer soon.
#[derive(Clone)]
pub(crate) struct Fixtures {
    /// They talk for longer than any test takes.
    long: Fixture,
    /// They hang up after a second.
    brief: Fixture,
}

impl Fixtures {
    pub(crate) fn new() -> Self {
        let built_in = include_str!("../../../fixture/fixture.toml");
        let quick =
            [("answer_ms = 200 ", "answer_ms = 60 "), ("outside_answer_ms = 250", "outside_answer_ms = 60")];
        let parsed = |changes: &[(&str, &str)]| {
            let text = quick.iter().chain(changes).fold(built_in.to_owned(), |text, (from, to)| {
                assert!(text.contains(from), "{from}");
                text.replace(from, to)
            });
            Fixture::parse("quick.toml", &text).expect("a fixture")
        };
        Self {
            long: parsed(&[("talk_ms = 1500", "talk_ms = 600000")]),
            brief: parsed(&[("talk_ms = 1500", "talk_ms = 1000")]),
        }
    }
}

/// A running server, and what was seen of it so far.
pub(crate) struct Seen {
    running: Running,
    pub(crate) notes: String,
}

impl Bench {
    /// Servers with the fault of this name; sound ones without a name.
    pub(crate) fn with(fixtures: &Fixtures, fault: Option<&str>) -> Self {
        Self { fixtures: fixtures.clone(), faults: Faults::parse(fault).expect("a fault") }
    }

    pub(crate) async fn open(&self) -> Seen {
        self.start(None, &self.fixtures.long).await
    }

    /// An open server whose conversations end.
    pub(crate) async fn brief(&self) -> Seen {
        self.start(None, &self.fixtures.brief).await
    }

    pub(crate) async fn gated(&self) -> Seen {
        self.start(Some(PASSWORD), &self.fixtures.long).await
    }

    async fn start(&self, password: Option<&str>, fixture: &Fixture) -> Seen {
        let config = Config {
            password: password.and_then(Password::new),
            fixture: fixture.clone(),
            faults: self.faults,
            ..Config::on_free_port().expect("the built-in fixture")
        };
        Seen { running: start(config).await.expect("a server"), notes: String::new() }
    }
}

impl Seen {
    pub(crate) fn note(&mut self, what: &str, seen: impl std::fmt::Display) {
        self.notes.push_str(&format!("{what}: {seen}\n"));
    }

    /// Asks and writes the answer down.
    pub(crate) async fn get(&mut self, target: &str) -> String {
        let answer = self.ask(&request("GET", target, "", b"")).await;
        self.note(target, &answer);
        answer
    }

    pub(crate) async fn post(&mut self, target: &str, form: &str) -> String {
        let kind = "Content-Type: application/x-www-form-urlencoded\r\n";
        let answer = self.ask(&request("POST", target, kind, form.as_bytes())).await;
        self.note(&format!("POST {target} {form}"), &answer);
        answer
    }

    /// Asks and writes down whether the answer came within `limit`.
    pub(crate) async fn timed(&mut self, target: &str, limit: Duration) -> String {
        let began = Instant::now();
        let answer = self.get(target).await;
        self.note("in time", began.elapsed() < limit);
        answer
    }

    /// Asks again and again until the answer has `wanted` in it; writes down the last one.
    pub(crate) async fn until(&mut self, target: &str, wanted: &str) {
        let mut answer = String::new();
        for _ in 0..100 {
            answer = self.ask(&request("GET", target, "", b"")).await;
            if answer.contains(wanted) {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.note(target, &answer);
    }

    /// Sends bytes on a connection of their own and says what came back.
    pub(crate) async fn ask(&self, bytes: &[u8]) -> String {
        self.answer(bytes).await.map_or_else(|| "no end".to_owned(), |answer| shown(&answer))
    }

    /// The bytes that came back; `None` if they never ended.
    pub(crate) async fn answer(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let mut stream = TcpStream::connect(self.running.address()).await.expect("a connection");
        let _ = stream.write_all(bytes).await;
        let mut answer = Vec::new();
        timeout(PATIENCE, stream.read_to_end(&mut answer)).await.ok().map(|_| answer)
    }

    /// Opens a connection and sends the beginning of a request.
    pub(crate) async fn begin(&self, bytes: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.running.address()).await.expect("a connection");
        stream.write_all(bytes).await.expect("sent");
        stream
    }
}

pub(crate) fn request(method: &str, target: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let head = format!(
        "{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n"
    );
    [head.as_bytes(), body].concat()
}

/// An answer as text: the head without its date, the body out of UTF-16, and its length.
fn shown(answer: &[u8]) -> String {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").map_or(answer.len(), |end| end + 4);
    let (head, body) = answer.split_at(end);
    let head = String::from_utf8_lossy(head);
    let head: Vec<&str> = head.lines().filter(|line| !line.starts_with("date:")).collect();
    let text = match body.strip_prefix(b"\xFF\xFE") {
        None => String::from_utf8_lossy(body).into_owned(),
        Some(pairs) => {
            let units =
                pairs.chunks(2).map(|pair| u16::from_le_bytes([pair[0], pair.get(1).copied().unwrap_or(0)]));
            char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{FFFD}')).collect()
        }
    };
    format!("{} | {} bytes | {}", head.join(" "), body.len(), passing(&text))
}

/// The text without what differs from run to run: the digits of times, and random names.
fn passing(text: &str) -> String {
    let mut steady = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |of: fn(char) -> bool| rest.find(|letter| !of(letter)).unwrap_or(rest.len());
        let time = run(|letter| letter.is_ascii_digit() || "-:. T".contains(letter));
        let name = run(|letter| letter.is_ascii_hexdigit());
        let taken = time.max(1).max(if name == 32 { name } else { 0 });
        let taken = if first.is_ascii() { taken } else { first.len_utf8() };
        let (piece, after) = rest.split_at(taken);
        if name == 32 {
            steady.push_str("RANDOM");
        } else if piece.matches(':').count() == 2 {
            steady.extend(piece.chars().map(|letter| if letter.is_ascii_digit() { '0' } else { letter }));
        } else {
            steady.push_str(piece);
        }
        rest = after;
    }
    steady
}
