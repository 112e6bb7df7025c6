//! How much the suite takes from a target before it gives up (a target may lie, drip, flood or hang).

use std::time::Duration;

/// Bounds on one exchange, and on all of them together.
///
/// What a run keeps in memory follows from them: as many contents as there are cases at once, and a short record of each exchange.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// The longest time to wait for a connection.
    pub connect: Duration,
    /// The longest time from sending to the last byte of the answer.
    pub patience: Duration,
    /// The longest content that is read, in bytes. Content codings are never undone, so a bomb of them is as long as it came.
    pub body_bytes: usize,
    /// The longest head of an answer that is read, in bytes.
    pub head_bytes: usize,
    /// The most header fields of an answer.
    pub header_fields: usize,
    /// How many bytes of a connection, of either direction, are kept as they were between one request and the next.
    pub taped_bytes: usize,
    /// The longest time that a whole run may take.
    pub whole_run: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            patience: Duration::from_secs(10),
            body_bytes: 1 << 20,
            head_bytes: 64 << 10,
            header_fields: 256,
            taped_bytes: 128 << 10,
            whole_run: Duration::from_secs(3600),
        }
    }
}
