//! The only sockets and the only clock of the suites: sends what it is told, records what came, judges nothing.

mod attempt;
mod client;
mod clock;
mod connection;
mod endpoint;
mod limits;
mod raw;
mod tape;
mod wire;

pub use client::{Client, Traffic, Unsendable};
pub use clock::{RunClock, wall_clock};
pub use endpoint::{BadEndpoint, Endpoint};
pub use limits::Limits;
pub use wire::{Arrival, Fate, Wire, give_back};
