//! The reference server inside the program: once with its gate open, once with a password (AUTH-1, AUTH-4).

use std::net::SocketAddr;
use std::sync::Arc;

use driver::Endpoint;
use refserver_http::{Config, Dialect, Faults, Running};
use runner::context::{Door, Doors};
use spec::profile::Password;

use crate::failure::Failure;

/// The password of the gated one. It is no secret: the server listens on loopback and ends with the run.
const PASSWORD: &str = "Embedded-пароль+1";

/// The two servers, as long as they run.
#[derive(Debug)]
pub(crate) struct Embedded {
    open: Running,
    gated: Running,
}

impl Embedded {
    /// Starts both on free ports of the loopback interface.
    pub(crate) async fn start(dialect: Dialect, faults: Faults) -> Result<Self, Failure> {
        let open = start(None, dialect, faults).await?;
        Ok(Self { open, gated: start(Some(PASSWORD), dialect, faults).await? })
    }

    /// The entrances that the runner uses.
    pub(crate) fn doors(&self) -> Result<Doors, Failure> {
        let main = Door { endpoint: endpoint(self.open.address())?, password: None };
        let gated =
            Door { endpoint: endpoint(self.gated.address())?, password: Some(Password::new(PASSWORD)) };
        Ok(Doors::pair(main, gated))
    }

    /// Stops both.
    pub(crate) async fn shutdown(self) {
        self.open.shutdown().await;
        self.gated.shutdown().await;
    }
}

async fn start(password: Option<&str>, dialect: Dialect, faults: Faults) -> Result<Running, Failure> {
    let config = Config {
        password: password.and_then(refserver_http::Password::new),
        dialect,
        faults,
        ..Config::on_free_port().map_err(|error| Failure::Located(error.into()))?
    };
    refserver_http::start(config).await.map_err(Failure::incomplete)
}

fn endpoint(address: SocketAddr) -> Result<Arc<Endpoint>, Failure> {
    Endpoint::parse(&format!("http://{address}")).map(Arc::new).map_err(Failure::incomplete)
}
