//! Exchange and catalogue in, verdicts out: pure functions, unit-tested on canned answers and fit to be fuzzed.
//!
//! [`always`] holds for every exchange whatever was asked; [`answer`] reads an answer and judges its shape; the other modules judge what
//! an answer says.

pub mod agree;
pub mod always;
pub mod answer;
pub mod carriage;
pub mod chain;
pub mod cite;
pub mod expect;
pub mod file;
pub mod gate;
pub mod harm;
pub mod license;
pub mod look;
pub mod model;
pub mod pairs;
pub mod party;
pub mod ready;
pub mod redact;
pub mod script;
pub mod shape;
pub mod state;
pub mod tally;
pub mod timing;
pub mod upload;
pub mod words;
