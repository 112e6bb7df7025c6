//! The first question of a run: is the target there, does it speak HTTP, does its gate let us in?

use driver::Endpoint;
use spec::wire::{Call, Lapse};

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

/// Asks a harmless question at the main door.
///
/// # Errors
/// If nobody answers, what answers is no HTTP server, or the gate refuses us.
pub async fn reach(context: &Context) -> Result<(), Unreached> {
    let door = context.doors.main();
    let endpoint = door.endpoint.as_ref().clone();
    let exchange = context.client(door).send(&question(door).request()).await?;
    match exchange.outcome {
        Ok(response) if response.status == 403 && door.password.is_some() => {
            Err(Unreached::WrongPassword { endpoint })
        }
        Ok(response) if response.status == 403 => Err(Unreached::NoPassword { endpoint }),
        Ok(_) => Ok(()),
        Err(Lapse::Unreachable(reason)) => Err(Unreached::Nobody { endpoint, reason }),
        Err(lapse) => Err(Unreached::NotHttp { endpoint, lapse }),
    }
}

/// The full text of the licence: reads, takes no parameters, and exists in every edition.
fn question(door: &Door) -> Call {
    let call = Call::new("/getlicensefulltext");
    match &door.password {
        Some(password) => call.with("password", password.reveal()),
        None => call,
    }
}
