//! A server that does on purpose what no server should.

use std::io::{self, Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use crate::kinds::{Act, Kind, Onset};

/// How long a flapping server is up, and then down.
const FLAP: Duration = Duration::from_millis(150);

/// A request as far as a hostile server cares for it.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// The path with its query, as it came.
    pub(crate) target: String,
}

/// What becomes of a connection after an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum After {
    /// The next request is read.
    Keep,
    /// It is closed.
    Close,
}

/// What all connections of a server share.
#[derive(Debug)]
pub(crate) struct Scene {
    /// Where redirects lead to: nobody may ever connect.
    pub(crate) elsewhere: SocketAddr,
    requests: AtomicUsize,
    over: AtomicBool,
}

/// A running server, and the bystander that redirects name.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    scene: Arc<Scene>,
    bystander: TcpListener,
}

impl Server {
    pub(crate) fn start(kind: &'static Kind) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let bystander = TcpListener::bind("127.0.0.1:0").unwrap();
        bystander.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let scene = Arc::new(Scene {
            elsewhere: bystander.local_addr().unwrap(),
            requests: AtomicUsize::new(0),
            over: AtomicBool::new(false),
        });
        let shared = Arc::clone(&scene);
        thread::spawn(move || accept(listener, kind, &shared));
        Self { address, scene, bystander }
    }

    /// Whether anybody came to where redirects lead.
    pub(crate) fn somebody_followed(&self) -> bool {
        self.bystander.accept().is_ok()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.scene.over.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address));
    }
}

fn accept(mut listener: TcpListener, kind: &'static Kind, scene: &Arc<Scene>) {
    let address = listener.local_addr().unwrap();
    if kind.onset == Onset::ComesAndGoes {
        listener.set_nonblocking(true).unwrap();
    }
    let mut since = std::time::Instant::now();
    while !scene.over.load(Ordering::Relaxed) {
        match listener.accept() {
            Ok((stream, _)) => {
                let scene = Arc::clone(scene);
                thread::spawn(move || drop(converse(stream, kind, &scene)));
            }
            Err(_) => thread::sleep(Duration::from_millis(1)),
        }
        if matches!(kind.onset, Onset::GoneAfter(most) if scene.requests.load(Ordering::Relaxed) >= most) {
            return;
        }
        if kind.onset == Onset::ComesAndGoes && since.elapsed() > FLAP {
            drop(listener);
            thread::sleep(FLAP);
            listener = bind_again(address);
            since = std::time::Instant::now();
        }
    }
}

/// The port was free a moment ago; whoever took it meanwhile gives it back.
fn bind_again(address: SocketAddr) -> TcpListener {
    loop {
        if let Ok(listener) = TcpListener::bind(address) {
            listener.set_nonblocking(true).unwrap();
            return listener;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

fn converse(mut stream: TcpStream, kind: &Kind, scene: &Scene) -> io::Result<()> {
    stream.set_nonblocking(false)?;
    stream.set_nodelay(true)?;
    if let (Act::Connection(act), Onset::AtOnce) = (kind.act, kind.onset) {
        return act(&mut stream);
    }
    while let Some(request) = read_request(&mut stream)? {
        let number = scene.requests.fetch_add(1, Ordering::Relaxed);
        let after = match kind.act {
            _ if !kind.onset.has_begun(number) => answer(&mut stream, "text/plain", b"well"),
            Act::Request(act) => act(&request, &mut stream, scene),
            Act::Connection(act) => act(&mut stream).map(|()| After::Close),
        };
        if after? == After::Close {
            break;
        }
    }
    // A close with bytes unread would be a reset, and the other side might lose the answer.
    stream.shutdown(Shutdown::Write)?;
    io::copy(&mut stream, &mut io::sink()).map(drop)
}

/// Reads a request with its content; `None` when the client has no more.
fn read_request(stream: &mut TcpStream) -> io::Result<Option<Request>> {
    let mut bytes = Vec::new();
    let mut chunk = [0_u8; 16 * 1024];
    loop {
        if let Some(head) = bytes.windows(4).position(|window| window == b"\r\n\r\n")
            && bytes.len() >= head + 4 + content_length(&bytes[..head])
        {
            let text = String::from_utf8_lossy(&bytes);
            let target = text.split(' ').nth(1).unwrap_or_default().to_owned();
            return Ok(Some(Request { target }));
        }
        match stream.read(&mut chunk)? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

fn content_length(head: &[u8]) -> usize {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let field = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    field.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
}

/// A well-formed answer with this content.
pub(crate) fn answer(stream: &mut TcpStream, kind: &str, content: &[u8]) -> io::Result<After> {
    let head =
        format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", content.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(content)?;
    Ok(After::Keep)
}

/// Bytes as they are.
pub(crate) fn say(stream: &mut TcpStream, bytes: impl AsRef<[u8]>, after: After) -> io::Result<After> {
    stream.write_all(bytes.as_ref())?;
    Ok(after)
}

/// The same bytes until the client has enough.
pub(crate) fn flood(stream: &mut TcpStream, bytes: &[u8]) -> io::Result<After> {
    loop {
        stream.write_all(bytes)?;
    }
}

/// The same bytes, with a pause before each time, until the client has enough.
pub(crate) fn drip(stream: &mut TcpStream, bytes: &[u8], pause: Duration) -> io::Result<After> {
    loop {
        thread::sleep(pause);
        stream.write_all(bytes)?;
    }
}

/// Nothing more, until the client closes.
pub(crate) fn hang(stream: &mut TcpStream) -> io::Result<After> {
    io::copy(stream, &mut io::sink())?;
    Ok(After::Close)
}
