//! One connection: connects, speaks HTTP/1.1 politely, and is used again while the target keeps it open.

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::{Builder, SendRequest};
use hyper_util::rt::TokioIo;
use spec::wire::{Lapse, Response};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::{Instant, timeout_at};

use crate::endpoint::Endpoint;
use crate::limits::Limits;
use crate::tape::{Tape, Taped};

/// Opens a TCP connection within `limits.connect`, and not later than `deadline`.
pub(crate) async fn connect(
    endpoint: &Endpoint,
    limits: &Limits,
    deadline: Instant,
) -> Result<TcpStream, Lapse> {
    let until = deadline.min(Instant::now() + limits.connect);
    let stream = match timeout_at(until, TcpStream::connect(endpoint.address())).await {
        Ok(Ok(stream)) => stream,
        Ok(Err(error)) => return Err(Lapse::Unreachable(error.to_string())),
        Err(_) => {
            let waited = limits.connect.as_secs();
            return Err(Lapse::Unreachable(format!("nothing answered at {endpoint} for {waited} s")));
        }
    };
    // Small requests shall leave at once: answer times are judged.
    stream.set_nodelay(true).map_err(|error| Lapse::Unreachable(error.to_string()))?;
    Ok(stream)
}

/// An open connection.
#[derive(Debug)]
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
    pump: AbortHandle,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.pump.abort();
    }
}

impl Connection {
    /// Opens one that is recorded on the tape.
    pub(crate) async fn open(
        endpoint: &Endpoint,
        limits: &Limits,
        deadline: Instant,
        tape: Tape,
    ) -> Result<Self, Lapse> {
        let stream = connect(endpoint, limits, deadline).await?;
        let io = TokioIo::new(Taped::new(stream, tape));
        let (sender, connection) = Builder::new()
            .max_buf_size(limits.head_bytes)
            .max_headers(limits.header_fields)
            .handshake(io)
            .await
            .map_err(|error| Lapse::Unreachable(error.to_string()))?;
        let pump = tokio::spawn(async move {
            // How a connection ends is seen by whoever waits for its answer.
            drop(connection.await);
        });
        Ok(Self { sender, pump: pump.abort_handle() })
    }

    /// Whether another request may be sent on it.
    pub(crate) async fn is_reusable(&mut self) -> bool {
        self.sender.ready().await.is_ok()
    }

    /// Sends a request and reads the whole answer.
    pub(crate) async fn exchange(
        &mut self,
        request: hyper::Request<Full<Bytes>>,
        limits: &Limits,
    ) -> Result<Response, Lapse> {
        self.sender.ready().await.map_err(|_| Lapse::Closed)?;
        let answer = self.sender.send_request(request).await.map_err(|error| lapse_of(&error))?;
        let (head, mut incoming) = answer.into_parts();
        let mut body = Vec::new();
        while let Some(frame) = incoming.frame().await {
            let frame = frame.map_err(|error| lapse_of(&error))?;
            if let Some(data) = frame.data_ref() {
                if body.len() + data.len() > limits.body_bytes {
                    return Err(Lapse::TooLong(limits.body_bytes));
                }
                body.extend_from_slice(data);
            }
        }
        let headers = head
            .headers
            .iter()
            .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
            .collect();
        Ok(Response { status: head.status.as_u16(), headers, body })
    }
}

fn lapse_of(error: &hyper::Error) -> Lapse {
    if error.is_parse() { Lapse::Malformed(error.to_string()) } else { Lapse::Closed }
}
