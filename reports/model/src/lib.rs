//! Verdicts, events and the folded run: what those who judge say to those who show.
//!
//! Producers emit [`event::Event`]s; every report, the terminal included, is a fold over them. Nothing here knows a format.

pub mod campaign;
pub mod course;
pub mod coverage;
pub mod curl;
pub mod digest;
pub mod event;
pub mod finding;
pub mod fold;
pub mod har;
pub mod log;
pub mod merge;
pub mod outcome;
pub mod record;
pub mod recording;
#[cfg(test)]
mod sample;
pub mod secrets;
pub mod tried;
pub mod verdict;
