//! One file a report format, each a fold over the event log.
//!
//! [`terminal`], [`markdown`], [`html`] and [`summary`] are for people, [`json`] for programs, the others for the tools that they are named after; [`Format`] finds
//! them by name. None of them knows another; what they share — which case broke what, how a target's bytes are made fit to be
//! shown — stands in the modules beside them.

mod account;
pub mod annotations;
pub mod badge;
mod case;
pub mod ctrf;
mod error;
mod evidence;
mod fault;
mod finding;
mod format;
pub mod gate;
pub mod har;
pub mod html;
pub mod json;
pub mod junit;
mod language;
pub mod markdown;
#[cfg(test)]
mod sample;
pub mod sarif;
#[cfg(test)]
mod schemas;
mod stream;
pub mod strength;
pub mod summary;
pub mod terminal;
mod text;
pub mod wfc;
mod words;

pub use error::RenderError;
pub use format::{Format, NoSuchFormat};
pub use language::{Language, NoSuchLanguage};
