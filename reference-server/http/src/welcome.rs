//! What somebody who wants to try a server needs to know: where it is, who is in it, and what to type.

use std::fmt;
use std::net::SocketAddr;

use refserver_core::UserSetup;

use crate::config::Config;

/// How many of the fixture's users are introduced.
const INTRODUCED: usize = 3;

/// Where a server is, some of its users, and commands to try.
#[derive(Debug, Clone)]
pub struct Welcome {
    /// `http://` and the address, without a slash at the end.
    pub base_url: String,
    /// The first users of the fixture.
    pub users: Vec<Acquaintance>,
    /// Lines for a shell. The password is written as `$PASSWORD`, never as it is.
    pub examples: Vec<String>,
}

/// A user of the fixture.
#[derive(Debug, Clone)]
pub struct Acquaintance {
    /// The GUID.
    pub id: String,
    /// The displayed name.
    pub name: String,
    /// The login.
    pub login: String,
    /// The direct internal number.
    pub number: String,
}

impl Welcome {
    pub(crate) fn new(address: SocketAddr, config: &Config) -> Self {
        let base_url = format!("http://{}", reachable(address));
        let users: Vec<_> =
            config.fixture.setup.users.iter().take(INTRODUCED).map(Acquaintance::of).collect();
        let gate =
            if config.password.is_some() { r#"-G --data-urlencode "password=$PASSWORD" "# } else { "" };
        let curl = |target: &str| format!("curl {gate}'{base_url}{target}'");
        let mut examples = vec![curl("/getlicenseinfo?detail=regserial")];
        if let [caller, called, ..] = users.as_slice() {
            examples.push(curl(&format!("/tst_getuserstate?iduser={}", caller.id)));
            examples.push(curl(&format!("/wp_autocallstart?user={}&number={}", caller.id, called.number)));
            examples.push(curl(&format!("/wp_getchaincontent?user={}", caller.id)));
        }
        if config.status_page {
            examples.push(curl("/-/status.json"));
        }
        Self { base_url, users, examples }
    }
}

impl Acquaintance {
    fn of(user: &UserSetup) -> Self {
        Self {
            id: user.id.to_string(),
            name: user.name.clone(),
            login: user.login.clone(),
            number: user.number.to_string(),
        }
    }
}

/// An address to connect to: one that stands for every interface is reached by loopback.
fn reachable(mut address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    address
}

impl fmt::Display for Welcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.base_url)?;
        for Acquaintance { name, login, number, .. } in &self.users {
            writeln!(f, "  {number}  {login:<12} {name}")?;
        }
        for example in &self.examples {
            writeln!(f, "  {example}")?;
        }
        Ok(())
    }
}
