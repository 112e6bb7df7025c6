//! Campaigns over the wire: requests generated from the catalogue, many in flight, judged by the checks that hold for every exchange.

mod campaign;
mod finding;
mod generator;
mod values;

pub use campaign::{Campaign, Ending, Harvest};
pub use finding::Finding;
