//! How much the suite takes from a target before it gives up (a target may lie, drip, flood or hang).

use std::time::Duration;

/// Bounds on one exchange.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest time to wait for a connection.
    pub connect: Duration,
    /// The longest time from sending to the last byte of the answer.
    pub patience: Duration,
    /// The longest content that is read, in bytes.
    pub body_bytes: usize,
    /// The longest head of an answer that is read, in bytes.
    pub head_bytes: usize,
    /// The most header fields of an answer.
    pub header_fields: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            patience: Duration::from_secs(10),
            body_bytes: 64 << 20,
            head_bytes: 64 << 10,
            header_fields: 256,
        }
    }
}
