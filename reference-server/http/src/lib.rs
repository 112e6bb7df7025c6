//! The edge of the reference server: HTTP in, the model asked, HTTP out.
//!
//! [`start`] takes a [`Config`] and gives a [`Running`] server that answers the 18 commands of the document on the
//! address it was told. What it holds at the start (users, licence, files, scripts) is a [`Fixture`].

mod answer;
mod body;
mod clock;
mod commands;
mod config;
mod dialect;
mod encode;
mod exchange;
pub mod faults;
mod files;
mod fixture;
mod gate;
mod handle;
mod limits;
mod located;
mod parameters;
mod present;
pub mod reading;
mod refusal;
mod routes;
mod scripts;
mod serve;
mod server;
mod status;
mod upload;
mod welcome;

pub use config::{Config, ConfigError, StartError};
pub use dialect::{
    Choice, Connection, ContentTypes, Dialect, ExtraKeys, Framing, JsonGuids, Layout, MapperBytes,
    ReturnValue, Unknown, UnknownChoice, UserParameter,
};
pub use faults::{FaultFact, Faults, Kind, UnknownFault};
pub use fixture::{Fixture, FixtureError};
pub use gate::Password;
pub use limits::Limits;
pub use located::Located;
pub use serve::{InProcess, Running, start};
pub use welcome::{Acquaintance, Welcome};
