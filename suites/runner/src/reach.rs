//! The first question of a run: is the target there, does it speak HTTP, does its gate let us in?

use driver::Endpoint;
use futures::StreamExt;
use futures::stream::FuturesUnordered;
use spec::wire::{Call, Exchange, Lapse};

use crate::context::{Context, Door};

/// Why a run cannot begin.
#[derive(Debug, thiserror::Error)]
pub enum Unreached {
    /// Nobody answers.
    #[error(
        "the target {endpoint} cannot be reached ({reason}): is the server running, and are host and port right?"
    )]
    Nobody {
        /// Where.
        endpoint: Endpoint,
        /// What the system says.
        reason: String,
    },
    /// Something answers that is no HTTP server, or answers nothing.
    #[error("something listens at {endpoint}, but it does not answer as an HTTP server does: {lapse}")]
    NotHttp {
        /// Where.
        endpoint: Endpoint,
        /// What came instead of an answer.
        lapse: Lapse,
    },
    /// The gate refuses the password.
    #[error(
        "the gate of {endpoint} refuses the password that was given (403 Forbidden): check --password or --password-env"
    )]
    WrongPassword {
        /// Where.
        endpoint: Endpoint,
    },
    /// The gate asks for a password and none was given.
    #[error(
        "the gate of {endpoint} refuses us (403 Forbidden): the target asks for a password, give it with --password or --password-env"
    )]
    NoPassword {
        /// Where.
        endpoint: Endpoint,
    },
    /// The question cannot be asked.
    #[error(transparent)]
    Unsendable(#[from] driver::Unsendable),
}

/// Harmless questions: they read, and a server may answer them with whatever it likes. Several, because a target that hangs on one
/// command is there all the same.
const QUESTIONS: [&str; 3] = ["/getlicensefulltext", "/tst_getuserstate", "/wp_getabonentinfo"];

/// Asks harmless questions at the main door, all at once; the first that is answered decides.
///
/// # Errors
/// If nobody answers, what answers is no HTTP server, or the gate refuses us.
pub async fn reach(context: &Context) -> Result<(), Unreached> {
    let door = context.doors.main();
    let endpoint = || door.endpoint.as_ref().clone();
    let mut asked: FuturesUnordered<_> =
        QUESTIONS.into_iter().map(|path| async move { ask(context, door, path).await }).collect();
    let mut silence = None;
    while let Some(exchange) = asked.next().await {
        match exchange?.outcome {
            Ok(response) if response.status == 403 && door.password.is_some() => {
                return Err(Unreached::WrongPassword { endpoint: endpoint() });
            }
            Ok(response) if response.status == 403 => {
                return Err(Unreached::NoPassword { endpoint: endpoint() });
            }
            Ok(_) => return Ok(()),
            Err(lapse) => {
                // Who answers one question with nonsense is there, whatever became of the others.
                silence = Some(match (silence, lapse) {
                    (Some(known), Lapse::Unreachable(_)) => known,
                    (_, lapse) => lapse,
                });
            }
        }
    }
    match silence {
        Some(Lapse::Unreachable(reason)) => Err(Unreached::Nobody { endpoint: endpoint(), reason }),
        Some(lapse) => Err(Unreached::NotHttp { endpoint: endpoint(), lapse }),
        None => Ok(()),
    }
}

async fn ask(context: &Context, door: &Door, path: &str) -> Result<Exchange, driver::Unsendable> {
    let call = match &door.password {
        Some(password) => Call::new(path).with("password", password.reveal()),
        None => Call::new(path),
    };
    context.client(door).send(&call.request()).await
}
