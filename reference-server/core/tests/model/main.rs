//! The exchange from outside, with a held clock: scenarios, random commands, and a large house.

#![expect(clippy::unwrap_used, reason = "helpers of tests, which may fail loudly")]

mod answers;
mod calls;
mod house;
mod properties;
mod quirks;
mod scale;
mod survey;
