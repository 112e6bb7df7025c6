//! Why a place cannot be used, told so that the way out is seen.

use std::error::Error;
use std::io::{self, ErrorKind};

/// Why a place cannot be used.
#[derive(Debug, Clone, thiserror::Error)]
pub enum PlaceError {
    /// It is a file.
    #[error("{place} is a file: give a folder, a new one if you like, or the URL of a bucket")]
    NoFolder {
        /// The place.
        place: String,
    },
    /// It is a bucket, and the program can do without.
    #[error(
        "{place} is a bucket, and this program was built without them: build it with --features buckets, or give a folder"
    )]
    NoBuckets {
        /// The place.
        place: String,
    },
    /// Its URL is none of a store.
    #[error("{place} is no place that can be opened ({reason}): give a folder or the URL of a bucket")]
    Address {
        /// The place.
        place: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It holds something else.
    #[error(
        "{place} holds something that is no place of campaigns (it has no readable place.json): give an empty folder or a new one"
    )]
    Foreign {
        /// The place.
        place: String,
    },
    /// It was made by a program of another time.
    #[error(
        "{place} has version {found}; this program works on version {known}: use the program that made it, or another folder"
    )]
    Version {
        /// The place.
        place: String,
        /// The version that it names.
        found: u32,
        /// The version that this program works on.
        known: u32,
    },
    /// It cannot be read.
    #[error("the place {place} cannot be read: {reason}")]
    Unreadable {
        /// The place.
        place: String,
        /// What the system says.
        reason: String,
    },
    /// It cannot be written.
    #[error(
        "the place {place} cannot be written: {reason}; {way_out}; what is there is whole, and the next start goes on from it"
    )]
    Unwritable {
        /// The place.
        place: String,
        /// What the system says.
        reason: String,
        /// What to do about it.
        way_out: &'static str,
    },
}

impl PlaceError {
    pub(super) fn unreadable(place: &str, error: impl Error + 'static) -> Self {
        Self::Unreadable { place: place.to_owned(), reason: reason(&error) }
    }

    pub(super) fn unwritable(place: &str, error: impl Error + 'static) -> Self {
        let way_out = match kind(&error) {
            Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge) => {
                "make room or give another place"
            }
            Some(ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => {
                "give a place that may be written to"
            }
            Some(_) | None => "see to it or give another place",
        };
        Self::Unwritable { place: place.to_owned(), reason: reason(&error), way_out }
    }

    /// Whether the user named what is none of our places, as opposed to one that fails us.
    pub fn is_usage(&self) -> bool {
        !matches!(self, Self::Unreadable { .. } | Self::Unwritable { .. })
    }
}

/// The innermost cause: the layers above it say which call failed, which helps nobody.
fn innermost<'a>(error: &'a (dyn Error + 'static)) -> &'a (dyn Error + 'static) {
    let mut innermost = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost
}

fn reason(error: &(dyn Error + 'static)) -> String {
    innermost(error).to_string()
}

fn kind(error: &(dyn Error + 'static)) -> Option<ErrorKind> {
    innermost(error).downcast_ref::<io::Error>().map(io::Error::kind)
}
