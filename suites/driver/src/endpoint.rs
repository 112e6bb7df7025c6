//! Where the target listens.

use std::fmt;
use std::net::IpAddr;

use url::{Host, Url};

/// The base URL of a target: scheme, host, port and an optional path in front of every command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    host: Host<String>,
    port: u16,
    prefix: String,
}

/// A text that is no base URL of a target.
#[derive(Debug, Clone, thiserror::Error)]
pub enum BadEndpoint {
    /// It is no URL.
    #[error("`{text}` is no URL ({reason}): write it as http://HOST:4055")]
    NotAUrl {
        /// What was given.
        text: String,
        /// What the parser says.
        reason: url::ParseError,
    },
    /// The interface is spoken over plain HTTP only.
    #[error(
        "`{text}`: the interface is plain HTTP, so the URL begins with http://; put a proxy in front of a target behind TLS"
    )]
    Scheme {
        /// What was given.
        text: String,
    },
    /// Something stands in the URL that belongs elsewhere.
    #[error("`{text}`: {part} does not belong into the base URL; {hint}")]
    Superfluous {
        /// What was given.
        text: String,
        /// The part of the URL.
        part: &'static str,
        /// The way out.
        hint: &'static str,
    },
}

impl Endpoint {
    /// Parses a base URL such as `http://192.168.0.1:4055`. Without a port, 80 is meant, as in every URL.
    ///
    /// # Errors
    /// If it is no URL, not `http`, or has a query, a fragment or credentials.
    pub fn parse(text: &str) -> Result<Self, BadEndpoint> {
        let url =
            Url::parse(text).map_err(|reason| BadEndpoint::NotAUrl { text: text.to_owned(), reason })?;
        let superfluous = |part, hint| BadEndpoint::Superfluous { text: text.to_owned(), part, hint };
        if url.scheme() != "http" {
            return Err(BadEndpoint::Scheme { text: text.to_owned() });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(superfluous("a user name", "the password goes into --password or --password-env"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(superfluous("a query or fragment", "the suite adds the parameters itself"));
        }
        let host = match url.host() {
            Some(host) => host.to_owned(),
            None => {
                return Err(BadEndpoint::NotAUrl {
                    text: text.to_owned(),
                    reason: url::ParseError::EmptyHost,
                });
            }
        };
        let prefix = url.path().trim_end_matches('/').to_owned();
        Ok(Self { host, port: url.port().unwrap_or(80), prefix })
    }

    /// The TCP port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The host as the URL has it.
    pub fn host(&self) -> String {
        self.host.to_string()
    }

    /// The path in front of every command, without a slash at its end; mostly empty.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Whether the target is on this very machine by its address or by the name `localhost`.
    pub fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Domain(name) => name.eq_ignore_ascii_case("localhost"),
            Host::Ipv4(address) => address.is_loopback(),
            Host::Ipv6(address) => address.is_loopback(),
        }
    }

    /// The value of the `Host` field: host and port.
    pub fn authority(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// What a socket connects to.
    pub(crate) fn address(&self) -> (String, u16) {
        let host = match &self.host {
            Host::Domain(name) => name.clone(),
            Host::Ipv4(address) => IpAddr::V4(*address).to_string(),
            Host::Ipv6(address) => IpAddr::V6(*address).to_string(),
        };
        (host, self.port)
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "http://{}{}", self.authority(), self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_url_is_read_and_shown() {
        let endpoint = Endpoint::parse("http://[::1]:4055/oktell/").unwrap();
        assert_eq!(endpoint.to_string(), "http://[::1]:4055/oktell");
        assert_eq!(endpoint.address(), ("::1".to_owned(), 4055));
        assert!(endpoint.is_loopback());
        assert!(!Endpoint::parse("http://192.168.0.1:4055").unwrap().is_loopback());
        assert!(!Endpoint::parse("http://localhost.example:4055").unwrap().is_loopback());
    }

    #[test]
    fn what_does_not_belong_into_a_base_url_is_refused() {
        for text in [
            "",
            "127.0.0.1:4055",
            "https://a:1",
            "http://u@a:1",
            "http://a:1/?x=1",
            "http://a:1/#x",
            "http://",
        ] {
            assert!(Endpoint::parse(text).is_err(), "{text}");
        }
    }
}
