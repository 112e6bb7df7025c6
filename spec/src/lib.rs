//! The document as data, the types of the wire, and the decoders from bytes to canonical values.
//!
//! Everything here is pure: no sockets, no clock. The catalogue (`commands/`, `clauses/`, `schemas/`) is read once, strictly, and
//! every other crate takes its vocabulary from it.

pub mod catalogue;
pub mod decode;
pub mod ids;
pub mod load;
pub mod profile;
pub mod wire;
