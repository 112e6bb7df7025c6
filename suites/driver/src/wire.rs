//! The bare client: sends bytes as they are on a kept connection and reads one answer, with as little work as that takes.
//!
//! It owns its buffers and uses them again; what came of a request is looked at in place until the next is sent.

mod answer;
mod chunks;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use spec::wire::{Asked, Exchange, Lapse};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout_at};

use crate::clock::RunClock;
use crate::endpoint::Endpoint;
use crate::limits::Limits;
use answer::Reader;

/// A client that sends bytes as they are.
#[derive(Debug)]
pub struct Wire {
    endpoint: Arc<Endpoint>,
    address: Option<SocketAddr>,
    limits: Limits,
    clock: RunClock,
    stream: Option<TcpStream>,
    reader: Reader,
    /// How many bytes of the last request were not sent when it was answered.
    unsent: usize,
}

/// What came of bytes that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrival {
    /// The status of the answer, or why there is none.
    pub outcome: Result<u16, Lapse>,
    /// When the bytes were sent, counted from the start of the run.
    pub started: Duration,
    /// From sending to the last byte of the answer or to giving up.
    pub elapsed: Duration,
    /// What became of the connection.
    pub fate: Fate,
    /// How many bytes came behind the answer, or before anything was asked: nobody asked for them.
    pub unasked: usize,
}

/// What became of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It stays open.
    Kept,
    /// The answer says that it is closed.
    Closing,
    /// It was closed.
    Closed,
}

impl Wire {
    /// A client without a connection yet.
    pub fn new(endpoint: Arc<Endpoint>, limits: Limits, clock: RunClock) -> Self {
        Self { endpoint, address: None, limits, clock, stream: None, reader: Reader::default(), unsent: 0 }
    }

    /// Another client of the same target, with a connection of its own.
    #[must_use]
    pub fn another(&self) -> Self {
        let address = self.address;
        Self { address, ..Self::new(Arc::clone(&self.endpoint), self.limits, self.clock) }
    }

    /// The clock by which exchanges are timed.
    pub fn clock(&self) -> &RunClock {
        &self.clock
    }

    /// Whether a connection is kept.
    pub fn is_connected(&self) -> bool {
        self.stream.is_some()
    }

    /// Closes the kept connection, so that the next bytes go out on a new one.
    pub fn hang_up(&mut self) {
        if let Some(stream) = self.stream.take() {
            // What was asked for has come: without this, closed connections would use up the machine's ports.
            drop(stream.set_zero_linger());
        }
    }

    /// Sends bytes and reads one answer within a patience.
    ///
    /// A kept connection that the target closed meanwhile is no lapse of the target's (RFC 9112, section 9.3.1): where not a byte of an
    /// answer came, the bytes go out once more on a new one.
    pub async fn send(&mut self, bytes: &[u8], patience: Duration) -> Arrival {
        let begun = Instant::now();
        let deadline = begun + patience;
        let started = self.clock.elapsed();
        let unasked = self.take_unasked();
        let headless = bytes.starts_with(b"HEAD ");
        self.reader.begin(headless);
        let mut outcome = Err(Lapse::Closed);
        if self.stream.is_some() {
            outcome = self.attempt(bytes, deadline, patience).await;
        }
        if outcome == Err(Lapse::Closed) && self.reader.received().is_empty() {
            self.reader.begin(headless);
            outcome = match self.connect(deadline).await {
                Ok(()) => self.attempt(bytes, deadline, patience).await,
                Err(lapse) => Err(lapse),
            };
        }
        let fate = self.settle(&outcome);
        Arrival {
            outcome,
            started,
            elapsed: begun.elapsed(),
            fate,
            unasked: unasked + self.reader.surplus().len(),
        }
    }

    /// Gives long buffers back. What came of the last request is forgotten.
    pub fn relax(&mut self) {
        self.reader.begin(false);
    }

    /// Waits for bytes that nobody asked for, on the connection of the last answer.
    pub async fn wait_for_unasked(&mut self, patience: Duration) -> usize {
        let Some(stream) = &mut self.stream else { return 0 };
        let mut room = [0; 1024];
        let read = timeout_at(Instant::now() + patience, stream.read(&mut room)).await;
        match read {
            Err(_) => 0,
            Ok(ended) => {
                self.hang_up();
                ended.unwrap_or(0)
            }
        }
    }

    /// The bytes received since the last were sent.
    pub fn received(&self) -> &[u8] {
        self.reader.received()
    }

    /// The content of the answer, without transfer codings, as far as it came.
    pub fn body(&self) -> &[u8] {
        self.reader.body()
    }

    /// The header fields of the answer in their order; none where there is no answer.
    pub fn fields(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.reader.fields()
    }

    /// The value of a header field, the first of that name.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        let named = |field: &(&[u8], &[u8])| field.0.eq_ignore_ascii_case(name.as_bytes());
        self.fields().find(named).map(|(_, value)| value)
    }

    /// All of it as an exchange that can be kept.
    pub fn exchange(&self, sent: &[u8], arrival: &Arrival) -> Exchange {
        Exchange {
            asked: Asked::Bytes(sent.to_vec()),
            sent: sent.to_vec(),
            received: self.received().to_vec(),
            outcome: arrival.outcome.clone().map(|status| self.reader.response(status)),
            started: arrival.started,
            elapsed: arrival.elapsed,
        }
    }

    /// What came on the kept connection though nothing was asked; who closed it meanwhile or speaks unasked is not asked on it again.
    fn take_unasked(&mut self) -> usize {
        let Some(stream) = &self.stream else { return 0 };
        let mut room = [0; 1024];
        match stream.try_read(&mut room) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => 0,
            ended => {
                self.hang_up();
                ended.unwrap_or(0)
            }
        }
    }

    async fn connect(&mut self, deadline: Instant) -> Result<(), Lapse> {
        self.stream = None;
        let until = deadline.min(Instant::now() + self.limits.connect);
        let unreachable = |error: io::Error| Lapse::Unreachable(error.to_string());
        let connecting = async {
            let address = match self.address {
                Some(address) => address,
                None => resolve(&self.endpoint).await?,
            };
            loop {
                match TcpStream::connect(address).await {
                    // The ports of this machine are used up, which is nothing that the target did.
                    Err(error) if error.kind() == io::ErrorKind::AddrNotAvailable => {
                        sleep(Duration::from_millis(50)).await;
                    }
                    ended => return ended.map(|stream| (address, stream)),
                }
            }
        };
        let Ok(connected) = timeout_at(until, connecting).await else {
            let waited = self.limits.connect.as_secs();
            return Err(Lapse::Unreachable(format!("nothing answered at {} for {waited} s", self.endpoint)));
        };
        let (address, stream) = connected.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        (self.address, self.stream) = (Some(address), Some(stream));
        Ok(())
    }

    async fn attempt(&mut self, bytes: &[u8], deadline: Instant, patience: Duration) -> Result<u16, Lapse> {
        let Self { stream: Some(stream), reader, limits, unsent, .. } = self else {
            return Err(Lapse::Closed);
        };
        let mut left = bytes;
        let conversed = timeout_at(deadline, converse(stream, &mut left, reader, limits)).await;
        *unsent = left.len();
        conversed.unwrap_or(Err(Lapse::TimedOut(patience)))
    }

    /// Keeps the connection where the answer left it in order, and closes it otherwise.
    fn settle(&mut self, outcome: &Result<u16, Lapse>) -> Fate {
        match outcome {
            Err(_) => {
                self.stream = None;
                Fate::Closed
            }
            // What is left of a request would be taken for the next one's beginning, or the next one for what is left.
            Ok(_)
                if self.reader.ends_connection() || !self.reader.surplus().is_empty() || self.unsent > 0 =>
            {
                self.hang_up();
                Fate::Closing
            }
            Ok(_) => Fate::Kept,
        }
    }
}

/// The longest buffer that is kept for the next message, in bytes; few messages are longer.
const KEPT: usize = 16 << 10;

/// Empties a buffer, and gives it back if it is a long one: where many are kept, that of the longest message would stay with each.
pub fn give_back(buffer: &mut Vec<u8>) {
    if buffer.capacity() > KEPT {
        *buffer = Vec::new();
    }
    buffer.clear();
}

async fn resolve(endpoint: &Endpoint) -> io::Result<SocketAddr> {
    let mut found = tokio::net::lookup_host(endpoint.address()).await?;
    found.next().ok_or_else(|| io::Error::other(format!("{endpoint} has no address")))
}

/// Sends, and reads until the answer is whole. A target may answer, and close, while bytes are still on their way to it.
async fn converse(
    stream: &mut TcpStream,
    unsent: &mut &[u8],
    reader: &mut Reader,
    limits: &Limits,
) -> Result<u16, Lapse> {
    let (mut incoming, mut outgoing) = stream.split();
    loop {
        let read = if unsent.is_empty() {
            incoming.read_buf(reader.room()).await
        } else {
            tokio::select! {
                biased;
                written = outgoing.write(unsent) => {
                    // What it said before it stopped reading is the answer.
                    *unsent = written.ok().filter(|count| *count > 0).map_or(&[], |count| &unsent[count..]);
                    continue;
                }
                read = incoming.read_buf(reader.room()) => read,
            }
        };
        let read = read.unwrap_or(0);
        if let Some(status) = reader.advance(read == 0, limits)? {
            return Ok(status);
        }
    }
}
