//! Ctrl-C and SIGTERM: the first asks to stop in order, a second one ends the program at once.

use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::exit::Exit;

/// A token that is cancelled by the first signal.
pub(crate) fn token() -> std::io::Result<CancellationToken> {
    let token = CancellationToken::new();
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let cancelled = token.clone();
    tokio::spawn(async move {
        let mut first = true;
        loop {
            tokio::select! {
                _ = interrupt.recv() => {}
                _ = terminate.recv() => {}
            }
            if !first {
                std::process::exit(Exit::Incomplete as i32);
            }
            first = false;
            cancelled.cancel();
        }
    });
    Ok(token)
}
