//! The suites as a whole: the plan holds together, and the snapshots are what a sound server answers.

mod plan;
mod snapshots;
#[path = "../support/mod.rs"]
mod support;
