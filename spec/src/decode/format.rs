//! How an answer is to be read: the word the catalogue writes beside each command.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The documented forms of an answer; the catalogue names them in kebab case (`format = "xml-tree"`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// An `oktellxmlmapper` document: data, property sets, properties (EXEC-6, STATE-3).
    Mapper,
    /// A `group` document: the free users of an internal number (READY-2).
    Group,
    /// An `uploadfilesresult` document: what became of each uploaded file (UP-5).
    Upload,
    /// Any XML document with one root, as a generic tree (LIC-2).
    XmlTree,
    /// A JSON text (CHAIN-1, ABON-1).
    Json,
    /// Characters, whatever they say (LIC-1, LIC-3).
    Text,
    /// Bytes that are compared, not read (PLAIN-2, DL-1).
    Bytes,
}

impl Format {
    /// Every form, in the order of the enum.
    pub const ALL: [Self; 7] =
        [Self::Mapper, Self::Group, Self::Upload, Self::XmlTree, Self::Json, Self::Text, Self::Bytes];
}

impl fmt::Display for Format {
    /// The word of the catalogue.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Mapper => "mapper",
            Self::Group => "group",
            Self::Upload => "upload",
            Self::XmlTree => "xml-tree",
            Self::Json => "json",
            Self::Text => "text",
            Self::Bytes => "bytes",
        })
    }
}
