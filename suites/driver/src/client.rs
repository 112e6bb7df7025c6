//! The polite client: well-formed requests, kept connections, every byte recorded, redirects never followed.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use spec::wire::{Asked, Exchange, Method, Request, Response};
use tokio_util::task::AbortOnDropHandle;

use crate::attempt::{Attempt, Attempted};
use crate::clock::RunClock;
use crate::connection::Connection;
use crate::endpoint::Endpoint;
use crate::limits::Limits;
use crate::tape::{Reels, Tape};

/// A client of one target. It keeps at most one idle connection; whoever wants requests in parallel takes several clients.
#[derive(Debug)]
pub struct Client {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) limits: Limits,
    pub(crate) clock: RunClock,
    pub(crate) traffic: Traffic,
    idle: Option<Connection>,
    /// What the kept connection is recorded on.
    tape: Tape,
}

/// Whether a client really sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Traffic {
    /// Requests go out.
    Live,
    /// Nothing goes out: every request gets an empty `200 OK` at once, so that a plan can be shown without touching the target.
    Rehearsed,
}

/// Why a request was not sent at all.
#[derive(Debug, thiserror::Error)]
pub enum Unsendable {
    /// It cannot be put into well-formed HTTP; [`Client::send_bytes`] sends anything.
    #[error("the request for `{target}` cannot be written as well-formed HTTP: {reason}")]
    Malformed {
        /// What was asked.
        target: String,
        /// What is wrong with it.
        reason: http::Error,
    },
    /// The program is about to end.
    #[error("the program is about to end")]
    Cancelled,
}

impl Client {
    /// A client without a connection yet.
    pub fn new(endpoint: Arc<Endpoint>, limits: Limits, clock: RunClock, traffic: Traffic) -> Self {
        let tape = Tape::new(limits.taped_bytes);
        Self { endpoint, limits, clock, traffic, idle: None, tape }
    }

    /// Another client of the same target, with a connection of its own.
    #[must_use]
    pub fn another(&self) -> Self {
        Self::new(Arc::clone(&self.endpoint), self.limits, self.clock, self.traffic)
    }

    /// Where the target listens.
    pub fn endpoint(&self) -> &Endpoint {
        &self.endpoint
    }

    /// The clock by which exchanges are timed.
    pub fn clock(&self) -> &RunClock {
        &self.clock
    }

    /// Closes the kept connection, so that the next request opens a new one.
    pub fn hang_up(&mut self) {
        self.idle = None;
    }

    /// Sends a request and waits for the whole answer within the client's patience.
    ///
    /// # Errors
    /// If the request is no well-formed HTTP. Everything that goes wrong on the way is part of the exchange.
    pub async fn send(&mut self, request: &Request) -> Result<Exchange, Unsendable> {
        self.send_within(request, self.limits.patience).await
    }

    /// Like [`Client::send`], with another patience.
    ///
    /// # Errors
    /// As [`Client::send`].
    pub async fn send_within(
        &mut self,
        request: &Request,
        patience: Duration,
    ) -> Result<Exchange, Unsendable> {
        let message = self.message(request)?;
        if self.traffic == Traffic::Rehearsed {
            return Ok(self.rehearse(Asked::Request(request.clone())));
        }
        let started = self.clock.elapsed();
        let attempt = Attempt {
            endpoint: Arc::clone(&self.endpoint),
            limits: self.limits,
            kept: self.idle.take(),
            tape: self.tape.clone(),
        };
        // On another thread: an answer that comes while this one judges another is read, and timed, when it comes.
        let clock = self.clock;
        let attempt = async move { (attempt.within(message, patience).await, clock.elapsed()) };
        let ended = AbortOnDropHandle::new(tokio::spawn(attempt)).await;
        let (Attempted { outcome, kept, tape }, finished) = ended.map_err(|_| Unsendable::Cancelled)?;
        let Reels { sent, received } = tape.take();
        (self.idle, self.tape) = (kept, tape);
        let elapsed = finished.saturating_sub(started);
        Ok(Exchange { asked: Asked::Request(request.clone()), sent, received, outcome, started, elapsed })
    }

    /// An exchange as it is shown when nothing is sent.
    pub(crate) fn rehearse(&self, asked: Asked) -> Exchange {
        Exchange {
            asked,
            sent: Vec::new(),
            received: Vec::new(),
            outcome: Ok(Response { status: 200, headers: Vec::new(), body: Vec::new() }),
            started: self.clock.elapsed(),
            elapsed: Duration::ZERO,
        }
    }

    fn message(&self, request: &Request) -> Result<hyper::Request<Full<Bytes>>, Unsendable> {
        let unsendable = |reason| Unsendable::Malformed { target: request.target.clone(), reason };
        let mut message = hyper::Request::builder()
            .method(request.method.as_str())
            .uri(format!("{}{}", self.endpoint.prefix(), request.target))
            .header("host", self.endpoint.authority());
        if request.header_value("user-agent").is_none() {
            message = message.header("user-agent", concat!("oktellspec/", env!("CARGO_PKG_VERSION")));
        }
        if request.method != Method::Get || !request.body.0.is_empty() {
            message = message.header("content-length", request.body.0.len());
        }
        for (name, value) in &request.headers {
            message = message.header(name, value.as_bytes());
        }
        message.body(Full::new(Bytes::from(request.body.0.clone()))).map_err(unsendable)
    }
}
