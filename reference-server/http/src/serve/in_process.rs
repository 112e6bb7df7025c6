//! A server without a socket: for those who ask much and have no use for a network, fuzzing above all.

use std::fmt;
use std::sync::Arc;

use tokio::io::join;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::connection::conversation;
use crate::config::{Config, StartError};
use crate::handle::handle;
use crate::server::Server;

/// A server to which connections are handed as bytes. It needs a runtime of tokio with timers around it.
pub struct InProcess {
    server: Arc<Server>,
    stop: CancellationToken,
    _stopped_at_the_end: DropGuard,
}

impl InProcess {
    /// The server that `config` describes; the addresses in it are not listened on.
    ///
    /// # Errors
    /// The working folder cannot be used, or the fixture contradicts itself.
    pub fn new(config: Config) -> Result<Self, StartError> {
        let stop = CancellationToken::new();
        let server = Arc::new(Server::new(config, stop.clone())?);
        Ok(Self { server, _stopped_at_the_end: stop.clone().drop_guard(), stop })
    }

    /// What comes back on a connection whose client sends these bytes and then closes its half.
    pub async fn converse(&self, sent: &[u8]) -> Vec<u8> {
        let mut answers = Vec::new();
        let (stream, visit) = (join(sent, &mut answers), Arc::default());
        conversation(stream, &self.server.limits, &self.stop, |request| {
            handle(Arc::clone(&self.server), Arc::clone(&visit), request)
        })
        .await;
        answers
    }
}

impl fmt::Debug for InProcess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InProcess").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::InProcess;
    use crate::Config;

    #[tokio::test]
    async fn requests_are_answered_in_their_order_and_a_broken_one_is_the_last() {
        let config = Config::on_free_port().expect("the built-in fixture");
        let server = InProcess::new(config).expect("a server");
        let sent = "GET /getlicensefulltext HTTP/1.1\r\n\r\nGET /nothing HTTP/1.1\r\n\r\nnonsense\r\n\r\n";
        let answers = String::from_utf8(server.converse(sent.as_bytes()).await).expect("text");
        let statuses: Vec<&str> = answers.split("HTTP/1.1 ").skip(1).map(|answer| &answer[..3]).collect();
        assert_eq!(statuses, ["200", "404", "400"], "{answers}");
    }
}
