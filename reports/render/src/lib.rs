//! One file a report format, each a fold over the event log.
//!
//! [`terminal`] is for people, [`json`] for programs, [`junit`] for CI. None of them knows another; what they share — which case broke
//! what, how a target's bytes are made fit to be shown — stands in the modules beside them.

mod case;
mod error;
mod evidence;
pub mod json;
pub mod junit;
#[cfg(test)]
mod sample;
pub mod terminal;
mod text;
mod words;

pub use error::RenderError;
