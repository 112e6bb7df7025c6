//! The kinds of value that parameters take: what generators draw from and what redaction replaces.

use serde::Deserialize;

/// A kind of value with its bounds. Files write `type = { kind = "seconds", max = 3600 }`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ValueType {
    /// The name of a service script.
    ScriptName,
    /// Any text.
    Text,
    /// A time in whole seconds.
    Seconds {
        /// The largest value that tests send.
        max: u32,
    },
    /// One of a few documented values.
    Choice {
        /// The values, the default first where there is one.
        values: Vec<String>,
    },
    /// The GUID of a user.
    UserId,
    /// An internal number: of a user or of a group.
    InternalNumber,
    /// A number to dial, inside or outside.
    DialNumber,
    /// Something that determines a line: a GUID, a title, a user name, a login, a line number.
    Selector,
    /// The code of a recording.
    RecordingCode,
    /// The code of a fax.
    FaxCode,
    /// The packed code of a recording.
    RecordLink,
    /// A number of the settings, such as the code of a reason for a break.
    SettingsCode,
}
