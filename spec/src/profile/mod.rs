//! What is known of a target: users, groups, scripts, files, and what may be done to it.
//!
//! Every section of the file is optional; a case that needs what is missing is skipped with the [`MissingFact`] as its reason.

mod fact;
mod placeholder;
mod problem;
mod raw;
mod resolve;
mod script;
mod value;

pub use fact::{
    Answering, Calls, CodedFile, Content, Dialect, Group, License, Lunch, PasswordSource, Permissions,
    SampleFile, Selector, Target, User, UserStateParameter,
};
pub use placeholder::{Cast, FileField, FileKind, MissingFact, Placeholder, UnknownPlaceholder, UserField};
pub use problem::ProfileProblem;
pub use script::ProbeScript;
pub use value::{Guid, InternalNumber, LicenseDate, Malformed, Password, RegistrationSerial, Sha256};

use std::collections::BTreeMap;

use crate::load::Problems;

/// The profile of the bundled reference server.
pub const REFERENCE: &str = include_str!("../../profiles/reference.toml");

/// The commented profile that the owner of a foreign server starts from.
pub const TEMPLATE: &str = include_str!("../../profiles/template.toml");

/// Everything that is wrong with a profile.
pub type ProfileError = Problems<ProfileProblem>;

/// What is known of a target.
#[derive(Debug, Clone, Default)]
pub struct Profile {
    /// Where it is.
    pub target: Target,
    /// What may be done to it.
    pub effects: Permissions,
    /// Its users, in the order of the file.
    pub users: Vec<User>,
    /// Its groups, in the order of the file.
    pub groups: Vec<Group>,
    /// The target's names for the probe scripts that it has.
    pub scripts: BTreeMap<ProbeScript, String>,
    /// Recordings of conversations by code.
    pub recordings: Vec<CodedFile>,
    /// Received faxes by code.
    pub faxes: Vec<CodedFile>,
    /// Recordings by packed code.
    pub record_links: Vec<CodedFile>,
    /// A file that the `path` script finds.
    pub sample: Option<SampleFile>,
    /// What the licence says.
    pub license: License,
    /// How parties behave when called.
    pub calls: Calls,
    /// How breaks are accounted for.
    pub lunch: Lunch,
    /// What the target chose where it has a choice.
    pub dialect: Dialect,
}

impl Profile {
    /// Reads a profile; the name of the file is for error messages.
    ///
    /// # Errors
    /// A text that is no TOML, an unknown key or a wrong type; or else everything that is wrong with the values at once:
    /// malformed GUIDs, dates and digests, values given twice, group members that are nobody's number.
    pub fn parse(name: &str, text: &str) -> Result<Self, ProfileError> {
        resolve::resolve(name, text)
    }

    /// The profile of the bundled reference server.
    ///
    /// # Errors
    /// Only if the file compiled in is wrong.
    pub fn reference() -> Result<Self, ProfileError> {
        Self::parse("profiles/reference.toml", REFERENCE)
    }

    /// Replaces the placeholders of a text, such as `{user.id}`, by facts of this profile.
    ///
    /// # Errors
    /// The first fact that the profile does not state; it reads as a reason for skipping the case.
    pub fn fill(&self, text: &str) -> Result<String, MissingFact> {
        placeholder::fill(self, None, text)
    }

    /// The same for a text that may name the users of its case too, such as `{actor.login}`.
    ///
    /// # Errors
    /// As [`Profile::fill`].
    pub fn fill_for(&self, cast: Option<Cast<'_>>, text: &str) -> Result<String, MissingFact> {
        placeholder::fill(self, cast, text)
    }

    /// The users that tests may change, in the order of the file.
    pub fn free_users(&self) -> impl Iterator<Item = &User> {
        self.users.iter().filter(|user| user.free)
    }

    /// The user of a direct internal number.
    pub fn user_by_number(&self, number: &InternalNumber) -> Option<&User> {
        self.users.iter().find(|user| user.number == *number)
    }

    /// The lengths, in bytes, of all files that the target is known to have.
    pub fn file_lengths(&self) -> impl Iterator<Item = u64> {
        let coded = [&self.recordings, &self.faxes, &self.record_links].into_iter().flatten();
        let sample = self.sample.iter().map(|file| file.content.bytes);
        coded.map(|file| file.content.bytes).chain(sample)
    }

    /// The target's name for a probe script.
    ///
    /// # Errors
    /// The profile names no such script.
    pub fn script(&self, script: ProbeScript) -> Result<&str, MissingFact> {
        let name = self.scripts.get(&script).map(String::as_str);
        name.ok_or_else(|| MissingFact::of(Placeholder::Script(script)))
    }
}
