//! `oktellspec serve`: the reference server, until it is stopped.

use std::io::IsTerminal;

use refserver_http::{Config, Fixture, Password};
use tracing_subscriber::EnvFilter;

use crate::args::ServeArguments;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{interrupt, settings};

pub(crate) async fn perform(arguments: &ServeArguments) -> Result<Exit, Failure> {
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    log_to_stderr();
    let password = match (&arguments.password, &arguments.password_env) {
        (Some(password), _) => Password::new(password),
        (None, Some(variable)) => Password::new(settings::password_in(variable)?.reveal()),
        (None, None) => None,
    };
    let fixture = match &arguments.fixture {
        Some(path) => Fixture::load(path),
        None => Fixture::built_in(),
    };
    let gate = if password.is_some() { "asks for the password" } else { "asks for no password" };
    let config = Config {
        listen: arguments.listen,
        password,
        fixture: fixture.map_err(|error| Failure::Located(error.into()))?,
        ..Config::on_free_port().map_err(|error| Failure::Located(error.into()))?
    };
    let running = refserver_http::start(config).await.map_err(Failure::incomplete)?;
    super::print(&format!(
        "The reference server listens on http://{} and {gate}. Ctrl-C stops it.\n",
        running.address()
    ));
    stop.cancelled().await;
    running.shutdown().await;
    Ok(Exit::Conforms)
}

/// One line a request on the standard error; `RUST_LOG` chooses others.
fn log_to_stderr() {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let colour = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colour)
        .with_target(false)
        .init();
}
