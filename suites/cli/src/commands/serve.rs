//! `oktellspec serve`: the reference server, until it is stopped.

use std::io::{BufWriter, IsTerminal as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use refserver_http::{Config, FaultFact, Faults, Fixture, Password, Running, faults};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use crate::args::{ListFormat, ServeArguments};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::{interrupt, settings};

/// Where it listens unless something else is asked for: the document's port, on this machine only.
const LISTEN: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 4055);

pub(crate) async fn perform(arguments: &ServeArguments) -> Result<Exit, Failure> {
    if arguments.list_faults {
        super::print(&listed(arguments.format)?);
        return Ok(Exit::Conforms);
    }
    let stop = interrupt::token().map_err(Failure::incomplete)?;
    let _log = (!arguments.quiet).then(log_to_stderr);
    let running = refserver_http::start(config(arguments)?).await.map_err(Failure::incomplete)?;
    super::print(&greeting(&running));
    stop.cancelled().await;
    running.shutdown().await;
    Ok(Exit::Conforms)
}

/// The configuration file, if there is one; what was typed outranks it.
fn config(arguments: &ServeArguments) -> Result<Config, Failure> {
    let mut config = match &arguments.config {
        Some(path) => Config::load(path).map_err(|error| Failure::Located(error.into()))?,
        None => {
            let free = Config::on_free_port().map_err(|error| Failure::Located(error.into()))?;
            Config { listen: vec![LISTEN], ..free }
        }
    };
    if let Some(address) = arguments.listen {
        config.listen = vec![address];
    }
    match (&arguments.password, &arguments.password_env) {
        (Some(password), _) => config.password = Password::new(password),
        (None, Some(variable)) => config.password = Password::new(settings::password_in(variable)?.reveal()),
        (None, None) => {}
    }
    if let Some(path) = &arguments.fixture {
        config.fixture = Fixture::load(path).map_err(|error| Failure::Located(error.into()))?;
    }
    for setting in &arguments.dialect {
        let (name, value) = setting.split_once('=').ok_or_else(|| {
            Failure::usage(format!(
                "`{setting}` is no choice of a dialect: write NAME=VALUE, such as layout=compact"
            ))
        })?;
        config.dialect.choose(name, value).map_err(Failure::usage)?;
    }
    if !arguments.fault.is_empty() {
        config.faults = Faults::parse(&arguments.fault).map_err(Failure::usage)?;
    }
    config.status_page &= !arguments.no_status_page;
    Ok(config)
}

/// Where the server is, and what to try on it.
fn greeting(running: &Running) -> String {
    let welcome = running.welcome();
    let users =
        welcome.users.iter().map(|user| format!("  {:6} {:12} {}\n", user.number, user.login, user.name));
    let examples = welcome.examples.iter().map(|line| format!("  {line}\n"));
    format!(
        "The reference server listens on {}. Ctrl-C stops it.\n\nUsers, among others:\n{}\nTry:\n{}",
        welcome.base_url,
        users.collect::<String>(),
        examples.collect::<String>(),
    )
}

fn listed(format: ListFormat) -> Result<String, Failure> {
    let faults = faults::all();
    match format {
        ListFormat::Json => {
            Ok(format!("{}\n", serde_json::to_string_pretty(faults).map_err(Failure::incomplete)?))
        }
        ListFormat::Text => {
            let line = |fact: &FaultFact| {
                format!("{:44} {:24} {}\n", fact.name, fact.clauses.join(" "), fact.summary)
            };
            Ok(faults.iter().map(line).collect())
        }
    }
}

/// One line a request on the standard error; `RUST_LOG` chooses others.
///
/// A thread of its own writes what has gathered, so that no request waits for a terminal. It does so until the guard is dropped.
fn log_to_stderr() -> WorkerGuard {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    let stderr = std::io::stderr();
    let colour = stderr.is_terminal();
    let (writer, guard) = NonBlockingBuilder::default().lossy(false).finish(BufWriter::new(stderr));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(writer)
        .with_ansi(colour)
        .with_target(false)
        .init();
    guard
}
