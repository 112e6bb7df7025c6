//! The configuration file as it is written, key by key, and the [`Config`] that it means.

use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use serde::Deserialize;
use toml::Spanned;

use super::{Config, ConfigError};
use crate::dialect::Dialect;
use crate::fixture::{Fixture, FixtureError};
use crate::gate::Password;
use crate::limits::Limits;
use crate::located::Page;

/// The port that the document names (HTTP-1).
const DOCUMENTED_PORT: u16 = 4055;

/// What a file may say; what it does not say is as in [`Config::standard`].
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ConfigFile {
    listen: Option<Spanned<Vec<IpAddr>>>,
    port: Option<u16>,
    #[serde(rename = "QueryWebServerPassword")]
    password: String,
    work_dir: Option<PathBuf>,
    fixture: Option<Spanned<PathBuf>>,
    status_page: Option<bool>,
    limits: Limits,
    dialect: Dialect,
}

/// The configuration in `text`; paths that it names start from `folder`.
pub(super) fn config(name: &str, text: &str, folder: &Path) -> Result<Config, ConfigError> {
    let page = Page { name, text };
    let file: ConfigFile = toml::from_str(text).map_err(|error| {
        let at = error.span().unwrap_or(0..0);
        page.locate(at, error.message(), "compare with the sample that the program prints")
    })?;
    let standard = Config::standard(fixture(&page, file.fixture.as_ref(), folder)?);
    Ok(Config {
        listen: addresses(&page, file.listen.as_ref(), file.port.unwrap_or(DOCUMENTED_PORT))?,
        password: Password::new(&file.password),
        work_dir: file.work_dir.map(|path| folder.join(path)),
        limits: file.limits,
        dialect: file.dialect,
        status_page: file.status_page.unwrap_or(standard.status_page),
        ..standard
    })
}

fn addresses(
    page: &Page<'_>,
    listen: Option<&Spanned<Vec<IpAddr>>>,
    port: u16,
) -> Result<Vec<SocketAddr>, ConfigError> {
    let Some(listen) = listen else { return Ok(vec![super::loopback(port)]) };
    if listen.get_ref().is_empty() {
        let hint = r#"name one, or leave the key out; "0.0.0.0" stands for every interface"#;
        return Err(page.locate(listen.span(), "`listen` names no address", hint).into());
    }
    Ok(listen.get_ref().iter().map(|address| SocketAddr::from((*address, port))).collect())
}

fn fixture(page: &Page<'_>, path: Option<&Spanned<PathBuf>>, folder: &Path) -> Result<Fixture, ConfigError> {
    let Some(path) = path else { return Ok(Fixture::built_in()?) };
    Fixture::load(&folder.join(path.get_ref())).map_err(|error| match error {
        FixtureError::Unreadable { .. } => {
            let hint = "name a readable file; a relative path starts from the folder of this file";
            page.locate(path.span(), error.to_string(), hint).into()
        }
        FixtureError::Located(_) => ConfigError::Fixture(error),
    })
}
