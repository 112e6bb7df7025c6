//! Campaigns over the wire.
