//! Plans, schedules and runs the suites, and tells what happens as events.
//!
//! [`plan`] turns catalogue and profile into cases; [`schedule`] runs them, never two at once that touch the same user, and emits
//! the events from which every report is folded. A case asks through its [`session::Session`].

mod ask;
mod breaker;
pub mod case;
pub mod casting;
pub mod context;
mod evidence;
mod generate;
pub mod margin;
pub mod plan;
mod poll;
pub mod reach;
pub mod regressions;
pub mod schedule;
mod sequence;
pub mod session;
pub mod settings;
mod snapshot;
mod suite;

pub use suite::golden_answers;
