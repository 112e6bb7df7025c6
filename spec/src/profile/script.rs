//! The probe scripts that a target is asked to install.

use std::fmt;

use serde::Deserialize;

/// A service script with a known meaning; the profile says under which name the target has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ProbeScript {
    /// Returns `startparam1`.
    Echo,
    /// Returns `startparam1` … `startparam5` joined by `|`.
    Join,
    /// Waits `startparam1` seconds (a decimal), then returns `startparam2`, or `done` where that is empty.
    Sleep,
    /// Keeps `startparam2` under the name `startparam1` and returns what was kept there before.
    Store,
    /// Returns what is kept under the name `startparam1`.
    Recall,
    /// Returns the path of the file named by `startparam1`, or `startparam1` itself if it is a path that `upload` gave.
    Path,
    /// Returns nothing.
    Empty,
    /// Ends in an error.
    Fail,
}

impl ProbeScript {
    /// Every probe script.
    pub const ALL: [Self; 8] =
        [Self::Echo, Self::Join, Self::Sleep, Self::Store, Self::Recall, Self::Path, Self::Empty, Self::Fail];

    /// Its key in the profile's `[scripts]` section.
    pub fn key(self) -> &'static str {
        match self {
            Self::Echo => "echo",
            Self::Join => "join",
            Self::Sleep => "sleep",
            Self::Store => "store",
            Self::Recall => "recall",
            Self::Path => "path",
            Self::Empty => "empty",
            Self::Fail => "fail",
        }
    }

    /// The script of that key.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|script| script.key() == key)
    }
}

impl fmt::Display for ProbeScript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.key())
    }
}
