//! The rude client: sends bytes as they are, on a connection of their own, and reads what comes.

use std::time::Duration;

use spec::wire::{Asked, Exchange, Lapse, Response};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};

use crate::client::{Client, Traffic};
use crate::connection::connect;

impl Client {
    /// Sends bytes that need not be HTTP, and reads until one answer is complete, the target closes, or `patience` ends.
    ///
    /// The answer is read leniently: status, fields, and whatever follows the head as content.
    pub async fn send_bytes(&self, bytes: &[u8], patience: Duration) -> Exchange {
        if self.traffic == Traffic::Rehearsed {
            return self.rehearse(Asked::Bytes(bytes.to_vec()));
        }
        let started = self.clock.elapsed();
        let deadline = Instant::now() + patience;
        let mut received = Vec::new();
        let outcome = match connect(&self.endpoint, &self.limits, deadline).await {
            Ok(mut stream) => {
                let ended = timeout_at(deadline, self.converse(&mut stream, bytes, &mut received)).await;
                read_answer(&received, ended.is_err().then_some(patience))
            }
            Err(lapse) => Err(lapse),
        };
        Exchange {
            asked: Asked::Bytes(bytes.to_vec()),
            sent: bytes.to_vec(),
            received,
            outcome,
            started,
            elapsed: self.clock.elapsed().saturating_sub(started),
        }
    }

    async fn converse(&self, stream: &mut TcpStream, bytes: &[u8], received: &mut Vec<u8>) {
        // A target may close while the bytes are still on their way: what it said before that is the answer.
        let sent = stream.write_all(bytes).await;
        let mut chunk = [0_u8; 8192];
        while let Ok(count @ 1..) = stream.read(&mut chunk).await {
            received.extend_from_slice(&chunk[..count]);
            let too_long = received.len() > self.limits.head_bytes.saturating_add(self.limits.body_bytes);
            if sent.is_err() || is_complete(received, self.limits.head_bytes) || too_long {
                return;
            }
        }
    }
}

/// Whether there is nothing to wait for: a whole answer stands in the bytes, head and content as long as the head says, or what
/// stands there has no end where a head has one.
fn is_complete(bytes: &[u8], head_bytes: usize) -> bool {
    let Some((response, content)) = parse_head(bytes) else { return bytes.len() > head_bytes };
    let length = response.header("content-length").and_then(|value| value.trim().parse::<usize>().ok());
    let chunked = response.header("transfer-encoding").is_some();
    match length {
        Some(length) => content.len() >= length,
        None if chunked => content.ends_with(b"0\r\n\r\n"),
        None => matches!(response.status, 100..=199 | 204 | 304),
    }
}

fn read_answer(bytes: &[u8], timed_out: Option<Duration>) -> Result<Response, Lapse> {
    match (parse_head(bytes), timed_out) {
        (Some((mut response, content)), _) => {
            response.body = content.to_vec();
            Ok(response)
        }
        (None, Some(patience)) => Err(Lapse::TimedOut(patience)),
        (None, None) if bytes.is_empty() => Err(Lapse::Closed),
        (None, None) => Err(Lapse::Malformed("no complete head came before the end".to_owned())),
    }
}

fn parse_head(bytes: &[u8]) -> Option<(Response, &[u8])> {
    let mut fields = [httparse::EMPTY_HEADER; 128];
    let mut head = httparse::Response::new(&mut fields);
    let httparse::Status::Complete(length) = head.parse(bytes).ok()? else { return None };
    let headers = head
        .headers
        .iter()
        .map(|field| (field.name.to_owned(), String::from_utf8_lossy(field.value).into_owned()))
        .collect();
    let response = Response { status: head.code?, headers, body: Vec::new() };
    Some((response, &bytes[length..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_complete_when_its_content_is() {
        let head = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 3\r\n\r\n";
        assert!(!is_complete(&head[..20], 1000));
        assert!(!is_complete(&[&head[..], b"ab"].concat(), 1000));
        assert!(is_complete(&[&head[..], b"abc"].concat(), 1000));
    }

    #[test]
    fn a_head_without_end_is_not_waited_for() {
        let head = b"HTTP/1.1 200 OK\r\nX-Long: and so on and so forth";
        assert!(!is_complete(head, head.len()));
        assert!(is_complete(head, head.len() - 1));
    }

    #[test]
    fn silence_garbage_and_a_close_are_told_apart() {
        assert_eq!(read_answer(b"", None), Err(Lapse::Closed));
        assert_eq!(
            read_answer(b"", Some(Duration::from_secs(1))),
            Err(Lapse::TimedOut(Duration::from_secs(1)))
        );
        assert!(matches!(read_answer(b"SSH-2.0\r\n", None), Err(Lapse::Malformed(_))));
    }
}
