//! The place of a campaign: a folder or a bucket that holds everything which is to outlive the process.
//!
//! ```text
//! place.json                        what this is, and in which version
//! inputs/<digest>.json              an input that brought something new, under the SHA-256 of what it asks
//! suspects/<id>.json                a breach that was met: not yet repeated, not come back, or told as a finding of another name
//! findings/<id>.json                a breach that was minimised and came back every time it was repeated
//! progress/<shard>/<session>.json   how far one process has come; it alone writes it, about once a second
//! ```
//!
//! Nothing is locked and nothing is shared but these objects, so any number of machines may work on one place, and each may be killed
//! at any moment. An object appears whole or not at all. Inputs are named after their content and findings after their signature: two
//! machines that come upon the same write the same object, and of those only the first to create a finding tells it as new.

mod error;
mod stint;
mod store;

use std::fmt;

use report_model::finding::FindingId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub use self::error::PlaceError;
pub use self::stint::{Standing, Stint};
use self::store::Store;
use crate::finding::Finding;
use crate::input::{Digest, Input};
use crate::suspect::Suspect;

/// What the stamp of a place calls its format.
const FORMAT: &str = "oktellspec-place";
/// The version of the layout; it grows when a reader of the old one would misread the new.
const VERSION: u32 = 1;

const STAMP: &str = "place.json";
const INPUTS: &str = "inputs";
const SUSPECTS: &str = "suspects";
const FINDINGS: &str = "findings";
const PROGRESS: &str = "progress";

/// A folder or bucket in which campaigns keep what they have.
#[derive(Debug, Clone)]
pub struct Place {
    store: Store,
}

/// What tells a place from any other folder.
#[derive(Serialize, Deserialize)]
struct Stamp {
    format: String,
    version: u32,
}

/// Whether an object is there because of this very call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Novelty {
    /// It was not there before.
    New,
    /// Somebody had put it there already.
    Known,
}

impl Place {
    /// Opens the place of that folder or URL, or makes an empty folder or bucket one.
    ///
    /// # Errors
    /// If it is no place and not empty, one of another version, or cannot be read and written.
    pub async fn open(name: &str) -> Result<Self, PlaceError> {
        let place = Self { store: Store::open(name)? };
        let stamp = Stamp { format: FORMAT.to_owned(), version: VERSION };
        if place.store.get(STAMP).await?.is_none() {
            if !place.store.is_empty().await? {
                return Err(PlaceError::Foreign { place: name.to_owned() });
            }
            place.store.create(STAMP, written(&stamp)).await?;
        }
        match place.read::<Stamp>(STAMP).await? {
            Some(Stamp { format, version: VERSION }) if format == FORMAT => Ok(place),
            Some(Stamp { format, version }) if format == FORMAT => {
                Err(PlaceError::Version { place: name.to_owned(), found: version, known: VERSION })
            }
            Some(_) | None => Err(PlaceError::Foreign { place: name.to_owned() }),
        }
    }

    /// Keeps an input. One that is there already is written once more: it is the same.
    ///
    /// # Errors
    /// If the place cannot be written.
    pub async fn keep_input(&self, input: &Input) -> Result<(), PlaceError> {
        self.store.put(&object(INPUTS, &input.digest()), written(input)).await
    }

    /// The digests of all inputs.
    ///
    /// # Errors
    /// If the place cannot be read.
    pub async fn inputs(&self) -> Result<Vec<Digest>, PlaceError> {
        self.names(INPUTS).await
    }

    /// An input; `None` where there is none, or one that is not what its name says, as a machine that lost its power may leave it.
    ///
    /// # Errors
    /// If the place cannot be read.
    pub async fn input(&self, digest: &Digest) -> Result<Option<Input>, PlaceError> {
        let input: Option<Input> = self.read(&object(INPUTS, digest)).await?;
        Ok(input.filter(|input| input.digest() == *digest))
    }

    /// Keeps a breach that was met, in place of what was known of it.
    ///
    /// # Errors
    /// If the place cannot be written.
    pub async fn keep_suspect(&self, suspect: &Suspect) -> Result<(), PlaceError> {
        self.store.put(&object(SUSPECTS, &suspect.id()), written(suspect)).await
    }

    /// All that was met and is told as no finding.
    ///
    /// # Errors
    /// If the place cannot be read.
    pub async fn suspects(&self) -> Result<Vec<Suspect>, PlaceError> {
        let findings = self.findings().await?;
        let mut suspects = Vec::new();
        for id in self.names::<FindingId>(SUSPECTS).await? {
            if !findings.contains(&id) {
                suspects.extend(self.suspect(&id).await?.filter(|suspect| suspect.told_as.is_none()));
            }
        }
        Ok(suspects)
    }

    /// Whether a breach of that id is told already, as a finding or as a case of one.
    ///
    /// # Errors
    /// If the place cannot be read.
    pub async fn tells(&self, id: &FindingId) -> Result<bool, PlaceError> {
        let told_as = self.suspect(id).await?.and_then(|suspect| suspect.told_as);
        Ok(self.finding(told_as.as_ref().unwrap_or(id)).await?.is_some())
    }

    async fn suspect(&self, id: &FindingId) -> Result<Option<Suspect>, PlaceError> {
        self.read(&object(SUSPECTS, id)).await
    }

    /// Keeps a finding, unless it is there.
    ///
    /// # Errors
    /// If the place cannot be written.
    pub async fn keep_finding(&self, finding: &Finding) -> Result<Novelty, PlaceError> {
        self.store.create(&object(FINDINGS, &finding.told.id), written(finding)).await
    }

    /// The ids of all findings.
    ///
    /// # Errors
    /// If the place cannot be read.
    pub async fn findings(&self) -> Result<Vec<FindingId>, PlaceError> {
        self.names(FINDINGS).await
    }

    /// A finding; `None` where there is none.
    ///
    /// # Errors
    /// If the place cannot be read.
    pub async fn finding(&self, id: &FindingId) -> Result<Option<Finding>, PlaceError> {
        self.read(&object(FINDINGS, id)).await
    }

    /// Where a finding stands, as it is given to `replay`.
    pub fn file_of(&self, id: &FindingId) -> String {
        self.store.address(&object(FINDINGS, id))
    }

    /// Notes how far a session has come.
    ///
    /// # Errors
    /// If the place cannot be written.
    pub async fn note(&self, progress: &Stint) -> Result<(), PlaceError> {
        self.store.put(&progress.object(PROGRESS), written(progress)).await
    }

    /// How far every process has come that ever worked here.
    ///
    /// # Errors
    /// If the place cannot be read.
    pub async fn sessions(&self) -> Result<Vec<Stint>, PlaceError> {
        let mut sessions = Vec::new();
        for object in self.store.list(PROGRESS).await? {
            sessions.extend(self.read(&object).await?);
        }
        Ok(sessions)
    }

    async fn names<Name: std::str::FromStr>(&self, folder: &str) -> Result<Vec<Name>, PlaceError> {
        let name = |object: String| {
            let file = object.rsplit('/').next()?.strip_suffix(".json")?;
            file.parse().ok()
        };
        let mut objects = self.store.list(folder).await?;
        objects.sort_unstable();
        Ok(objects.into_iter().filter_map(name).collect())
    }

    /// An object as what it is; `None` where there is none, or one that is something else.
    async fn read<T: DeserializeOwned>(&self, object: &str) -> Result<Option<T>, PlaceError> {
        let bytes = self.store.get(object).await?;
        Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.store.name())
    }
}

fn object(folder: &str, name: &impl fmt::Display) -> String {
    format!("{folder}/{name}.json")
}

/// What is kept is for people, too.
fn written(value: &impl Serialize) -> Vec<u8> {
    // Our own types have string keys and no writer that fails.
    let mut bytes = serde_json::to_vec_pretty(value).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

#[cfg(test)]
mod tests;
