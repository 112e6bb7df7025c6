//! One attempt to get an answer: on the kept connection if it still works, else on a new one.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::Full;
use spec::wire::{Lapse, Response};
use tokio::time::{Instant, timeout_at};

use crate::connection::Connection;
use crate::endpoint::Endpoint;
use crate::limits::Limits;
use crate::tape::Tape;

type Message = hyper::Request<Full<Bytes>>;

/// What is needed for an attempt.
#[derive(Debug)]
pub(crate) struct Attempt {
    pub(crate) endpoint: Arc<Endpoint>,
    pub(crate) limits: Limits,
    /// A connection on which an answer came in order.
    pub(crate) kept: Option<Connection>,
    /// What that connection is recorded on.
    pub(crate) tape: Tape,
}

/// What became of it.
#[derive(Debug)]
pub(crate) struct Attempted {
    pub(crate) outcome: Result<Response, Lapse>,
    /// The connection, if the answer left it in order.
    pub(crate) kept: Option<Connection>,
    /// What the connection was recorded on, whether or not it lived to the end.
    pub(crate) tape: Tape,
}

impl Attempt {
    /// Sends the message and waits for the whole answer.
    pub(crate) async fn within(mut self, message: Message, patience: Duration) -> Attempted {
        let deadline = Instant::now() + patience;
        let (outcome, kept) = match timeout_at(deadline, self.exchange(message, deadline)).await {
            Ok(Ok((response, connection))) => (Ok(response), Some(connection)),
            Ok(Err(lapse)) => (Err(lapse), None),
            // The connection went down with the attempt; whatever still comes on it must not be taken for another answer.
            Err(_) => (Err(Lapse::TimedOut(patience)), None),
        };
        Attempted { outcome, kept, tape: self.tape }
    }

    /// A kept connection that the target closed meanwhile is no lapse of the target's (RFC 9112, section 9.3.1): where not a byte
    /// of an answer came, the request goes out once more.
    async fn exchange(
        &mut self,
        message: Message,
        deadline: Instant,
    ) -> Result<(Response, Connection), Lapse> {
        if let Some(mut kept) = self.kept.take()
            && kept.is_reusable().await
        {
            let outcome = kept.exchange(message.clone(), &self.limits).await;
            if outcome != Err(Lapse::Closed) || self.tape.has_received() {
                return outcome.map(|response| (response, kept));
            }
        }
        // A connection that goes down may still write to its own tape.
        self.tape = Tape::new(self.limits.taped_bytes);
        let mut fresh = Connection::open(&self.endpoint, &self.limits, deadline, self.tape.clone()).await?;
        fresh.exchange(message, &self.limits).await.map(|response| (response, fresh))
    }
}
