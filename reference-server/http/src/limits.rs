//! How much of everything one server grants: bytes, counts and times.

use std::time::Duration;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

const KIB: u64 = 1024;
const MIB: u64 = 1024 * KIB;

/// The bounds that keep a hostile client from starving the others.
///
/// [`Limits::default`] suits tests and long fuzzing campaigns alike; single fields may be narrowed. In a configuration
/// file the keys are the names of the fields, times in milliseconds under names that end in `_ms`; none may be zero.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Bytes of request line and headers; more is answered `431`. Values under 8 KiB count as 8 KiB.
    #[serde(deserialize_with = "positive")]
    pub header_bytes: usize,
    /// Bytes of the request's target, and of one header's value; more is answered `414` or `431`.
    #[serde(deserialize_with = "positive")]
    pub line_bytes: usize,
    /// Time within which a request's headers have to arrive; later the connection is closed.
    #[serde(rename = "header_read_ms", deserialize_with = "milliseconds")]
    pub header_read: Duration,
    /// Bytes of a form body; more is answered `413`.
    #[serde(deserialize_with = "positive")]
    pub form_bytes: u64,
    /// Bytes of an upload's body, as sent; more is answered `413`.
    #[serde(deserialize_with = "positive")]
    pub upload_bytes: u64,
    /// Files in one upload; more is answered `413`.
    #[serde(deserialize_with = "positive")]
    pub upload_files: usize,
    /// Bytes of all uploads kept since the start; a file beyond them is reported as not saved.
    #[serde(deserialize_with = "positive")]
    pub kept_upload_bytes: u64,
    /// Longest silence within a request's body; then `408`.
    #[serde(rename = "body_pause_ms", deserialize_with = "milliseconds")]
    pub body_pause: Duration,
    /// Longest time for a whole body; then `408`.
    #[serde(rename = "body_time_ms", deserialize_with = "milliseconds")]
    pub body_time: Duration,
    /// Parameters of one request, query and form together; more is answered `400`.
    #[serde(deserialize_with = "positive")]
    pub parameters: usize,
    /// Connections open at a time; further ones wait to be accepted.
    #[serde(deserialize_with = "positive")]
    pub connections: usize,
    /// Age at which a connection gets no further request; at twice that age it is cut, answered or not.
    #[serde(rename = "connection_age_ms", deserialize_with = "milliseconds")]
    pub connection_age: Duration,
    /// Service scripts that run at a time; further ones wait for their turn.
    #[serde(deserialize_with = "positive")]
    pub scripts_running: usize,
    /// Service scripts running or waiting; more is answered `429`.
    #[serde(deserialize_with = "positive")]
    pub scripts_pending: usize,
    /// Steps of the script engine in one run.
    #[serde(deserialize_with = "positive")]
    pub script_operations: u64,
    /// Characters of one string of a script.
    #[serde(deserialize_with = "positive")]
    pub script_text: usize,
    /// Longest run of one script, and the longest `timeout` that is granted.
    #[serde(rename = "script_time_ms", deserialize_with = "milliseconds")]
    pub script_time: Duration,
    /// The `timeout` of a request that names none (EXEC-9).
    #[serde(rename = "script_default_wait_ms", deserialize_with = "milliseconds")]
    pub script_default_wait: Duration,
    /// Bytes of all names and values that scripts keep with `store`; what goes beyond makes the script fail.
    #[serde(deserialize_with = "positive")]
    pub kept_value_bytes: usize,
    /// What requests under way get to finish when the server is shut down.
    #[serde(rename = "grace_ms", deserialize_with = "milliseconds")]
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            header_bytes: 64 * 1024,
            line_bytes: 32 * 1024,
            header_read: Duration::from_secs(30),
            form_bytes: MIB,
            upload_bytes: 64 * MIB,
            upload_files: 1000,
            kept_upload_bytes: 4096 * MIB,
            body_pause: Duration::from_secs(10),
            body_time: Duration::from_secs(120),
            parameters: 256,
            connections: 1024,
            connection_age: Duration::from_secs(600),
            scripts_running: 128,
            scripts_pending: 1024,
            script_operations: 5_000_000,
            script_text: 8 * 1024 * 1024,
            script_time: Duration::from_secs(300),
            script_default_wait: Duration::from_secs(60),
            kept_value_bytes: 64 * 1024 * 1024,
            grace: Duration::from_secs(2),
        }
    }
}

/// A limit of nothing would refuse everything, or to some engines mean no limit at all.
fn positive<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default + PartialEq>(
    from: D,
) -> Result<T, D::Error> {
    let value = T::deserialize(from)?;
    if value == T::default() { Err(D::Error::custom("a limit is at least 1")) } else { Ok(value) }
}

fn milliseconds<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    positive(from).map(Duration::from_millis)
}
